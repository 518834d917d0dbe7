"""The page of the practice of the keys: the keys of this very machine, and the one that was pressed last."""

from __future__ import annotations

from collections.abc import Iterator

from config.words import Wording, phrase
from kiosk.house import House
from kiosk.pages.blocks import Action, Block, Key, Keys, Note, Paragraph
from kiosk.pages.model import Page
from kiosk.pages.pad import key_name, key_names, what_it_does
from kiosk.session.covers import LearningKeys
from kiosk.session.events import WentBack
from kiosk.session.key_practice import KeyTried
from kiosk.session.learning import TIMES_TO_LEAVE

COLUMNS, DRAWN = 3, 12


def page(state: LearningKeys, house: House) -> Page:
    """Return the page over which nothing is done."""
    return Page(
        "learn-keys",
        phrase("learn-title"),
        (*(() if state.key else _told_first(house)), _drawn(state, house)),
        lead=_lead(state),
        main=Action(phrase("learn-end"), WentBack()),
        back=WentBack(),
    )


def _lead(state: LearningKeys) -> Wording:
    """Return what is largest under the title, also where letters are: what to do, then what the last key is."""
    if state.key is None:
        return phrase("learn-lead")
    name = key_name(state.key)
    if state.times == TIMES_TO_LEAVE - 1:
        return phrase("learn-once-more", name=name)
    return phrase("learn-tried", name=name, does=what_it_does(state.key))


def _told_first(house: House) -> Iterator[Block]:
    yield Note("info", phrase("learn-leave"), "info")
    part = house.settings.machine.find_part("keypad")
    if part is not None:
        yield Paragraph(part.where.wording())
        if part.shape is not None:
            yield Paragraph(part.shape.wording())


def _drawn(state: LearningKeys, house: House) -> Keys:
    """Return the pad: a dozen keys that hold the one that was pressed, as many as are in reach of a chair."""
    names = key_names(house)
    first = names.index(state.key) // DRAWN * DRAWN if state.key in names else 0
    keys = [Key(key_name(name), KeyTried(name), held=name == state.key) for name in names[first : first + DRAWN]]
    return Keys("pad", tuple(tuple(keys[at : at + COLUMNS]) for at in range(0, len(keys), COLUMNS)))
