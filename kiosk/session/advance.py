"""One citizen's visit, from the idle screen to the receipt and back.

`advance` is pure: it reads no card, prints nothing and looks at no clock. The
rules that hold everywhere come first; then each state has its own rule. An
event that does not concern a state leaves it as it is.
"""

from __future__ import annotations

from typing import assert_never

from kiosk.house import House
from kiosk.session import (
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
from kiosk.session.covers import AskingAloud, Cover, HeadsetGone, Helping, IdleAsked, LearningKeys, Listening
from kiosk.session.effects import Forget
from kiosk.session.events import (
    CardCame,
    CardTroubled,
    CardWent,
    Event,
    HelpWanted,
    NobodyThere,
    StandingChanged,
    TimedOut,
)
from kiosk.session.hearing import AloudWanted, ListeningWanted
from kiosk.session.home import first_page
from kiosk.session.jack import HeadsetOut
from kiosk.session.key_practice import KeysPractised
from kiosk.session.people import NOBODYS, lowest
from kiosk.session.readers import OfficerCame, OfficerTroubled, OfficerWent
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

QUESTIONS = (IdleAsked, HeadsetGone, AskingAloud)
NEVER_ASKED_IDLE = (Idle, OutOfService, TakeCard, TakePaper, Sending, IdleAsked, HeadsetGone)
NEVER_PRACTISED = (LearningKeys, *QUESTIONS, TakeCard, TakePaper, Sending, Technician, Reports, TouchTest)
NEVER_LISTENED = (Listening, *NEVER_PRACTISED)
NEVER_HELPED = (Helping, LearningKeys, Listening, *QUESTIONS, TakeCard, TakePaper, Sending)


def advance(state: State, event: Event, house: House) -> Step:
    """Return what follows when *event* happens in *state*, given what the *house* knows."""
    match event:
        case CardWent() if not isinstance(lowest(state), Assisting) and not assisting.is_beside(state):
            return assisting.card_went(state, house)
        case OfficerCame() | OfficerTroubled() | OfficerWent():
            return assisting.beside(state, event, house)
        case TimedOut() if not isinstance(lowest(state), Sending):  # the store answers; until then nothing is over
            return leave(state, house)
        case NobodyThere(seconds) if not isinstance(state, NEVER_ASKED_IDLE):
            return Step(IdleAsked(state, seconds, seconds))
        case HelpWanted() if not isinstance(state, NEVER_HELPED):
            return Step(Helping(state))
        case ListeningWanted() if not isinstance(state, NEVER_LISTENED):
            return Step(Listening(state))
        case KeysPractised() if not isinstance(state, NEVER_PRACTISED):
            return Step(LearningKeys(state))
        case AloudWanted() if not isinstance(state, NEVER_PRACTISED):
            return Step(AskingAloud(state))
        case HeadsetOut() if isinstance(lowest(state), NOBODYS):  # what they set goes with their headset
            return leave(state, house)
        case HeadsetOut() if unplugged.is_in_use(state):
            return unplugged.pulled_out(state, house)
        case StandingChanged() if isinstance(state, Idle | OutOfService):
            return Step(first_page(house))
        case StandingChanged() if isinstance(lowest(state), WantsCard | Assisting) and house.readiness.unavailable:
            return leave(state, house)
        case _:
            return _of_state(state, event, house)


def leave(state: State, house: House) -> Step:
    """End the visit: forget, and ask for the card back if it is still in."""
    officer = assisting.staying_officer(state)
    if has_card(state):
        return Step(TakeCard(officer), (Forget(),))
    return Step(assisting.ready_for(officer, house) if officer else first_page(house), (Forget(),))


def has_card(state: State) -> bool:
    """Say whether a card is in the reader in *state*."""
    if isinstance(state, Cover):
        return has_card(state.below)
    match state:
        case AskingPin() | CardTrouble():
            return not state.beside
        case Assisting():
            return state.card_in
        case AskingDocument() | TakeCard():
            return True
        case AskingCancel(below) | AskingLastTry(below):
            return has_card(below)
        case Idle() | OutOfService() | WantsCard() | CheckingPaper() | TakePaper():
            return False
        case _:
            return state.citizen is not None and not state.citizen.practice


def _of_cover(state: Cover, event: Event, house: House) -> Step:
    match state:
        case Helping():
            return covering.help_over(state, event, house, advance)
        case Listening():
            return listening.listening_over(state, event, house, advance)
        case LearningKeys():
            return learning.learning_over(state, event, house, advance)
        case AskingAloud():
            return covering.put_aside(state, event, house, advance)  # the answer is the presentation's
        case HeadsetGone():
            return unplugged.gone_over(state, event, house, advance)
        case IdleAsked():
            return covering.idle_over(state, event, house, advance)


def _of_state(state: State, event: Event, house: House) -> Step:
    if isinstance(state, Cover):
        return _of_cover(state, event, house)
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
            step = entrance.advance(state, event, house)
        case CheckingPaper():
            step = checking.advance(state, event, house)
        case Assisting() if isinstance(event, CardCame | CardTroubled):
            step = entrance.card_in(state, event, house)
        case Assisting():
            step = assisting.advance(state, event)
        case Home() | Searching() | InArea() | About() | MyRequests() | OneRequest():
            step = choosing.advance(state, event, house)
        case ChangingPin() | PinChangeEnded():
            step = changing.advance(state, event, house)
        case Filling() | Reviewing() | AskingCancel():
            step = filling.advance(state, event, house)
        case Sending() | SendTrouble() | Waiting() | Done() | PractisedDone():
            step = handing.advance(state, event, house)
        case Technician() | Reports() | TouchTest():
            step = staff.advance(state, event, house)
        case _:
            assert_never(state)
    return step if step is not None else leave(state, house)
