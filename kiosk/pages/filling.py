"""A question of a form, the review with consent, and asking before a draft is thrown away."""

from __future__ import annotations

from config.words import Verbatim, Wording, of_card, phrase
from kiosk.entry import Draft
from kiosk.fields import KINDS, Question
from kiosk.form import questions
from kiosk.house import House
from kiosk.pages.assisting import short_name
from kiosk.pages.blocks import Action, Answer, Answers, Block, Consent, Note, Progress
from kiosk.pages.choosing import fee
from kiosk.pages.model import Page
from kiosk.session.events import (
    AnswerChanged,
    Cancelled,
    ConsentTicked,
    Continued,
    HelpWanted,
    Picked,
    SendConfirmed,
    Stayed,
    WentBack,
)
from kiosk.session.filling import Form
from kiosk.session.states import AskingCancel, Filling, Reviewing
from kiosk.tapping import in_hand
from kiosk.whom import whom_of


def page(state: Form, house: House) -> Page:
    """Return the page of a state in which a form is filled or checked."""
    match state:
        case Filling():
            return _question(state, house)
        case Reviewing():
            return _review(state, house)
        case AskingCancel():
            return _cancel()


def _progress(done: int, draft: Draft, house: House) -> Progress:
    found = house.service(draft.service)
    steps = len(questions(draft, house)) + 1
    return Progress(done, steps, phrase("form-step", n=done, of=steps), "clipboard-text", found.name.wording())


def _question(state: Filling, house: House) -> Page:
    asked = questions(state.draft, house)[state.step]
    drawn = KINDS[asked.kind].draw(asked, state.entry, house.places, faulty=state.problem is not None)
    trouble: tuple[Block, ...] = ()
    if state.problem is not None:
        trouble = (Note("err", state.problem.words, "warning-circle"),)
    return Page(
        "form",
        asked.words,
        (*trouble, *in_hand(drawn, state.entry)),
        lead=asked.hint,
        main=Action(phrase("button-next"), Continued(), "arrow-right"),
        second=_suggestion(state),
        back=WentBack(),
        help=HelpWanted(),
        above=_progress(state.step + 1, state.draft, house),
    )


def _suggestion(state: Filling) -> Action | None:
    """Return the way out of a problem, where one is near: "Did you mean …?"."""
    problem = state.problem
    if problem is None or problem.suggested is None:
        return None
    return Action(problem.suggested, Picked(problem.suggestion), "check")


def _review(state: Reviewing, house: House) -> Page:
    service = house.service(state.draft.service)
    agency = house.catalogue.find_agency(service.agency)
    to: Wording = agency.to.wording() if agency else phrase("service-unknown")
    return Page(
        "review",
        phrase("review-title"),
        (
            Answers((*_known(state, house), *_given(state, house), Answer(phrase("review-fee"), fee(service.fee)))),
            Consent(phrase("review-consent", agency=to), ConsentTicked(), state.consent),
        ),
        lead=phrase("review-lead"),
        main=Action(
            phrase("button-send"),
            SendConfirmed() if state.consent else None,
            "paper-plane-tilt",
            phrase("review-consent-first"),
        ),
        second=Action(phrase("button-cancel"), Cancelled()),
        back=WentBack(),
        help=HelpWanted(),
        above=_progress(len(questions(state.draft, house)) + 1, state.draft, house),
    )


def _known(state: Reviewing, house: House) -> tuple[Answer, ...]:
    service = Answer(phrase("review-service"), house.service(state.draft.service).name.wording())
    if state.citizen is None:
        return (service, Answer(phrase("review-who"), phrase("review-nobody")))
    name: Wording = of_card(Verbatim(state.citizen.short_name, "name"))
    who = Answer(phrase("review-who"), phrase("whom-review", name=name) if whom_of(state.draft) else name)
    officer = state.citizen.assisted_by
    return (service, who, Answer(phrase("review-assisted"), short_name(officer))) if officer else (service, who)


def _given(state: Reviewing, house: House) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            asked.label,
            _said(asked, state, house),
            Action(phrase("button-edit"), AnswerChanged(asked.name), "pencil-simple"),
        )
        for asked in questions(state.draft, house)
    )


def _said(asked: Question, state: Reviewing, house: House) -> Wording:
    value = state.draft.find_answer(asked.name)
    if value is None:
        return phrase("review-left-out")
    return KINDS[asked.kind].review(asked, value, house.places)


def _cancel() -> Page:
    return Page(
        "cancel",
        phrase("cancel-title"),
        (Note("warn", phrase("cancel-note"), "trash"),),
        main=Action(phrase("cancel-no"), Stayed()),
        second=Action(phrase("cancel-yes"), Cancelled(), "trash"),
        stacked=True,
        back=WentBack(),
        help=HelpWanted(),
    )
