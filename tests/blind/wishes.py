"""What a person brings: the title of what they want, and their answers, in their language.

It is read from the sources of the catalogue: titles, and of each form the
questions as they are asked and what may be answered. Everything else is made
up here, the same for the same service every time.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import config
from config.words import Language

_DATA = Path(config.__file__).parent / "data"
_SERVICES = _DATA / "catalogue" / "services"
_PLACES = _DATA / "places" / "units.json"
_DIGITS = re.compile(r"\^\[0-9\]\{(\d+)(?:,(\d+))?\}\$")
_SENTENCE = {"mn": "гэрэл асахгүй", "en": "no light here"}
_WORD = {"mn": "бат", "en": "bat"}
REGNUM = "УБ15270199"  # invented
NEW_PIN = "73924186"


@dataclass(frozen=True)
class Choose:
    """One of the answers that will be offered."""

    label: str


@dataclass(frozen=True)
class Write:
    """Letters and digits."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class OnDay:
    year: int
    month: int
    day: int


@dataclass(frozen=True)
class Live:
    """Places from the largest to the smallest, then what is written."""

    places: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True)
class Leave:
    """No answer."""


Answer = Choose | Write | OnDay | Live | Leave


@dataclass(frozen=True)
class Errand:
    """What somebody comes for. `answers` are by the question as it is heard."""

    service: str
    title: str
    kind: str
    needs_card: bool
    answers: tuple[tuple[str, Answer], ...] = field(repr=False)


@cache
def services() -> tuple[dict[str, Any], ...]:
    """Return every service of the catalogue as it is written."""
    return tuple(json.loads(path.read_text(encoding="utf-8")) for path in sorted(_SERVICES.glob("*.json")))


def names() -> tuple[str, ...]:
    return tuple(str(one["id"]) for one in services())


def errand(service: str, language: Language) -> Errand:
    """Return the errand of somebody who wants *service*."""
    found = next(one for one in services() if one["id"] == service)
    dice = random.Random(service)
    parts = found["schema"]["properties"]
    answers = tuple(
        (one["question"][language], _answer(one, parts[one["name"]], language, dice)) for one in found["form"]
    )
    return Errand(service, found["name"][language], found["kind"], found["assurance"] != "none", answers)


def _answer(asked: dict[str, Any], schema: dict[str, Any], language: Language, dice: random.Random) -> Answer:
    if asked.get("optional") and dice.random() < 0.5:
        return Leave()
    match asked["kind"]:
        case "choice":
            return Choose(dice.choice(asked["options"])["label"][language])
        case "yes_no":
            return Choose({"mn": ("Тийм", "Үгүй"), "en": ("Yes", "No")}[language][dice.randrange(2)])
        case "date":
            return OnDay(2026, 12, dice.randint(1, 28))
        case "address":
            return _home(schema, language, dice)
        case "phone":
            return Write("99112233")
        case "regnum":
            return Write(REGNUM)
        case "money":
            return Write(str(schema.get("minimum", 20000)))
        case _:
            return Write(_text(schema, language))


def _text(schema: dict[str, Any], language: Language) -> str:
    digits = _DIGITS.fullmatch(schema.get("pattern", ""))
    if digits:
        least = int(digits[1])
        return "2025" if least == 4 else "7305918264"[: max(least, 3)]
    if schema.get("format") == "plate":
        return "1234УНА"
    if schema.get("pattern"):
        return "Е1234567"  # invented
    return _SENTENCE[language] if schema.get("minLength", 0) > 3 else _WORD[language]


@cache
def _units() -> list[dict[str, Any]]:
    units: list[dict[str, Any]] = json.loads(_PLACES.read_text(encoding="utf-8"))
    return units


def _home(schema: dict[str, Any], language: Language, dice: random.Random) -> Live:
    aimag = dice.choice(_units())
    soum = dice.choice(aimag["soums"])
    parts = schema.get("properties", {})
    bag = dice.randint(1, soum["bags"]) if "bag" in parts else 0
    named = _bag(bag, language, capital=aimag["iso"] == "MN-1")
    return Live((aimag[language], soum[language], *((named,) if bag else ())), "12" if "text" in parts else "")


def _bag(number: int, language: Language, *, capital: bool) -> str:
    kind = {"mn": ("баг", "хороо"), "en": ("bag", "khoroo")}[language][capital]
    return f"{number}-р {kind}" if language == "mn" else f"{kind} {number}"
