"""The register number: two letters, and a birth date and a sex hidden in eight digits.

There is no public check digit, so a number that parses may still belong to
nobody; only the platform knows. A parsed number never shows itself in a log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

LETTERS = "АБВГДЕЁЖЗИЙКЛМНОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯ"
"""The 35 letters of Mongolian Cyrillic."""

LOOK_ALIKES = str.maketrans("ABEKMHOPCTYXӨҮ", "АВЕКМНОРСТУХӨҮ")
"""Latin capitals that look like Cyrillic ones: a scanner or a keyboard writes them unnoticed."""

Sex = Literal["male", "female"]
RegnumProblem = Literal["letters", "digits", "length", "birth_date"]


@dataclass(frozen=True)
class Regnum:
    """A register number. `sex` is a hint only: real numbers exist that contradict it."""

    text: str = field(repr=False)
    born: date = field(repr=False)
    sex: Sex = field(repr=False)


def parse_regnum(text: str, today: date | None = None) -> Regnum | RegnumProblem:
    """Return the register number in *text*, or which part of it cannot be.

    Digits 1 to 6 are YYMMDD; a month above 20 means 20YY and is 20 less.
    The ninth place is odd for men. Small letters, spaces and Latin
    look-alikes are put right; a birth after *today* (when given) cannot be.
    """
    tidy = re.sub(r"\s", "", text).upper().translate(LOOK_ALIKES)
    if len(tidy) != 10:
        return "length"
    if not all(letter in LETTERS for letter in tidy[:2]):
        return "letters"
    if not re.fullmatch(r"[0-9]{8}", tidy[2:]):
        return "digits"
    born = _born(tidy[2:8])
    if born is None or (today is not None and born > today):
        return "birth_date"
    return Regnum(tidy, born, "male" if int(tidy[8]) % 2 else "female")


def _born(digits: str) -> date | None:
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    century, month = (2000, month - 20) if month > 20 else (1900, month)
    try:
        return date(century + year, month, day)
    except ValueError:
        return None
