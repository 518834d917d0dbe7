"""Who listens alone, and when not any more: a headset pulled out, and the question whether others may hear.

Answers for a screen that shows nothing of anybody from the moment the headset
is gone, and for what happens below meanwhile: answers of the card, the store
and the printer are taken, and what they lead to stays covered. Refuses to let
a paper be read out under the cover.
"""

from __future__ import annotations

from kiosk.house import House
from kiosk.session.covering import Advance
from kiosk.session.covers import HeadsetGone, IdleAsked
from kiosk.session.effects import Forget, SayPaper
from kiosk.session.events import Answer, Event, Finished, NobodyThere, Report, SecondsLeft, Stayed, TimedOut
from kiosk.session.jack import HeadsetIn, HeadsetOut
from kiosk.session.people import NOBODYS, lowest
from kiosk.session.states import (
    Reports,
    State,
    TakeCard,
    TakePaper,
    Technician,
    TouchTest,
)
from kiosk.session.step import Step

PULLED_FREELY = (TakeCard, TakePaper, Technician, Reports, TouchTest)
"""Whoever leaves takes the headset too; a technician tries the jack."""


def is_in_use(state: State) -> bool:
    """Say whether somebody would be cut off in *state*, who is not asked already."""
    return not isinstance(lowest(state), (*NOBODYS, *PULLED_FREELY)) and not isinstance(state, HeadsetGone)


def pulled_out(state: State, house: House) -> Step:
    """Cover *state* and ask; the idle question needs no answer any more."""
    below = state.below if isinstance(state, IdleAsked) else state
    seconds = house.settings.visit.headset_seconds
    return Step(HeadsetGone(below, seconds, seconds))  # type: ignore[arg-type]  # of neither question


def gone_over(state: HeadsetGone, event: Event, house: House, advance: Advance) -> Step:
    """Return what follows while the headset is missed."""
    match event:
        case SecondsLeft(seconds):
            return Step(HeadsetGone(state.below, seconds, state.total))
        case HeadsetIn() | Stayed():
            return Step(state.below)
        case Finished():
            return advance(state, TimedOut(), house)
        case TimedOut():  # the store has not answered: until then nothing is over
            return Step(HeadsetGone(state.below, 0, state.total))
        case HeadsetOut() | NobodyThere():
            return Step(state)
        case _ if isinstance(event, Report | Answer):
            return _beneath(state, event, house, advance)
        case _:
            return Step(state)


def _beneath(state: HeadsetGone, event: Event, house: House, advance: Advance) -> Step:
    step = advance(state.below, event, house)
    if any(isinstance(effect, Forget) for effect in step.effects):
        return step
    effects = tuple(effect for effect in step.effects if not isinstance(effect, SayPaper))
    return Step(HeadsetGone(step.state, state.seconds, state.total), effects)  # type: ignore[arg-type]  # no question
