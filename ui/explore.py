"""What fingers on a glass that is read by touch mean: pure, with every time and place given.

One finger alone presses nothing, however it moves and however long it stays:
what lies under it is said. Two quick taps, or a second finger that taps while
the first rests, press what was said last. Nothing here knows Qt or pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import hypot
from typing import Generic, NamedTuple, TypeVar

SpotT = TypeVar("SpotT")
MANY = 3
"""So many fingers, tapped so many times, let the curtain down or lift it."""


class Point(NamedTuple):
    """A place on the glass, in px."""

    x: float
    y: float

    def distance(self, other: Point) -> float:
        return hypot(self.x - other.x, self.y - other.y)


@dataclass(frozen=True)
class Pace:
    """How one hand is told from another: seconds, and px of the panel.

    A touch up to `tap` is a tap, a longer one reads. The second tap comes down up to `double_tap` after the first, up
    to `slack` from it. A finger that goes `flick` px across within `flick_seconds` is a flick.
    """

    tap: float = 0.2
    double_tap: float = 0.5
    slack: float = 32.0
    flick: float = 48.0
    flick_seconds: float = 0.3


@dataclass(frozen=True)
class Over(Generic[SpotT]):
    """A finger came over *spot*, which is to be said; over empty ground it is None."""

    spot: SpotT | None


@dataclass(frozen=True)
class Press(Generic[SpotT]):
    """What was said last is to be pressed."""

    spot: SpotT


@dataclass(frozen=True)
class Step:
    """To what comes next, or *back*."""

    back: bool = False


@dataclass(frozen=True)
class Pause:
    """Hold the voice, or let it go on."""


@dataclass(frozen=True)
class Curtain:
    """Let the curtain down, or lift it."""


@dataclass
class _Finger:
    start: Point
    at: Point


@dataclass
class _Gesture(Generic[SpotT]):
    """From the first finger that comes down, the lead, to the last that goes: `most` fingers at a time.

    `aim` is what had been said before it. It is `spent` when it has meant something already or the page changed under
    it, and `stale` as long as the lead was told of nothing on the page that stands.
    """

    lead: int
    began: float
    aim: SpotT | None
    most: int = 1
    reads: bool = False
    moved: bool = False
    spent: bool = False
    stale: bool = False
    split: tuple[int, float] | None = None


class _Tap(NamedTuple, Generic[SpotT]):
    """A tap that may be the first of two: when and where it came down, what had been said, and if it was `told`."""

    when: float
    where: Point
    aim: SpotT | None
    told: bool


class Explorer(Generic[SpotT]):
    """Tells what fingers mean. `under` says what lies at a place, `is_pressable` what may be pressed at all.

    Every method answers what follows, in order. After each, `next_at` is when `tick` wants to be called.
    """

    def __init__(
        self, pace: Pace, under: Callable[[Point], SpotT | None], is_pressable: Callable[[SpotT], bool]
    ) -> None:
        self._pace, self._under, self._is_pressable = pace, under, is_pressable
        self._said: SpotT | None = None
        self._over: SpotT | None = None
        self._fingers: dict[int, _Finger] = {}
        self._gesture: _Gesture[SpotT] | None = None
        self._tap: _Tap[SpotT] | None = None
        self._threes: tuple[float, ...] = ()

    @property
    def said(self) -> SpotT | None:
        """What was said last: two taps press it."""
        return self._said

    @property
    def next_at(self) -> float | None:
        gesture, tap = self._gesture, self._tap
        if gesture is not None:
            waits = not gesture.reads and gesture.most == 1
            return gesture.began + self._pace.tap if waits else None
        return tap.when + self._pace.double_tap if tap is not None else None

    def renew(self, said: SpotT | None) -> None:
        """Take that the glass shows something else, and that *said* is what is said of it.

        Taps that were meant for something else are forgotten. A finger that rests hears of what came under it no
        sooner than it moves on: the page itself is being said.
        """
        gesture = self._gesture
        if gesture is not None and gesture.lead in self._fingers:
            self._over = self._under(self._fingers[gesture.lead].at)
        if said == self._said:
            return
        self._said, self._tap = said, None
        if gesture is not None:
            gesture.spent = gesture.stale = True

    def cancel(self) -> None:
        """Forget every finger: something took the glass away."""
        self._fingers.clear()
        self._gesture, self._tap, self._over, self._threes = None, None, None, ()

    def down(self, finger: int, at: Point, now: float) -> tuple[Outcome[SpotT], ...]:
        """Take that *finger* came down."""
        late = self.tick(now)
        self._fingers[finger] = _Finger(at, at)
        if self._gesture is not None:
            self._another(self._gesture, finger, now)
            return late
        self._gesture = gesture = _Gesture(finger, now, self._said)
        if self._tap is not None and at.distance(self._tap.where) > self._pace.slack:
            self._tap = None
        if self._tap is None and self._is_clear(at):
            return (*late, *self._read(at, gesture))
        return late

    def move(self, finger: int, at: Point, now: float) -> tuple[Outcome[SpotT], ...]:
        """Take that *finger* moved."""
        gesture, moved = self._gesture, self._fingers.get(finger)
        if gesture is None or moved is None:
            return ()
        moved.at = at
        gesture.moved = gesture.moved or at.distance(moved.start) > self._pace.slack
        late = self.tick(now)
        if gesture.reads and finger == gesture.lead:
            return (*late, *self._came_over(at, gesture))
        return late

    def up(self, finger: int, at: Point, now: float) -> tuple[Outcome[SpotT], ...]:
        """Take that *finger* was lifted."""
        gesture, lifted = self._gesture, self._fingers.pop(finger, None)
        if gesture is None or lifted is None:
            return ()
        pressed = self._split(gesture, finger, now)
        if self._fingers:
            return pressed
        self._gesture, self._over = None, None
        if gesture.spent:
            return pressed
        gesture.moved = gesture.moved or at.distance(lifted.start) > self._pace.slack
        if gesture.most == 1:
            return self._one(gesture, _Finger(lifted.start, at), now)
        return self._several(gesture, now)

    def tick(self, now: float) -> tuple[Outcome[SpotT], ...]:
        """Let time pass: a finger that stays reads, and one tap that stays alone has asked what is there."""
        if self.next_at is None or now < self.next_at:
            return ()
        tap, self._tap = self._tap, None
        if self._gesture is not None:
            return self._read(self._fingers[self._gesture.lead].at, self._gesture)
        return self._told(self._under(tap.where)) if tap is not None and not tap.told else ()

    def _is_clear(self, at: Point) -> bool:
        """Say whether a touch *at* that place may be told at once: a tap there would press nothing else than it."""
        there, said = self._under(at), self._said
        return there is not None and (said is None or not self._is_pressable(said) or there == said)

    def _read(self, at: Point, gesture: _Gesture[SpotT]) -> tuple[Outcome[SpotT], ...]:
        gesture.reads, gesture.stale = True, False
        self._over = self._under(at)
        return self._told(self._over)

    def _came_over(self, at: Point, gesture: _Gesture[SpotT]) -> tuple[Outcome[SpotT], ...]:
        before, self._over = self._over, self._under(at)
        if self._over == before:
            return ()
        gesture.stale = False
        return self._told(self._over)

    def _told(self, spot: SpotT | None) -> tuple[Outcome[SpotT], ...]:
        if spot is not None:
            self._said = spot
        return (Over(spot),)

    def _another(self, gesture: _Gesture[SpotT], finger: int, now: float) -> None:
        """Take one more finger: beside one that has rested it may be a tap that presses."""
        gesture.most = max(gesture.most, len(self._fingers))
        rested = gesture.reads and now - gesture.began > self._pace.tap and gesture.lead in self._fingers
        gesture.split = (finger, now) if rested and len(self._fingers) == 2 else None

    def _split(self, gesture: _Gesture[SpotT], finger: int, now: float) -> tuple[Outcome[SpotT], ...]:
        """Press what the resting finger was told of, when it is *finger* that tapped beside it."""
        if gesture.split is None or gesture.split[0] != finger:
            return ()
        since, gesture.split = gesture.split[1], None
        gesture.spent = True
        return self._pressed(self._said) if now - since <= self._pace.tap and not gesture.stale else ()

    def _pressed(self, spot: SpotT | None) -> tuple[Outcome[SpotT], ...]:
        return (Press(spot),) if spot is not None and self._is_pressable(spot) else ()

    def _one(self, gesture: _Gesture[SpotT], finger: _Finger, now: float) -> tuple[Outcome[SpotT], ...]:
        took, across, along = now - gesture.began, finger.at.x - finger.start.x, finger.at.y - finger.start.y
        if not gesture.moved and took <= self._pace.tap:
            return self._tapped(gesture, finger.start)
        self._tap = None
        if took <= self._pace.flick_seconds and abs(across) >= self._pace.flick and abs(along) < abs(across) / 2:
            return (Step(back=across < 0),)
        return () if gesture.reads else self._told(self._under(finger.at))

    def _tapped(self, gesture: _Gesture[SpotT], where: Point) -> tuple[Outcome[SpotT], ...]:
        first, self._tap = self._tap, None
        if first is not None:
            return self._pressed(first.aim) or self._told(self._under(where))
        aim = gesture.aim if gesture.aim is not None and self._is_pressable(gesture.aim) else None
        if aim is not None or not gesture.reads:
            self._tap = _Tap(gesture.began, where, aim, gesture.reads)
        return ()

    def _several(self, gesture: _Gesture[SpotT], now: float) -> tuple[Outcome[SpotT], ...]:
        self._tap = None
        if gesture.moved or now - gesture.began > self._pace.double_tap:
            return ()
        if gesture.most == 2:
            return (Pause(),)
        if gesture.most != MANY:
            return ()
        recent = tuple(when for when in self._threes if now - when <= MANY * self._pace.double_tap)
        self._threes = (*recent, now)
        if len(self._threes) < MANY:
            return ()
        self._threes = ()
        return (Curtain(),)


Outcome = Over[SpotT] | Press[SpotT] | Step | Pause | Curtain
