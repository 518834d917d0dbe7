"""What is told of the keys of this very machine: how they walk, and what each of them does."""

from __future__ import annotations

from collections.abc import Iterator

from config.keypads import KeyName, Walked, pad_of
from config.words import Phrase, Wording, phrase
from kiosk.house import House
from kiosk.pages.model import Answer, Answers, Block, Page, Paragraph

DIGIT: KeyName = "0"
"""Stands for every digit: which one was pressed is nobody's business, it may be practised for a secret code."""

WALKS: dict[Walked, tuple[str, str, str]] = {
    "switches": ("say-switches", "say-switches", "say-other-language-switches"),
    "cross": ("say-keys", "say-keys-move", "say-other-language"),
    "keyboard": ("say-arrows", "say-arrows-move", "say-other-language-arrows"),
}
"""How each way to get about is told: whole, without what goes on and back, and as the way to the other language."""


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
    ways = pad_of(house.settings.keypad).walked
    return tuple(phrase(whole) for way, (whole, _, _) in WALKS.items() if way in ways)


def other_language(house: House) -> tuple[Wording, ...]:
    """Return how these keys lead to the other language; it is said in that language."""
    ways = pad_of(house.settings.keypad).walked
    return tuple(phrase(other) for way, (_, _, other) in WALKS.items() if way in ways)


def keys_here(page: Page, house: House) -> Iterator[Wording]:
    """Yield what the keys of this machine do on *page*; two switches have none that goes on or back."""
    ways = pad_of(house.settings.keypad).walked
    yield from (phrase(moving) for way, (_, moving, _) in WALKS.items() if way in ways)
    if ways == ("switches",):
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


def _known_as(key: KeyName) -> str:
    return "digit" if key.isdigit() else key.replace("_", "-")
