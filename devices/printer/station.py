"""The one thread that owns the printer: it looks after it and prints what it is given.

Everything a caller gives it is answered exactly once, on that thread. It
posts what changed about the printer, and nothing twice. A paper that jaws hold
out is followed until it is gone: whoever it belongs to is named on it.
"""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Literal, TypeVar

import structlog

from devices.printer.conversation import Stopped
from devices.printer.document import Document
from devices.printer.held import Held, Move
from devices.printer.press import Press, PrinterReport, settle
from devices.printer.status import PrinterState, Trouble
from devices.printer.verdict import Journal, NotPrinted, Verdict

MISSES = 3
"""How many looks in a row must fail before a printer that was there is called lost."""
RETRY_SECONDS = 0.25
JAWS_SECONDS = 0.5
"""Between looks at a paper that is held out."""
WAY_SECONDS = 10.0
"""How long a paper that is held out may be in the way of the next one."""
LATEST_SECONDS = 30.0
"""How long after it was asked for a paper may begin: the way to be clear, and the longest paper before it."""

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


@dataclass(frozen=True)
class PaperMoved:
    """What the paper of *job_id* did in the jaws; "" for one that was found there and belongs to no job we know."""

    job_id: str
    moment: Move


PrinterEvent = PrinterFound | PrinterChanged | PrinterLost | PaperMoved


@dataclass(frozen=True, repr=False)
class _Print:
    job_id: str
    document: Document
    journal: Journal
    answer: Callable[[Verdict], None]
    asked: float


@dataclass(frozen=True, repr=False)
class _Probe:
    answer: Callable[[PrinterReport], None]


@dataclass(frozen=True)
class _Shorten:
    seconds: float


_Task = _Print | _Probe | _Shorten | Literal["stop"]


class PrinterStation:
    """Owns one printer; *poll* and *longest_pause* are seconds between looks while it is found and lost."""

    def __init__(
        self, press: Press, *, poll: float = 3.0, longest_pause: float = 15.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._press = press
        self._poll = poll
        self._longest_pause = longest_pause
        self._clock = clock
        self._held: Held | None = None
        self._left_over = ""
        self._paper_left: int | None = None
        self._measured = False
        self._misses = 0
        self._tasks: queue.Queue[_Task] = queue.Queue()
        self._closing = threading.Lock()
        self._stopping = threading.Event()
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

    @property
    def has_jaws(self) -> bool:
        """Whether each paper is followed until it is gone: then every paper that may be out is posted of, at last."""
        return self._press.hold_seconds is not None

    def paper_left(self) -> int | None:
        """Return the cm of paper left as the printer last counted them, None where it does not."""
        return self._paper_left

    def expect(self, job_id: str) -> None:
        """Say before `start` which paper may be in the jaws from before; it is drawn back, and posted what it did."""
        self._left_over = job_id

    def shorten(self, seconds: float) -> None:
        """Have jaws hold what is printed or held out up to now for *seconds* at most: its owner is going."""
        self._tasks.put(_Shorten(seconds))

    def print(self, job_id: str, document: Document, journal: Journal, answer: Callable[[Verdict], None]) -> None:
        """Print *document* as soon as the printer is free; *answer* is called once, on the printer's thread.

        A paper that could not be begun for `LATEST_SECONDS` is not printed any more: its owner may have gone.
        After `close` the answer is `NotPrinted`, on the thread of the caller.
        """
        self._give(_Print(job_id, document, journal, answer, self._clock()))

    def probe(self, answer: Callable[[PrinterReport], None]) -> None:
        """Examine the printer without printing; *answer* is called once, on the printer's thread."""
        self._give(_Probe(answer))

    def close(self) -> None:
        """Finish the page that is being printed, answer the others `NotPrinted`, and end the thread."""
        with self._closing:
            self._stopping.set()
        self._tasks.put("stop")
        if self._thread.ident is None:
            self._refuse_all()
        elif self._thread is not threading.current_thread():
            self._thread.join()

    @property
    def closing(self) -> bool:
        return self._stopping.is_set()

    def _give(self, task: _Print | _Probe) -> None:
        with self._closing:
            if not self.closing:
                self._tasks.put(task)
                return
        _refuse(task)

    def _run(self) -> None:
        while not self.closing:
            self._look()
            try:
                self._do(self._tasks.get(timeout=self._pause()))
            except queue.Empty:
                continue
        self._refuse_all()

    def _do(self, task: _Task) -> None:
        match task:
            case _Print(job_id, document, journal, answer, asked):
                self._make_way()
                if self._clock() - asked > LATEST_SECONDS:
                    _refuse(task)
                    return
                verdict = self._press.print(job_id, document, journal)
                self._hold(job_id, verdict)
                _tell(answer, verdict)
            case _Probe(answer):
                _tell(answer, self._press.probe())
            case _Shorten(seconds):
                if self._held:
                    self._held.shorten(seconds, self._clock())
            case "stop":
                return

    def _look(self) -> None:
        try:
            state = self._press.look()
            self._look_at_jaws(state)
            self._misses = 0
            self._learn(state)
        except Stopped as stopped:
            self._miss(stopped.reason)
        except Exception as error:
            _log.error("printer_look_failed", error=type(error).__name__)
            self._miss("faulty")

    def _miss(self, reason: Trouble) -> None:
        """Call a printer lost that has failed `MISSES` looks in a row, or that was never seen."""
        self._misses += 1
        if self._misses >= MISSES or not isinstance(self._known, PrinterState):
            self._learn(reason)

    def _hold(self, job_id: str, verdict: Verdict) -> None:
        """Begin to follow the paper of *job_id*, which may be in the jaws now."""
        hold = self._press.hold_seconds
        if isinstance(verdict, NotPrinted) or hold is None:
            return
        if self._held:  # the press has made way for the new one
            self._moved(self._held.job_id, "unknown")
        self._held, self._measured = Held(job_id, hold, self._clock()), False

    def _make_way(self) -> None:
        """Give the paper before a while to be taken; what is still there then, the press draws back."""
        end = self._clock() + WAY_SECONDS
        while self._held and self._held.is_out and not self._misses and self._clock() < end:
            self._look()
            if self._stopping.wait(self._jaws_pause):
                break
        if self._held and self._held.is_out:
            self._draw_back(self._held)

    def _look_at_jaws(self, state: PrinterState) -> None:
        if not self._measured and state.trouble is None:  # else the question waits in it, and is answered at any time
            self._paper_left, self._measured = self._press.find_paper_left(), True
        held, is_out = self._held, self._press.holds_paper()
        if held and not self.has_jaws:  # they have never answered
            self._moved(held.job_id, "unknown")
            return
        if held is None:
            self._clear(is_out=is_out)
            return
        match held.judge(is_out, self._clock()):
            case "draw_back":
                self._draw_back(held)
            case "wait":
                return
            case "over":
                self._moved(held.job_id, "unknown")
            case move:
                self._moved(held.job_id, move)

    def _clear(self, *, is_out: bool) -> None:
        """Draw back what nobody is known to wait for, and say what became of the paper that was there before."""
        job, drawn = self._left_over if self.has_jaws else "", is_out and self._press.draw_back() == "drawn"
        if not drawn and (is_out or not job):
            return
        self._left_over = ""
        self._moved(job, "retracted" if drawn else "unknown")

    def _draw_back(self, held: Held) -> None:
        try:
            drawn = self._press.draw_back()
        except Exception as error:  # a paper that waits for its way must not cost the printer its thread
            reason = getattr(error, "reason", type(error).__name__)
            _log.warning("paper_not_drawn_back", job=held.job_id, reason=reason)
            return
        if drawn != "stuck":
            self._moved(held.job_id, "retracted" if drawn == "drawn" else "taken")

    def _moved(self, job_id: str, move: Move) -> None:
        _log.info("paper_moved", job=job_id, move=move)
        if move != "presented":
            self._held = None
        _tell(self._post, PaperMoved(job_id, move))

    def _refuse_all(self) -> None:
        while not self._tasks.empty():
            _refuse(self._tasks.get())

    def _learn(self, seen: PrinterState | Trouble) -> None:
        known, self._known = self._known, seen
        if not isinstance(seen, PrinterState):
            self._losses += 1
            if self._held:
                self._held.was_lost = True
            event: PrinterEvent = PrinterLost(seen)
        else:
            self._losses = 0
            event = PrinterChanged(seen) if isinstance(known, PrinterState) else PrinterFound(seen)
        if seen != known:
            _tell(self._post, event)
        if isinstance(event, PrinterFound) and self._held and self._held.is_out:
            self._moved(self._held.job_id, "presented")  # whoever gave it up while the printer was lost must know

    @property
    def _jaws_pause(self) -> float:
        return min(self._poll, JAWS_SECONDS)

    def _pause(self) -> float:
        """Return the seconds to the next look; a lost printer is looked for less and less often."""
        if self._misses and isinstance(self._known, PrinterState):
            return min(self._poll, RETRY_SECONDS)
        if self._held and not self._losses:
            return self._jaws_pause
        pause = min(self._poll * 2 ** min(self._losses, 10), self._longest_pause)
        return pause * random.uniform(0.8, 1.0) if self._losses else self._poll  # noqa: S311 - spreads looks, no secret


def _refuse(task: _Task) -> None:
    match task:
        case _Print(job_id, _, journal, answer, _):
            verdict = NotPrinted("not_reachable")
            settle(journal, job_id, verdict)
            _tell(answer, verdict)
        case _Probe(answer):
            _tell(answer, PrinterReport("not_reachable"))
        case "stop" | _Shorten():
            return


def _tell(hear: Callable[[_Told], None], told: _Told) -> None:
    """Call *hear*; what goes wrong in it must not cost the printer its thread."""
    try:
        hear(told)
    except Exception as error:
        _log.error("listener_failed", told=type(told).__name__, error=type(error).__name__)


def _ignore(event: PrinterEvent) -> None:
    del event
