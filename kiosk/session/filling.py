"""The form, one question a page, and the review with consent."""

from __future__ import annotations

from dataclasses import replace

from config.catalogue import FormField
from kiosk.citizen import Citizen
from kiosk.entry import Draft, Entry
from kiosk.fields import KINDS
from kiosk.fields.kind import Parsed, Schema
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
from kiosk.session.states import About, AskingCancel, Filling, Home, PractisedDone, Reviewing, Sending, SendTrouble
from kiosk.session.step import Step

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


def form_of(service: str, house: House) -> tuple[FormField, ...]:
    return house.service(service).form


def schema_of(service: str, asked: FormField, house: House) -> Schema:
    """Return the JSON Schema of one answer."""
    schema: Schema = house.service(service).schema["properties"][asked.name]
    return schema


def _at(citizen: Citizen | None, draft: Draft, step: int, house: House) -> Filling | Reviewing:
    form = form_of(draft.service, house)
    if step >= len(form):
        return Reviewing(citizen, draft)
    return Filling(citizen, draft, step, _entry(form[step], draft))


def _entry(asked: FormField, draft: Draft) -> Entry:
    return KINDS[asked.kind].start(asked, draft.find_answer(asked.name))


def _filling(state: Filling, event: Event, house: House) -> Step:
    asked = form_of(state.draft.service, house)[state.step]
    kind = KINDS[asked.kind]
    if isinstance(event, Continued):
        return _answered(state, asked, house)
    if isinstance(event, Choice):
        schema = schema_of(state.draft.service, asked, house)
        edited = kind.edit(asked, state.entry, event, house.places, schema=schema)
        if edited is not None:
            return Step(replace(state, entry=edited, problem=None))
    if isinstance(event, WentBack):
        return Step(_before(state, house))
    return Step(state)


def _answered(state: Filling, asked: FormField, house: House) -> Step:
    answer = KINDS[asked.kind].parse(asked, state.entry, schema_of(state.draft.service, asked, house))
    if not isinstance(answer, Parsed):
        return Step(replace(state, problem=answer))
    draft = state.draft.with_answer(asked.name, answer.value)
    last = len(form_of(draft.service, house))
    return Step(_at(state.citizen, draft, last if state.changing else state.step + 1, house))


def _before(state: Filling, house: House) -> Filling | Reviewing | About:
    if state.changing:
        return Reviewing(state.citizen, state.draft)
    if state.step == 0:
        return About(state.citizen, state.draft.service, Home(state.citizen), state.draft)
    return _at(state.citizen, state.draft, state.step - 1, house)


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
            last = len(form_of(state.draft.service, house)) - 1
            if last < 0:
                return Step(About(state.citizen, state.draft.service, Home(state.citizen)))
            return Step(_at(state.citizen, state.draft, last, house))
        case _:
            return Step(state)


def _change(state: Reviewing, name: str, house: House) -> Filling | Reviewing:
    for step, asked in enumerate(form_of(state.draft.service, house)):
        if asked.name == name:
            return Filling(state.citizen, state.draft, step, _entry(asked, state.draft), changing=True)
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
