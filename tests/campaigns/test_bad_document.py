"""Whatever a travel document's chip says: told apart, within a second, and never believed for what nobody signed.

Half of the tries spoil an answer on the wire; half have a chip that keeps the
protocol and holds spoilt files. The control arm is a profile that compares no
data group with the security object, which must be caught believing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from devices.card import tlv
from devices.card.apdu import ApduFault
from devices.card.pcsc import CardRemoved, PcscFault
from devices.card.profiles.card import CardFault, Person, Right
from devices.card.profiles.emrtd.passport import Passport
from devices.card.profiles.emrtd.security_object import SecurityObject
from devices.simulators.card.demo_documents import DemoDocuments, DocumentName
from devices.simulators.card.emrtd_applet import EmrtdApplet
from devices.simulators.card.mishap import MISHAPS, Mishap
from tests.campaigns.reckoning import tell, tries
from tests.devices.card.reader import documents

__all__ = ["documents"]

pytestmark = [
    pytest.mark.timeout(7200),
    pytest.mark.filterwarnings("ignore"),  # the certificate library warns of some spoilt names before it refuses them
]
FAMILY = (CardFault, tlv.TlvFault, ApduFault, PcscFault)
DOCUMENTS: tuple[DocumentName, ...] = ("passport", "foreign", "chip_key")  # PACE, basic access control, chip key
FILES = (0x0101, 0x010E, 0x010F, 0x011C, 0x011D)
SAFE_SECONDS = 1.0
MOST_COMMANDS = 1000

Spoil = Callable[[bytes], bytes]


class Wire:
    """A chip, and a wire that spoils the answers of one command, or none."""

    def __init__(self, applet: EmrtdApplet, place: int, spoil: Spoil) -> None:
        self._applet, self._place, self._spoil = applet, place, spoil
        self.asked = 0

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        answer = self._applet.answer(bytes(apdu))
        if self.asked == self._place:
            answer = self._spoil(answer)
        self.asked += 1
        answer = answer.rjust(2, b"\x00")
        return answer[:-2], int.from_bytes(answer[-2:], "big")


class MishapWire(Wire):
    """A chip that meets *mishap*."""

    def __init__(self, applet: EmrtdApplet, mishap: Mishap) -> None:
        super().__init__(applet, -1, bytes)
        self._mishap = mishap

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        answer = self._applet.answer(bytes(apdu))
        if self._mishap.strikes(self.asked):
            answer = self._mishap.spoilt(answer)
        self.asked += 1
        if len(answer) < 2:
            raise CardRemoved("SCardTransmit", 0)  # what PC/SC makes of less than a status word
        return answer[:-2], int.from_bytes(answer[-2:], "big")


@dataclass
class Count:
    """What the tries came to."""

    held: int = 0
    told_apart: int = 0
    faults: list[str] = field(default_factory=list)


def spoiling(chance: random.Random) -> Spoil:
    """Return one of six ways to spoil some octets."""
    place, more, octets = chance.random(), chance.randrange(1, 40), chance.randbytes(chance.randrange(1, 12))

    def turned(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + bytes(octet ^ 1 << more % 8 for octet in data[at : at + 1]) + data[at + 1 :]

    def written_over(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + octets + data[at + len(octets) :]

    ways: tuple[Spoil, ...] = (
        turned,
        written_over,
        lambda data: data[: int(place * len(data))],
        lambda data: data + octets * more,
        lambda data: chance.randbytes(len(data)),
        lambda data: data[: int(place * len(data))] + data[int(place * len(data)) + more :],
    )
    return chance.choice(ways)


def once(documents: DemoDocuments, name: DocumentName, chance: random.Random) -> tuple[Wire, EmrtdApplet]:
    """Return a chip of which one thing is spoilt."""
    applet, spoil = documents.applet(name), spoiling(chance)
    files = [file for file in FILES if file in applet.content.files]
    if chance.random() < 0.5:
        return Wire(applet, chance.randrange(28), spoil), applet
    file = chance.choice(files)
    applet.content.files[file] = spoil(applet.content.files[file])
    return Wire(applet, -1, spoil), applet


def person_in(wire: Wire, typed: str) -> Person | None:
    """Return whom a whole log-in found, None where nothing was unlocked."""
    passport = Passport(wire)
    if passport.unlock(bytearray(typed.encode())) != Right():
        return None
    person = passport.credential().person
    passport.prove(b"a challenge")
    return person


def campaign(documents: DemoDocuments, number: int, seed: int) -> Count:
    count, chance = Count(), random.Random(seed)
    true = {
        name: person_in(Wire(documents.applet(name), -1, bytes), documents.document(name).typed) for name in DOCUMENTS
    }
    for _ in range(number):
        name = chance.choice(DOCUMENTS)
        wire, _ = once(documents, name, chance)
        begun = time.thread_time()
        try:
            found = person_in(wire, documents.document(name).typed)
            count.held += found is not None
            if found not in (None, true[name]):
                count.faults.append(f"{name}: believed what nobody signed")
        except FAMILY:
            count.told_apart += 1
        except Exception as fault:
            count.faults.append(f"{name}: {type(fault).__name__}")
        if time.thread_time() - begun > SAFE_SECONDS or wire.asked > MOST_COMMANDS:
            count.faults.append(f"{name}: {time.thread_time() - begun:.1f} s, {wire.asked} commands")
    return count


def test_whatever_a_chip_says_ends_well_and_is_believed_only_when_it_was_signed(documents: DemoDocuments) -> None:
    number = tries(short=300, long=100_000)
    count = campaign(documents, number, seed=random.randrange(1 << 30))
    assert count.faults == []
    assert count.told_apart > number // 3
    tell("Travel document: answers and files spoilt", number)


def test_every_mishap_at_every_command_ends_well(documents: DemoDocuments) -> None:
    """All but a chip that falls silent, which is for the station's deadline."""
    chance = random.Random()
    kinds = [kind for kind in MISHAPS if kind not in ("pulled", "silent")]
    every = [(name, Mishap(at, kind)) for name in DOCUMENTS for kind in kinds for at in range(28)]
    for name, mishap in chance.sample(every, tries(short=120, long=len(every))):
        typed = documents.document(name).typed
        try:
            found = person_in(MishapWire(documents.applet(name), mishap), typed)
        except FAMILY:
            continue
        assert found in (None, person_in(Wire(documents.applet(name), -1, bytes), typed)), f"{name}: {mishap}"
    tell("Travel document: mishaps at every command", tries(short=120, long=len(every)))


def test_a_profile_that_compares_nothing_is_caught(documents: DemoDocuments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SecurityObject, "check", lambda *_: None)
    caught = (fault for seed in range(20) for fault in campaign(documents, 30, seed).faults)
    assert any("nobody signed" in fault for fault in caught)
