"""The page of a state: every state has one, and every page a way on and a way out."""

from __future__ import annotations

from typing import assert_never

from config.words import phrase
from kiosk.house import House
from kiosk.pages import assisting, changing, checking, choosing, covering, entrance, filling, handing, staff
from kiosk.pages.banner import Banner
from kiosk.pages.frame import footer_of, header_of
from kiosk.pages.model import Page, Screen
from kiosk.presentation import Presentation
from kiosk.session.people import citizen_of
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
    Helping,
    Home,
    Idle,
    IdleAsked,
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


def page_of(state: State, house: House) -> Page:
    """Return the page that shows *state*."""
    match state:
        case (
            Idle()
            | OutOfService()
            | WantsCard()
            | CardTrouble()
            | AskingPin()
            | AskingLastTry()
            | AskingDocument()
            | TakeCard()
            | TakePaper()
        ):
            return entrance.page(state, house)
        case CheckingPaper():
            return checking.page(state, house)
        case Assisting():
            return assisting.page(state, house)
        case Home() | Searching() | InArea() | About() | MyRequests() | OneRequest():
            return choosing.page(state, house)
        case ChangingPin() | PinChangeEnded():
            return changing.page(state, house)
        case Filling() | Reviewing() | AskingCancel():
            return filling.page(state, house)
        case Sending() | SendTrouble() | Waiting() | Done() | PractisedDone():
            return handing.page(state, house)
        case Technician() | Reports() | TouchTest():
            return staff.page(state, house)
        case Helping():
            return covering.help_page(state, page_of(state.below, house))
        case IdleAsked():
            return covering.idle_page(state)
        case _:
            assert_never(state)


def screen_of(state: State, house: House, presentation: Presentation, focus: str | None = None) -> Screen:
    """Return everything that is shown in *state*: the page and what stands around it."""
    page = page_of(state, house)
    return Screen(page, header_of(house), footer_of(page, presentation), focus, _banner(state))


def _banner(state: State) -> Banner | None:
    citizen = citizen_of(state)
    if citizen is not None and citizen.practice:
        return Banner(phrase("practise-banner"), "hand-pointing")
    return assisting.find_banner(state)
