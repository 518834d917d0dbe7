"""The pages on which a document is opened: one question each, then what was answered, to be compared with it."""

from __future__ import annotations

from dataclasses import replace

from config.words import of_card, phrase
from kiosk import printed
from kiosk.fields import KINDS, Problem
from kiosk.house import House
from kiosk.pages import pin
from kiosk.pages.blocks import Action, Answer, Answers, Block, Boxes, Note, Progress
from kiosk.pages.model import Page
from kiosk.session.document import at_check
from kiosk.session.events import AnswerChanged, Continued, HelpWanted, Picked, WentBack
from kiosk.session.states import AskingDocument
from kiosk.tapping import in_hand


def page(state: AskingDocument, house: House) -> Page:
    """Return the page of a document in the reader."""
    if house.pin_wait and not state.busy:
        return pin.waiting(house, *_wrong(state))
    if state.busy or at_check(state, house):
        return _compare(state, house)
    return _question(state, house)


def _question(state: AskingDocument, house: House) -> Page:
    form = printed.questions(state.draft, house.today)
    asked, problem = form[state.step], state.problem
    drawn = KINDS[asked.kind].draw(asked, state.entry, house.places, faulty=problem is not None)
    return Page(
        "document",
        asked.words,
        (*_trouble(state), *(_of_document(block) for block in in_hand(drawn, state.entry))),
        lead=asked.hint,
        main=Action(phrase("button-next"), Continued(), "arrow-right"),
        second=_suggestion(problem),
        back=WentBack(),
        help=HelpWanted(),
        above=_progress(state, house),
    )


def _of_document(block: Block) -> Block:
    """Return *block* with what is copied from the document marked as such."""
    if not isinstance(block, Boxes):
        return block
    return Boxes(tuple(replace(box, text=of_card(box.text)) for box in block.boxes))


def _progress(state: AskingDocument, house: House) -> Progress:
    """Return how far it is; on the first page, as far as the way that is marked there will be."""
    marked = state.draft if state.step else state.draft.with_answer(printed.WAY, state.entry.value)
    done, of = state.step + 1, len(printed.questions(marked, house.today))
    return Progress(done, of, phrase("form-step", n=done, of=of), "identification-card")


def _suggestion(problem: Problem | None) -> Action | None:
    if problem is None or problem.suggested is None:
        return None
    return Action(of_card(problem.suggested), Picked(problem.suggestion), "check")


def _compare(state: AskingDocument, house: House) -> Page:
    note = Note("info", phrase("document-opening"), "hourglass") if state.busy else None
    return Page(
        "document-check",
        phrase("document-opening-title" if state.busy else "document-compare"),
        (*((note,) if note else _trouble(state)), *_answers(state, house)),
        main=_again(state),
        back=None if state.busy else WentBack(),
        help=HelpWanted(),
    )


def _again(state: AskingDocument) -> Action:
    deed = None if state.busy else Continued()
    return Action(phrase("button-try-again"), deed, "arrows-clockwise", phrase("document-opening-title"))


def _answers(state: AskingDocument, house: House) -> tuple[Block, ...]:
    """Return what was answered, each with its way back; nothing where the document reader answered."""
    answers = []
    for asked in printed.questions(state.draft, house.today):
        value = state.draft.find_answer(asked.name)
        if value is not None:
            shown = of_card(KINDS[asked.kind].review(asked, value, house.places))
            change = Action(phrase("button-edit"), AnswerChanged(asked.name), "pencil-simple")
            answers.append(Answer(asked.label, shown, None if state.busy else change))
    return (Answers(tuple(answers)),) if answers else ()


def _trouble(state: AskingDocument) -> tuple[Block, ...]:
    """Return what is wrong with an answer, with what the document reader read, or that the document did not open."""
    return (Note("err", state.problem.words, "warning-circle"),) if state.problem else _wrong(state)


def _wrong(state: AskingDocument) -> tuple[Block, ...]:
    return (Note("err", phrase("document-wrong"), "warning-circle"),) if state.wrong else ()
