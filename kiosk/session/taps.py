"""What a digit key of the keypad does on a page with a field."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tapped:
    """The digit *key*: a digit where the field wants digits, else one more tap for a letter."""

    key: str = field(repr=False)


@dataclass(frozen=True)
class TapTaken:
    """The letter in hand is meant: nobody tapped for a while, or another key was pressed."""
