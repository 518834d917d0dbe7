"""When to try again, and how much to send: nothing here looks at a clock or waits.

Full jitter keeps five thousand kiosks from coming back in one second; the
platform's own Retry-After stands above it. A batch is as large as the link
carries in some seconds, as measured: small ones get through links that are up
for seconds only.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

FIRST_BUDGET = 8 * 1024
SMALLEST_BUDGET = 2 * 1024
LARGEST_BUDGET = 256 * 1024
LONGEST_PAUSE = 3600.0
"""Seconds: nobody who answers may put us off for longer, however it is signed."""

AIM_SECONDS = 12.5
"""So long a batch should take on the link: between 10 and 15 seconds."""

_MEMORY = 0.3  # the weight of the newest measure of goodput
_COSTLY_PROBE = 60.0
_DECEIVED = 3


@dataclass(frozen=True)
class Pace:
    """Seconds: first pause, the longest one, and about how often a dead link is asked while something waits."""

    base: float = 2.0
    cap: float = 300.0
    probe: float = 4.0


class Budget:
    """Bytes of the next batch: doubled when one went well, halved when not, no more than the link was measured for."""

    def __init__(self) -> None:
        self.size = FIRST_BUDGET
        self.goodput: float | None = None

    def carried(self, content: int, seconds: float) -> None:
        """Take that *content* bytes went out and were answered in *seconds*."""
        measured = content / max(seconds, 0.001)
        self.goodput = measured if self.goodput is None else self.goodput + _MEMORY * (measured - self.goodput)
        aim = max(SMALLEST_BUDGET, int(self.goodput * AIM_SECONDS))
        self.size = min(LARGEST_BUDGET, self.size * 2, max(aim, content))

    def following(self, given: int) -> int:
        """Return the bytes of the next batch, *given* before it, where batches follow each other without a pause.

        The first has arrived by then, if it was not answered yet: no second would be asked for otherwise.
        """
        return self.size * (2 if given == 1 and self.goodput is None else 1)

    def failed(self) -> None:
        self.size = max(SMALLEST_BUDGET, self.size // 2)

    def choked(self) -> None:
        """Take that the platform fails on what it got: items go one by one then, so that one holds up no other."""
        self.size = 1


class Rhythm:
    """What the last tries taught."""

    def __init__(self, pace: Pace, chance: random.Random) -> None:
        self._pace = pace
        self._chance = chance
        self._failures = 0
        self._probes = 0
        self._deceived = 0
        self.budget = Budget()

    def went_well(self) -> None:
        self._failures = self._probes = self._deceived = 0

    def failed(self) -> None:
        self._failures += 1

    @property
    def is_doubtful(self) -> bool:
        """Whether the last try failed: then one batch goes alone."""
        return self._failures > 0

    def pause(self, *, waiting: bool, quiet: float | None = None) -> float:
        """Return how long to rest: nothing while batches go well and more wait; about *quiet* when nothing does."""
        if self._failures == 0:
            longest = self._pace.cap if quiet is None else min(LONGEST_PAUSE, max(self._pace.base, quiet))
            return 0.0 if waiting else self._chance.uniform(longest / 2, longest)
        longest = min(self._pace.cap, self._pace.base * 2 ** min(self._failures, 30))
        return self._chance.uniform(self._pace.base, max(self._pace.base, longest))

    def until_probe(self, *, costly: bool) -> float:
        """Return how long to rest before a dead link is asked again; where asking costs bytes, ever longer."""
        about = self._pace.probe
        if costly:
            about = min(_COSTLY_PROBE, about * 2 ** min(self._probes, 10))
        self._probes += 1
        return self._chance.uniform(0.75, 1.25) * about

    def probed(self) -> bool:
        """Take that a probe came through; say whether to try now: it may be that only small calls do."""
        self._deceived += 1
        return self._deceived <= _DECEIVED

    def spread(self, retry_after: float) -> float:
        """Return *retry_after* and a little more, so that not everybody who was sent away comes at once."""
        after = max(self._pace.base, retry_after)
        return after + self._chance.uniform(0, max(self._pace.base, after / 4))
