"""How much of what the kiosk says a person has recorded: every fixed text of the word files.

A text is fixed when nothing is put into it. Names, numbers and dates are
always the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass

from config.fluent import WordError, Words
from config.words import Language, phrase
from voices.clips.shelf import ClipShelf, hash_of


@dataclass(frozen=True)
class Coverage:
    """The fixed texts of one language: those that a person speaks, and those that the engine does, each once."""

    lang: Language
    human: tuple[str, ...]
    synthetic: tuple[str, ...]

    @property
    def share(self) -> float:
        """The part of the fixed texts that is human, 0 to 1."""
        return len(self.human) / max(1, len(self.human) + len(self.synthetic))


def coverage(words: Words, shelf: ClipShelf) -> Coverage:
    """Return what of *words* is on *shelf*."""
    texts = fixed_texts(words)
    human = tuple(text for text in texts if shelf.find(text, words.language))
    return Coverage(words.language, human, tuple(text for text in texts if text not in set(human)))


def fixed_texts(words: Words) -> tuple[str, ...]:
    """Return each text that is always spoken as it stands, once, in the order of the keys."""
    found = (_fixed(words, key) for key in sorted(words.keys()))
    return tuple(dict.fromkeys(text for text in found if text))


def script(told: Coverage) -> tuple[tuple[str, str], ...]:
    """Return what is left to record: each text with the hash that its manifest entry needs."""
    return tuple((text, hash_of(text)) for text in told.synthetic)


def _fixed(words: Words, key: str) -> str:
    try:
        pieces = words.parts(phrase(key))
    except WordError:  # it wants something put in
        return ""
    return pieces[0].text if len(pieces) == 1 and pieces[0].reading == "text" else ""
