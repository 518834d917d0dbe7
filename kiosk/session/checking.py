"""Checking a paper, without a card: a code is held under the reader, judged, shown, and forgotten with the next."""

from __future__ import annotations

from kiosk.house import House
from kiosk.session import entrance
from kiosk.session.codes import CodeChecked, CodeRead
from kiosk.session.effects import CheckCode, DropWords
from kiosk.session.events import CardCame, CardTroubled, Continued, Event, Finished, WentBack
from kiosk.session.printed import DocumentMisread, DocumentRead
from kiosk.session.states import CheckingPaper
from kiosk.session.step import Step
from sync.certificates.finding import UNREADABLE


def advance(state: CheckingPaper, event: Event, house: House) -> Step | None:
    """Return what follows while papers are checked, None ends the visit; a card begins another."""
    match event:
        case CodeRead():
            return Step(CheckingPaper(), (DropWords(), CheckCode()))
        case CodeChecked(finding, dated):
            return Step(CheckingPaper(finding, dated))
        case DocumentRead() | DocumentMisread():
            return Step(CheckingPaper(UNREADABLE), (DropWords(),))
        case Continued() if state.finding is not None:
            return Step(CheckingPaper(), (DropWords(),))
        case CardCame() | CardTroubled():
            step = entrance.card_in(state, event, house)
            return Step(step.state, (DropWords(), *step.effects))
        case WentBack() | Finished():
            return None
        case _:
            return Step(state)
