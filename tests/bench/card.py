"""A log-in beside the very same commands sent bare, and a card that comes beside the service's own word of it.

log-in    station.log_in ──▶ answer        beside   SCardTransmit of the same transcript, added up
insertion card in ──▶ the kiosk's page     beside   SCardGetStatusChange of another context, same insertion
"""

from __future__ import annotations

import queue
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from devices.card.events import CardEvent, CardReady, LoggedIn, LogInResult, ReaderFound
from devices.card.login import CardSettings
from devices.card.pcsc import UNAWARE, Context
from devices.card.session import Held
from devices.card.station import CardStation
from devices.simulators.card.demo_pki import DemoPki
from devices.simulators.card.mishap import Mishap
from devices.simulators.card.pcscd import PrivatePcscd
from devices.simulators.card.virtual_card import VirtualCard
from kiosk.demo.setting import Setting, prepare
from kiosk.knowledge import take
from kiosk.session.states import AskingPin, Idle
from tests.bench.figures import Figure, beside_peer, median
from tests.devices.card.reader import READERS, wait_until_empty, wait_until_full
from tests.stories.scene import Bench

DELAYS_MS = (0, 20, 60)
PATIENCE = 20.0


class Recording:
    """A card that keeps what it answered, and can say it again without thinking."""

    def __init__(self, applet: object) -> None:
        self._applet = applet
        self.answers: list[bytes] = []

    def reset(self) -> None:
        self._applet.reset()  # type: ignore[attr-defined]

    def answer(self, apdu: bytes) -> bytes:
        self.answers.append(self._applet.answer(apdu))  # type: ignore[attr-defined]
        return self.answers[-1]


class Replay:
    """Says what was recorded, in its order."""

    def __init__(self, answers: Sequence[bytes]) -> None:
        self._left = list(answers)

    def reset(self) -> None:
        return

    def answer(self, apdu: bytes) -> bytes:
        del apdu
        return self._left.pop(0)


def measure(*, rounds: int, insertions: int) -> Iterable[Figure]:
    """Log in *rounds* times at each delay, and put a card in *insertions* times."""
    with tempfile.TemporaryDirectory(prefix="card-") as here, PrivatePcscd(Path(here) / "pcscd") as service:
        service.use()
        setting = prepare(Path(here) / "demo")
        setting.write_site(printer_port=9, gateway_url="")
        for delay in DELAYS_MS:
            with VirtualCard(service.port) as slot:
                yield _log_ins(slot, setting.pki, delay, rounds)
            wait_until_empty(READERS[0])
        with VirtualCard(service.port) as slot:
            yield from _insertions(slot, setting, insertions)


def _log_ins(slot: VirtualCard, pki: DemoPki, delay_ms: int, rounds: int) -> Figure:
    ours, bare = [], []
    for _ in range(rounds):
        milliseconds, commands, answers = _log_in(slot, pki, delay_ms / 1000)
        ours.append(milliseconds)
        bare.append(_sent_bare(slot, commands, answers, delay_ms / 1000))
    beside = f"the same {len(commands)} commands sent bare, {delay_ms} ms each"
    return Figure(f"log-in, card of {delay_ms} ms p50", median(ours), median(bare), "ms", beside, rounds)


def _log_in(slot: VirtualCard, pki: DemoPki, delay: float) -> tuple[float, list[bytes], list[bytes]]:
    """Return how long a log-in took, and its commands and answers."""
    events: queue.SimpleQueue[CardEvent] = queue.SimpleQueue()
    answers: queue.SimpleQueue[LogInResult] = queue.SimpleQueue()
    card = Recording(pki.applet("citizen"))
    station = CardStation(CardSettings("", (pki.anchor,), (pki.crl,), demo=True))
    station.start(events.put)
    assert events.get(timeout=PATIENCE) == ReaderFound()
    slot.insert(card, Mishap(delay=delay))
    assert events.get(timeout=PATIENCE) == CardReady(3)
    read = len(slot.commands)
    began = time.perf_counter()
    station.log_in(bytearray(pki.card("citizen").pin.encode()), answers.put)
    assert isinstance(answers.get(timeout=PATIENCE), LoggedIn)
    milliseconds = (time.perf_counter() - began) * 1000
    commands = list(slot.commands[read:])
    station.close()
    _leave(slot)
    return milliseconds, commands, card.answers[read:]


def _sent_bare(slot: VirtualCard, commands: Sequence[bytes], answers: Sequence[bytes], delay: float) -> float:
    """Return the sum of the milliseconds that each command takes with nothing between it and the service."""
    slot.insert(Replay(answers), Mishap(delay=delay))
    wait_until_full(READERS[0])
    total = 0.0
    with Held("") as held:
        for command in commands:
            apdu = bytearray(command)
            began = time.perf_counter()
            held.connection.transmit(apdu)
            total += time.perf_counter() - began
    _leave(slot)
    return total * 1000


def _insertions(slot: VirtualCard, setting: Setting, count: int) -> Iterable[Figure]:
    """Put a card in while the kiosk and a bare context both wait for it."""
    ours, bare = [], []
    with Bench(take(setting.site, setting.state), setting.state) as bench:
        bench.wait_for_part("card", "")
        for _ in range(count):
            bench.actor.wait_for(Idle)
            wait_until_empty(READERS[0])
            seen: queue.SimpleQueue[float] = queue.SimpleQueue()
            ready = threading.Event()
            threading.Thread(target=_see, args=(ready, seen), daemon=True).start()
            ready.wait(PATIENCE)
            began = time.perf_counter()
            slot.insert(setting.pki.applet("citizen"))
            bench.actor.wait_for(AskingPin)
            ours.append((time.perf_counter() - began) * 1000)
            bare.append((seen.get(timeout=PATIENCE) - began) * 1000)
            slot.remove()
    yield from beside_peer("card in to its page", ours, bare, "SCardGetStatusChange, same insertion", high=0.95)


def _see(ready: threading.Event, seen: queue.SimpleQueue[float]) -> None:
    with Context() as context:
        reader = context.readers()[0]
        state = context.wait(reader, UNAWARE, PATIENCE)
        ready.set()
        while not state.card:
            state = context.wait(reader, state.raw, PATIENCE)
        seen.put(time.perf_counter())


def _leave(slot: VirtualCard) -> None:
    slot.remove()
    wait_until_empty(READERS[0])
