"""From nobody to a citizen: the first page, the card, the PIN, and the card taken back."""

from __future__ import annotations

from kiosk.citizen import sample_citizen
from kiosk.house import House
from kiosk.session.effects import CheckPin, Diagnose, FindRequests, Forget, WipePin
from kiosk.session.events import (
    Browsed,
    CardCame,
    CardTroubled,
    CardWanted,
    Continued,
    Event,
    LoggedIn,
    LogInFailed,
    PinCount,
    PinWrong,
    Practised,
    WentBack,
)
from kiosk.session.states import (
    About,
    AskingPin,
    CardTrouble,
    Home,
    Idle,
    OutOfService,
    TakeCard,
    Technician,
    WantsCard,
)
from kiosk.session.step import Step

PIN_SHORTEST = 4

Entrance = Idle | OutOfService | WantsCard | CardTrouble | AskingPin | TakeCard


def first_page(house: House) -> Idle | OutOfService:
    """Return the page of an empty kiosk: attract, or out of service with its reason."""
    fault = house.readiness.unavailable
    return OutOfService(fault) if fault else Idle()


def advance(state: Entrance, event: Event, house: House) -> Step:
    """Return what follows before anybody is logged in."""
    if isinstance(event, CardCame | CardTroubled):
        return card_in(state, event)
    match state:
        case Idle():
            return _idle(state, event)
        case WantsCard():
            return Step(_went_back(state, house)) if isinstance(event, WentBack) else Step(state)
        case AskingPin():
            return _asking_pin(state, event, house)
        case _:
            return Step(state)


def card_in(state: object, event: CardCame | CardTroubled) -> Step:
    """Ask for the PIN of a card that just came, or say what is wrong with it."""
    if isinstance(state, TakeCard):
        return Step(state)
    if isinstance(event, CardTroubled):
        return Step(CardTrouble(event.fault), (WipePin(),))
    if isinstance(state, AskingPin):
        return Step(state)
    then = state.then if isinstance(state, WantsCard) else None
    return Step(AskingPin(event.tries_left, then=then))


def _idle(state: Idle, event: Event) -> Step:
    match event:
        case CardWanted():
            return Step(WantsCard())
        case Browsed():
            return Step(Home(None))
        case Practised():
            return Step(Home(sample_citizen()))
        case _:
            return Step(state)


def _went_back(state: WantsCard, house: House) -> Idle | OutOfService | About:
    return About(None, state.then, Home(None)) if state.then else first_page(house)


def _asking_pin(state: AskingPin, event: Event, house: House) -> Step:
    match event:
        case PinCount(filled) if not state.busy:
            return Step(AskingPin(state.tries_left, filled, wrong=state.wrong and not filled, then=state.then))
        case Continued() if state.filled >= PIN_SHORTEST and not state.busy:
            return Step(AskingPin(state.tries_left, state.filled, busy=True, then=state.then), (CheckPin(),))
        case WentBack() if not state.busy:
            return Step(TakeCard(), (Forget(),))
        case PinWrong(tries_left):
            return Step(AskingPin(tries_left, wrong=True, then=state.then))
        case LogInFailed(fault):
            return Step(CardTrouble(fault), (WipePin(),))
        case LoggedIn():
            return _logged_in(state, event, house)
        case _:
            return Step(state)


def _logged_in(state: AskingPin, event: LoggedIn, house: House) -> Step:
    citizen = event.citizen
    if citizen.role == "technician":
        return Step(Technician(citizen, testing="all"), (Diagnose("all"),))
    if house.readiness.unavailable:
        return Step(TakeCard(), (Forget(),))
    looking = (FindRequests(citizen),)
    home = Home(citizen)
    if state.then is not None:
        return Step(About(citizen, state.then, home), looking)
    return Step(home, looking)
