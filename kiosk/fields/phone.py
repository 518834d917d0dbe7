"""A Mongolian telephone number: eight digits, shown four and four."""

from __future__ import annotations

from typing import Any

from config.formats import is_phone
from config.places import Places
from config.words import Verbatim, Wording, personal, phrase
from kiosk.entry import Entry
from kiosk.fields.kind import Parsed, Problem, Question, accepted, missing
from kiosk.fields.line import NO_BREAK, digit, edit_line, is_digits, one_box
from kiosk.keyboards import pad
from kiosk.pages.blocks import Block
from kiosk.session.events import Choice as Deed
from kiosk.session.events import Picked

LENGTH = 8


def start(field: Question, value: Any | None) -> Entry:
    return Entry(text="" if value is None else str(value))


def draw(field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
    return (one_box(field, personal(Verbatim(grouped(entry.text), "digits")), faulty=faulty), pad())


def edit(field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    if isinstance(deed, Picked):
        return start(field, deed.value)
    return edit_line(entry, deed, LENGTH, digit)


def parse(field: Question, entry: Entry) -> Parsed | Problem:
    text = entry.text
    if not text:
        return missing(field)
    if is_digits(text) and len(text) < LENGTH:
        return Problem(phrase("form-phone-short", n=LENGTH - len(text)))
    if not is_phone(text):
        return Problem(phrase("form-phone-odd"))
    return accepted(text, field.schema)


def review(field: Question, value: Any, places: Places) -> Wording:
    return personal(Verbatim(grouped(str(value)), "digits"))


def grouped(digits: str) -> str:
    """Return *digits* four and four, kept together by a no-break space."""
    return f"{digits[:4]}{NO_BREAK}{digits[4:]}" if len(digits) > 4 else digits
