"""An amount in tögrög: whole, in groups of three while it is typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from config.places import Places
from config.words import Verbatim, Wording, personal, phrase
from kiosk.entry import Entry
from kiosk.fields.kind import Parsed, Problem, Question, Schema, accepted, missing, suggest
from kiosk.fields.line import NO_BREAK, digit, edit_line, is_digits, one_box
from kiosk.keyboards import pad
from kiosk.pages.blocks import Block
from kiosk.session.events import Choice as Deed
from kiosk.session.events import Picked

PLACES_AT_MOST = 12


def start(field: Question, value: Any | None) -> Entry:
    return Entry(text="" if value is None else str(value))


def draw(field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
    return (one_box(field, personal(Verbatim(grouped(entry.text), "money")), unit="₮", faulty=faulty), pad())


def edit(field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    if isinstance(deed, Picked):
        return start(field, deed.value)
    edited = edit_line(entry, deed, PLACES_AT_MOST, digit)
    return edited and replace(edited, text=_without_leading_zeros(edited.text))


def parse(field: Question, entry: Entry) -> Parsed | Problem:
    if not entry.text:
        return missing(field)
    if not is_digits(entry.text) or len(entry.text) > PLACES_AT_MOST:
        return Problem(phrase("form-money-digits"))
    return _beyond(int(entry.text), field.schema) or accepted(int(entry.text), field.schema)


def review(field: Question, value: Any, places: Places) -> Wording:
    return personal(Verbatim(str(value), "money"))


def grouped(digits: str) -> str:
    """Return *digits* in groups of three from the right, kept together by no-break spaces."""
    return f"{int(digits):,}".replace(",", NO_BREAK) if is_digits(digits) else digits


def _without_leading_zeros(text: str) -> str:
    return text.lstrip("0") or text[:1]


def _beyond(amount: int, schema: Schema) -> Problem | None:
    lowest, highest = schema.get("minimum"), schema.get("maximum")
    if lowest is not None and amount < lowest:
        return _to("form-money-low", int(lowest))
    if highest is not None and amount > highest:
        return _to("form-money-high", int(highest))
    return None


def _to(key: str, limit: int) -> Problem:
    shown = Verbatim(str(limit), "money")
    return suggest(phrase(key, limit=shown), limit, shown)
