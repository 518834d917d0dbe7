"""What is told of the keys of this very machine: how they walk, and what each of them does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from config.keypads import KeyName, Walked, pad_of
from config.words import Phrase, Wording, phrase
from kiosk.house import House
from kiosk.pages.blocks import Answer, Answers, Block, Paragraph
from kiosk.pages.model import Page

DIGIT: KeyName = "0"
"""Stands for every digit: which one was pressed is nobody's business, it may be practised for a secret code."""


class Walk(NamedTuple):
    """How a way to get about is told: all of it, without the keys that go on and back, and to the other language."""

    whole: str
    moving: str
    other_language: str


WALKS: dict[Walked, Walk] = {
    "switches": Walk("say-switches", "say-switches", "say-other-language-switches"),
    "cross": Walk("say-keys", "say-keys-move", "say-other-language"),
    "keyboard": Walk("say-arrows", "say-arrows-move", "say-other-language-arrows"),
}


def key_name(key: KeyName) -> Phrase:
    """Return what *key* is called."""
    return phrase(f"pad-{_known_as(key)}")


def what_it_does(key: KeyName) -> Phrase:
    return phrase(f"pad-{_known_as(key)}-does")


def key_names(house: House) -> tuple[KeyName, ...]:
    """Return the keys of this machine, one for all digits."""
    return tuple(name for name in pad_of(house.settings.keypad).names if not name.isdigit() or name == DIGIT)


def how_keys_work(house: House) -> tuple[Wording, ...]:
    """Return how this machine is walked: a sentence for each way there is."""
    return tuple(phrase(walk.whole) for walk in _walks(house))


def other_language(house: House) -> tuple[Wording, ...]:
    """Return how these keys lead to the other language; it is said in that language."""
    return tuple(phrase(walk.other_language) for walk in _walks(house))


def keys_here(page: Page, house: House) -> Iterator[Wording]:
    """Yield what the keys of this machine do on *page*; two switches have none that goes on or back."""
    walks = _walks(house)
    yield from (phrase(walk.moving) for walk in walks)
    if walks == (WALKS["switches"],):
        return
    if page.main is not None and page.main.deed is not None:
        yield phrase("say-key-next", words=page.main.words)
    if page.back is not None:
        yield phrase("say-key-back")


def told_keys(house: House) -> Iterator[Block]:
    """Yield the blocks that say how this machine is walked, and what every key of it does."""
    yield from (Paragraph(sentence) for sentence in how_keys_work(house))
    yield Paragraph(phrase("help-keys-body"))
    yield Answers(tuple(Answer(key_name(name), what_it_does(name)) for name in key_names(house)))


def _walks(house: House) -> tuple[Walk, ...]:
    ways = pad_of(house.settings.keypad).walked
    return tuple(walk for way, walk in WALKS.items() if way in ways)


def _known_as(key: KeyName) -> str:
    return "digit" if key.isdigit() else key.replace("_", "-")
