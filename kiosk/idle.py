"""When nobody touches the machine: the question, its seconds, the end; and an officer who waits in vain.

The clock is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from config.settings import VisitSettings
from kiosk.session.covers import HeadsetGone
from kiosk.session.events import NobodyThere, SecondsLeft, TimedOut
from kiosk.session.people import citizen_of, lowest, officer_of
from kiosk.session.staff import Staff
from kiosk.session.states import Assisting, State

STAFF_SECONDS = 900.0
"""How long a technician may be quiet before the question is asked."""
STEADY_SECONDS = 2.0
"""A headset that was back for less was not back: a worn jack that flickers keeps no visit open."""


@dataclass(frozen=True)
class IdleClock:
    """Since when nothing happened, and since when the question has been asked; seconds of any clock.

    `seen_at` is when it was looked at last. `missed_at` is since when a headset was missed that came back at
    `plugged_at`: a plug that only flickers is one that is out.
    """

    bounds: VisitSettings
    touched_at: float = 0.0
    asked_at: float | None = None
    unplugged_at: float | None = None
    missed_at: float | None = None
    plugged_at: float = 0.0
    seen_at: float = 0.0

    def touched(self, now: float) -> IdleClock:
        """Return the clock after somebody did something at *now*."""
        return replace(self, touched_at=now, asked_at=None, seen_at=now)

    def held(self, now: float) -> IdleClock:
        """Return the clock while something is being said: what it waits for begins at the end of speech."""
        if self.asked_at is None:
            return replace(self, touched_at=now, seen_at=now)
        return replace(self, asked_at=self.asked_at + now - self.seen_at, seen_at=now)

    def at(self, state: State, now: float) -> IdleClock:
        """Return the clock in *state*: while a headset is missed it runs to the end, whatever is touched."""
        if isinstance(state, HeadsetGone):
            return self if self.unplugged_at is not None else self._missing(now)
        if self.unplugged_at is None:
            return self
        return replace(self.touched(now), unplugged_at=None, missed_at=self.unplugged_at, plugged_at=now)

    def _missing(self, now: float) -> IdleClock:
        flickers = self.missed_at is not None and now - self.plugged_at < STEADY_SECONDS
        return replace(self, unplugged_at=self.missed_at if flickers else now)

    def tick(self, now: float, *, speech: bool) -> tuple[IdleClock, NobodyThere | SecondsLeft | TimedOut | None]:
        """Return the clock and what *now* means; with *speech* every wait is longer."""
        if self.unplugged_at is not None:
            left = self.bounds.headset_seconds - int(now - self.unplugged_at)
            return self, SecondsLeft(left) if left > 0 else TimedOut()
        factor = self.bounds.voice_factor if speech else 1.0
        warning = round(self.bounds.warning_seconds * factor)
        if self.asked_at is None:
            if now - self.touched_at < self.bounds.idle_seconds * factor - warning:
                return replace(self, seen_at=now), None
            return replace(self, asked_at=now, seen_at=now), NobodyThere(warning)
        left = warning - int(now - self.asked_at)
        return replace(self, seen_at=now), SecondsLeft(left) if left > 0 else TimedOut()


@dataclass(frozen=True)
class OfficerClock:
    """Since when an officer without a card of theirs in a reader has waited for a citizen, whatever is touched."""

    since: float | None = None

    def at(self, state: State, now: float) -> OfficerClock:
        """Return the clock in *state*: it runs from the officer's log-in until a citizen is logged in."""
        officer = officer_of(state)
        if officer is None or officer.stays or citizen_of(state) is not None:
            return OfficerClock()
        return self if self.since is not None else OfficerClock(now)

    def is_over(self, state: State, now: float, seconds: float) -> bool:
        """Say whether no citizen's card came within *seconds*; a PIN that is being typed may be finished."""
        return self.since is not None and isinstance(lowest(state), Assisting) and now - self.since >= seconds


class Patience:
    """Both clocks of one visit. What is being said holds the first of them: nobody is late who is still told."""

    def __init__(self, bounds: VisitSettings, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._officer = OfficerClock()
        self.begin(bounds)

    def begin(self, bounds: VisitSettings) -> None:
        """Begin to wait anew, within *bounds*."""
        self._bounds, self._idle = bounds, IdleClock(bounds, self._clock())

    def touched(self) -> None:
        """Note that somebody is there."""
        self._idle = self._idle.touched(self._clock())

    def follow(self, state: State) -> None:
        """Note where the visit is now."""
        now = self._clock()
        self._officer, self._idle = self._officer.at(state, now), self._idle.at(state, now)

    def tick(self, state: State, *, speech: bool, talks: bool) -> NobodyThere | SecondsLeft | TimedOut | None:
        """Return what this second means; a technician with both hands in the machine is given longer."""
        now = self._clock()
        if isinstance(state, Staff) and now - self._idle.touched_at < STAFF_SECONDS:
            return None
        waits = self._bounds.assist_seconds * (self._bounds.voice_factor if speech else 1)
        if self._officer.is_over(state, now, waits):
            return TimedOut()
        if talks:
            self._idle = self._idle.held(now)
        self._idle, event = self._idle.tick(now, speech=speech)
        return event
