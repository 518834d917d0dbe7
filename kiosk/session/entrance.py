"""From nobody to a citizen: the first page, the card, the PIN, and the card taken back."""

from __future__ import annotations

from dataclasses import replace

from kiosk.citizen import sample_citizen
from kiosk.house import House
from kiosk.session import assisting, changing, document
from kiosk.session.codes import CodeRead, PaperCheckWanted
from kiosk.session.effects import CheckCode, CheckPin, Diagnose, DropWords, FindRequests, Forget, WipePin
from kiosk.session.events import (
    Browsed,
    CardCame,
    CardTroubled,
    CardWanted,
    Continued,
    Event,
    Finished,
    LastTryTaken,
    LoggedIn,
    LogInFailed,
    NobodyThere,
    PinCount,
    PinWrong,
    Practised,
    StandingChanged,
    WentBack,
)
from kiosk.session.home import empty_page, first_page
from kiosk.session.last_try import asked
from kiosk.session.people import is_pin_beside, officer_of
from kiosk.session.pin_answers import LastTryLeft, PadClosed, PinHeld
from kiosk.session.states import (
    About,
    AskingDocument,
    AskingLastTry,
    AskingPin,
    CardTrouble,
    CheckingPaper,
    Home,
    Idle,
    OutOfService,
    State,
    TakeCard,
    TakePaper,
    Technician,
    WantsCard,
)
from kiosk.session.step import Step

Entrance = (
    Idle | OutOfService | WantsCard | CardTrouble | AskingPin | AskingLastTry | AskingDocument | TakeCard | TakePaper
)


def advance(state: Entrance, event: Event, house: House) -> Step | None:
    """Return what follows before anybody is logged in; None ends the visit."""
    if isinstance(event, CardCame | CardTroubled):
        return card_in(state, event, house)
    match state:
        case Idle():
            return _idle(state, event)
        case WantsCard():
            return Step(_went_back(state, house)) if isinstance(event, WentBack) else Step(state)
        case AskingPin():
            return _asking_pin(state, event, house)
        case AskingLastTry():
            return _asking_last_try(state, event)
        case CardTrouble(beside=True) if isinstance(event, Finished):
            return None
        case AskingDocument():
            return _asking_document(state, event, house)
        case TakePaper():
            return _take_paper(state, event, house)
        case _:
            return Step(state)


def card_in(state: State, event: CardCame | CardTroubled, house: House) -> Step:
    """Ask for the PIN of a card that just came, or say what is wrong with it."""
    if isinstance(state, TakeCard | TakePaper) or is_pin_beside(state):
        return Step(state)
    officer = officer_of(state)
    if isinstance(event, CardTroubled):
        return Step(CardTrouble(event.fault, officer), (WipePin(),))
    if isinstance(state, AskingPin | AskingLastTry | AskingDocument):
        return Step(state)
    then = state.then if isinstance(state, WantsCard) else None
    if event.way == "document":
        return Step(state if isinstance(state, OutOfService) else document.begin(then, house, officer))
    return Step(asked(AskingPin(event.tries_left, then=then, way=event.way, officer=officer, shortest=event.shortest)))


def _idle(state: Idle, event: Event) -> Step:
    match event:
        case CardWanted():
            return Step(WantsCard())
        case Browsed():
            return Step(Home(None))
        case Practised():
            return Step(Home(sample_citizen()))
        case PaperCheckWanted():
            return Step(CheckingPaper())
        case CodeRead():
            return Step(CheckingPaper(), (CheckCode(),))
        case _:
            return Step(state)


def _take_paper(state: TakePaper, event: Event, house: House) -> Step:
    """Serve the next one once the paper is gone; where nobody hears of it any more, the wait ends all the same."""
    match event:
        case StandingChanged() if not house.paper_out:
            return Step(assisting.ready_for(state.officer, house) if state.officer else empty_page(house), (Forget(),))
        case NobodyThere():
            return Step(empty_page(house), (Forget(),))
        case _:
            return Step(state)


def _went_back(state: WantsCard, house: House) -> Idle | OutOfService | TakePaper | About:
    return About(None, state.then, Home(None)) if state.then else first_page(house)


def _asking_document(state: AskingDocument, event: Event, house: House) -> Step | None:
    if isinstance(event, LoggedIn):
        return _logged_in(state, event, house)
    return document.advance(state, event, house)


def _asking_last_try(state: AskingLastTry, event: Event) -> Step | None:
    if not isinstance(state.below, AskingPin):
        return changing.last_try(state, event)
    match event:
        case LastTryTaken():
            return Step(replace(state.below, last_try=True, wrong=False))
        case WentBack():
            return None
        case _:
            return Step(state)


def _asking_pin(state: AskingPin, event: Event, house: House) -> Step | None:
    match event:
        case PinCount(filled) if not state.busy and not house.pin_wait:
            return Step(replace(state, filled=filled, wrong=state.wrong and not filled))
        case Continued() if may_check(state, house):
            return Step(_busy(state), (CheckPin(state.last_try, state.way == "reader_pad", state.beside),))
        case WentBack() if not state.busy:
            return None
        case LoggedIn():
            return _logged_in(state, event, house)
        case LogInFailed(fault):
            return Step(CardTrouble(fault, state.officer, state.beside), (WipePin(),))
        case _:
            return Step(_not_logged_in(state, event))


def may_check(state: AskingPin, house: House) -> bool:
    """Say whether the PIN can be given to the card now: enough of it, and nothing that must be waited for."""
    whole = state.filled >= state.shortest or state.way == "reader_pad"
    return whole and not state.busy and not house.pin_wait


def _busy(state: AskingPin) -> AskingPin:
    return replace(state, busy=True, wrong=False, closed="")


def _not_logged_in(state: AskingPin, event: Event) -> AskingPin | AskingLastTry:
    """Return the empty pad, and why the card was not opened."""
    empty = replace(state, filled=0, wrong=False, busy=False, last_try=False, closed="")
    match event:
        case PinWrong(tries_left):
            return asked(replace(empty, tries_left=tries_left, wrong=True))
        case LastTryLeft():
            return asked(replace(empty, tries_left=1))
        case PinHeld():
            return replace(empty, last_try=state.last_try)
        case PadClosed(why):
            return replace(empty, last_try=state.last_try, closed=why)
        case _:
            return state


def _logged_in(state: AskingPin | AskingDocument, event: LoggedIn, house: House) -> Step:
    citizen = replace(event.citizen, way=state.way, shortest=state.shortest)
    refusal = assisting.find_refusal(state, citizen)
    if refusal is not None:
        return assisting.refused(state, refusal)
    if citizen.role == "officer":
        return assisting.officer_in(state, citizen, house)
    if citizen.role == "technician":
        return Step(Technician(citizen, testing="all"), (DropWords(), Diagnose("all")))
    if house.readiness.unavailable:
        return Step(TakeCard(), (Forget(),))
    citizen = replace(citizen, assisted_by=state.officer)
    looking = (FindRequests(citizen),)
    home = Home(citizen)
    if state.then is not None:
        return Step(About(citizen, state.then, home), looking)
    return Step(home, looking)
