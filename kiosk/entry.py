"""What has been typed into one field so far, and the draft of a form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

Letters = Literal["small", "capital", "latin", "latin_capital"]


@dataclass(frozen=True)
class Tap:
    """A letter in hand: the digit key that was tapped for it, and which of its letters it is by now."""

    key: str = field(repr=False)
    letter: str = field(repr=False)


@dataclass(frozen=True)
class Entry:
    """One field being filled: the letters typed, or the value picked, or the path of places chosen.

    `tap` is a letter that is not taken yet, `by_digits` that somebody types on the digit keys of the keypad.
    """

    text: str = field(default="", repr=False)
    value: Any = field(default=None, repr=False)
    path: tuple[str, ...] = field(default=(), repr=False)
    letters: Letters = "small"
    tap: Tap | None = field(default=None, repr=False)
    by_digits: bool = False


@dataclass(frozen=True)
class Draft:
    """The answers given so far to the form of `service`, in the order of its fields."""

    service: str
    answers: tuple[tuple[str, Any], ...] = field(default=(), repr=False)

    def with_answer(self, name: str, value: Any) -> Draft:
        """Return the draft with the answer *name*; None takes it away."""
        kept = tuple(pair for pair in self.answers if pair[0] != name)
        return replace(self, answers=kept if value is None else (*kept, (name, value)))

    def find_answer(self, name: str) -> Any | None:
        return dict(self.answers).get(name)
