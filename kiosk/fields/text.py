"""Free text: a sentence, a name, an account, a number plate.

Digits alone are typed on the pad, as are those a number plate begins with,
everything else on the keyboard. Words stay as they were typed; only spaces at
the ends and doubled ones go.
"""

from __future__ import annotations

import re
from typing import Any

from config.places import Places
from config.regnum import LOOK_ALIKES
from config.words import Verbatim, Wording, or_else, personal, phrase
from kiosk.entry import Entry
from kiosk.fields.kind import Parsed, Problem, Question, Schema, accepted, missing, suggest
from kiosk.fields.line import capital, digit, edit_line, one_box, typed
from kiosk.keyboards import keyboard, latin_code, letters_only, pad
from kiosk.pages.blocks import Block, Keys, Paragraph
from kiosk.session.events import Choice as Deed
from kiosk.session.events import Picked

LONGEST = 1000
"""Letters at most where the schema sets no bound."""

SHOWN = 120
"""Letters of a long text that stand in the box: four lines of the usual size."""
NEARLY_FULL = 5

PLATE_DIGITS, PLATE_LETTERS = 4, 3

_DIGIT_WORDS = ("form-digits-short", "form-digits-long")
_LETTER_WORDS = ("form-text-short", "form-text-long")
_LATIN_ALIKES = {cyrillic: latin for latin, cyrillic in LOOK_ALIKES.items() if latin < 128}
_DIGITS_ONLY = re.compile(r"\^?(\[0-9\]|\\d)([{+*][^\[\\(]*)?\$?")


def start(field: Question, value: Any | None) -> Entry:
    return Entry(text="" if value is None else str(value))


def draw(field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
    tail = _tail(entry.text)
    box = one_box(field, typed(tail), faulty=faulty)
    return (
        *_counts(len(entry.text), len(tail), longest(field.schema)),
        *_comes_next(entry.text, field.schema),
        box,
        _keys(entry, field.schema),
    )


def edit(field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    if isinstance(deed, Picked):
        return start(field, deed.value)
    if is_numeric(field.schema):
        return edit_line(entry, deed, longest(field.schema), digit)
    if is_latin_code(field.schema):
        return edit_line(entry, deed, longest(field.schema), _latin)
    if is_plate(field.schema):
        return edit_line(entry, deed, PLATE_DIGITS + PLATE_LETTERS, digit if _wants_digit(entry.text) else capital)
    return edit_line(entry, deed, longest(field.schema))


def parse(field: Question, entry: Entry) -> Parsed | Problem:
    text = tidy(entry.text)
    if not text:
        return missing(field)
    for candidate in (text, *_put_right(text, field.schema)):
        found = accepted(candidate, field.schema)
        if isinstance(found, Parsed):
            return found
    return _why(text, field.schema)


def review(field: Question, value: Any, places: Places) -> Wording:
    return typed(str(value))


def tidy(text: str) -> str:
    """Return *text* with single spaces, none at the ends, and nothing that cannot be seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def longest(schema: Schema) -> int:
    """Return how many letters *schema* admits."""
    return int(schema.get("maxLength", LONGEST))


def is_numeric(schema: Schema) -> bool:
    """Tell whether the pattern of *schema* admits digits only, such as an account number."""
    return _DIGITS_ONLY.fullmatch(str(schema.get("pattern", ""))) is not None


def is_latin_code(schema: Schema) -> bool:
    """Tell whether the pattern of *schema* admits Latin capitals and digits only, such as a document's number."""
    return str(schema.get("pattern", "")).startswith("^[A-Z0-9]")


def is_plate(schema: Schema) -> bool:
    """Tell whether *schema* asks for a number plate: digits first, then letters."""
    return schema.get("format") == "plate"


def _wants_digit(plate: str) -> bool:
    return len(plate) < PLATE_DIGITS


def _keys(entry: Entry, schema: Schema) -> Keys:
    if is_plate(schema):
        return pad() if _wants_digit(entry.text) else letters_only()
    if is_numeric(schema):
        return pad()
    return latin_code() if is_latin_code(schema) else keyboard(entry.letters)


def _latin(letter: str) -> str:
    """Return the Latin capital or digit that *letter* is or looks like, else nothing."""
    capital = letter.upper().translate(_LATIN_ALIKES)
    return capital if capital.isascii() and capital.isalnum() else ""


def _tail(text: str) -> str:
    """Return the end of a long text, from the beginning of a word: what the box has room for in every size."""
    if len(text) <= SHOWN:
        return text
    return text[-SHOWN:].partition(" ")[2] or text[-SHOWN:]


def _comes_next(text: str, schema: Schema) -> tuple[Block, ...]:
    """Return what of a number plate comes next: its keys change under the hand."""
    if not is_plate(schema) or len(text) >= PLATE_DIGITS + PLATE_LETTERS:
        return ()
    return (Paragraph(phrase("form-plate-digits" if _wants_digit(text) else "form-plate-letters"), "note"),)


def _counts(typed: int, shown: int, most: int) -> tuple[Block, ...]:
    """Return how much of a long text is kept before what is shown, and how much may still come."""
    if typed == shown and (most <= SHOWN or most - typed > NEARLY_FULL):
        return ()
    if typed == shown:
        return (Paragraph(phrase("form-text-left", n=most - typed), "note"),)
    return (Paragraph(phrase("form-text-kept", n=str(typed - shown), left=str(most - typed)), "note"),)


def _put_right(text: str, schema: Schema) -> tuple[str, ...]:
    """Return what a code may have been meant to be: in capitals, without spaces."""
    if not {"pattern", "format"} & schema.keys():
        return ()
    capitals = text.replace(" ", "").upper()
    return (capitals, capitals.translate(LOOK_ALIKES))


def _why(text: str, schema: Schema) -> Problem:
    short, long = _DIGIT_WORDS if is_numeric(schema) else _LETTER_WORDS
    shortest = int(schema.get("minLength", 0))
    if len(text) < shortest:
        return Problem(phrase(short, n=shortest - len(text)))
    if len(text) > longest(schema):
        return Problem(phrase(long, n=len(text) - longest(schema)))
    if is_plate(schema):
        return Problem(phrase("form-plate"))
    return _strange_letter(text, schema) or Problem(phrase("form-text-pattern"))


def _strange_letter(text: str, schema: Schema) -> Problem | None:
    """Return which letter cannot be used, where text without it would do."""
    for letter in dict.fromkeys(text):
        without = tidy(text.replace(letter, ""))
        if without and isinstance(accepted(without, schema), Parsed):
            words = or_else(
                phrase("form-text-letter", letter=personal(Verbatim(letter, "code"))), "form-text-letter-unsaid"
            )
            return suggest(words, without, typed(without))
    return None
