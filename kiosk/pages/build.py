"""The page of a state: every state has one, and every page a way on and a way out."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from config.keypads import has_digits
from config.words import phrase
from kiosk.house import House
from kiosk.pages import (
    assisting,
    changing,
    checking,
    choosing,
    covering,
    entrance,
    filling,
    handing,
    learning,
    listening,
    staff,
    unplugged,
)
from kiosk.pages.arranged import arranged
from kiosk.pages.frame import footer_of, header_of
from kiosk.pages.model import Banner, Page, Screen
from kiosk.presentation import Presentation
from kiosk.session.covers import AskingAloud, Cover, HeadsetGone, Helping, IdleAsked, LearningKeys, Listening
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


def page_of(state: State, house: House) -> Page:
    """Return the page that shows *state*."""
    if isinstance(state, Cover):
        return _covering(state, house)
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
        case _:
            assert_never(state)


def _covering(state: Cover, house: House) -> Page:
    match state:
        case Helping():
            return covering.help_page(state, page_of(state.below, house), house)
        case Listening():
            return listening.page(digits=has_digits(house.settings.keypad))
        case LearningKeys():
            return learning.page(state, house)
        case AskingAloud():
            return unplugged.aloud_page(house)
        case HeadsetGone():
            return unplugged.gone_page(state)
        case IdleAsked():
            return covering.idle_page(state)


def screen_of(state: State, house: House, presentation: Presentation, focus: str | None = None) -> Screen:
    """Return everything that is shown in *state*: the page and what stands around it."""
    page = arranged(page_of(state, house), presentation, digits=has_digits(house.settings.keypad))
    if presentation.explore and isinstance(state, Idle):
        page = replace(page, main=None)  # it begins what has begun
    header, banner = header_of(house, speech=presentation.speech), _banner(state, page, presentation)
    return Screen(page, header, footer_of(page, presentation), focus, banner)


def _banner(state: State, page: Page, presentation: Presentation) -> Banner | None:
    citizen = citizen_of(state)
    if citizen is not None and citizen.practice:
        return Banner(phrase("practise-banner"), "hand-pointing")
    found = assisting.find_banner(state)
    crowded = presentation.lower and presentation.text_size == "largest"  # within reach from a chair nothing is left
    if found is None and presentation.explore and not (page.staff or crowded):
        return Banner(phrase("explore-banner"), "ear", last=True)
    return found
