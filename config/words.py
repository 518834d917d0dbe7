"""What may be shown, said or printed, before a language is chosen.

A page, a fault or a paper never holds finished text: it holds a `Wording`,
and `Words` of the citizen's language turns it into text for the eye, the
ear or the paper. The same value feeds all three, so they cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["mn", "en"]
Reading = Literal["text", "name", "code", "digits", "money", "date"]
"""How the voice reads something verbatim: as a sentence, a name, a spelt code, digit groups, an amount, an ISO date."""


@dataclass(frozen=True)
class Bilingual:
    """Text that came as data (a service, a place), in both languages."""

    mn: str
    en: str


@dataclass(frozen=True)
class Verbatim:
    """Text that is the same in every language: what somebody typed, a number, a name."""

    text: str
    reading: Reading = "text"

    def __repr__(self) -> str:
        """Hide the text: it is often what a citizen typed."""
        return f"Verbatim({self.reading})"


@dataclass(frozen=True)
class Phrase:
    """A message of the word files, with its arguments."""

    key: str
    args: tuple[tuple[str, Argument], ...] = ()


Wording = Phrase | Bilingual | Verbatim
Argument = str | int | Wording


def phrase(key: str, **args: Argument) -> Phrase:
    """Return the message *key* with *args* in it."""
    return Phrase(key, tuple(args.items()))
