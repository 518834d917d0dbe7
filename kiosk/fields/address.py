"""A place of residence: aimag, soum, bag by choosing, then the rest as text where it is wanted.

The schema says how deep it goes: an object wants those of `aimag`, `soum`,
`bag` and `text` it names; a text with the format "soum" wants one code alone.
`Entry.path` holds the codes chosen so far, from the largest place down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import Any, Literal

from config.places import Places, Unit, UnitKind
from config.words import Verbatim, Wording, personal, phrase
from kiosk.entry import Entry
from kiosk.fields.kind import Parsed, Problem, Question, Schema, accepted, missing
from kiosk.fields.line import edit_line, one_box, typed
from kiosk.fields.text import longest, tidy
from kiosk.keyboards import keyboard
from kiosk.pages.blocks import Block, Heading, Option, Options, Paragraph
from kiosk.session.events import Choice as Deed
from kiosk.session.events import Picked, WentBack

Level = Literal["aimag", "soum", "bag", "text"]
LEVELS: tuple[Level, ...] = ("aimag", "soum", "bag")
NOT_LISTED = ""
"""What stands in the path for a bag that is not in the list: it is left out of the answer."""

_KINDS: dict[UnitKind, str] = {
    "capital": "place-capital",
    "aimag": "place-aimag",
    "duureg": "place-duureg",
    "soum": "place-soum",
    "khoroo": "place-bag",
    "bag": "place-bag",
}


def start(field: Question, value: Any | None) -> Entry:
    if isinstance(value, Mapping):
        soum = str(value.get("soum", ""))
        return Entry(path=(soum[:2], soum, str(value.get("bag", NOT_LISTED))), text=str(value.get("text", "")))
    return Entry() if value is None else Entry(path=(str(value)[:2], str(value)))


def draw(field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
    level, before = _asked(entry, field.schema)
    above = (Paragraph(_named(before, places), "lead", "map-pin"),) if before else ()
    heading = Heading(phrase(f"form-address-{level}"))
    if level == "text":
        box = one_box(field, typed(entry.text), faulty=faulty)
        return (*above, heading, box, keyboard(entry.letters))
    chosen = entry.path[len(before)] if len(entry.path) > len(before) else None
    return (*above, heading, Options(_options(level, before, chosen, places=places, schema=field.schema)))


def edit(field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    level, before = _asked(entry, field.schema)
    match deed:
        case Picked(value) if level != "text":
            return replace(entry, path=(*before, str(value)))
        case WentBack() if before:
            return replace(entry, path=before[:-1])
        case _ if level == "text":
            return edit_line(entry, deed, _longest_text(field.schema))
        case _:
            return None


def parse(field: Question, entry: Entry) -> Parsed | Problem:
    chosen = _chosen_levels(field.schema)
    path = entry.path[: len(chosen)]
    if not path:
        return missing(field, "form-address-aimag")
    if len(path) < len(chosen):
        return Problem(phrase(f"form-address-{chosen[len(path)]}"))
    if field.schema.get("type") == "string":
        return accepted(path[1], field.schema)
    return _whole(path, tidy(entry.text), field.schema)


def review(field: Question, value: Any, places: Places) -> Wording:
    if not isinstance(value, Mapping):
        return _named((str(value)[:2], str(value)), places)
    entry = start(field, value)
    place = _named(entry.path, places)
    if not entry.text:
        return place
    return phrase("place-and", place=place, rest=typed(entry.text))


def _whole(path: tuple[str, ...], text: str, schema: Schema) -> Parsed | Problem:
    given = {**dict(zip(LEVELS, path, strict=False)), "text": text}
    value = {name: part for name, part in given.items() if part and name in _parts(schema)}
    for name in schema.get("required", ()):
        if name not in value:
            return Problem(phrase(f"form-address-{name}"))
    return accepted(value, schema)


def _parts(schema: Schema) -> Mapping[str, Any]:
    parts: Mapping[str, Any] = schema.get("properties", {})
    return parts


def _longest_text(schema: Schema) -> int:
    return longest(_parts(schema).get("text", {}))


def _chosen_levels(schema: Schema) -> tuple[Level, ...]:
    """Return the levels that are chosen from lists, of this schema."""
    return LEVELS if "bag" in _parts(schema) else LEVELS[:2]


def _asked(entry: Entry, schema: Schema) -> tuple[Level, tuple[str, ...]]:
    """Return the level asked now, and what was chosen before it; the last one stays open to change."""
    chosen = _chosen_levels(schema)
    if len(entry.path) >= len(chosen) and "text" in _parts(schema):
        return "text", entry.path[: len(chosen)]
    at = min(len(entry.path), len(chosen) - 1)
    return chosen[at], entry.path[:at]


def _options(
    level: Level, before: tuple[str, ...], chosen: str | None, *, places: Places, schema: Schema
) -> tuple[Option, ...]:
    rows = tuple(Option(u.name.wording(), Picked(u.code), u.code == chosen) for u in _units(before, places))
    if level == "bag" and "bag" not in schema.get("required", ()):
        rows = (*rows, Option(phrase("form-bag-not-listed"), Picked(NOT_LISTED), chosen == NOT_LISTED))
    return rows


def _units(before: tuple[str, ...], places: Places) -> tuple[Unit, ...]:
    if not before:
        return places.aimags()
    return places.soums_of(before[0]) if len(before) == 1 else places.bags_of(before[1])


def _named(path: tuple[str, ...], places: Places) -> Wording:
    """Return the places of *path*, which were chosen, from the largest to the smallest, each with what it is."""
    names = [personal(_name(code, places)) for code in path if code != NOT_LISTED]
    return reduce(lambda place, rest: phrase("place-and", place=place, rest=rest), names) if names else Verbatim("")


def _name(code: str, places: Places) -> Wording:
    unit = places.find(code)
    return phrase(_KINDS[unit.kind], name=unit.name.wording()) if unit else Verbatim(code, "digits")
