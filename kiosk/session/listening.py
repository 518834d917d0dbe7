"""The Listening menu: it lies over a page, and what is chosen on it is done to that page."""

from __future__ import annotations

from kiosk.house import House
from kiosk.session.covering import Advance, put_aside
from kiosk.session.covers import Listening
from kiosk.session.events import Event
from kiosk.session.hearing import Hear, HearWanted
from kiosk.session.step import Step


def listening_over(state: Listening, event: Event, house: House, advance: Advance) -> Step:
    """Return what follows while the menu is shown."""
    match event:
        case HearWanted(what):
            return Step(state.below, (Hear(what),))
        case _:
            return put_aside(state, event, house, advance)
