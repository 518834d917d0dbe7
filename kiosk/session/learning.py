"""The practice of the keys: it lies over any page, every key says what it does, and none does it.

Answers for a way out that every pad has, and that is told first: the same key
three times. What the world reports goes through to the page below.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.house import House
from kiosk.session.covering import Advance, put_aside
from kiosk.session.covers import LearningKeys
from kiosk.session.events import Event
from kiosk.session.key_practice import KeyTried
from kiosk.session.step import Step

TIMES_TO_LEAVE = 3


def learning_over(state: LearningKeys, event: Event, house: House, advance: Advance) -> Step:
    """Return what follows while the keys are practised."""
    match event:
        case KeyTried(key):
            times = state.times + 1 if key == state.key and not key.isdigit() else 1
            return Step(state.below) if times == TIMES_TO_LEAVE else Step(replace(state, key=key, times=times))
        case _:
            return put_aside(state, event, house, advance)
