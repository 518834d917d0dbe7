"""A line of typed letters, as the kinds that are typed share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from config.regnum import LETTERS, LOOK_ALIKES
from config.words import Reading, Verbatim, personal
from kiosk.entry import Entry
from kiosk.fields.kind import Question
from kiosk.keyboards import unshifted
from kiosk.pages.blocks import Box, Boxes
from kiosk.session.events import Choice as Deed
from kiosk.session.typed import ErasedAll, ErasedOne, LettersChosen, Typed

NO_BREAK = "\u00a0"


def edit_line(entry: Entry, deed: Deed, limit: int, admit: Callable[[str], str] = str) -> Entry | None:
    """Return *entry* after a key, or None for a deed that is no key.

    A letter beyond *limit*, or one for which *admit* answers nothing, changes
    nothing. A capital holds for one letter.
    """
    match deed:
        case Typed(letter):
            text = entry.text + admit(letter)
            kept = text if len(text) <= limit else entry.text
            return replace(entry, text=kept, letters=unshifted(entry.letters))
        case ErasedOne():
            return replace(entry, text=entry.text[:-1])
        case ErasedAll():
            return replace(entry, text="")
        case LettersChosen(letters):
            return replace(entry, letters=letters)
        case _:
            return None


def digit(letter: str) -> str:
    """Return *letter* if it is one of the ten digits, else nothing."""
    return letter if is_digits(letter) else ""


def capital(letter: str) -> str:
    """Return the Mongolian capital that *letter* is or looks like, else nothing."""
    found = letter.upper().translate(LOOK_ALIKES)
    return found if len(found) == 1 and found in LETTERS else ""


def is_digits(text: str) -> bool:
    """Tell whether *text* is digits 0 to 9 only: `str.isdigit` takes other scripts' digits too."""
    return text.isascii() and text.isdigit()


def one_box(field: Question, text: Verbatim, *, unit: str = "", faulty: bool = False) -> Boxes:
    """Return the single box of *field*."""
    return Boxes((Box(field.label, text, unit=unit, faulty=faulty),))


def read_aloud(text: str) -> Reading:
    """Return how typed *text* is read: digits in groups, a short code letter by letter, else as words."""
    if is_digits(text.replace(" ", "")):
        return "digits"
    code = any(letter.isdigit() for letter in text) and " " not in text and len(text) <= 20
    return "code" if code else "text"


def typed(text: str) -> Verbatim:
    """Return typed *text* as a wording: what a citizen wrote is for their own ears."""
    return personal(Verbatim(text, read_aloud(text)))
