"""A date: year, month and day in three boxes, the month from twelve named keys.

The entry holds the digits as they come: four of the year, two of the month,
one or two of the day. The answer is an ISO date.
"""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date
from typing import Any

from config.places import Places
from config.words import Verbatim, Wording, or_else, personal, phrase
from kiosk.entry import Entry
from kiosk.fields.kind import Parsed, Problem, Question, Schema, accepted, missing, suggest
from kiosk.fields.line import digit, edit_line, is_digits
from kiosk.keyboards import month_pad, pad
from kiosk.pages.blocks import Block, Box, Boxes
from kiosk.session.events import Choice as Deed
from kiosk.session.events import Picked
from kiosk.session.typed import ErasedOne, Typed

YEAR, MONTH, LENGTH = 4, 6, 8
YEARS = range(1900, 2101)


def start(field: Question, value: Any | None) -> Entry:
    return Entry(text="" if value is None else str(value).replace("-", ""))


def draw(field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
    text = entry.text
    parts = (("form-year", text[:YEAR]), ("form-month", text[YEAR:MONTH]), ("form-day", text[MONTH:]))
    active = _active(text)
    boxes = tuple(
        Box(phrase(label), personal(Verbatim(part, "digits")), active=place == active, faulty=faulty)
        for place, (label, part) in enumerate(parts)
    )
    return (Boxes(boxes), month_pad() if active == 1 else pad())


def edit(field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    match deed:
        case Picked(value):
            return start(field, value)
        case Typed(letter) if len(letter) == 2 and _active(entry.text) == 1 and is_digits(letter):
            return replace(entry, text=entry.text[:YEAR] + letter)
        case ErasedOne() if len(entry.text) == MONTH:
            return replace(entry, text=entry.text[:YEAR])
        case _:
            return edit_line(entry, deed, LENGTH, digit)


def parse(field: Question, entry: Entry) -> Parsed | Problem:
    text = entry.text
    if not text:
        return missing(field)
    if not is_digits(text) or len(text) > LENGTH or len(text) < YEAR or int(text[:YEAR]) not in YEARS:
        return Problem(phrase("form-date-year"))
    if len(text) < MONTH or int(text[YEAR:MONTH]) not in range(1, 13):
        return Problem(phrase("form-date-month"))
    if not text[MONTH:] or int(text[MONTH:]) == 0:
        return Problem(phrase("form-date-day"))
    return _existing(int(text[:YEAR]), int(text[YEAR:MONTH]), int(text[MONTH:]), field.schema)


def review(field: Question, value: Any, places: Places) -> Wording:
    return personal(Verbatim(str(value), "date"))


def _active(text: str) -> int:
    """Return which box is being filled: 0 the year, 1 the month, 2 the day."""
    return 0 if len(text) < YEAR else 1 if len(text) < MONTH else 2


def _existing(year: int, month: int, day: int, schema: Schema) -> Parsed | Problem:
    last = calendar.monthrange(year, month)[1]
    if day <= last:
        return accepted(date(year, month, day).isoformat(), schema)
    nearest = date(year, month, last).isoformat()
    short = phrase("form-date-none", month=personal(phrase(f"month-{month}")), n=last)
    return suggest(or_else(short, "form-date-day"), nearest, personal(Verbatim(nearest, "date")))
