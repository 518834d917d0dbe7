"""Words that stand nowhere else, put in the place of everything that is a person's own; all of them are invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from config.words import Bilingual, Phrase, Secrecy, Verbatim, Wording
from kiosk.citizen import Citizen
from kiosk.entry import Draft, Entry
from kiosk.request import Listed, Queued
from tests.kiosk.house import LANGUAGES, words

GIVEN, FAMILY, REGNUM, PASSPORT = "Шөвгөмбат", "Цүнхэлдэй", "ЩЪ77001234", "ZQ7700431"
OFFICERS = ("Ээрхийлт", "Юүлгэнжав")
TYPED, PLACE, DECISION = "жүржүүцэл", "Хүнхээлийн 77", "77/0431"
ON_CARD = (GIVEN, FAMILY, REGNUM, PASSPORT, *OFFICERS)
OWN = (TYPED, PLACE, DECISION)
_CODES = ("reason", "soum", "@whom", "way")
"""Answers out of a list: their words are public, and that they are marked is asked of each field."""

_Thing = TypeVar("_Thing")


def planted(thing: _Thing) -> _Thing:
    """Return *thing*, a state or a part of one, as it is when it is about the person of the plants."""
    return _planted(thing)  # type: ignore[no-any-return]  # of the same kind


def _planted(thing: Any) -> Any:
    match thing:
        case Citizen():
            given, family = OFFICERS if thing.role == "officer" else (GIVEN, FAMILY)
            by = _planted(thing.assisted_by)
            return replace(thing, given_name=given, family_name=family, regnum=REGNUM, number=PASSPORT, assisted_by=by)
        case Entry():
            return replace(thing, text=thing.text and TYPED)
        case Draft():
            return replace(thing, answers=tuple((name, _answer(name, value)) for name, value in thing.answers))
        case Listed() | Queued():
            return replace(thing, reference=thing.reference and DECISION)
        case tuple():
            return tuple(map(_planted, thing))
        case _ if is_dataclass(thing) and not isinstance(thing, Wording | type):
            return replace(thing, **{one.name: _planted(getattr(thing, one.name)) for one in fields(thing)})
        case _:
            return thing


def _answer(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {**value, "text": PLACE} if "text" in value else value
    return TYPED if isinstance(value, str) and name not in _CODES else value


def found_in(text: str) -> Iterator[tuple[str, Secrecy]]:
    """Yield each plant in *text*, and how secret it is; blanks that group digits do not hide one."""
    close = _close(text)
    yield from ((plant, "card") for plant in ON_CARD if _close(plant) in close)
    yield from ((plant, "personal") for plant in OWN if _close(plant) in close)


def told(wording: Wording) -> str:
    """Return what *wording* says in both languages."""
    return " ".join(words(language).say(wording) for language in LANGUAGES)


def unmarked(thing: Any) -> Any:
    """Return *thing*, whose wordings may be heard by everybody: what a forgotten mark would be."""
    match thing:
        case Phrase():
            args = tuple((name, unmarked(value)) for name, value in thing.args)
            return replace(thing, args=args, secrecy="open")
        case Verbatim() | Bilingual():
            return replace(thing, secrecy="open")
        case tuple():
            return tuple(map(unmarked, thing))
        case _:
            return thing


def _close(text: str) -> str:
    return "".join(text.split()).casefold()
