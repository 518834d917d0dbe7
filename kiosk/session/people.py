"""Whose visit a state belongs to, also under a covering page."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.citizen import Citizen
from kiosk.session.covers import Cover
from kiosk.session.states import (
    AskingCancel,
    AskingDocument,
    AskingLastTry,
    AskingPin,
    Assisting,
    CardTrouble,
    CheckingPaper,
    Idle,
    OutOfService,
    State,
    TakeCard,
    TakePaper,
    WantsCard,
)

NOBODYS = (Idle, OutOfService)
"""Pages of nobody: nobody is served, and no card is asked for its PIN."""


def layers(state: State) -> Iterator[State]:
    """Yield *state* and everything it lies over, the uppermost first."""
    yield state
    if isinstance(state, Cover | AskingCancel | AskingLastTry):
        yield from layers(state.below)


def lowest(state: State) -> State:
    """Return the page under every cover."""
    return lowest(state.below) if isinstance(state, Cover) else state


def covers(state: State) -> int:
    """Return how many covers lie over the page of *state*."""
    return 1 + covers(state.below) if isinstance(state, Cover) else 0


def citizen_of(state: State) -> Citizen | None:
    """Return whose visit it is."""
    if isinstance(state, Cover):
        return citizen_of(state.below)
    match state:
        case AskingCancel(below) | AskingLastTry(below):
            return citizen_of(below)
        case Idle() | OutOfService() | WantsCard() | CardTrouble() | AskingPin() | Assisting():
            return None
        case AskingDocument() | CheckingPaper() | TakeCard() | TakePaper():
            return None
        case _:
            return state.citizen


def officer_of(state: State) -> Citizen | None:
    """Return the officer who serves in *state*."""
    below = lowest(state)
    if isinstance(below, AskingLastTry):
        return officer_of(below.below)
    if isinstance(below, Assisting | AskingPin | AskingDocument | CardTrouble | TakeCard | TakePaper):
        return below.officer
    citizen = citizen_of(below)
    return None if citizen is None else citizen.assisted_by


def is_pin_beside(state: State) -> bool:
    """Say whether the PIN of the card in the second reader is asked for."""
    below = lowest(state)
    pad = below.below if isinstance(below, AskingLastTry) else below
    return isinstance(pad, AskingPin) and pad.beside
