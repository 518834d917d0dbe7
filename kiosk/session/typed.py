"""What somebody types on a page with a field, on the glass or on a keypad: part of `kiosk.session.events`."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.entry import Letters


@dataclass(frozen=True)
class Typed:
    """A key of the on-screen keyboard or pad. Its letter is the citizen's own."""

    letter: str = field(repr=False)


@dataclass(frozen=True)
class ErasedOne:
    """Took the last letter away, or the one in hand."""


@dataclass(frozen=True)
class ErasedAll:
    """Emptied the field."""


@dataclass(frozen=True)
class LettersChosen:
    """Another set of keys: capitals, Latin letters."""

    letters: Letters


@dataclass(frozen=True)
class Tapped:
    """The digit *key*: a digit where the field wants digits, else one more tap for a letter."""

    key: str = field(repr=False)


@dataclass(frozen=True)
class TapTaken:
    """The letter in hand is meant: nobody tapped for a while, or another key was pressed."""
