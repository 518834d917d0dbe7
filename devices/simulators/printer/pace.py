"""How fast paper moves: when each row of it came out, and when the next may.

A printer carries out one command after the other; while its motor or its
knife moves, what arrives waits in the buffer, and a full buffer holds the
line up. Without a speed everything happens at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable

HEAD_DPI = 203
MM_PER_INCH = 25.4
CUT_SECONDS = 0.3
"""From the last row to a sheet that is off, as the makes' data sheets have it: 0.2 to 0.5."""

Clock = Callable[[], float]


class Pace:
    """Tells when rows came out, in seconds of *clock*; `speed` is in mm/s, None for no time at all."""

    def __init__(self, speed: float | None = None, *, clock: Clock = time.monotonic) -> None:
        self.speed = speed
        self._clock = clock
        self._idle_from = 0.0
        self._heard = 0.0

    @property
    def seconds_left(self) -> float:
        """How long paper or knife still move."""
        return max(0.0, self._idle_from - self._clock()) if self.speed else 0.0

    def hear(self) -> None:
        """Note that something arrived: what comes of it begins now, or when what moves has stopped."""
        self._heard = self._clock()

    def move(self, rows: int) -> list[float]:
        """Move *rows* under the head; return when each of them came out."""
        if not self.speed:
            return [self._clock()] * rows
        begun, each = self._begin(), MM_PER_INCH / HEAD_DPI / self.speed
        self._idle_from = begun + rows * each
        return [begun + (row + 1) * each for row in range(rows)]

    def cut(self) -> float:
        """Let the knife go through; return when the sheet is off."""
        if not self.speed:
            return self._clock()
        self._idle_from = self._begin() + CUT_SECONDS
        return self._idle_from

    def _begin(self) -> float:
        return max(self._idle_from, self._heard)


def mechanical_seconds(rows: int, speed: float) -> float:
    """Return the least time in which *rows* can come out and be cut off at *speed* mm/s."""
    return rows * MM_PER_INCH / HEAD_DPI / speed + CUT_SECONDS
