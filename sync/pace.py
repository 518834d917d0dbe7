"""When to try again, and how much to send: nothing here looks at a clock or waits.

Full jitter keeps five thousand kiosks from coming back in one second; the
platform's own Retry-After stands above it. A batch is as large as the link
carries in some seconds, as measured; where the link comes and goes, as what is
left of the time it usually stays, so that its end cuts off little.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

FIRST_BUDGET = 8 * 1024
SMALLEST_BUDGET = 2 * 1024
LARGEST_BUDGET = 256 * 1024
LONGEST_PAUSE = 3600.0
"""Seconds: nobody who answers may put us off for longer, however it is signed."""

SILENCE = 1.0
"""Seconds after which a call that heard nothing was waiting, not refused at once."""

AIM_SECONDS = 12.5
"""So long a batch should take on the link: between 10 and 15 seconds."""

_MEMORY = 0.3  # the weight of the newest measure of goodput
_HIDDEN = 4  # so many times more than what was answered in its seconds a link may be believed to carry
_REST, _WHOLE = 2, 6  # of what is left of the usual time the half, and no less than a sixth of all of it
_SHORT = 30.0
_COSTLY_PROBE = 60.0
_DECEIVED = 3
_EAGER = 180
"""Of so many probes in a row that waited for nothing, ten seconds each, one follows the other at once: half an hour."""


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

    def carried(self, content: int, seconds: float, rate: float = 0.0) -> None:
        """Take that *content* bytes went out and were answered in *seconds*, and that the kernel saw *rate* a second.

        The seconds are a round trip and an answer too long for what follows without a pause. But where somebody on the
        way acknowledges for the platform, the kernel sees too much.
        """
        answered = content / max(seconds, 0.001)
        measured = max(answered, min(rate, answered * _HIDDEN))
        self.goodput = measured if self.goodput is None else self.goodput + _MEMORY * (measured - self.goodput)
        aim = max(SMALLEST_BUDGET, int(self.goodput * AIM_SECONDS))
        self.size = min(LARGEST_BUDGET, self.size * 2, max(aim, content))

    def following(self, given: int) -> int:
        """Return the bytes of the next batch, *given* before it, where batches follow each other without a pause.

        The first has arrived by then, if it was not answered yet: no second would be asked for otherwise.
        """
        return self.size * (2 if given and self.goodput is None else 1)

    def within(self, seconds: float) -> int:
        """Return the bytes the link was measured to carry in *seconds*; no bound where it was not measured."""
        return LARGEST_BUDGET if self.goodput is None else max(SMALLEST_BUDGET, int(self.goodput * seconds))

    def failed(self) -> None:
        self.size = max(SMALLEST_BUDGET, self.size // 2)

    def choked(self) -> None:
        """Take that the platform fails on what it got: items go one by one then, so that one holds up no other."""
        self.size = 1


class Spells:
    """How long the link stays, where it comes and goes: from how it went the last times."""

    def __init__(self) -> None:
        self._usual: float | None = None
        self._since: float | None = None
        self._heard = 0.0

    @property
    def are_short(self) -> bool:
        """Whether the link comes, and goes before much is done."""
        stays = self._since is not None and self._heard - self._since >= _SHORT
        return self._usual is not None and self._usual < _SHORT and not stays

    def heard(self, now: float) -> None:
        """Take that the platform was heard at *now*."""
        self._since = now if self._since is None else min(self._since, now)
        self._heard = max(self._heard, now)

    def ended(self, heard: float) -> None:
        """Take that the link is gone; something of the other end was *heard* last then."""
        if self._since is not None:
            lasted = max(heard, self._heard) - self._since
            usual = lasted if self._usual is None else self._usual
            self._usual = max(lasted, usual + _MEMORY * (lasted - usual))  # a spell may have been come upon late
        self._since = None

    def next_seconds(self, now: float) -> float:
        """Return how long a batch that begins at *now* may take: half of what is left, and of a long spell not little.

        A link that never went is not expected to.
        """
        if self._usual is None:
            return AIM_SECONDS
        so_far = 0.0 if self._since is None else now - self._since
        return min(AIM_SECONDS, max((self._usual - so_far) / _REST, max(self._usual, so_far) / _WHOLE))


class Rhythm:
    """What the last tries taught."""

    def __init__(self, pace: Pace, chance: random.Random) -> None:
        self._pace = pace
        self._chance = chance
        self._failures = 0
        self._probes = 0
        self._deceived = 0
        self.budget = Budget()
        self.spells = Spells()
        self._carried, self._answered = False, -math.inf

    def went_well(self) -> None:
        self._failures = self._probes = self._deceived = 0

    def failed(self) -> None:
        self._failures += 1

    def carried(self, content: int, seconds: float, now: float, rate: float = 0.0) -> None:
        """Take that a batch of *content* bytes was answered at *now*, after *seconds*; the kernel saw *rate* a second.

        Where batches follow each other over several connections, it waited for the one before in some of them; what the
        kernel saw is surer, for answers may come at once.
        """
        self.budget.carried(content, seconds if rate else min(seconds, now - self._answered), rate)
        self.spells.heard(now - seconds)
        self.spells.heard(now)
        self._carried, self._answered = True, now

    def broke(self, heard: float, began: float) -> None:
        """Take that a batch that *began* then broke off on its way, and that the other end was *heard* last then.

        One that was the first since the link came back was too large; else the link went, and that says nothing of it.
        Either way it was there for a while, if the other end was heard for longer than hands are shaken.
        """
        if not self._carried:
            self.budget.failed()
        if heard - began >= SILENCE:
            self.spells.heard(began)
        self._carried = False
        self.spells.ended(heard)

    def next_size(self, given: int, now: float) -> int:
        """Return the bytes of the batch that begins at *now*, where *given* went before it without a pause."""
        return min(self.budget.following(given), self.budget.within(self.spells.next_seconds(now)))

    @property
    def is_careful(self) -> bool:
        """Whether a batch goes alone: after a failure since which nothing came through."""
        return self._failures > 0 and self._deceived != 1

    def pause(self, *, waiting: bool, quiet: float | None = None) -> float:
        """Return how long to rest: nothing while batches go well and more wait; about *quiet* when nothing does."""
        if self._failures == 0:
            longest = self._pace.cap if quiet is None else min(LONGEST_PAUSE, max(self._pace.base, quiet))
            return 0.0 if waiting else self._chance.uniform(longest / 2, longest)
        longest = min(self._pace.cap, self._pace.base * 2 ** min(self._failures, 30))
        return self._chance.uniform(self._pace.base, max(self._pace.base, longest))

    def until_probe(self, *, costly: bool, waited: float = 0.0) -> float:
        """Return how long to rest before a dead link is asked again; where asking costs bytes, ever longer.

        A probe that *waited* for so many seconds and heard nothing was a rest already.
        """
        about = self._pace.probe
        if costly:
            about = min(_COSTLY_PROBE, about * 2 ** min(self._probes, 10))
        self._probes += 1
        if waited >= SILENCE and not costly and self._probes <= _EAGER:
            return 0.0
        return self._chance.uniform(0.75, 1.25) * about

    def probed(self, now: float) -> bool:
        """Take that a probe came through at *now*; say whether to try: it may be that only small calls do."""
        self.spells.heard(now)
        self._deceived += 1
        return self._deceived <= _DECEIVED

    def spread(self, retry_after: float) -> float:
        """Return *retry_after* and a little more, so that not everybody who was sent away comes at once."""
        after = max(self._pace.base, retry_after)
        return after + self._chance.uniform(0, max(self._pace.base, after / 4))
