"""Pages that lie over another and give it back as it was: help, the idle question, and what all of them share.

What the world reports and what effects answer goes through to the page
below, so that nothing that happened meanwhile is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.house import House
from kiosk.session.codes import CodeRead
from kiosk.session.covers import Cover, Helping, IdleAsked
from kiosk.session.events import (
    Answer,
    CardWent,
    Event,
    Finished,
    NobodyThere,
    Report,
    SecondsLeft,
    Stayed,
    TimedOut,
    TopicOpened,
    WentBack,
)
from kiosk.session.people import lowest
from kiosk.session.printed import DocumentMisread, DocumentRead
from kiosk.session.states import CheckingPaper, State
from kiosk.session.step import Step

Advance = Callable[[State, Event, House], Step]


def help_over(state: Helping, event: Event, house: House, advance: Advance) -> Step:
    """Return what follows while help is shown."""
    match event:
        case TopicOpened(topic):
            return Step(replace(state, topic=topic))
        case WentBack() if state.topic is not None:
            return Step(replace(state, topic=None))
        case _:
            return put_aside(state, event, house, advance)


def put_aside(state: Cover, event: Event, house: House, advance: Advance) -> Step:
    """Return what follows while *state* is shown, which lies there until somebody goes back."""
    match event:
        case WentBack() | Stayed():
            return Step(state.below)
        case _:
            return through(state, event, house, advance)


def idle_over(state: IdleAsked, event: Event, house: House, advance: Advance) -> Step:
    """Return what follows while the idle question is asked."""
    match event:
        case SecondsLeft(seconds):
            return Step(replace(state, seconds=seconds))
        case NobodyThere(seconds):
            return Step(replace(state, seconds=seconds, total=seconds))
        case Stayed():
            return Step(state.below)
        case CardWent():  # of an officer who waits: whoever takes a card is there
            return advance(state.below, event, house)
        case Finished():
            return advance(state, TimedOut(), house)
        case _:
            return through(state, event, house, advance)


def through(state: Cover, event: Event, house: House, advance: Advance) -> Step:
    """Return what *event* makes of the page below, which stays covered as long as it is of the same kind."""
    if not isinstance(event, Report | Answer):
        return Step(state)
    if isinstance(event, CodeRead | DocumentRead | DocumentMisread) and isinstance(lowest(state), CheckingPaper):
        return advance(lowest(state), event, house)  # whoever holds a paper there wants to see what it is worth
    below = advance(state.below, event, house)
    if isinstance(below.state, Cover) or type(below.state) is type(state.below):
        return Step(replace(state, below=below.state), below.effects)  # type: ignore[arg-type]  # same kind as before
    return below
