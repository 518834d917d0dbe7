"""When to try again, and how much to send: nothing here looks at a clock or waits.

Full jitter keeps five thousand kiosks from coming back in one second; the
platform's own Retry-After stands above it. Small batches get through links
that are up for seconds only.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

FIRST_BUDGET = 8 * 1024
SMALLEST_BUDGET = 2 * 1024
LARGEST_BUDGET = 256 * 1024
LONGEST_PAUSE = 3600.0
"""Seconds: nobody who answers may put us off for longer, however it is signed."""


@dataclass(frozen=True)
class Pace:
    """Seconds: first pause, cap while something waits to leave, and the quiet pause when nothing does."""

    base: float = 2.0
    cap: float = 60.0
    quiet: float = 300.0


class Rhythm:
    """What the last tries taught: failures in a row and the size of the next batch."""

    def __init__(self, pace: Pace, chance: random.Random) -> None:
        self._pace = pace
        self._chance = chance
        self._failures = 0
        self.budget = FIRST_BUDGET

    def went_well(self) -> None:
        self._failures = 0
        self.budget = min(LARGEST_BUDGET, self.budget * 2)

    def failed(self) -> None:
        self._failures += 1
        self.budget = max(SMALLEST_BUDGET, self.budget // 2)

    def pause(self, *, waiting: bool) -> float:
        """Return how long to rest: nothing while batches go well and more wait."""
        if self._failures == 0:
            return 0.0 if waiting else self._chance.uniform(self._pace.quiet / 2, self._pace.quiet)
        cap = self._pace.cap if waiting else self._pace.quiet
        return self._chance.uniform(0, min(cap, self._pace.base * 2 ** min(self._failures, 30)))

    def spread(self, retry_after: float) -> float:
        """Return *retry_after* and a little more, so that not everybody who was sent away comes at once."""
        return retry_after + self._chance.uniform(0, max(self._pace.base, retry_after / 4))
