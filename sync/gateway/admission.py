"""How much work a worker takes on: no more than it can do while a caller still waits; the rest get an appointment.

Answers for: a call that is let in is answered before its caller gives up, so no
work is done twice; one that is sent away is told when there will be room, each
another time, and is let in before others when it keeps that time. Refuses
before the content is read. What a call costs is measured, not guessed: seconds
in which there was work, by the weight that was done in them.

Whom a call says it is from is not proved yet here: a liar wins the place of
one call, and no more.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

BACKLOG_SECONDS = 5.0
"""How much work may wait: a kiosk hears nothing for 8 seconds at most (`watch.Timeouts.read`), its link included."""

LONGEST_PAUSE = 300.0
SOONEST = 2.0

_FAVOUR = 1.2  # how much further the line may reach for who keeps an appointment, or whose citizen is waiting
_MOST = 1.3  # how much further when the content has been sent already: its bytes cost somebody a slow link
_ARRIVING_SECONDS = 1.0  # after that, who still sends is on a slow link and no part of a rush
_FIRST_GUESS = 0.02  # seconds for a weight of one, until it is measured
_MEMORY = 200.0  # so much weight is remembered by the measure
_RUSHED = 2.0  # how much more a call may cost in a rush than alone: the callers who are sent away cost, too
_OVERBOOKED = (
    0.5  # a rush slows the worker that measures itself in it; who comes in vain costs little, an idle worker more
)
_MOST_APPOINTMENTS = 20_000

Now = Callable[[], float]


class Busy(Exception):  # noqa: N818 says what it is
    """Come again after *seconds*."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"busy for {seconds} s")
        self.seconds = seconds


class Meter:
    """Measures what a weight of one costs: time in which there was work, by what was done in it.

    A worker with little to do takes longer for each call than it would have to:
    what it does then counts only where it shows that it can do more.
    """

    def __init__(self, now: Now) -> None:
        self._now = now
        self._busy, self._done = _FIRST_GUESS * _MEMORY / 20, _MEMORY / 20
        self._inside, self._since = 0, 0.0
        self._easy = (0.0, 0.0)

    @property
    def cost(self) -> float:
        """Seconds for a weight of one."""
        return self._busy / self._done

    @contextlib.contextmanager
    def working(self, weight: float, is_full: Callable[[], bool]) -> Iterator[None]:
        """Measure a call of *weight*; *is_full* says at its end whether others waited for its place."""
        if not self._inside:
            self._since = self._now()
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            spent, self._since = self._now() - self._since, self._now()
            if is_full():
                self._learn(spent, weight)
            else:
                self._easy = (self._easy[0] + spent, self._easy[1] + weight)
            if not self._inside:
                self._look_back()

    def _look_back(self) -> None:
        """Learn from what was done without anybody waiting, if it was done sooner than thought possible."""
        (spent, weight), self._easy = self._easy, (0.0, 0.0)
        if spent * _RUSHED < weight * self.cost:
            self._learn(spent * _RUSHED, weight)

    def _learn(self, spent: float, weight: float) -> None:
        kept = math.exp(-weight / _MEMORY)
        self._busy = self._busy * kept + spent
        self._done = self._done * kept + weight


class Appointments:
    """Who was told to come when; the next free time is after the work that waits and all who were told before."""

    def __init__(self, now: Now, chance: random.Random) -> None:
        self._now, self._chance = now, chance
        self._free = 0.0
        self._told: dict[str, float] = {}

    def give(self, caller: str, backlog: float, cost: float) -> float:
        """Return in how many seconds *caller* shall come; who comes too early is told the same time again."""
        now = self._now()
        at = self._told.get(caller) if caller else None  # who gives no name is not one caller: each gets a time
        if at is None or at <= now:
            at = self._free = max(now + backlog / 2, self._free) + cost * _OVERBOOKED
            if caller:
                self._note(caller, at)
        if at - now > LONGEST_PAUSE:
            return LONGEST_PAUSE * self._chance.uniform(0.8, 1.0)
        return min(LONGEST_PAUSE, max(SOONEST, at - now) * self._chance.uniform(1.0, 1.1))

    def keeps(self, caller: str) -> bool:
        """Say whether *caller* was told to come by now."""
        at = self._told.get(caller)
        return at is not None and at <= self._now() + 1

    def end(self, caller: str) -> None:
        self._told.pop(caller, None)

    def _note(self, caller: str, at: float) -> None:
        if len(self._told) >= _MOST_APPOINTMENTS:
            self._told.pop(next(iter(self._told)))
        self._told[caller] = at


@dataclass(frozen=True)
class Visitor:
    """A call before its content is read: how heavy it says it is, whose, and whether a citizen waits for it."""

    weight: float = 1.0
    caller: str = ""
    urgent: bool = False


@dataclass
class Ticket:
    """A visitor who was let in; part of a rush until the content is here, or is long in coming."""

    visitor: Visitor
    since: float
    rushing: bool = True


class Admission:
    """The line before one worker; `places` calls are served at once, in the order in which their content came."""

    def __init__(
        self,
        places: int,
        *,
        limit: float = BACKLOG_SECONDS,
        now: Now = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self._limit, self._now = limit, now
        self._places, self._most = asyncio.Semaphore(places), places
        self._line = 0
        self.meter = Meter(now)
        self._appointments = Appointments(now, chance or random.SystemRandom())
        self._waiting = self._rush = 0.0
        self._arriving: deque[Ticket] = deque()

    @property
    def backlog(self) -> float:
        """Seconds of work that wait, are being done, or are just coming in."""
        while self._arriving and self._arriving[0].since <= self._now() - _ARRIVING_SECONDS:
            self._arrived(self._arriving.popleft())
        return (self._waiting + self._rush) * self.meter.cost

    def arrive(self, visitor: Visitor) -> Ticket:
        """Let *visitor* send its content; Busy when too much waits already."""
        favour = visitor.urgent or self._appointments.keeps(visitor.caller)
        backlog, cost = self.backlog, visitor.weight * self.meter.cost
        if backlog > 0 and backlog + cost > self._limit * (_FAVOUR if favour else 1):
            raise self._busy(visitor)
        self._appointments.end(visitor.caller)
        ticket = Ticket(visitor, self._now())
        self._arriving.append(ticket)
        self._rush += visitor.weight
        return ticket

    @contextlib.asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncIterator[None]:
        """Wait for the turn of *ticket*, whose content is here; Busy when many slow ones were ready at once."""
        self._arrived(ticket)
        weight = ticket.visitor.weight
        if self._waiting * self.meter.cost > self._limit * _MOST:
            raise self._busy(ticket.visitor)
        self._waiting += weight
        self._line += 1
        try:
            async with self._places:
                with self.meter.working(weight, self._is_full):
                    yield
        finally:
            self._line -= 1
            self._waiting -= weight

    def _is_full(self) -> bool:
        return self._line > self._most

    def _busy(self, visitor: Visitor) -> Busy:
        cost = visitor.weight * self.meter.cost
        return Busy(math.ceil(self._appointments.give(visitor.caller, self.backlog, cost)))

    def _arrived(self, ticket: Ticket) -> None:
        if ticket.rushing:
            ticket.rushing = False
            self._rush -= ticket.visitor.weight
