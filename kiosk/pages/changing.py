"""Changing the PIN: three pads in turn, and what the card did."""

from __future__ import annotations

from config.words import phrase
from kiosk.faults import CARD_FAULTS, FAULTS
from kiosk.house import House
from kiosk.pages.blocks import Action, Block, Note, PinPad, Progress, Ticks
from kiosk.pages.model import Page
from kiosk.pages.pin import waiting, wrong
from kiosk.session.changing import Changing, may_go_on
from kiosk.session.events import (
    Continued,
    Finished,
    HelpWanted,
    WentBack,
    WentHome,
)
from kiosk.session.pin_answers import (
    PinStage,
)
from kiosk.session.states import ChangingPin, PinChangeEnded

STAGES: tuple[PinStage, ...] = ("current", "new", "again")
PLACES = 8


def page(state: Changing, house: House) -> Page:
    """Return the page of a change of the PIN."""
    if isinstance(state, PinChangeEnded):
        return _changed() if state.changed else _not_changed(state)
    if house.pin_wait and not state.busy:
        return waiting(house, *_trouble(state))
    return _pad(state, house)


def _pad(state: ChangingPin, house: House) -> Page:
    """Return one pad; what has to be told stands alone over it, so that it is seen however large the letters are."""
    place = STAGES.index(state.stage)
    progress = Progress(place + 1, len(STAGES), phrase("form-step", n=place + 1, of=len(STAGES)))
    deed = Continued() if may_go_on(state, house) else None
    not_ready = "pin-not-ready" if state.stage == "current" else "pin-change-not-ready"
    return Page(
        "pin-change",
        phrase(f"pin-change-{state.stage}"),
        (*_busy(state), *_trouble(state), PinPad(PLACES, state.filled, state.busy)),
        lead=None if state.problem or state.busy else phrase(f"pin-change-{state.stage}-lead"),
        main=Action(phrase("button-next"), deed, "arrow-right", phrase(not_ready)),
        back=None if state.busy else WentBack(),
        help=HelpWanted(),
        above=None if state.busy or state.problem else progress,
    )


def _busy(state: ChangingPin) -> tuple[Block, ...]:
    return (Note("info", phrase("pin-change-busy"), "hourglass"),) if state.busy else ()


def _trouble(state: ChangingPin) -> tuple[Block, ...]:
    if state.problem == "":
        return ()
    if state.problem == "wrong":
        return (wrong(state.tries_left),)
    return (Note("err", phrase(f"pin-change-{state.problem}"), "warning-circle"),)


def _changed() -> Page:
    return Page(
        "pin-changed",
        phrase("pin-changed-title"),
        (
            Note("ok", phrase("pin-changed-note"), "shield-check"),
            Ticks((("eye-slash", phrase("pin-secret")), ("lock", phrase("pin-changed-write")))),
        ),
        main=Action(phrase("button-finish"), Finished(), "sign-out"),
        second=Action(phrase("button-more"), WentHome()),
        help=HelpWanted(),
        mark=("ok", "check"),
        final=True,
    )


def _not_changed(state: PinChangeEnded) -> Page:
    if state.fault:
        return _ended(state.fault)
    return Page(
        "pin-not-changed",
        phrase("pin-not-changed-title"),
        (
            Note("err", phrase("pin-not-changed-note"), "warning-circle"),
            Note("info", phrase("pin-not-changed-old"), "info"),
        ),
        main=Action(phrase("button-try-again"), Continued(), "arrows-clockwise"),
        second=Action(phrase("button-finish"), Finished(), "sign-out"),
        actions=(Action(phrase("button-more"), WentHome()),),
        help=HelpWanted(),
        mark=("err", "x-circle"),
    )


def _ended(fault: str) -> Page:
    """Return that the card is blocked, or lost in the midst: then nobody knows which PIN holds."""
    blocked = fault == CARD_FAULTS["blocked"]
    unsure: tuple[Block, ...] = () if blocked else (Note("warn", phrase("pin-change-unsure"), "question"),)
    return Page(
        "pin-not-changed",
        phrase("pin-not-changed-title" if blocked else "pin-change-unsure-title"),
        (Note("err", FAULTS[fault].citizen, "warning-circle"), *unsure),
        main=Action(phrase("button-finish"), Finished(), "sign-out"),
        help=HelpWanted(),
        mark=("err", "x-circle"),
    )
