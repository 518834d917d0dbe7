"""Speech equals screen: what is painted is told, what is told is painted; and an omission would be noticed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec
import pytest

from config.loader import load_settings
from config.settings import Machine
from config.words import Language
from kiosk.house import House
from kiosk.pages.build import screen_of
from kiosk.pages.model import Screen
from kiosk.presentation import Presentation
from tests.kiosk.house import LANGUAGES
from tests.ui.heard import Seen, out_of_order, seen_on, told_of, unheard, unseen
from tests.ui.omissions import OMISSIONS, only_told
from tests.ui.test_real_pages import long_lists, one_of_each_page, real_house, small_house
from ui.page_view import PageView

LEAST_SEEDS = 30
FOLDER = Path(__file__).parents[2] / "config" / "data" / "site"


@cache
def spoken_screens(language: Language) -> tuple[tuple[House, Screen], ...]:
    """Return one of each page, in each of its shapes, that is spoken."""
    presentation = Presentation(language, speech=True)
    houses = ((_with_parts(house), state) for house, state in one_of_each_page())
    every = ((house, screen_of(state, house, presentation)) for house, state in houses)
    return tuple((house, screen) for house, screen in every if not screen.page.staff)


@cache
def demo_machine() -> Machine:
    return load_settings(FOLDER / "demo.toml").machine


def _with_parts(house: House) -> House:
    """Return *house* in a machine whose parts the site file describes."""
    return replace(house, settings=msgspec.structs.replace(house.settings, machine=demo_machine()))


@cache
def seen_screens(language: Language) -> tuple[tuple[House, Screen, Seen], ...]:
    presentation = Presentation(language, speech=True)
    view = PageView(small_house().settings.screen, demo_machine())
    return tuple((house, screen, seen_on(view, screen, presentation)) for house, screen in spoken_screens(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_painted_is_told_and_nothing_needed_is_only_told(qapp: object, language: Language) -> None:
    screens = seen_screens(language)
    texts = 0
    for house, screen, seen in screens:
        told = told_of(screen, house, Presentation(language, speech=True))
        assert unheard(seen, told, screen) == [], screen.page.name
        assert unseen(seen, told, screen, house) == [], screen.page.name
        assert out_of_order(seen, told) == [], screen.page.name
        texts += len(seen.own) + sum(map(len, seen.targets.values()))
    print(f"{language}: {len(screens)} screens, {texts} painted texts, all told")
    assert texts > len(screens) * 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keys_under_a_list_that_is_read_by_touch_are_told(qapp: object, language: Language) -> None:
    house, presentation = _with_parts(real_house()), Presentation(language, speech=True, explore=True)
    view = PageView(house.settings.screen, demo_machine())
    for state in long_lists():
        screen = screen_of(state, house, presentation)
        seen, told = seen_on(view, screen, presentation), told_of(screen, house, presentation)
        assert unheard(seen, told, screen) == []
        assert unseen(seen, told, screen, house) == []
        assert out_of_order(seen, told) == []


def test_every_seeded_omission_is_noticed(qapp: object) -> None:
    """Control arm: what the voice is given lacks one thing that the eye is given."""
    missed = [name for name in OMISSIONS if not _is_noticed(name)]
    print(f"{len(OMISSIONS) - len(missed)} of {len(OMISSIONS)} seeded omissions noticed")
    assert missed == []
    assert len(OMISSIONS) >= LEAST_SEEDS


def test_a_word_that_is_only_told_is_noticed(qapp: object) -> None:
    for house, screen, seen in seen_screens("mn")[:20]:
        told = told_of(only_told(screen), house, Presentation("mn", speech=True))
        assert unseen(seen, told, screen, house) == ["Нууц үг"]


def _is_noticed(name: str) -> bool:
    """Say whether the omission *name* is noticed on a page where it leaves something out, within the first twelve."""
    tried = 0
    for house, screen, seen in seen_screens("mn"):
        less = OMISSIONS[name](screen)
        if less is None or tried == 12:
            continue
        tried += 1
        if unheard(seen, told_of(less, house, Presentation("mn", speech=True)), screen):
            return True
    return False
