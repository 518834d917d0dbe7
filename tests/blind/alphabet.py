"""What somebody knows who went to school: the letters by name and in order, and how single digits sound."""

from __future__ import annotations

from functools import cache

from config.words import Language
from tests.blind.hearing import sounded

ALPHABETS = ("абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz")
MOST = 60


@cache
def _letters(alphabet: str, language: Language) -> dict[str, int]:
    return {sounded(letter, "code", language).lower(): place for place, letter in enumerate(alphabet)}


@cache
def _numbers(language: Language) -> dict[str, int]:
    """Return the place of each number; zero comes after nine, as on every pad."""
    numbers = {sounded(str(number), "digits", language).lower(): number for number in range(MOST)}
    return numbers | {sounded("0", "digits", language).lower(): 10}


def _order_of(initial: str, language: Language) -> dict[str, int]:
    """Return the places of what *initial* is one of, by their names."""
    if initial.isdigit():
        return _numbers(language)
    return _letters(ALPHABETS[0 if initial.lower() in ALPHABETS[0] else 1], language)


def lies_between(initial: str, heard: list[str], language: Language) -> bool:
    """Say whether *initial*, a letter or a number, is in the stretch whose ends are named in *heard*."""
    names = _order_of(initial, language)
    place = names.get(sounded(initial, "digits" if initial.isdigit() else "code", language).lower())
    ends = [names[piece.lower()] for piece in heard if piece.lower() in names]
    return place is not None and bool(ends) and ends[0] <= place <= ends[-1]
