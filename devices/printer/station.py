"""The one thread that owns the printer: it looks after it and prints what it is given.

Everything a caller gives it is answered exactly once, on that thread. It
posts what changed about the printer, and nothing twice.
"""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import structlog

from devices.printer.conversation import Stopped
from devices.printer.document import Document
from devices.printer.press import Press, PrinterReport, settle
from devices.printer.status import PrinterState, Trouble
from devices.printer.verdict import Journal, NotPrinted, Verdict

_log = structlog.get_logger(__name__)
_Told = TypeVar("_Told")


@dataclass(frozen=True)
class PrinterFound:
    """The printer answers; sent at the start and after each time it was lost."""

    state: PrinterState


@dataclass(frozen=True)
class PrinterChanged:
    state: PrinterState


@dataclass(frozen=True)
class PrinterLost:
    reason: Trouble


PrinterEvent = PrinterFound | PrinterChanged | PrinterLost


@dataclass(frozen=True, repr=False)
class _Print:
    job_id: str
    document: Document
    journal: Journal
    answer: Callable[[Verdict], None]


@dataclass(frozen=True, repr=False)
class _Probe:
    answer: Callable[[PrinterReport], None]


_Task = _Print | _Probe | Literal["stop"]


class PrinterStation:
    """Owns one printer; *poll* and *longest_pause* are seconds between looks while it is found and lost."""

    def __init__(self, press: Press, *, poll: float = 3.0, longest_pause: float = 15.0) -> None:
        self._press = press
        self._poll = poll
        self._longest_pause = longest_pause
        self._tasks: queue.Queue[_Task] = queue.Queue()
        self._closing = threading.Lock()
        self._closed = False
        self._known: PrinterState | Trouble | None = None
        self._losses = 0
        self._post: Callable[[PrinterEvent], None] = _ignore
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def start(self, post: Callable[[PrinterEvent], None]) -> None:
        """Begin to look after the printer; *post* is called on the printer's thread."""
        self._post = post
        self._thread.start()

    def state(self) -> PrinterState | None:
        """Return the state last seen, None while the printer is lost or was not looked at yet."""
        known = self._known
        return known if isinstance(known, PrinterState) else None

    def print(self, job_id: str, document: Document, journal: Journal, answer: Callable[[Verdict], None]) -> None:
        """Print *document* as soon as the printer is free; *answer* is called once, on the printer's thread.

        After `close` the answer is `NotPrinted`, on the thread of the caller.
        """
        self._give(_Print(job_id, document, journal, answer))

    def probe(self, answer: Callable[[PrinterReport], None]) -> None:
        """Examine the printer without printing; *answer* is called once, on the printer's thread."""
        self._give(_Probe(answer))

    def close(self) -> None:
        """Finish the page that is being printed, answer the others `NotPrinted`, and end the thread."""
        with self._closing:
            self._closed = True
        self._tasks.put("stop")
        if self._thread.ident is None:
            self._refuse_all()
        elif self._thread is not threading.current_thread():
            self._thread.join()

    @property
    def closing(self) -> bool:
        return self._closed

    def _give(self, task: _Print | _Probe) -> None:
        with self._closing:
            if not self._closed:
                self._tasks.put(task)
                return
        _refuse(task)

    def _run(self) -> None:
        while not self._closed:
            self._look()
            try:
                self._do(self._tasks.get(timeout=self._pause()))
            except queue.Empty:
                continue
        self._refuse_all()

    def _do(self, task: _Task) -> None:
        match task:
            case _Print(job_id, document, journal, answer):
                _tell(answer, self._press.print(job_id, document, journal))
            case _Probe(answer):
                _tell(answer, self._press.probe())
            case "stop":
                return

    def _look(self) -> None:
        try:
            self._learn(self._press.look())
        except Stopped as stopped:
            self._learn(stopped.reason)
        except Exception as error:
            _log.error("printer_look_failed", error=type(error).__name__)
            self._learn("faulty")

    def _refuse_all(self) -> None:
        while not self._tasks.empty():
            _refuse(self._tasks.get())

    def _learn(self, seen: PrinterState | Trouble) -> None:
        known, self._known = self._known, seen
        if not isinstance(seen, PrinterState):
            self._losses += 1
            event: PrinterEvent = PrinterLost(seen)
        else:
            self._losses = 0
            event = PrinterChanged(seen) if isinstance(known, PrinterState) else PrinterFound(seen)
        if seen != known:
            _tell(self._post, event)

    def _pause(self) -> float:
        """Return the seconds to the next look; a lost printer is looked for less and less often."""
        pause = min(self._poll * 2 ** min(self._losses, 10), self._longest_pause)
        return pause * random.uniform(0.8, 1.0) if self._losses else self._poll  # noqa: S311 - spreads looks, no secret


def _refuse(task: _Task) -> None:
    match task:
        case _Print(job_id, _, journal, answer):
            verdict = NotPrinted("not_reachable")
            settle(journal, job_id, verdict)
            _tell(answer, verdict)
        case _Probe(answer):
            _tell(answer, PrinterReport("not_reachable"))
        case "stop":
            return


def _tell(hear: Callable[[_Told], None], told: _Told) -> None:
    """Call *hear*; what goes wrong in it must not cost the printer its thread."""
    try:
        hear(told)
    except Exception as error:
        _log.error("listener_failed", told=type(told).__name__, error=type(error).__name__)


def _ignore(event: PrinterEvent) -> None:
    del event
