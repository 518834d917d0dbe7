"""The PIN: its pad, the wait after many wrong ones, the question before the last try, the reader's own keys."""

from __future__ import annotations

from config.words import Wording, phrase
from kiosk.house import House
from kiosk.pages.assisting import pin_notes, pin_title
from kiosk.pages.blocks import Action, Block, Countdown, Machine, Note, Paragraph, PinPad, Ticks
from kiosk.pages.model import Page
from kiosk.pages.places import where
from kiosk.session.entrance import may_check
from kiosk.session.events import Continued, HelpWanted, LastTryTaken, WentBack
from kiosk.session.states import AskingLastTry, AskingPin

PIN_PLACES = 6


def page(state: AskingPin | AskingLastTry, house: House) -> Page:
    """Return the page on which a PIN is given, or on which it cannot be given now."""
    if isinstance(state, AskingLastTry):
        return _asking_last_try(state)
    if house.pin_wait and not state.busy:
        return waiting(house, *_wrong(state))
    if state.way == "reader_pad":
        return _on_reader(state, house)
    return _asking_pin(state, house)


def waiting(house: House, *notes: Block) -> Page:
    """Return the page of the back-off: how long, why, and that the card is not to blame."""
    wait = house.pin_wait
    return Page(
        "pin-wait",
        phrase("pin-wait-title"),
        (
            *notes,
            Countdown(wait.seconds, wait.total, phrase("pin-wait-left", n=wait.seconds)),
            Note("info", phrase("pin-wait-why"), "hourglass", title=phrase("pin-wait-safe")),
        ),
        main=Action(phrase("button-next"), None, "arrow-right", phrase("pin-wait-reason")),
        second=Action(phrase("button-cancel"), WentBack()),
        back=WentBack(),
        help=HelpWanted(),
    )


def wrong(tries_left: int | None) -> Note:
    """Return that the PIN was wrong, with the tries left where the card says them."""
    return Note("err", _tries("pin-wrong", tries_left), "warning-circle")


def _wrong(state: AskingPin) -> tuple[Block, ...]:
    return (wrong(state.tries_left),) if state.wrong else ()


def _tries(key: str, tries_left: int | None) -> Wording:
    return phrase(f"{key}-uncounted") if tries_left is None else phrase(key, n=tries_left)


def _notes(state: AskingPin, house: House, checking: str) -> tuple[Block, ...]:
    if state.busy:
        return (Note("info", phrase(checking), "hourglass"),)
    if state.closed:
        return (Note("warn", phrase(f"pin-reader-{state.closed.replace('_', '-')}"), "warning-circle"),)
    staff = (Note("warn", phrase("pin-staff-only"), "wrench"),) if house.readiness.unavailable else ()
    return _wrong(state) or staff


def _asking_pin(state: AskingPin, house: House) -> Page:
    """Return the pad; what has to be told stands alone over it, so that it is seen however large the letters are."""
    advice = Ticks((("hand-palm", phrase("pin-cover")), ("eye-slash", phrase("pin-secret"))))
    deed = Continued() if may_check(state, house) else None
    return Page(
        "pin",
        pin_title(state),
        (
            *(_notes(state, house, "pin-checking") or (*pin_notes(state), advice)),
            PinPad(PIN_PLACES, state.filled, state.busy),
        ),
        lead=None if state.wrong or state.busy else _tries("pin-lead", state.tries_left),
        main=Action(phrase("button-next"), deed, "arrow-right", phrase("pin-not-ready")),
        back=None if state.busy else WentBack(),
        help=HelpWanted(),
    )


def _on_reader(state: AskingPin, house: House) -> Page:
    place = where("card", house)
    deed = Continued() if may_check(state, house) else None
    return Page(
        "pin-reader",
        phrase("pin-reader-title"),
        (
            *(_notes(state, house, "pin-reader-now") or (Machine("card", place, title=phrase("pin-reader-where")),)),
            *pin_notes(state),
            Ticks((("hand-palm", phrase("pin-cover")), ("eye-slash", phrase("pin-secret")))),
        ),
        lead=None if state.wrong else _tries("pin-lead", state.tries_left),
        main=Action(phrase("pin-reader-start"), deed, "arrow-right", phrase("pin-reader-started")),
        back=None if state.busy else WentBack(),
        help=HelpWanted(),
    )


def _was_wrong(state: AskingLastTry) -> bool:
    return state.below.wrong if isinstance(state.below, AskingPin) else state.below.problem == "wrong"


def _asking_last_try(state: AskingLastTry) -> Page:
    taking = isinstance(state.below, AskingPin)
    leaving = Action(phrase("pin-last-take" if taking else "pin-last-leave"), WentBack(), "sign-out" if taking else "x")
    return Page(
        "pin-last",
        phrase("pin-last-title"),
        (
            *((Note("err", phrase("pin-last-wrong"), "warning-circle"),) if _was_wrong(state) else ()),
            Note("warn", phrase("pin-last-warn"), "lock"),
            Paragraph(phrase("pin-last-if-wrong"), "lead"),
        ),
        main=leaving,
        second=Action(phrase("pin-last-try"), LastTryTaken(), "dots-nine"),
        stacked=True,
        back=WentBack(),
        help=HelpWanted(),
        mark=("warn", "warning"),
    )
