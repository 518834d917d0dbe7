"""A real pcscd with virtual cards, as fixtures; other folders import what they need into their conftest."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

import pytest

from devices.card import pcsc
from devices.card.events import CardEvent, CardReady, LogInResult, ReaderFound
from devices.card.login import CardSettings
from devices.card.station import CardStation
from devices.simulators.card.demo_documents import DemoDocuments, make_demo_documents
from devices.simulators.card.demo_pki import DemoPki, make_demo_pki
from devices.simulators.card.pcscd import PrivatePcscd
from devices.simulators.card.virtual_card import VirtualCard

PATIENCE = 15.0
READERS = ("Virtual PCD 00 00", "Virtual PCD 00 01")
_TURNS = cycle((0, 1))


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    return make_demo_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> DemoDocuments:
    return make_demo_documents(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def pcscd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePcscd]:
    with PrivatePcscd(tmp_path_factory.mktemp("pcscd")) as service:
        service.use()
        yield service


class Bay(VirtualCard):
    """One of the two slots, and the name of its reader."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port + number)
        self.reader = READERS[number]


@pytest.fixture
def slot(pcscd: PrivatePcscd) -> Iterator[Bay]:
    """An empty slot, and pcscd knows that it is empty: the two take turns, so that nobody waits for the last card."""
    number = next(_TURNS)
    wait_until_empty(READERS[number])
    with Bay(pcscd.port, number) as bay:
        yield bay


@pytest.fixture
def only_slot(slot: Bay) -> Bay:
    """A slot, and pcscd knows that the other one is empty too: for tools that take the first reader with a card."""
    for reader in READERS:
        wait_until_empty(reader)
    return slot


@pytest.fixture
def second_slot(pcscd: PrivatePcscd, slot: Bay) -> Iterator[Bay]:
    """The slot that `slot` is not."""
    number = 1 - READERS.index(slot.reader)
    wait_until_empty(READERS[number])
    with Bay(pcscd.port, number) as bay:
        yield bay


@dataclass
class Listener:
    """What a station says, in order."""

    station: CardStation
    events: queue.SimpleQueue[CardEvent] = field(default_factory=queue.SimpleQueue)
    answers: queue.SimpleQueue[LogInResult] = field(default_factory=queue.SimpleQueue)

    def next(self) -> CardEvent:
        return self.events.get(timeout=PATIENCE)

    def log_in(self, pin: str, *, last_try: bool = False) -> LogInResult:
        return self.log_in_with(bytearray(pin.encode()), last_try=last_try)

    def log_in_with(self, pin: bytearray, *, last_try: bool = False) -> LogInResult:
        self.station.log_in(pin, self.answers.put, last_try=last_try)
        return self.answers.get(timeout=PATIENCE)

    def sign(self, message: bytes) -> bytes | None:
        signed: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.station.sign(message, signed.put)
        return signed.get(timeout=PATIENCE)


def settings_for(pki: DemoPki, slot: Bay, **changes: object) -> CardSettings:
    given: dict[str, object] = {
        "reader": slot.reader,
        "anchors": (pki.anchor,),
        "crls": (pki.crl,),
        "demo": True,
        **changes,
    }
    return CardSettings(**given)  # type: ignore[arg-type]  # by name


@contextmanager
def listening(settings: CardSettings) -> Iterator[Listener]:
    """Run a station on an empty reader that is there."""
    listener = Listener(CardStation(settings))
    listener.station.start(listener.events.put)
    try:
        assert listener.next() == ReaderFound()
        yield listener
    finally:
        listener.station.close()


@pytest.fixture
def listener(pki: DemoPki, slot: Bay) -> Iterator[Listener]:
    with listening(settings_for(pki, slot)) as listener:
        yield listener


def ready(listener: Listener) -> None:
    assert listener.next() == CardReady(3)


def wait_until_empty(wanted: str) -> None:
    _wait(wanted, card=False)


def wait_until_full(wanted: str) -> None:
    _wait(wanted, card=True)


def _wait(wanted: str, *, card: bool) -> None:
    known = pcsc.UNAWARE
    with pcsc.Context() as context:
        reader = next(name for name in context.readers() if wanted in name)
        while (state := context.wait(reader, known, PATIENCE)).card is not card:
            known = state.raw
