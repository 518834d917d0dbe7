"""Cards that take their time: what nobody waits for any more must not happen, and nothing may stay open."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from devices.card import tlv
from devices.card.events import CardLost, CardReady, PinChange
from devices.card.profiles.card import Credential, PinNeeded, ProfileName, Right, Wrong
from devices.simulators.card.demo_pki import DemoPki
from devices.simulators.card.iso7816_applet import Iso7816Applet
from devices.simulators.card.piv_applet import Key
from tests.devices.card.reader import PATIENCE, Bay, Listener, listening, settings_for

pytestmark = pytest.mark.parts

IMPATIENCE = 0.3


class Turnstile:
    """Lets everybody through until it is shut; says who stands before it."""

    def __init__(self) -> None:
        self._open, self._somebody = threading.Event(), threading.Event()
        self.open()

    def shut(self) -> None:
        self._open.clear()
        self._somebody.clear()

    def open(self) -> None:
        self._open.set()

    def wait_for_somebody(self) -> None:
        assert self._somebody.wait(PATIENCE)

    def pass_through(self) -> None:
        self._somebody.set()
        assert self._open.wait(PATIENCE)


@dataclass
class SlowCard:
    """A citizen's card behind a module that takes every PIN for what it is, when it is let."""

    certificate: bytes
    key: Key
    on_reader: bool = False
    before_factor: Turnstile = field(default_factory=Turnstile)
    before_unlock: Turnstile = field(default_factory=Turnstile)
    given: list[bytes] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    profile: ProfileName = "pkcs11"
    signs_requests: bool = True

    def factor(self) -> PinNeeded:
        self.before_factor.pass_through()
        return PinNeeded(None, range(4, 13), self.on_reader)

    def unlock(self, secret: bytearray | None) -> Right | Wrong:
        self.before_unlock.pass_through()
        self.given.append(b"" if secret is None else bytes(secret))
        return Right()

    def credential(self) -> Credential:
        return Credential(self.certificate)

    def prove(self, message: bytes) -> bytes:
        return signature_of(self.key, message)

    def change_pin(self, old: bytearray, new: bytearray) -> Right | Wrong:
        self.given.append(bytes(old))
        return Right()

    def close(self) -> None:
        self.closed.set()


def signature_of(key: Key, message: bytes) -> bytes:
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(message, ec.ECDSA(hashes.SHA256()))


@pytest.fixture
def card(pki: DemoPki) -> SlowCard:
    held = pki.applet("citizen").content
    return SlowCard(tlv.get(held.objects[0x5FC105], 0x53, 0x70), held.key)


@contextmanager
def put_in(card: SlowCard, pki: DemoPki, slot: Bay, **changes: object) -> Iterator[Listener]:
    with listening(settings_for(pki, slot, bridge=lambda _: card, **changes)) as listener:
        slot.insert(Iso7816Applet())
        assert isinstance(listener.next(), CardReady)
        card.closed.clear()
        try:
            yield listener
        finally:
            card.before_factor.open()
            card.before_unlock.open()


def test_a_pin_that_was_given_up_is_never_tried(card: SlowCard, pki: DemoPki, slot: Bay):
    with put_in(card, pki, slot, deadline_seconds=IMPATIENCE) as listener:
        card.before_factor.shut()
        assert listener.log_in("123456") == CardLost()
        card.before_factor.open()
        assert card.closed.wait(PATIENCE)
        assert not card.given


def test_a_pin_change_that_was_given_up_does_not_happen(card: SlowCard, pki: DemoPki, slot: Bay):
    with put_in(card, pki, slot, deadline_seconds=IMPATIENCE) as listener:
        card.before_factor.shut()
        answers: queue.SimpleQueue[PinChange] = queue.SimpleQueue()
        listener.station.change_pin(bytearray(b"123456"), bytearray(b"654321"), answers.put)
        assert answers.get(timeout=PATIENCE) == CardLost()
        card.before_factor.open()
        assert card.closed.wait(PATIENCE)
        assert not card.given


def test_a_visit_that_ends_while_the_readers_pad_asks_leaves_no_card_open(card: SlowCard, pki: DemoPki, slot: Bay):
    card.on_reader = True
    with put_in(card, pki, slot, deadline_seconds=IMPATIENCE) as listener:
        card.before_unlock.shut()
        listener.station.log_in(None, listener.answers.put)
        card.before_unlock.wait_for_somebody()
        listener.station.release()
        assert listener.sign(b"so much later that nobody waits for the release any more") is None
        card.before_unlock.open()
        listener.answers.get(timeout=PATIENCE)
        assert card.closed.wait(PATIENCE)
        assert listener.sign(b"a request") is None


def test_a_station_that_ended_while_a_card_was_silent_closes_it_when_it_speaks(card: SlowCard, pki: DemoPki, slot: Bay):
    with put_in(card, pki, slot) as listener:
        card.before_unlock.shut()
        listener.station.log_in(bytearray(b"123456"), listener.answers.put)
        card.before_unlock.wait_for_somebody()
        listener.station.close()
        card.before_unlock.open()
        assert card.closed.wait(PATIENCE)
        listener.station._thread.join(PATIENCE)
        assert not listener.station._thread.is_alive()
