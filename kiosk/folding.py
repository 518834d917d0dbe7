"""Brings Cyrillic and every usual Latin spelling of Mongolian to one form, letter by letter.

For comparing only: the form is no transliteration and is never shown. Ө, ү,
о and у fall together, because Latin keyboards write all four as o and u.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_CYRILLIC = {
    **dict(zip("абвгдежзийклмнопрстуфхцчшщыьэөү", "abvgdejziiklmnoprstofhCQSSiieoo", strict=True)),
    "ъ": "",
    "ю": "io",
    "я": "ia",
    "ё": "io",
}
_PAIRS = {"kh": "h", "ts": "C", "tz": "C", "ch": "Q", "sh": "S", "zh": "j", "ye": "e"}
_LATIN = {"c": "C", "q": "Q", "w": "v", "x": "h", "y": "i", "u": "o", "ø": "o"}


@dataclass(frozen=True)
class Folded:
    """A word in the one form; `at[n]` is where its n-th letter begins in the source, `end` where the word ends."""

    form: str
    at: tuple[int, ...]
    end: int

    def source_end(self, letters: int) -> int:
        """Return where the first *letters* letters of the form end in the source, which parts no letter of its own."""
        last = self.at[min(letters, len(self.at)) - 1]
        return next((place for place in self.at[letters:] if place > last), self.end)


def fold_words(text: str) -> tuple[Folded, ...]:
    """Return the words of *text*, folded; marks between words are left out."""
    words: list[Folded] = []
    place = 0
    while place < len(text):
        end = place
        while end < len(text) and text[end].isalnum():
            end += 1
        if end > place and (word := _fold(text, place, end)).form:
            words.append(word)
        place = end + 1
    return tuple(words)


def fold(text: str) -> str:
    """Return the form of *text*, its words parted by single spaces."""
    return " ".join(word.form for word in fold_words(text))


def _fold(text: str, begin: int, end: int) -> Folded:
    form: list[str] = []
    at: list[int] = []
    place = begin
    while place < end:
        pair = _PAIRS.get(text[place : min(place + 2, end)].lower())
        for letter in pair or _letter(text[place]):
            if not form or form[-1] != letter or letter.isdigit():
                form.append(letter)
                at.append(place)
        place += 2 if pair else 1
    return Folded("".join(form), tuple(at), end)


def _letter(letter: str) -> str:
    small = letter.lower()
    if small in _CYRILLIC:
        return _CYRILLIC[small]
    plain = unicodedata.normalize("NFKD", small)[:1]
    return _LATIN.get(plain, plain)
