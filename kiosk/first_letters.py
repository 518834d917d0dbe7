"""Finding a row of a long list by its first letter, on the digit keys of a keypad."""

from __future__ import annotations

from dataclasses import dataclass

from config.words import Language, Verbatim, Wording, as_secret_as, phrase
from kiosk.pages.arranged import initial, label_of, rank
from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop, page_stops
from kiosk.speech import Speaker
from kiosk.tapping import CYRILLIC, LATIN

FEWEST_ROWS = 5
"""From so many rows on the digit keys find the first that begins with one of their letters."""


@dataclass(frozen=True)
class Found:
    """The stop of a row, and what is said of its letter: how many rows begin with it."""

    stop: str
    words: Wording


def jump(screen: Screen, digit: str, language: Language, speaker: Speaker) -> str | None:
    """Return the focus after the key *digit* on a page without a field, and have said what was found, or the edge."""
    found = find_row(screen, digit, language)
    if found is None:
        speaker.tone("edge")
        return screen.focus
    speaker.preface((found.words,))
    return found.stop


def find_row(screen: Screen, digit: str, language: Language) -> Found | None:
    """Return the next row or choice of *screen* that begins with a letter of the key *digit*, or None.

    Of the rows that begin with one letter the first is meant; a second tap goes on to the next letter of that key. No
    tap has to be quick.
    """
    rows = [(stop.id, initial(label)) for stop in page_stops(screen.page) if (label := _called(stop, language))]
    if len(rows) < FEWEST_ROWS:
        return None
    here = next((letter for id_, letter in rows if id_ == screen.focus), "")
    first = {letter: id_ for id_, letter in reversed(rows) if letter[:1].casefold() in _letters(digit)}
    order = sorted(first, key=lambda letter: (len(letter), rank(letter[:1]), letter))
    if not order:
        return None
    letter = order[(order.index(here) + 1) % len(order)] if here in order else order[0]
    count = sum(one == letter for _, one in rows)
    meant = next(stop for stop in page_stops(screen.page) if stop.id == first[letter])
    said = phrase("say-group-letter", letter=Verbatim(letter, "code"), n=count)
    return Found(meant.id, as_secret_as(said, meant.words))


def _called(stop: Stop, language: Language) -> str:
    return label_of(stop.words, language) if stop.role in ("row", "option") else ""


def _letters(digit: str) -> str:
    return CYRILLIC.get(digit, "") + LATIN.get(digit, "") + digit
