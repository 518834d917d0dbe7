"""Whatever a card does at whatever command: a safe word within a second, no try burned, nothing crashed.

Every kind of mishap at every command of a log-in, for every kind of card, through a real card service. The control
arms are a card that is well, which must get in every time, and a station that takes any status word for a wrong PIN,
which must be caught.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from devices.card.events import (
    CardEvent,
    CardGone,
    CardLost,
    CardReady,
    LoggedIn,
    LogInResult,
    PinBlocked,
    Refused,
    WrongPin,
)
from devices.card.profiles import piv
from devices.card.profiles.pkcs11.bridge import BridgedCard, open_bridge
from devices.simulators.card.demo_documents import DemoDocuments
from devices.simulators.card.demo_pki import DemoPki
from devices.simulators.card.mishap import MISHAPS, Mishap, MishapKind
from devices.simulators.card.pcscd import PrivatePcscd
from devices.simulators.card.virtual_card import Applet
from tests.campaigns.reckoning import tell, tries
from tests.devices.card.pkcs11.test_station import ClosedCard
from tests.devices.card.pkcs11.tokens import vendor_module
from tests.devices.card.reader import (
    READERS,
    Bay,
    Listener,
    documents,
    listening,
    pcscd,
    pki,
    settings_for,
    wait_until_empty,
)

__all__ = ["documents", "pcscd", "pki", "vendor_module"]

pytestmark = [pytest.mark.parts, pytest.mark.timeout(3600)]
DEADLINE = 0.6
SAFE_SECONDS = 1.0
BRIDGE_SECONDS, BRIDGE_DEADLINE = 2.0, 2.5
LOOK_SECONDS = 0.5
POLL_SECONDS = 0.8  # pcscd looks at a virtual reader every 0.4 s, and once more before it believes


@dataclass(frozen=True)
class Kind:
    """A kind of card: how one is made, what its holder gives, and what is said of it before; None where that varies."""

    name: str
    make: Callable[[], Applet]
    secret: str
    ready: CardReady | None


@dataclass(frozen=True)
class Found:
    """What one try came to."""

    kind: MishapKind
    command: int
    result: LogInResult | CardEvent
    seconds: float
    tries_left: int


class Hand:
    """Puts cards into one reader and logs in with them."""

    def __init__(self, listener: Listener, slot: Bay, *, rests: float = 0.0) -> None:
        """*rests* is how many seconds it waits between cards.

        pcscd calls a slot empty whose card went while its power was taken, and does not see a card that comes before it
        has looked for itself; no hand is that fast.
        """
        self.listener, self.slot = listener, slot
        self._rests = rests

    def try_with(self, kind: Kind, mishap: Mishap) -> Found:
        """Log in with a card that meets *mishap*; leave the slot empty and seen to be empty."""
        applet = kind.make()
        begun = time.monotonic()
        self.slot.insert(applet, mishap)
        said: CardEvent | LogInResult = self.listener.next()
        if isinstance(said, CardReady):
            assert kind.ready in (None, said)
            begun = time.monotonic()
            said = self.listener.log_in(kind.secret)
        seconds = time.monotonic() - begun
        self.clear()
        return Found(mishap.kind, mishap.at or 0, said, seconds, _tries_left(applet))

    def clear(self) -> None:
        self.slot.remove()
        while self.listener.next() != CardGone():
            pass
        wait_until_empty(self.slot.reader)
        threading.Event().wait(self._rests)
        while not self.listener.events.empty():
            self.listener.events.get()


def _tries_left(applet: Applet) -> int:
    return int(getattr(getattr(applet, "applet", applet), "tries_left", 3))


def faults_of(found: Found, deadline: float = DEADLINE, *, bridged: bool = False) -> list[str]:
    """Return what is wrong with how a try ended; nothing, where it ended as it must.

    A maker's module asks a bad card again and again in its own way: it gets its *deadline* whatever happens.
    """
    wrong = []
    allowed = SAFE_SECONDS + POLL_SECONDS + (deadline if found.kind in ("silent", "endless") or bridged else 0.0)
    if found.seconds > allowed:
        wrong.append(f"{found.seconds:.2f} s")
    if found.tries_left < 3:
        wrong.append(f"{3 - found.tries_left} tries burned")
    if isinstance(found.result, WrongPin | PinBlocked) and found.kind not in ("wrong_pin", "blocked"):
        wrong.append("called a wrong PIN")
    return [f"{found.kind} at {found.command}: {what}: {found.result}" for what in wrong]


def _wait_for_both() -> None:
    for reader in READERS:
        wait_until_empty(reader)


@pytest.fixture
def hands(pcscd: PrivatePcscd, pki: DemoPki, documents: DemoDocuments) -> Iterator[list[Hand]]:
    given = {"document_anchors": (documents.anchor,), "crls": (pki.crl, documents.crl), "deadline_seconds": DEADLINE}
    _wait_for_both()
    with (
        Bay(pcscd.port, 0) as one,
        Bay(pcscd.port, 1) as other,
        listening(settings_for(pki, one, **given)) as first,
        listening(settings_for(pki, other, **given)) as second,
    ):
        yield [Hand(first, one), Hand(second, other)]


@pytest.fixture(scope="module")
def card(pki: DemoPki) -> Kind:
    return Kind("PIV", lambda: pki.applet("citizen"), pki.card("citizen").pin, CardReady(3))


@pytest.fixture(params=["PIV", "passport", "older", "chip_key"])
def kind(request: pytest.FixtureRequest, card: Kind, documents: DemoDocuments) -> Kind:
    """A card with a PIN; documents with PACE, with basic access control, and with a key for the chip only."""
    name = request.param
    if name == "PIV":
        return card
    return Kind(name, lambda: documents.applet(name), documents.document(name).typed, CardReady(None, "document"))


@pytest.fixture
def bridged(pcscd: PrivatePcscd, pki: DemoPki, vendor_module: Path) -> Iterator[list[Hand]]:
    """Hands before stations that reach the card through its maker's module only."""

    def bridge(reader: str) -> BridgedCard:
        return open_bridge(vendor_module, reader, BRIDGE_SECONDS)

    _wait_for_both()
    with Bay(pcscd.port, 0) as one, Bay(pcscd.port, 1) as other:
        given = {"bridge": bridge, "deadline_seconds": BRIDGE_DEADLINE}
        with (
            listening(settings_for(pki, one, **given)) as first,
            listening(settings_for(pki, other, **given)) as second,
        ):
            yield [Hand(first, one, rests=LOOK_SECONDS), Hand(second, other, rests=LOOK_SECONDS)]


def commands_of_a_login(hand: Hand, kind: Kind) -> list[bytes]:
    assert isinstance(hand.try_with(kind, Mishap()).result, LoggedIn)
    return list(hand.slot.commands)


def in_both_readers(hands: list[Hand], kind: Kind, mishaps: list[Mishap]) -> list[Found]:
    """Give each hand its half: pcscd takes its time to see each card come and go."""

    def half(number: int) -> list[Found]:
        return [hands[number].try_with(kind, mishap) for mishap in mishaps[number :: len(hands)]]

    with ThreadPoolExecutor(len(hands)) as pool:
        return [found for part in pool.map(half, range(len(hands))) for found in part]


def test_whatever_goes_wrong_at_any_command_ends_well(hands: list[Hand], kind: Kind) -> None:
    commands = len(commands_of_a_login(hands[0], kind))
    every = [Mishap(at, mishap) for mishap in MISHAPS for at in range(commands)]
    chosen = random.sample(every, tries(short=22, long=len(every)))
    with structlog.testing.capture_logs() as log:
        found = in_both_readers(hands, kind, chosen)
    crashed = [line for line in log if "crash" in line["event"] or line["event"] == "card_thread_lost_the_reader"]
    assert [fault for one in found for fault in faults_of(one)] == []
    assert crashed == []
    assert isinstance(hands[0].try_with(kind, Mishap()).result, LoggedIn), "and the next card gets in"
    tell(f"{kind.name}: {len(MISHAPS)} mishaps at {commands} commands", len(found))


def test_whatever_goes_wrong_behind_a_makers_module_ends_well(bridged: list[Hand], pki: DemoPki) -> None:
    made = Kind("PKCS#11", lambda: ClosedCard(pki.applet("citizen")), pki.card("citizen").pin, None)
    commands = len(commands_of_a_login(bridged[0], made))
    every = [Mishap(at, mishap) for mishap in MISHAPS for at in range(commands)]
    chosen = random.sample(every, tries(short=6, long=200))
    found = in_both_readers(bridged, made, chosen)
    assert [fault for one in found for fault in faults_of(one, BRIDGE_DEADLINE, bridged=True)] == []
    assert isinstance(bridged[0].try_with(made, Mishap()).result, LoggedIn), "and the next card gets in"
    tell(f"PKCS#11 over OpenSC: {len(MISHAPS)} mishaps at {commands} commands, by chance", len(found))


def test_a_slow_card_gets_in(hands: list[Hand], card: Kind) -> None:
    assert isinstance(hands[0].try_with(card, Mishap(delay=0.02)).result, LoggedIn)


def test_a_station_that_takes_any_status_for_a_wrong_pin_is_caught(
    hands: list[Hand], card: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = commands_of_a_login(hands[0], card)
    verify = next(at for at, apdu in enumerate(commands) if apdu[1] == 0x20 and len(apdu) > 5)
    mishap = Mishap(verify, "status", sw=0x6F00)
    assert faults_of(hands[0].try_with(card, mishap)) == []
    monkeypatch.setattr(piv, "_find_tries", lambda sw: 2 if sw == 0x6F00 else 3)
    assert faults_of(hands[0].try_with(card, mishap)) != []


def test_a_copy_is_told_whatever_its_reader(hands: list[Hand], card: Kind, pki: DemoPki) -> None:
    made = Kind("copy", lambda: pki.applet("clone"), card.secret, card.ready)
    assert [hand.try_with(made, Mishap()).result for hand in hands] == [Refused("forged")] * 2


def test_nothing_is_left_over(hands: list[Hand], card: Kind) -> None:
    assert [hand.slot.reader for hand in hands] == list(READERS)
    assert hands[0].listener.log_in(card.secret) == CardLost()
