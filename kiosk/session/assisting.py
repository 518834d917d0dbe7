"""An officer of the one-stop centre serves a citizen: two cards, in one reader or in two.

    one reader    officer's card and PIN → it is taken out → citizen's card and PIN → the visit
    two readers   officer's card and PIN in the second one, where it stays while citizens come and go

Answers for whose card counts where, for nothing of somebody who was here
before them being left when they begin, and for when the officer is forgotten
too: with one reader at the end of the one visit the log-in was for, with two
when the officer's card goes. Refuses an officer who would serve themself.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.citizen import Citizen
from kiosk.house import House
from kiosk.session.covers import Cover
from kiosk.session.effects import DropWords, Forget, LookAgain, PrintSheet, WipePin
from kiosk.session.events import CardWent, Event, Finished, PaperSettled, WentBack
from kiosk.session.home import first_page
from kiosk.session.last_try import asked
from kiosk.session.papers import SheetWanted
from kiosk.session.people import is_pin_beside, lowest, officer_of
from kiosk.session.readers import Beside, OfficerCame, OfficerTroubled, OfficerWent
from kiosk.session.states import (
    About,
    AskingDocument,
    AskingLastTry,
    AskingPin,
    Assisting,
    CardTrouble,
    Home,
    Idle,
    InArea,
    Searching,
    State,
    TakeCard,
    TakePaper,
    WantsCard,
)
from kiosk.session.step import Step

SELF, NO_CITIZEN, NO_OFFICER = "ROLE-01", "ROLE-02", "ROLE-03"


def advance(state: Assisting, event: Event) -> Step | None:
    """Return what follows while the citizen's card is waited for; None ends it."""
    match event:
        case CardWent():
            return Step(replace(state, card_in=False))
        case SheetWanted("day") if state.summary != "printing":
            return Step(replace(state, summary="printing"), (PrintSheet("day"),))
        case PaperSettled("day", _, verdict):
            return Step(replace(state, summary=verdict))
        case Finished() | WentBack():
            return None
        case _:
            return Step(state)


def card_went(state: State, house: House) -> Step:
    """Return what follows when the card is taken out of the citizens' reader: the citizen is forgotten at once."""
    officer, below = officer_of(state), lowest(state)
    if officer is None:
        return Step(first_page(house), (Forget(),))
    if officer.stays:
        return Step(ready_for(officer, house), (Forget(),))
    if isinstance(below, CardTrouble):
        return Step(ready_for(officer, house))
    return Step(first_page(house), (Forget(),))


def ready_for(officer: Citizen, house: House) -> State:
    """Return the page on which *officer* waits for a citizen's card, or why there can be none."""
    if house.paper_out:
        return TakePaper(officer)
    return first_page(house) if house.readiness.unavailable else Assisting(officer, card_in=False)


def staying_officer(state: State) -> Citizen | None:
    """Return the officer who stays when the citizen of *state* is gone."""
    officer = officer_of(state)
    waits = isinstance(lowest(state), Assisting | TakeCard | TakePaper)
    return officer if officer is not None and officer.stays and not waits else None


def beside(state: State, event: Beside, house: House) -> Step:
    """Return what follows when a card comes to the second reader, or goes from it."""
    match event:
        case OfficerWent() if is_beside(state):
            return Step(first_page(house), (Forget(),))
        case OfficerWent() if (officer := officer_of(state)) is not None and officer.stays:
            ended = Step(first_page(house), (Forget(),))
            return ended if isinstance(lowest(state), Assisting | TakePaper) else Step(TakeCard(), (Forget(),))
        case OfficerCame(tries_left, way, shortest) if awaits_officer(state):
            return Step(asked(AskingPin(tries_left, way=way, beside=True, shortest=shortest)), (_ending(state),))
        case OfficerTroubled(fault) if awaits_officer(state):
            return Step(CardTrouble(fault, beside=True), (_ending(state),))
        case _:
            return Step(state)


def _ending(state: State) -> Forget | WipePin:
    """Return what goes before a page of the second reader: whoever was here without a card is forgotten."""
    is_own = not isinstance(state, Cover) and is_beside(state)
    return WipePin() if is_own or isinstance(state, Idle) else Forget()


def is_beside(state: State) -> bool:
    """Say whether *state* is about the card in the second reader."""
    below = lowest(state)
    return is_pin_beside(below) or (isinstance(below, CardTrouble) and below.beside)


def awaits_officer(state: State) -> bool:
    """Say whether nobody is logged in, so that an officer may begin; a PIN that is being typed is typed anew."""
    below = lowest(state)
    match below:
        case Idle() | WantsCard():
            return True
        case Home(citizen) | Searching(citizen) | InArea(citizen) | About(citizen):
            return citizen is None
        case CardTrouble(beside=True):
            return True
        case AskingPin(busy=True) | AskingDocument(busy=True):
            return False
        case AskingPin() | AskingDocument():
            return below.officer is None
        case AskingLastTry(AskingPin()):
            return officer_of(below) is None
        case _:
            return False


def officer_in(state: AskingPin | AskingDocument, person: Citizen, house: House) -> Step:
    """Return what follows when an officer logged in, in whichever reader."""
    if house.readiness.unavailable:
        return Step(first_page(house) if state.beside else TakeCard(), (Forget(),))
    officer = replace(person, stays=state.beside)
    begin = LookAgain() if state.beside else DropWords()  # beside, the one before was forgotten when the card came
    return Step(Assisting(officer, card_in=not state.beside), (begin,))


def find_refusal(state: AskingPin | AskingDocument, person: Citizen) -> str | None:
    """Return the fault of a card that is not for this: no officer's beside, no citizen's where one is served."""
    officer = state.officer
    if state.beside:
        return None if person.role == "officer" else NO_OFFICER
    if officer is None:
        return None
    if person.regnum and person.regnum == officer.regnum:
        return SELF
    return None if person.role == "citizen" else NO_CITIZEN


def refused(state: AskingPin | AskingDocument, fault: str) -> Step:
    """Say what is wrong with the card; an officer beside stays, with one reader the log-in is used up."""
    officer = state.officer if state.officer is not None and state.officer.stays else None
    return Step(CardTrouble(fault, officer, beside=state.beside), (WipePin(),))
