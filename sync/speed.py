"""How fast a road carries and how long its round trip is, from what the kernel saw of the calls on it.

Answers for: a measure that is too small, because a queue or another call was
in its way, changes nothing. Refuses to measure: it is told.
"""

from __future__ import annotations

import math
from collections import deque

TELLING = 3000
"""A call of fewer bytes says nothing of the road."""

_LASTING = 3  # round trips: what was over sooner was mostly waited for
_MEASURES = 3
_ABOVE = 1.15
_LONGER = 1.25
_FASTEST = 1 << 30
SEGMENT = 1448
"""Bytes of one packet, as large as Ethernet carries with TCP's usual options."""


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
        if not self._rates and content >= SEGMENT:
            self._guess = self._rate(content, seconds)

    def _rate(self, content: int, seconds: float) -> int:
        lasted = seconds - self.round_trip  # the first byte takes half of it, and the word of the last one the other
        return int(min(_FASTEST, content / lasted)) if lasted > 0 else 0

    def shook(self, round_trip: float) -> None:
        """Note the *round_trip* of a handshake: a longer one may have passed a queue, and is believed in time."""
        if round_trip > 0:
            self.round_trip = min(round_trip, self.round_trip * _LONGER) if self.round_trip else round_trip
