"""The formats an answer may have, beyond what JSON Schema itself knows.

A format is strict: it takes the written form that travels, not what a hand
may type. Putting a typed answer right is the business of the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from jsonschema import FormatChecker

from config.places import Places
from config.regnum import LETTERS, Regnum, parse_regnum

_PHONE = re.compile(r"[5-9][0-9]{7}")
_PLATE = re.compile(f"[0-9]{{4}}[{LETTERS}]{{3}}")
_NUMBER = re.compile(r"[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_regnum(text: str) -> bool:
    """Tell whether *text* is a register number as it is written: capitals, no spaces."""
    parsed = parse_regnum(text)
    return isinstance(parsed, Regnum) and parsed.text == text


def is_phone(text: str) -> bool:
    """Tell whether *text* is a Mongolian mobile or internet number of eight digits."""
    return _PHONE.fullmatch(text) is not None


def is_plate(text: str) -> bool:
    """Tell whether *text* is a number plate: four digits and three Mongolian letters."""
    return _PLATE.fullmatch(text) is not None


def is_soum(text: str) -> bool:
    """Tell whether *text* is the code of a soum or düüreg we know."""
    unit = _places().find(text)
    return unit is not None and unit.kind in ("soum", "duureg")


def is_bag(text: str) -> bool:
    """Tell whether *text* is the code of a bag or khoroo: a known soum, a hyphen, two digits.

    The number is not looked up: khoroos are founded faster than lists are sent.
    """
    soum, _, number = text.partition("-")
    return is_soum(soum) and _NUMBER.fullmatch(number) is not None


def is_date(text: str) -> bool:
    """Tell whether *text* is a day that exists, as YYYY-MM-DD."""
    try:
        return _DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False


FORMATS: dict[str, Callable[[str], bool]] = {
    "regnum": is_regnum,
    "phone": is_phone,
    "plate": is_plate,
    "soum": is_soum,
    "bag": is_bag,
    "date": is_date,
}


@cache
def format_checker() -> FormatChecker:
    """Return the checker of these formats and of no other."""
    checker = FormatChecker(formats=())
    for name, holds in FORMATS.items():
        checker.checks(name)(_unless_text(holds))
    return checker


def _unless_text(holds: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or holds(value)


@cache
def _places() -> Places:
    return Places.load()
