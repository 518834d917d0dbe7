"""Who may be on which page: one closed table, and the one gate that holds every step against it.

Answers for this: whatever a rule elsewhere says, nobody is brought to a page
that is not theirs, and nobody appears in a visit who did not log in. Refuses
by ending the visit. Who somebody is comes from the card's certificate alone:
there is no hidden touch and no password.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from kiosk.citizen import Citizen
from kiosk.house import House
from kiosk.session.advance import leave
from kiosk.session.covers import AskingAloud, HeadsetGone, Helping, IdleAsked, LearningKeys, Listening
from kiosk.session.effects import RoleRefused
from kiosk.session.events import Event, LoggedIn
from kiosk.session.people import citizen_of, layers, officer_of
from kiosk.session.states import (
    About,
    AskingCancel,
    AskingDocument,
    AskingLastTry,
    AskingPin,
    Assisting,
    CardTrouble,
    ChangingPin,
    CheckingPaper,
    Done,
    Filling,
    Home,
    Idle,
    InArea,
    MyRequests,
    OneRequest,
    OutOfService,
    PinChangeEnded,
    PractisedDone,
    Reports,
    Reviewing,
    Searching,
    Sending,
    SendTrouble,
    State,
    TakeCard,
    TakePaper,
    Technician,
    TouchTest,
    Waiting,
    WantsCard,
)
from kiosk.session.step import Step

Who = Literal["nobody", "practising", "citizen", "assisted", "officer", "technician"]
"""Whose page it is: nobody has logged in, a sample person practises, a citizen alone or with an officer, staff."""

NOBODY: frozenset[Who] = frozenset({"nobody"})
OWN: frozenset[Who] = frozenset({"citizen", "assisted"})
EXPECTING: frozenset[Who] = NOBODY | {"officer"}
SERVED: frozenset[Who] = NOBODY | OWN
TRIED: frozenset[Who] = SERVED | {"practising"}
TECHNICIAN: frozenset[Who] = frozenset({"technician"})

MAY_BE: Mapping[type[State], frozenset[Who]] = {
    Idle: NOBODY,
    OutOfService: NOBODY,
    WantsCard: NOBODY,
    CardTrouble: EXPECTING,
    AskingPin: EXPECTING,
    AskingLastTry: SERVED | EXPECTING,
    Assisting: frozenset({"officer"}),
    TakeCard: EXPECTING,
    TakePaper: EXPECTING,
    AskingDocument: EXPECTING,
    CheckingPaper: NOBODY,
    Home: TRIED,
    Searching: TRIED,
    InArea: TRIED,
    About: TRIED,
    ChangingPin: OWN | {"practising"},
    PinChangeEnded: OWN,
    Filling: TRIED,
    Reviewing: TRIED,
    AskingCancel: TRIED,
    Sending: SERVED,
    SendTrouble: SERVED,
    Waiting: SERVED,
    Done: SERVED,
    PractisedDone: frozenset({"practising"}),
    MyRequests: OWN | {"practising"},
    OneRequest: OWN,
    Technician: TECHNICIAN,
    Reports: TECHNICIAN,
    TouchTest: TECHNICIAN,
    Helping: TRIED | EXPECTING,
    LearningKeys: TRIED | EXPECTING,
    Listening: TRIED | EXPECTING,
    AskingAloud: TRIED | EXPECTING,
    HeadsetGone: TRIED | EXPECTING,
    IdleAsked: TRIED | EXPECTING | TECHNICIAN,
}
"""Every state there is, and who may be in it; a state that is not here is nobody's."""


def who_of(state: State) -> Who:
    """Return who stands before the page of *state*."""
    citizen = citizen_of(state)
    if citizen is None:
        return "nobody" if officer_of(state) is None else "officer"
    if citizen.practice:
        return "practising"
    if citizen.role != "citizen":
        return citizen.role
    return "citizen" if citizen.assisted_by is None else "assisted"


def may_be(who: Who, state: State) -> bool:
    """Say whether *who* may see *state*, and everything it lies over."""
    return all(who in MAY_BE.get(type(layer), ()) for layer in layers(state))


def gated(before: State, event: Event, step: Step, house: House) -> Step:
    """Return *step*, or the end of the visit where it leads somebody to a page that is not theirs."""
    who = who_of(step.state)
    if may_be(who, step.state) and _are_known(before, event, step.state):
        return step
    left = leave(before, house)
    return Step(left.state, (RoleRefused(who, type(step.state).__name__), *left.effects))


def _are_known(before: State, event: Event, now: State) -> bool:
    """Say whether everybody in *now* was there before or has just logged in, each in their own place."""
    known = set(_people(before))
    if isinstance(event, LoggedIn):
        known.add(_alone(event.citizen))
    citizen, officer = citizen_of(now), officer_of(now)
    if officer is not None and (officer.role != "officer" or officer == citizen):
        return False
    return all(person in known or (person.practice and officer is None) for person in _people(now))


def _people(state: State) -> Iterator[Citizen]:
    for person in (citizen_of(state), officer_of(state)):
        if person is not None:
            yield _alone(person)


def _alone(person: Citizen) -> Citizen:
    return replace(person, assisted_by=None, stays=False)
