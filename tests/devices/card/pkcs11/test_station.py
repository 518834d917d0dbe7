"""The card room with a card that only its maker's module can speak to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.card.events import CardGone, CardLost, CardReady, CardUnreadable, LoggedIn, WrongPin
from devices.card.profiles.pkcs11.bridge import BridgedCard, open_bridge
from devices.card.proof import is_proven
from devices.simulators.card.demo_pki import DemoPki
from devices.simulators.card.piv_applet import PivApplet
from tests.devices.card.pkcs11.tokens import SECONDS, is_locked_again
from tests.devices.card.reader import Bay, Listener, listening, settings_for

pytestmark = pytest.mark.parts

OUR_FIRST_COMMAND = bytes.fromhex("00A4040009A00000030800001000")


class ClosedCard:
    """A card that is unknown to whoever begins with our own profile, until it has lost its power again."""

    def __init__(self, applet: PivApplet) -> None:
        self.applet = applet
        self.reset()

    def reset(self) -> None:
        self._is_open: bool | None = None
        self.applet.reset()

    def answer(self, apdu: bytes) -> bytes:
        if self._is_open is None:
            self._is_open = not apdu.startswith(OUR_FIRST_COMMAND)
        return self.applet.answer(apdu) if self._is_open else b"\x6a\x82"


@pytest.fixture
def opened() -> list[BridgedCard]:
    """The bridges that the card room has opened, in order."""
    return []


@pytest.fixture
def listener(pki: DemoPki, slot: Bay, vendor_module: Path, opened: list[BridgedCard]) -> Iterator[Listener]:
    def bridge(reader: str) -> BridgedCard:
        opened.append(open_bridge(vendor_module, reader, SECONDS))
        return opened[-1]

    with listening(settings_for(pki, slot, bridge=bridge)) as listener:
        yield listener


def test_a_citizen_logs_in_over_the_module_and_the_card_signs_until_the_visit_is_over(listener, slot, pki, opened):
    person = pki.card("citizen")
    card = ClosedCard(pki.applet("citizen"))
    slot.insert(card)
    assert listener.next() == CardReady(None, shortest=4)
    assert listener.log_in("000000") == WrongPin(None)
    result = listener.log_in(person.pin)
    assert isinstance(result, LoggedIn)
    assert (result.holder.regnum, result.proof.profile) == (person.regnum, "pkcs11")
    assert is_proven(result.proof)
    assert listener.sign(b"request")
    assert card.applet.is_unlocked
    listener.station.release()
    assert listener.sign(b"request") is None
    assert is_locked_again(card.applet)
    assert not [one for one in opened if Path(f"/proc/{one.pid}").exists()]


@pytest.mark.parametrize(
    ("name", "reason"), [("expired", "expired"), ("revoked", "revoked"), ("untrusted", "untrusted")]
)
def test_a_card_that_may_not_is_told_before_a_pin_is_asked(listener, slot, pki, name, reason):
    slot.insert(ClosedCard(pki.applet(name)))
    assert getattr(listener.next(), "reason", None) == reason


def test_without_a_module_it_is_a_card_of_another_kind(pki, slot):
    with listening(settings_for(pki, slot)) as listener:
        slot.insert(ClosedCard(pki.applet("citizen")))
        assert listener.next() == CardUnreadable("unknown")


def test_a_child_that_dies_in_a_visit_signs_nothing_and_the_card_logs_in_again(listener, slot, pki, opened):
    card = ClosedCard(pki.applet("citizen"))
    slot.insert(card)
    assert listener.next() == CardReady(None, shortest=4)
    assert isinstance(listener.log_in(pki.card("citizen").pin), LoggedIn)
    opened[-1]._child._process.kill()
    assert listener.sign(b"request") is None
    assert is_locked_again(card.applet)
    assert isinstance(listener.log_in(pki.card("citizen").pin), LoggedIn)


def test_a_card_that_is_pulled_in_a_visit_ends_its_child(listener, slot, pki, opened):
    slot.insert(ClosedCard(pki.applet("citizen")))
    assert listener.next() == CardReady(None, shortest=4)
    assert isinstance(listener.log_in(pki.card("citizen").pin), LoggedIn)
    slot.remove()
    assert listener.next() == CardGone()
    assert isinstance(listener.log_in(pki.card("citizen").pin), CardLost)
    assert not [one for one in opened if Path(f"/proc/{one.pid}").exists()]
