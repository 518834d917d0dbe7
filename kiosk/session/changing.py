"""The citizen changes the PIN of their card: the one that is, the new one twice, and what the card said.

Nothing is sent: the card itself does it (`devices.card`). The digits are not
here (`kiosk.pin`); the rules for tries, the last try and the wait are those
of the log-in.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.house import House
from kiosk.session.effects import ChangePin, KeepPin, WipePin
from kiosk.session.events import (
    Continued,
    Event,
    Finished,
    LastTryTaken,
    LogInFailed,
    PinCount,
    PinWrong,
    WentBack,
    WentHome,
)
from kiosk.session.home import go_home
from kiosk.session.last_try import asked
from kiosk.session.pin_answers import (
    LastTryLeft,
    PinChanged,
    PinHeld,
    PinKept,
    PinNotChanged,
    PinRefused,
)
from kiosk.session.states import About, AskingLastTry, ChangingPin, PinChangeEnded, PractisedDone
from kiosk.session.step import Step

NEW_PIN_SHORTEST = 6

Changing = ChangingPin | PinChangeEnded


def open_change(about: About) -> ChangingPin | About:
    """Return the first pad of a change asked for on *about*; somebody who has not logged in stays there."""
    return ChangingPin(about.citizen, about) if about.citizen is not None else about


def advance(state: Changing, event: Event, house: House) -> Step | None:
    """Return what follows while a PIN is changed; None ends the visit."""
    if isinstance(state, PinChangeEnded):
        return _ended(state, event)
    match event:
        case PinCount(filled) if takes_digits(state, house):
            return Step(replace(state, filled=filled, problem="" if filled else state.problem))
        case Continued() if may_go_on(state, house):
            return Step(replace(state, filled=0), (KeepPin(state.stage, state.citizen),))
        case WentBack() if not state.busy:
            return Step(state.came, (WipePin(),))
        case PinKept(stage) if stage == state.stage and not state.busy:
            return _kept(state)
        case PinRefused(problem) if not state.busy:
            return Step(replace(state, stage="new", filled=0, problem=problem))
        case _:
            return _answered(state, event) if state.busy else Step(state)


def last_try(state: AskingLastTry, event: Event) -> Step:
    """Return what follows when somebody is asked about the last try in the midst of a change."""
    below = state.below
    match event:
        case LastTryTaken():
            return Step(replace(below, last_try=True, problem="") if isinstance(below, ChangingPin) else below)
        case WentBack() if isinstance(below, ChangingPin):
            return Step(below.came, (WipePin(),))
        case _:
            return Step(state)


def takes_digits(state: ChangingPin, house: House) -> bool:
    """Say whether the keys of the pad do something now."""
    return not state.busy and not house.pin_wait


def may_go_on(state: ChangingPin, house: House) -> bool:
    """Say whether enough digits are there and nothing must be waited for."""
    shortest = state.citizen.shortest if state.stage == "current" else NEW_PIN_SHORTEST
    return takes_digits(state, house) and state.filled >= shortest


def _kept(state: ChangingPin) -> Step:
    if state.stage == "current":
        return Step(replace(state, stage="new", filled=0, problem=""))
    if state.stage == "new":
        return Step(replace(state, stage="again", filled=0, problem=""))
    if state.citizen.practice:
        return Step(PractisedDone(state.citizen, state.came.service), (WipePin(),))
    return Step(replace(state, busy=True, filled=0, problem=""), (ChangePin(state.last_try),))


def _answered(state: ChangingPin, event: Event) -> Step:
    """Return what the card's answer leads to; every digit is gone by now, so a new try begins at the first pad."""
    again = ChangingPin(state.citizen, state.came, tries_left=state.tries_left)
    match event:
        case PinChanged():
            return Step(PinChangeEnded(state.citizen, state.came, changed=True))
        case PinNotChanged():
            return Step(PinChangeEnded(state.citizen, state.came))
        case LogInFailed(fault):
            return Step(PinChangeEnded(state.citizen, state.came, fault=fault))
        case PinWrong(tries_left):
            return Step(asked(replace(again, tries_left=tries_left, problem="wrong")))
        case LastTryLeft():
            return Step(asked(replace(again, tries_left=1)))
        case PinHeld():
            return Step(replace(again, last_try=state.last_try))
        case _:
            return Step(state)


def _ended(state: PinChangeEnded, event: Event) -> Step | None:
    match event:
        case Continued() if not state.changed and not state.fault:
            return Step(ChangingPin(state.citizen, state.came))
        case WentHome() if state.changed or not state.fault:
            return go_home(state.citizen)
        case Finished():
            return None
        case _:
            return Step(state)
