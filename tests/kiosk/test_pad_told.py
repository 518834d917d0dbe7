"""What is told of the keys is told of the keys that are there."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from config.keypads import FIVE, KEY_NAMES, KeypadSettings, pad_of
from config.words import Language
from kiosk.house import House
from kiosk.pages.build import page_of
from kiosk.pages.frame import footer_of, header_of
from kiosk.pages.model import Screen
from kiosk.pages.orientation import about_machine, welcome, where_am_i
from kiosk.pages.pad import key_name, what_it_does
from kiosk.presentation import Presentation
from kiosk.script import script
from kiosk.session.covers import Helping
from kiosk.session.states import Home, Idle
from tests.kiosk.house import DORJ, a_house, words

LANGUAGES: tuple[Language, ...] = ("mn", "en")
PADS = [("nav5",), ("nav8", "audio6"), ("nav5", "switch2"), ("switch2",), ("desk",)]
"""The sites there may be; the last is a keyboard."""
OF_A_CROSS, OF_ARROWS, OF_SWITCHES = "middle key", "arrow", "other"


def house_with(*pads: str) -> House:
    house = a_house()
    keypad, machine = KeypadSettings(profile=pads), msgspec.structs.replace(house.settings.machine, parts=())
    return replace(house, settings=msgspec.structs.replace(house.settings, keypad=keypad, machine=machine))


def told_in_help(house: House, language: Language = "en") -> list[str]:
    page = page_of(Helping(Idle(), "keys"), house)
    return [words(language).say(line) for line in script(page)]


def standing_at_home(house: House) -> list[str]:
    page = page_of(Home(DORJ), house)
    screen = Screen(page, header_of(house, speech=True), footer_of(page, Presentation(speech=True)))
    return [words("en").say(line) for line in where_am_i(screen, house, None)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pads", PADS)
def test_help_tells_every_key_of_this_machine_and_no_other(pads, language):
    house = house_with(*pads)
    told = told_in_help(house, language)
    there = {"0" if name.isdigit() else name for name in pad_of(house.settings.keypad).names}
    elsewhere = {name for name in KEY_NAMES if not name.isdigit() or name == "0"} - there

    for name in there:
        assert words(language).say(key_name(name)) in told
        assert words(language).say(what_it_does(name)) in told
    for name in elsewhere:
        assert words(language).say(key_name(name)) not in told


@pytest.mark.parametrize(
    ("pads", "ways"),
    [
        (("nav5",), {OF_A_CROSS}),
        (("nav8", "audio6"), {OF_A_CROSS}),
        (("switch2",), {OF_SWITCHES}),
        (("nav5", "switch2"), {OF_A_CROSS, OF_SWITCHES}),
        (("desk",), {OF_ARROWS}),
    ],
)
def test_each_machine_is_told_to_be_walked_as_it_is(pads, ways):
    house = house_with(*pads)
    first, *welcomed = welcome(house)
    heard, began = [words("en").say(line) for line in (*about_machine(house), *welcomed)], [words("en").say(first)]

    for told in (told_in_help(house), standing_at_home(house), heard, began if len(ways) == 1 else heard):
        assert {way for way in (OF_A_CROSS, OF_ARROWS, OF_SWITCHES) if any(way in line for line in told)} == ways


def test_two_switches_are_told_of_no_key_that_goes_on_or_back():
    assert not any("Right key" in line or "Left key" in line for line in standing_at_home(house_with("switch2")))
    assert any("Left key" in line for line in standing_at_home(house_with("nav5")))


def test_keys_of_a_site_alone_lie_around_a_middle_one():
    own = KeypadSettings(profile=(), keys=dict(zip(FIVE, ("F1", "F2", "F3", "F4", "F5"), strict=True)))

    assert pad_of(own).walked == ("cross",)
    assert pad_of(KeypadSettings(profile=(), keys={"move": "F1", "select": "F2"})).walked == ("switches",)
