"""When nobody touches the machine: the question, its seconds, the end; and an officer who waits in vain.

The clock is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.settings import VisitSettings
from kiosk.session.events import NobodyThere, SecondsLeft, TimedOut
from kiosk.session.people import citizen_of, lowest, officer_of
from kiosk.session.states import Assisting, State


@dataclass(frozen=True)
class IdleClock:
    """Since when nothing happened, and since when the question has been asked; seconds of any clock."""

    bounds: VisitSettings
    touched_at: float = 0.0
    asked_at: float | None = None

    def touched(self, now: float) -> IdleClock:
        """Return the clock after somebody did something at *now*."""
        return replace(self, touched_at=now, asked_at=None)

    def tick(self, now: float, *, speech: bool) -> tuple[IdleClock, NobodyThere | SecondsLeft | TimedOut | None]:
        """Return the clock and what *now* means; with *speech* every wait is longer."""
        factor = self.bounds.voice_factor if speech else 1.0
        warning = round(self.bounds.warning_seconds * factor)
        if self.asked_at is None:
            if now - self.touched_at < self.bounds.idle_seconds * factor - warning:
                return self, None
            return replace(self, asked_at=now), NobodyThere(warning)
        left = warning - int(now - self.asked_at)
        return self, SecondsLeft(left) if left > 0 else TimedOut()


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
