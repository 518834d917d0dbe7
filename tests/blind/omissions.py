"""Seeded faults: one thing that is no longer said. Each has to leave the blind person lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from config.fluent import Words
from config.words import Bilingual, Language, Phrase, Verbatim, Wording
from tests.blind.booth import WordsOf
from tests.blind.fingers import FIVE, Hands

Unsaid = Callable[[Wording], bool]


class WordsWithout(Words):
    """The words of a language, with what is *unsaid* left out of speech."""

    def __init__(self, whole: Words, unsaid: Unsaid) -> None:
        super().__init__(whole.language, whole._bundle, whole.keys())
        self._unsaid = unsaid

    def parts(self, wording: Wording | str) -> tuple[Verbatim, ...]:
        return () if not isinstance(wording, str) and self._unsaid(wording) else super().parts(wording)


def words_without(unsaid: Unsaid) -> WordsOf:
    """Return words of every language without what is *unsaid*."""

    @cache
    def words_of(language: Language) -> Words:
        return WordsWithout(Words.load(language), unsaid)

    return words_of


@dataclass(frozen=True)
class Omission:
    """What is not said, and who must notice it on which errand."""

    name: str
    unsaid: Unsaid
    service: str = "health.appointment"
    hands: Hands = FIVE

    def __repr__(self) -> str:
        return self.name


def keys(*names: str) -> Unsaid:
    """Return what matches the messages *names*."""
    return lambda wording: isinstance(wording, Phrase) and wording.key in names


def data(*texts: str) -> Unsaid:
    """Return what matches words of the catalogue, in Mongolian."""
    return lambda wording: isinstance(wording, Bilingual) and wording.mn.replace("\u00a0", " ") in texts


def spelt(text: str) -> Unsaid:
    """Return what matches one key of a pad or a keyboard."""
    return lambda wording: isinstance(wording, Verbatim) and wording.text == text


def every(kind: type) -> Unsaid:
    """Return what matches every wording of one kind."""
    return lambda wording: isinstance(wording, kind)
