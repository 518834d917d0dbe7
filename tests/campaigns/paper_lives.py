"""Kiosks that print, each in a process of its own, which stop at the step they were told and wait to be killed.

`python -m tests.campaigns.paper_lives` has learnt all they need and forks one after the other. Told a line of JSON for
each, it says on its output: `born PID`, what the kiosk says, then `ended`. One that was told to find what another left
says so and goes on, when it hears SIGUSR1, to print the next paper as a citizen would ask for it.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog

from devices.printer import encode
from devices.printer.address import Tcp
from devices.printer.press import Press
from devices.printer.profile import get_profile
from devices.printer.station import PaperMoved, PrinterEvent, PrinterFound, PrinterStation
from devices.printer.transport import Wire, opener
from devices.printer.verdict import Verdict
from kiosk.desks.paper import Journal
from sync.papers import Papers
from tests.devices.printer.parts import PATIENT, SLIP
from tests.sync.parts import hand_in, open_kiosk

Manner = Literal["steady", "hasty"]
STEPS = (
    "intended", "sending", "sent", "half", "confirm", "asked", "verdict", "settled",
    "seen", "presented", "gone", "taken",
)  # fmt: skip
"""Before and after each thing that is committed, and where no commit is between."""
_QUESTIONS = (encode.ASK_PAPER_SENSOR, encode.process_id(b"0000")[:5])
_BEFORE = {"presented": "seen", "taken": "gone"}


@dataclass(frozen=True)
class Order:
    """What one kiosk shall do: print and stop at *stop* (a byte for `half` is *after*), or find what was left."""

    folder: str
    port: int
    profile: str
    stop: str = ""
    after: int = 0
    manner: Manner = "steady"


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


class Steps:
    """Stops for ever at one step, once it is reached; *sent* says that the page may leave."""

    def __init__(self, order: Order) -> None:
        self.order, self.sent = order, False

    def reach(self, step: str) -> None:
        if step and step == self.order.stop:
            say(f"at {step}")
            threading.Event().wait()


@dataclass(frozen=True)
class SteppingJournal:
    """The kiosk's own journal; a hasty one notes that a page was sent when it knows how it ended."""

    kept: Journal
    steps: Steps

    def sent(self, job_id: str) -> None:
        self.steps.reach("sending")
        if self.steps.order.manner == "steady":
            self.kept.sent(job_id)
        self.steps.sent = True
        self.steps.reach("sent")

    def settled(self, job_id: str, verdict: Verdict) -> None:
        self.steps.reach("verdict")
        if self.steps.order.manner == "hasty":
            self.kept.sent(job_id)
        self.kept.settled(job_id, verdict)
        self.steps.reach("settled")

    def moved(self, move: PaperMoved) -> None:
        self.steps.reach(_BEFORE.get(move.moment, ""))
        self.kept.moved(move)
        self.steps.reach(move.moment)
        say(f"moved {move.moment}")


class SteppingWire:
    """A wire that stops after a byte of the page, and around the question for its end."""

    def __init__(self, wire: Wire, steps: Steps) -> None:
        self._wire, self._steps, self._left = wire, steps, steps.order.after
        self.read, self.close = wire.read, wire.close

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._steps.sent:
            self._wire.write(data)
            return
        asks = bytes(data).startswith(_QUESTIONS)
        if asks:
            self._steps.reach("confirm")
        if self._steps.order.stop == "half" and len(data) > self._left:
            self._wire.write(data[: self._left])
            self._steps.reach("half")
        self._wire.write(data)
        self._left -= len(data)
        if asks:
            self._steps.reach("asked")


class Life:
    """A kiosk with its store and its printer's station."""

    def __init__(self, order: Order) -> None:
        self.kiosk = open_kiosk(Path(order.folder))
        self.papers = Papers(self.kiosk.store, self.kiosk.clock)
        self.steps, self.events = Steps(order), queue.SimpleQueue[PrinterEvent]()
        self.journal = SteppingJournal(Journal(self.papers), self.steps)
        torn, held = bool(self.papers.recover()), self.papers.held()
        open_wire = opener(Tcp("127.0.0.1", order.port), PATIENT.connect)
        press = Press(
            lambda: SteppingWire(open_wire(), self.steps), get_profile(order.profile), timing=PATIENT, torn=torn
        )
        self.station = PrinterStation(press, poll=0.02)
        if held:
            self.station.expect(held)

    def hear(self, event: PrinterEvent) -> None:
        if isinstance(event, PaperMoved):
            self.journal.moved(event)
        self.events.put(event)

    def print(self, job: str) -> Verdict:
        verdicts = queue.SimpleQueue[Verdict]()
        self.station.print(job, SLIP, self.journal, verdicts.put)
        return verdicts.get()

    def end(self) -> None:
        self.station.close()
        self.kiosk.store.close()


def print_one(life: Life) -> None:
    """Hand a request in, print its paper, and stop where it was told."""
    job = life.kiosk.outbox.hand_in(hand_in()).job_id
    life.steps.reach("intended")
    life.station.start(life.hear)
    say(f"verdict {life.print(job)}")
    threading.Event().wait(30)
    say("never stopped")


def find_and_go_on(life: Life) -> None:
    """Say what is known of the paper before, wait to be told, and print the next one."""
    life.station.start(life.hear)
    while not isinstance(life.events.get(timeout=30), PrinterFound):
        pass
    with life.kiosk.store.reading() as view:
        (number,) = (str(row[0]) for row in view.rows("SELECT number FROM papers"))
    (paper,) = life.papers.of_receipt(number)
    say(f"found {paper.state} {paper.reason or ''}")
    signal.sigwait({signal.SIGUSR1})
    again = paper.state in ("intended", "failed")
    job = life.papers.again(paper.job_id) if again else life.papers.copy(paper.job_id)
    verdict, found = life.print(job), life.papers.find(job)
    say(f"next {type(verdict).__name__} {found.copy if found else ''} {found.number == number if found else ''}")


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for line in sys.stdin:
        order = Order(**json.loads(line))
        process = os.fork()
        if process == 0:
            os._exit(_lived(order))
        os.waitpid(process, 0)
        say("ended")


def _lived(order: Order) -> int:
    say(f"born {os.getpid()}")
    try:
        life = Life(order)
        print_one(life) if order.stop else find_and_go_on(life)
        life.end()
    except BaseException as error:
        say(f"crashed {type(error).__name__} {error}".replace("\n", " ")[:300])
        return 1
    return 0


if __name__ == "__main__":
    main()
