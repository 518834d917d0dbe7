"""Yes or no: two rows, never a switch. Nothing is chosen beforehand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from config.places import Places
from config.words import Wording, personal, phrase
from kiosk.entry import Entry
from kiosk.fields.kind import Parsed, Problem, Question, accepted, missing
from kiosk.pages.blocks import Block, Option, Options
from kiosk.session.events import Choice as Deed
from kiosk.session.events import Picked


def start(field: Question, value: Any | None) -> Entry:
    return Entry(value=value)


def draw(field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
    return (Options(tuple(Option(_words(is_so), Picked(is_so), entry.value is is_so) for is_so in (True, False))),)


def edit(field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    return replace(entry, value=deed.value) if isinstance(deed, Picked) else None


def parse(field: Question, entry: Entry) -> Parsed | Problem:
    if not isinstance(entry.value, bool):
        return missing(field, "form-choose-one")
    return accepted(entry.value, field.schema)


def review(field: Question, value: Any, places: Places) -> Wording:
    return personal(_words(bool(value)))


def _words(is_so: bool) -> Wording:
    return phrase("form-yes" if is_so else "form-no")
