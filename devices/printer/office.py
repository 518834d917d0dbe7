"""An office printer behind CUPS: finished PDF pages are handed over, and followed until CUPS lets go of them.

CUPS says "completed" when it has handed a job on, whatever became of the paper: `HandedOver` is the most it can know. A
job that it does not get rid of in time is cancelled, so that nothing prints later by itself. Not for receipt printers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from devices.printer.ipp import Attributes, IppFault, IppRefused, Queue
from devices.printer.status import Trouble

TITLE = "kiosk"
"""What stands in CUPS' lists: never whose paper it is, or which."""
END_SECONDS = 60.0
PAUSE_SECONDS = 0.25
_COMPLETED, _OVER = 9, frozenset({7, 8, 9})
"""`job-state` (RFC 8011, 5.3.7): 7 cancelled, 8 aborted, 9 completed."""
_REASONS: tuple[tuple[str, Trouble], ...] = (
    ("media-empty", "paper_out"),
    ("media-needed", "paper_out"),
    ("cover-open", "cover_open"),
    ("door-open", "cover_open"),
    ("offline", "not_reachable"),
    ("connecting-to-device", "not_reachable"),
    ("timed-out", "not_responding"),
)


@dataclass(frozen=True)
class HandedOver:
    """CUPS passed every byte on; whether a paper came out, only somebody who looks knows."""


@dataclass(frozen=True)
class NotHandedOver:
    """CUPS did not take the job: nothing of it left."""

    reason: Trouble


@dataclass(frozen=True)
class Lost:
    """CUPS took the job and did not get it through; some of it may be on paper."""

    reason: Trouble


Handing = HandedOver | NotHandedOver | Lost


@dataclass(frozen=True)
class OfficePrinter:
    """The printer at *queue*; *end_seconds* is how long a page may take to leave CUPS."""

    queue: Queue
    end_seconds: float = END_SECONDS
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    sleep: Callable[[float], object] = field(default=time.sleep, repr=False)

    def find_trouble(self) -> Trouble | None:
        """Return why no page can be handed over now, None where one can."""
        try:
            return _trouble(self.queue.printer())
        except IppRefused:
            return "faulty"
        except IppFault:
            return "not_reachable"

    def hand_over(self, pdf: bytes) -> Handing:
        """Give one PDF to CUPS and wait until CUPS lets go of it; it is refused before a printer that is in trouble."""
        trouble = self.find_trouble()
        if trouble:
            return NotHandedOver(trouble)
        try:
            job = self.queue.print_pdf(pdf, TITLE)
        except IppRefused:
            return NotHandedOver("faulty")
        except IppFault:
            return Lost("not_responding")
        return self._followed(job)

    def _followed(self, job: int) -> Handing:
        end = self.clock() + self.end_seconds
        while True:
            state = self._find_state(job)
            if state == _COMPLETED:
                return HandedOver()
            if state in _OVER:
                return Lost("faulty")
            if self.clock() >= end:
                break
            self.sleep(PAUSE_SECONDS)
        trouble = self.find_trouble()
        with suppress(IppFault):
            self.queue.cancel(job)
        return Lost(trouble or "not_responding")

    def _find_state(self, job: int) -> int | None:
        """Return the state of *job*, None where it cannot be asked now."""
        with suppress(IppFault):
            state = self.queue.job(job).get("job-state", ())
            return next((value for value in state if isinstance(value, int)), None)
        return None


def _trouble(said: Attributes) -> Trouble | None:
    reasons = [str(reason) for reason in said.get("printer-state-reasons", ()) if not str(reason).endswith("-report")]
    for word, trouble in _REASONS:
        if any(reason.startswith(word) for reason in reasons if not reason.endswith("-warning")):
            return trouble
    if said.get("printer-is-accepting-jobs") == (False,) or said.get("printer-state") == (5,):
        return "faulty"
    return None
