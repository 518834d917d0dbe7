"""How fast a road carries and how long its round trip is, from what the kernel saw of the calls on it.

Answers for: a measure that is too small, because a queue or another call was
in its way, changes nothing. Refuses to measure: it is told.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from threading import Event

TELLING = 3000
"""A call of fewer bytes says nothing of the road."""

_LASTING = 3  # round trips: what was over sooner was mostly waited for
_MEASURES = 3
_ABOVE = 1.15
_LONGER = 1.25
_FASTEST = 1 << 30
_SEGMENT = 1448
_UNPACED, _PIECE = 10 * _SEGMENT, 2800  # bytes: ten segments, and two with what TLS adds to them
_LONGEST_WAIT = 1.0


class Speed:
    """Bytes and seconds of one road."""

    def __init__(self) -> None:
        self._rates: deque[int] = deque(maxlen=_MEASURES)
        self._guess = 0
        self.round_trip = 0.0
        """Seconds, 0 where it is not known."""

    @property
    def seen(self) -> float:
        """The bytes a second that got through, 0 where none did yet: the best of the last measures.

        A measure is too small where a queue or another call was in its way, and never too large.
        """
        return float(max(self._rates, default=self._guess))

    @property
    def pace(self) -> int:
        """How fast segments may follow each other (bytes a second, 0 for as the kernel likes).

        A little above what got through, so that a small queue on the way does not overflow, and a faster road is found.
        """
        return min(_FASTEST, int(self.seen * _ABOVE))

    def seconds(self, content: int) -> float:
        """Return in how many seconds so many bytes have arrived, and the word of it is here; without end if unknown."""
        return content / self.seen + self.round_trip if self.seen else math.inf

    def under_way(self) -> float:
        """Return how many bytes the road itself holds, so that none waits in a queue; 0 where it is not known."""
        return self.seen * self.round_trip

    def carried(self, content: int, seconds: float) -> None:
        """Note that *content* bytes arrived, some of which were on the way for *seconds* in all.

        A short call says nothing where the road is known.
        """
        is_short = bool(self._rates) and content < _LASTING * self.under_way()
        if content >= TELLING and not is_short and (rate := self._rate(content, seconds)):
            self._rates.append(rate)

    def is_carrying(self, content: int, seconds: float) -> None:
        """Note that so much of the first call has arrived: a guess, until the call is over."""
        if not self._rates and content >= _SEGMENT:
            self._guess = self._rate(content, seconds)

    def _rate(self, content: int, seconds: float) -> int:
        lasted = seconds - self.round_trip  # the first byte takes half of it, and the word of the last one the other
        return int(min(_FASTEST, content / lasted)) if lasted > 0 else 0

    def shook(self, round_trip: float) -> None:
        """Note the *round_trip* of a handshake: a longer one may have passed a queue, and is believed in time."""
        if round_trip > 0:
            self.round_trip = min(round_trip, self.round_trip * _LONGER) if self.round_trip else round_trip


class Trickle:
    """A body that is read at the pace of its road, as long as the kernel does not keep it.

    Linux paces no connection's first ten segments: three of them that begin one after the other overflow a queue of two
    seconds. *wait* waits for so many seconds.
    """

    def __init__(
        self,
        content: bytes,
        pace: int,
        *,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = lambda seconds: Event().wait(seconds),
    ) -> None:
        """Give *content* out at *pace* bytes a second."""
        self._content, self._pace, self._now, self._wait = content, pace, now, wait
        self._given, self._began = 0, math.nan

    def __len__(self) -> int:
        return len(self._content)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(_PIECE):
            yield piece

    def read(self, size: int = -1) -> bytes:
        """Return the next *size* bytes at most, when it is their time."""
        if self._given == 0:
            self._began = self._now()
        if self._given < _UNPACED:
            due = self._began + self._given / self._pace
            self._wait(min(_LONGEST_WAIT, max(0.0, due - self._now())))
            size = _PIECE if size < 0 else min(size, _PIECE)
        end = len(self._content) if size < 0 else self._given + size
        piece = self._content[self._given : end]
        self._given += len(piece)
        return piece
