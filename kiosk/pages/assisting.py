"""The page of an officer who waits for a citizen's card, and what stands on other pages when one serves."""

from __future__ import annotations

from config.words import Verbatim, Wording, of_card, or_else, phrase
from kiosk.citizen import Citizen
from kiosk.house import House
from kiosk.pages.blocks import Action, Block, Machine, Note, Ticks
from kiosk.pages.handing import sheet_note
from kiosk.pages.model import Banner, Page
from kiosk.pages.places import where
from kiosk.session.events import Finished, HelpWanted, WentBack
from kiosk.session.papers import SheetWanted
from kiosk.session.people import lowest, officer_of
from kiosk.session.states import AskingPin, Assisting, State


def page(state: Assisting, house: House) -> Page:
    """Return what to do with the two cards, in this order, and who serves."""
    out = state.card_in
    machine = Machine(
        "card", where("card", house), title=phrase("card-take" if out else "card-here"), move="out" if out else "in"
    )
    steps = Ticks(
        (
            ("identification-card", phrase("assist-then" if out else "card-way")),
            ("lock", phrase("assist-pin")),
            ("hand-palm", phrase("assist-end-stays" if state.officer.stays else "assist-end")),
        )
    )
    return Page(
        "assist",
        phrase("assist-title-out" if out else "assist-title"),
        (*sheet_note(state.summary), machine, steps),
        lead=or_else(phrase("assist-lead", name=short_name(state.officer)), "assist-lead-unsaid"),
        actions=(Action(phrase("assist-summary"), _summary(state), "calendar-blank", phrase("busy-printing-step")),),
        second=Action(phrase("assist-leave"), Finished(), "sign-out"),
        back=WentBack(),
        help=HelpWanted(),
    )


def _summary(state: Assisting) -> SheetWanted | None:
    return None if state.summary == "printing" else SheetWanted("day")


def find_banner(state: State) -> Banner | None:
    """Return the line that says who serves, for every page but the one that says it itself."""
    officer = officer_of(state)
    if officer is None or isinstance(lowest(state), Assisting):
        return None
    words = or_else(phrase("assist-banner", name=short_name(officer)), "assist-banner-unsaid")
    return Banner(words, "users", always=True)


def pin_notes(state: AskingPin) -> tuple[Block, ...]:
    """Return whose PIN is asked for, where two people stand before the machine or there are two readers."""
    if state.beside:
        return (Note("info", phrase("assist-pin-officer"), "identification-card"),)
    return (Note("info", phrase("assist-pin-citizen"), "eye-slash"),) if state.officer else ()


def pin_title(state: AskingPin) -> Wording:
    """Return who is asked for a PIN; of two people both can see it, however large the letters are."""
    if state.beside:
        return phrase("assist-pin-officer-title")
    return phrase("assist-pin-citizen-title" if state.officer else "pin-title")


def short_name(officer: Citizen) -> Wording:
    """Return the initial and the given name of *officer*."""
    return of_card(Verbatim(officer.short_name, "name"))
