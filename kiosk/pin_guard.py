"""How long nobody may try a PIN at this kiosk, whatever card is in: the back-off after many wrong ones.

Answers for a guesser who has a stack of cards. Refuses to know whose cards:
it keeps a count and an hour, and nothing of a person. The count on a card is
the card's own and is asked for elsewhere.

    wrong PINs   1  2  3  4   5     6     7     8      9      10 and more
    then wait    -  -  -  -  15 s  30 s  60 s  120 s  240 s  480 s
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import structlog
from msgspec import Meta

from config.whole_file import write_whole

FREE = 5
FIRST_SECONDS = 15
LONGEST_SECONDS = 480
FORGET_SECONDS = 900
_DOUBLINGS = 5  # 15 s doubled five times is 480 s
_MOST = 1_000_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Instant:
    """A moment by two clocks: `ticks` never jump but begin anew with each `boot`; `wall` may jump."""

    boot: str
    ticks: float
    wall: float

    def since(self, before: Instant) -> float:
        """Return the seconds since *before*, never less than 0; by the wall only across a boot."""
        same = self.boot == before.boot
        return max(0.0, self.ticks - before.ticks if same else self.wall - before.wall)


@dataclass(frozen=True)
class Wait:
    """`seconds` of `total` are left in which no PIN is taken."""

    seconds: int = 0
    total: int = 0

    def __bool__(self) -> bool:
        return self.seconds > 0


NO_WAIT = Wait()


@dataclass(frozen=True)
class Failures:
    """How many PINs were wrong here, and when the last one was."""

    count: int = 0
    last: Instant | None = None

    def one_more(self, now: Instant) -> Failures:
        """Return the failures after one at *now*."""
        return Failures(min(self.still(now).count + 1, _MOST), now)

    def still(self, now: Instant) -> Failures:
        """Return what is remembered at *now*: nothing when the last one is long ago."""
        if self.last is None or now.since(self.last) >= FORGET_SECONDS:
            return Failures()
        return self

    def wait(self, now: Instant) -> Wait:
        """Return the wait that the last failure began, as far as it is not over."""
        known = self.still(now)
        if known.last is None or known.count < FREE:
            return NO_WAIT
        total = min(FIRST_SECONDS << min(known.count - FREE, _DOUBLINGS), LONGEST_SECONDS)
        left = math.ceil(total - now.since(known.last))
        return Wait(left, total) if left > 0 else NO_WAIT

    def told_from(self, now: Instant) -> Failures:
        """Return the same failures by the clock of this boot, so that a jump of the wall changes nothing any more."""
        if self.last is None:
            return Failures()
        return Failures(self.count, Instant(now.boot, now.ticks - now.since(self.last), now.wall))


class PinGuard:
    """The failures of this kiosk, kept over a restart of the program in the file *kept*; None keeps them in memory."""

    def __init__(self, now: Callable[[], Instant], kept: Path | None = None) -> None:
        self._now = now
        self._kept = kept
        self._failures = _read(kept, now()).told_from(now()) if kept else Failures()

    def wait(self) -> Wait:
        """Return how long no PIN may be tried from now on."""
        return self._failures.wait(self._now())

    def failed(self) -> None:
        """Count a PIN that a card called wrong."""
        self._failures = self._failures.one_more(self._now())
        if self._kept is not None:
            _write(self._kept, self._failures)


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    count: Annotated[int, Meta(ge=1, le=_MOST)]
    boot: Annotated[str, Meta(max_length=64)]
    ticks: float
    wall: float


def _read(path: Path, now: Instant) -> Failures:
    """Return what *path* holds; what cannot be read counts as five failures just now, which costs 15 seconds."""
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
    except FileNotFoundError:
        return Failures()
    except (OSError, msgspec.MsgspecError) as error:
        _log.warning("pin_failures_unreadable", kind=type(error).__name__)
        return Failures(FREE, now)
    return Failures(kept.count, Instant(kept.boot, kept.ticks, kept.wall))


def _write(path: Path, failures: Failures) -> None:
    """Replace *path* as a whole; a disk that is full costs the memory over a restart, not the wait itself."""
    last = failures.last
    if last is None:
        return
    try:
        write_whole(path, msgspec.json.encode(_Kept(failures.count, last.boot, last.ticks, last.wall)))
    except OSError as error:
        _log.warning("pin_failures_not_kept", kind=type(error).__name__)
