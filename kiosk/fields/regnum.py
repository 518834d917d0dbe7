"""A register number: two letters from the keyboard, then eight digits from the pad."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from config.places import Places
from config.regnum import Regnum, RegnumProblem, parse_regnum
from config.words import Verbatim, Wording, personal, phrase
from kiosk.entry import Entry
from kiosk.fields.kind import Parsed, Problem, Question, accepted, missing
from kiosk.fields.line import capital, digit, edit_line, one_box
from kiosk.keyboards import letters_only, pad
from kiosk.pages.blocks import Block
from kiosk.session.events import Choice as Deed
from kiosk.session.events import Picked

LETTER_PLACES, LENGTH = 2, 10

_WORDS: dict[RegnumProblem, str] = {
    "letters": "form-regnum-letters",
    "digits": "form-regnum-digits",
    "length": "form-regnum-long",
    "birth_date": "form-regnum-birth",
}


def start(field: Question, value: Any | None) -> Entry:
    return Entry(text="" if value is None else str(value))


def draw(field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
    keys = letters_only() if len(entry.text) < LETTER_PLACES else pad()
    return (one_box(field, personal(Verbatim(entry.text, "code")), faulty=faulty), keys)


def edit(field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    if isinstance(deed, Picked):
        return start(field, deed.value)
    edited = edit_line(entry, deed, LENGTH, capital if len(entry.text) < LETTER_PLACES else digit)
    return edited and replace(edited, letters=entry.letters)


def parse(field: Question, entry: Entry) -> Parsed | Problem:
    text = entry.text.strip()
    if not text:
        return missing(field)
    if len(text) < LENGTH:
        return _short(text)
    found = parse_regnum(text)
    return accepted(found.text, field.schema) if isinstance(found, Regnum) else Problem(phrase(_WORDS[found]))


def review(field: Question, value: Any, places: Places) -> Wording:
    return personal(Verbatim(str(value), "code"))


def _short(text: str) -> Problem:
    if len(text) < LETTER_PLACES:
        return Problem(phrase("form-regnum-letters"))
    return Problem(phrase("form-regnum-short", n=LENGTH - len(text)))
