"""While a headset is missed, nothing of the page under the question is said to the room, whatever keys are pressed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from config.keypads import KeyName
from config.words import Wording
from kiosk.house import House
from kiosk.pages.build import screen_of
from kiosk.pages.model import Screen
from kiosk.pages.orientation import where_am_i
from kiosk.pages.stops import page_stops, stops
from kiosk.script import focus_line, script
from kiosk.session.covers import HeadsetGone
from kiosk.session.events import Choice, HelpWanted
from kiosk.session.hearing import AloudWanted, ListeningWanted
from kiosk.session.key_practice import KeysPractised
from kiosk.session.people import lowest
from kiosk.speech import Speaker
from tests.kiosk.crew import Kiosk, logged_in, sending
from tests.kiosk.house import LANGUAGES, a_house, words

EARS = replace(a_house(), headset=True)
BEFORE: tuple[KeyName, ...] = ("down", "down", "enter", "next", "heading_next", "help", "2", "repeat", "spell", "where")
AFTER: tuple[KeyName, ...] = ("repeat", "spell", "page", "where", "heading_next", "last", "down", "help", "2", "pause")
OVER: tuple[Choice, ...] = (ListeningWanted(), HelpWanted(), AloudWanted(), KeysPractised())
SHORTEST = 5
"""Shorter words stand on many pages."""


class Remembering(Speaker):
    """A voice with a seeded fault: what was said before the menu is kept past it."""

    def _note_menu(self, before: Screen | None, screen: Screen) -> None:
        if screen.page.name == "listening":
            super()._note_menu(before, screen)


def spoken(wordings: Iterable[Wording]) -> set[str]:
    """Return the pieces in which *wordings* are said, in every language."""
    pieces = {part.text for line in wordings for language in LANGUAGES for part in words(language).parts(line)}
    return {piece for piece in pieces if len(piece) >= SHORTEST}


def of_page(screen: Screen) -> set[str]:
    own = (line for stop in page_stops(screen.page) for line in focus_line(stop))
    return spoken((*script(screen.page), *own))


def begun(chance: random.Random) -> Kiosk:
    """Return the kiosk of somebody who listened for a while, and may have something lie over their page."""
    kiosk = chance.choice((logged_in, sending, _nobody))(EARS)
    kiosk.keys("voice", *chance.choices(BEFORE, k=chance.randrange(10)))
    for deed in chance.sample(OVER, chance.randrange(3)):
        if deed in [stop.deed for stop in stops(kiosk.visit.screen)]:
            kiosk.touch(deed)
    kiosk.keys(*chance.choices(("down", "up"), k=chance.randrange(3)))
    return kiosk


def _nobody(house: House) -> Kiosk:
    return Kiosk(house)


def betrayed(kiosk: Kiosk, chance: random.Random) -> set[str]:
    """Pull the headset, press what may be pressed, and return what of the page below was said."""
    kiosk.voice.holds = chance.random() < 0.3
    kiosk.voice.said.clear()
    kiosk.plug(inserted=False)
    told: set[str] = set()
    for key in chance.choices(AFTER, k=5):
        if not isinstance(kiosk.state, HeadsetGone):
            break
        kiosk.keys(key)
        kiosk.voice.finish()
        told |= _of_below(kiosk) & set(kiosk.voice.said)
    return told


def _of_below(kiosk: Kiosk) -> set[str]:
    visit = kiosk.visit
    if not isinstance(visit.seat.state, HeadsetGone):
        return set()
    below = screen_of(lowest(visit.seat.state), visit.house, visit.seat.presentation)
    here = of_page(visit.screen) | spoken(where_am_i(visit.screen, visit.house, visit.screen.focus))
    return of_page(below) - here


def test_nothing_of_the_page_below_is_said() -> None:
    assert [seed for seed in range(300) if betrayed(begun(random.Random(seed)), random.Random(seed))] == []


def test_a_voice_that_remembers_too_long_is_caught() -> None:
    """Control arm."""
    for seed in range(3000):
        kiosk = begun(random.Random(seed))
        kiosk.speaker.__class__ = Remembering
        if betrayed(kiosk, random.Random(seed)):
            return
    raise AssertionError("nobody was caught")
