"""A document without a PIN in the reader: what is printed in it is asked, one page each, and given to its chip."""

from __future__ import annotations

from dataclasses import replace

from config.words import phrase
from kiosk import printed
from kiosk.citizen import Citizen
from kiosk.fields import Parsed, Problem, Question
from kiosk.form import first_open, kept, opened, parsed
from kiosk.house import House
from kiosk.session.effects import CheckDocument
from kiosk.session.events import AnswerChanged, Choice, Continued, Event, LogInFailed, WentBack
from kiosk.session.pin_answers import PinHeld
from kiosk.session.printed import DocumentMisread, DocumentRead, DocumentWrong
from kiosk.session.states import AskingDocument, CardTrouble
from kiosk.session.step import Step
from kiosk.tapping import edit_field, settled


def begin(then: str | None, house: House, officer: Citizen | None = None) -> AskingDocument:
    """Return the first question about a document that was just put in."""
    return _at(AskingDocument(printed.BLANK, then=then, officer=officer), 0, house)


def advance(state: AskingDocument, event: Event, house: House) -> Step | None:
    """Return what follows while a document is opened, None ends the visit; a log-in is the entrance's."""
    match event:
        case DocumentWrong():
            return Step(_wrong(state, house))
        case PinHeld():
            return Step(replace(state, busy=False))
        case LogInFailed(fault):
            return Step(CardTrouble(fault, state.officer))
        case _ if state.busy or house.pin_wait:
            return None if isinstance(event, WentBack) and not state.busy else Step(state)
        case DocumentRead():
            return Step(replace(begin(state.then, house, state.officer), busy=True), (CheckDocument(),))
        case DocumentMisread():
            return Step(replace(state, problem=Problem(phrase("document-misread")), wrong=False))
        case _:
            return _asking(state, event, house)


def at_check(state: AskingDocument, house: House) -> bool:
    """Say whether everything was answered, so that the answers are shown to be compared."""
    return state.step >= len(printed.questions(state.draft, house.today))


def _asking(state: AskingDocument, event: Event, house: House) -> Step | None:
    match event:
        case WentBack():
            return _back(state, house)
        case _ if at_check(state, house):
            return _checking(state, event, house)
        case _:
            return _question(state, event, house)


def _question(state: AskingDocument, event: Event, house: House) -> Step:
    asked = printed.questions(state.draft, house.today)[state.step]
    if isinstance(event, Continued):
        return _answered(replace(state, entry=settled(asked, state.entry, house.places)), asked, house)
    if isinstance(event, Choice):
        edited = edit_field(asked, state.entry, event, house.places)
        if edited is not None:
            return Step(replace(state, entry=edited, problem=None, wrong=False))
    return Step(state)


def _answered(state: AskingDocument, asked: Question, house: House) -> Step:
    answer = parsed(asked, state.entry)
    if not isinstance(answer, Parsed):
        return Step(replace(state, problem=answer))
    draft = state.draft.with_answer(asked.name, answer.value)
    form = printed.questions(draft, house.today)
    now = replace(state, draft=kept(draft, form), problem=None, wrong=False)
    step = first_open(now.draft, form) if state.changing else state.step + 1
    after = _at(now, step, house)
    return _check(after) if step == len(form) else Step(after)


def _checking(state: AskingDocument, event: Event, house: House) -> Step:
    match event:
        case Continued():
            return _check(state)
        case AnswerChanged(name):
            names = [question.name for question in printed.questions(state.draft, house.today)]
            if name not in names:
                return Step(state)
            return Step(replace(_at(state, names.index(name), house), changing=True))
        case _:
            return Step(state)


def _check(state: AskingDocument) -> Step:
    return Step(replace(state, busy=True, wrong=False), (CheckDocument(state.draft),))


def _wrong(state: AskingDocument, house: House) -> AskingDocument:
    """Return to the answers to compare them, or to the first question when the document reader read another one."""
    form = printed.questions(state.draft, house.today)
    step = len(form) if first_open(state.draft, form) == len(form) else 0
    return replace(_at(state, step, house), wrong=True)


def _back(state: AskingDocument, house: House) -> Step | None:
    form = printed.questions(state.draft, house.today)
    if state.changing and first_open(state.draft, form) == len(form):
        return Step(replace(_at(state, len(form), house), changing=False))
    if state.step == 0:
        return None
    return Step(_at(state, state.step - 1, house))


def _at(state: AskingDocument, step: int, house: House) -> AskingDocument:
    """Return *state* on its page *step*, which opens with what was answered before."""
    form = printed.questions(state.draft, house.today)
    entry = opened(form[step], state.draft) if step < len(form) else state.entry
    changing = state.changing and step < len(form)
    return replace(state, step=step, entry=entry, problem=None, wrong=False, busy=False, changing=changing)
