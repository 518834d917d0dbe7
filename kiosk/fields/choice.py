"""One of several answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from config.places import Places
from config.words import Verbatim, Wording, personal
from kiosk.entry import Entry
from kiosk.fields.kind import Parsed, Problem, Question, accepted, missing
from kiosk.pages.blocks import Block, Option, Options
from kiosk.session.events import Choice as Deed
from kiosk.session.events import Picked


def start(field: Question, value: Any | None) -> Entry:
    return Entry(value=value)


def draw(field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
    return (Options(tuple(Option(o.label, Picked(o.value), entry.value == o.value) for o in field.options)),)


def edit(field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    return replace(entry, value=deed.value) if isinstance(deed, Picked) else None


def parse(field: Question, entry: Entry) -> Parsed | Problem:
    if all(entry.value != option.value for option in field.options):
        return missing(field, "form-choose-one")
    return accepted(entry.value, field.schema)


def review(field: Question, value: Any, places: Places) -> Wording:
    found = next((option.label for option in field.options if option.value == value), None)
    return personal(found or Verbatim(str(value)))
