"""The form, one question a page, and the review with consent."""

from __future__ import annotations

from dataclasses import replace

from kiosk.citizen import Citizen
from kiosk.entry import Draft
from kiosk.fields import Parsed, Question
from kiosk.form import first_open, kept, opened, parsed, questions
from kiosk.house import House
from kiosk.session.effects import FindRequests, HandIn
from kiosk.session.events import (
    AnswerChanged,
    Cancelled,
    Choice,
    ConsentTicked,
    Continued,
    Event,
    SendConfirmed,
    Stayed,
    WentBack,
)
from kiosk.session.hearing import Hear, HearWanted
from kiosk.session.states import About, AskingCancel, Filling, Home, PractisedDone, Reviewing, Sending, SendTrouble
from kiosk.session.step import Step
from kiosk.tapping import edit_field, settled

Form = Filling | Reviewing | AskingCancel


def advance(state: Form, event: Event, house: House) -> Step | None:
    """Return what follows while a form is filled and checked; None ends the visit."""
    match state:
        case Filling():
            return _filling(state, event, house)
        case Reviewing():
            return _reviewing(state, event, house)
        case AskingCancel():
            return _asking_cancel(state, event)


def open_form(citizen: Citizen | None, service: str, house: House, draft: Draft | None = None) -> Filling | Reviewing:
    """Return the first question of *service*, or its review when it asks nothing; a *draft* is taken up again."""
    return _at(citizen, draft or Draft(service), 0, house)


def _at(
    citizen: Citizen | None, draft: Draft, step: int, house: House, *, changing: bool = False
) -> Filling | Reviewing:
    form = questions(draft, house)
    if step >= len(form):
        return Reviewing(citizen, draft)
    return Filling(citizen, draft, step, opened(form[step], draft), changing=changing)


def _filling(state: Filling, event: Event, house: House) -> Step:
    asked = questions(state.draft, house)[state.step]
    if isinstance(event, Continued):
        return _answered(replace(state, entry=settled(asked, state.entry, house.places)), asked, house)
    if isinstance(event, Choice):
        edited = edit_field(asked, state.entry, event, house.places)
        if edited is not None:
            return Step(replace(state, entry=edited, problem=None))
    if isinstance(event, WentBack):
        return Step(_before(state, house))
    return Step(state, (Hear(event.what),) if isinstance(event, HearWanted) else ())


def _answered(state: Filling, asked: Question, house: House) -> Step:
    answer = parsed(asked, state.entry)
    if not isinstance(answer, Parsed):
        return Step(replace(state, problem=answer))
    draft = state.draft.with_answer(asked.name, answer.value)
    form = questions(draft, house)
    draft = kept(draft, form)
    step = first_open(draft, form) if state.changing else state.step + 1
    return Step(_at(state.citizen, draft, step, house, changing=state.changing))


def _before(state: Filling, house: House) -> Filling | Reviewing | About:
    form = questions(state.draft, house)
    if state.changing and first_open(state.draft, form) == len(form):
        return Reviewing(state.citizen, state.draft)
    if state.step == 0:
        return About(state.citizen, state.draft.service, Home(state.citizen), state.draft)
    return _at(state.citizen, state.draft, state.step - 1, house, changing=state.changing)


def _reviewing(state: Reviewing, event: Event, house: House) -> Step:
    match event:
        case AnswerChanged(name):
            return Step(_change(state, name, house))
        case ConsentTicked():
            return Step(replace(state, consent=not state.consent))
        case SendConfirmed() if state.consent:
            return _send(state, house)
        case Cancelled():
            return Step(AskingCancel(state))
        case WentBack():
            last = len(questions(state.draft, house)) - 1
            if last < 0:
                return Step(About(state.citizen, state.draft.service, Home(state.citizen)))
            return Step(_at(state.citizen, state.draft, last, house))
        case _:
            return Step(state)


def _change(state: Reviewing, name: str, house: House) -> Filling | Reviewing:
    for step, asked in enumerate(questions(state.draft, house)):
        if asked.name == name:
            return Filling(state.citizen, state.draft, step, opened(asked, state.draft), changing=True)
    return state


def _send(state: Reviewing, house: House) -> Step:
    if state.citizen is not None and state.citizen.practice:
        return Step(PractisedDone(state.citizen, state.draft.service))
    lacking = house.find_shortfall(state.draft.service, state.citizen)
    if lacking:
        return Step(SendTrouble(state.citizen, state.draft, lacking))
    return Step(Sending(state.citizen, state.draft), (HandIn(state.citizen, state.draft),))


def _asking_cancel(state: AskingCancel, event: Event) -> Step:
    match event:
        case Cancelled():
            citizen = state.below.citizen
            looking = (FindRequests(citizen),) if citizen and not citizen.practice else ()
            return Step(Home(citizen), looking)
        case Stayed() | WentBack():
            return Step(state.below)
        case _:
            return Step(state)
