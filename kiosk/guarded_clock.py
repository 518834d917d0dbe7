"""The time of this kiosk, and whether it may be believed: a battery dies, a hand sets the wrong year.

Answers for a lower bound that only signed words and its own seconds move: the
build, the published catalogue, revocation lists, the platform's signed time,
and the highest time this kiosk has seen, kept in a file. What the platform
said moments ago stands above the machine's clock, in either direction.

    known    the platform signed it, and our own seconds have gone on since     certain
    clock    between the bound and LONGEST_OFF above it                          certain
    bound    the clock is before the bound (`behind`) or far above (`ahead`)     not certain

Refuses to believe a mark from the far future, so one wrong year does not
close a kiosk for ever, and to count a year that nobody but the clock has seen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import structlog

from config.whole_file import write_whole
from devices.card.moment import Moment
from sync.clock import boot_seconds

BUILT = datetime(2026, 11, 22, tzinfo=UTC)
"""When this program was made; it cannot run before that."""

SLACK = timedelta(minutes=5)
LONGEST_OFF = timedelta(days=180)
"""A kiosk that stood dark for longer does not know by itself whether it did."""

FARTHEST = timedelta(days=3 * 365)
"""A mark that is later than every signed word by more than this was never true."""

_NEVER = 9000  # a year that leaves room to add to it
FRESH = timedelta(minutes=15)
WRITE_SECONDS = 60.0

Doubt = Literal["", "behind", "ahead"]

_log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Reading:
    """What the clock showed and what is believed; `doubt` says why the two differ, "" when they agree well enough.

    `compared` is how far the clock was from the platform's signed time as that came last, None before.
    """

    moment: Moment
    machine: datetime
    doubt: Doubt
    compared: timedelta | None = None

    @property
    def off(self) -> timedelta:
        """How far the machine's clock is from what is believed; with no certainty, from the bound."""
        return abs(self.machine - self.moment.at)


@dataclass(frozen=True)
class _Since:
    """A time, and how many seconds the machine had run then."""

    at: datetime
    tick: float

    def until(self, tick: float) -> datetime:
        return self.at + timedelta(seconds=max(0.0, tick - self.tick))


class GuardedClock:
    """Callable for the moment; safe from any thread.

    *mark* is the file of the highest time seen, written if it *keeps*. It is
    also a `sync.clock.Clock`, for what is only written down.
    """

    def __init__(
        self,
        mark: Path,
        *,
        machine: Callable[[], datetime] = utc_now,
        ticks: Callable[[], float] = boot_seconds,
        built: datetime = BUILT,
        keeps: bool = True,
    ) -> None:
        self._mark, self._machine, self._ticks, self._keeps = mark, machine, ticks, keeps
        self._lock = threading.Lock()
        self._signed = built
        self._seen = _Since(_read(mark) or built, ticks())
        self._known: _Since | None = None
        self._heard: tuple[datetime, datetime] | None = None
        self._written: float | None = None

    def __call__(self) -> Moment:
        return self.read().moment

    def now(self) -> datetime:
        """Return the moment without saying whether it is certain."""
        return self().at

    def monotonic(self) -> float:
        return time.monotonic()

    def known(self) -> datetime | None:
        """Return the time by the platform's word and our own seconds since; None where it has not spoken lately."""
        with self._lock:
            return None if self._known is None else self._known.until(self._ticks())

    def read(self) -> Reading:
        """Return the moment with what it was taken from; note it as seen."""
        with self._lock:
            machine, tick = self._machine(), self._ticks()
            reading = self._judge(machine, tick)
            is_due = self._see(reading, tick)
        if is_due:  # outside the lock: who only asks for the time does not wait for the disk
            _write(self._mark, reading.moment.at)
        return reading

    def raise_bound(self, at: datetime) -> None:
        """Take a time that somebody believed has signed and that is past: of a catalogue, of a list."""
        with self._lock:
            self._raise(at)

    def hear_platform(self, signed: datetime, machine: datetime) -> None:
        """Take the platform's signed time, and what the machine's clock showed as it came.

        Told anew moments later it is the time itself; later, or over a clock that was set since, only a bound.
        """
        with self._lock:
            if self._heard == (signed, machine):
                return
            self._heard = (signed, machine)
            self._raise(signed)
            age = self._machine() - machine
            if -SLACK <= age <= FRESH and signed.year < _NEVER:
                self._known = _Since(signed + max(age, timedelta()), self._ticks())

    def _raise(self, signed: datetime) -> None:
        if signed.year < _NEVER:
            self._signed = max(self._signed, signed)

    def _judge(self, machine: datetime, tick: float) -> Reading:
        if self._known is not None:
            known = self._known.until(tick)
            doubt = _doubt(machine, known, SLACK)
            return self._reading(Moment(known if doubt else machine), machine, doubt)
        bound = self._bound(tick)
        doubt = _doubt(machine, bound, LONGEST_OFF)
        if doubt:
            return self._reading(Moment(bound, certain=False), machine, doubt)
        return self._reading(Moment(max(machine, bound)), machine, doubt)

    def _reading(self, moment: Moment, machine: datetime, doubt: Doubt) -> Reading:
        compared = None if self._heard is None else abs(self._heard[0] - self._heard[1])
        return Reading(moment, machine, doubt, compared)

    def _bound(self, tick: float) -> datetime:
        seen = self._seen.until(tick)
        return self._signed if seen > self._signed + FARTHEST else max(seen, self._signed)

    def _see(self, reading: Reading, tick: float) -> bool:
        """Note the time; say whether it is time to write it down."""
        self._seen = _Since(reading.moment.at, tick)
        is_due = self._keeps and (self._written is None or tick - self._written >= WRITE_SECONDS)
        if is_due:
            self._written = tick
        return is_due


def _doubt(machine: datetime, believed: datetime, ahead: timedelta) -> Doubt:
    if machine < believed - SLACK:
        return "behind"
    return "ahead" if machine > believed + ahead else ""


def _read(mark: Path) -> datetime | None:
    try:
        seen = datetime.fromisoformat(mark.read_text("ascii").strip())
        return seen.astimezone(UTC) if seen.tzinfo and seen.year < _NEVER else None
    except (OSError, ValueError, OverflowError):
        return None


def _write(mark: Path, seen: datetime) -> None:
    """Keep the time; a disk that does not take it costs the memory of this minute and nothing else."""
    try:
        write_whole(mark, seen.isoformat().encode())
    except OSError as error:
        _log.warning("clock_mark_not_written", kind=type(error).__name__)
