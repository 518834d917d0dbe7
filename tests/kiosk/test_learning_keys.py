"""The practice of the keys: every key says what it does, none does it, and everybody finds the way out."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from config.keypads import FIVE, KEY_NAMES, TWO, KeypadSettings, pad_of
from config.words import phrase
from kiosk.pages.blocks import Keys
from kiosk.pages.build import page_of
from kiosk.pages.pad import key_name
from kiosk.session.advance import advance
from kiosk.session.covers import Helping, IdleAsked, LearningKeys
from kiosk.session.events import CardWent, HelpWanted, WentBack
from kiosk.session.key_practice import KeysPractised, KeyTried
from kiosk.session.states import (
    Idle,
)
from kiosk.session.step import Step
from tests.kiosk.crew import Kiosk, logged_in, said
from tests.kiosk.house import a_house, words
from tests.kiosk.test_visit_keys import wait_for_the_question


def practising() -> Kiosk:
    """Return a kiosk that speaks, in the practice that was opened from help by keys alone."""
    kiosk = logged_in()
    kiosk.keys("down", "help", "help")
    kiosk.walk_to(KeysPractised())
    assert kiosk.state == LearningKeys(Helping(kiosk.state.below.below))
    return kiosk


def test_it_is_told_first_how_it_is_left():
    kiosk = practising()

    assert words("mn").say(phrase("learn-leave")) in said(kiosk)
    assert kiosk.visit.screen.focus is None


@pytest.mark.parametrize("key", KEY_NAMES)
def test_a_key_tells_its_name_and_what_it_does_and_does_nothing_else(key):
    kiosk = practising()
    below, presentation = kiosk.state.below, kiosk.visit.seat.presentation
    kiosk.voice.said.clear()
    kiosk.voice.tones.clear()
    kiosk.keys(key)

    kept = "0" if key.isdigit() else key
    assert kiosk.state == LearningKeys(below, kept, 1)
    assert kiosk.visit.seat.presentation == presentation
    assert words("mn").say(key_name(key)) in said(kiosk)
    assert kiosk.voice.tones == []


@pytest.mark.parametrize("key", [*FIVE, *TWO, "help", "voice", "pause"])
def test_the_same_key_three_times_leaves_and_the_second_says_so(key):
    kiosk = practising()
    below = kiosk.state.below
    kiosk.keys(key)
    kiosk.voice.said.clear()
    kiosk.keys(key)
    assert words("mn").say(phrase("learn-once-more", name=key_name(key))) in said(kiosk)

    kiosk.keys(key)
    assert kiosk.state == below


def test_other_keys_between_begin_the_count_anew():
    kiosk = practising()
    kiosk.keys("up", "up", "down", "up", "up")
    assert isinstance(kiosk.state, LearningKeys)
    assert kiosk.state.times == 2


def test_digits_are_practised_without_being_told_or_kept_and_never_leave():
    kiosk = practising()
    kiosk.voice.said.clear()
    kiosk.keys(*"8351")

    assert kiosk.state == LearningKeys(kiosk.state.below, "0", 1)
    assert not any(digit in words for words in kiosk.voice.said for digit in "8351")


def test_a_finger_leaves_by_the_page_and_tries_keys_on_it():
    kiosk = logged_in()
    kiosk.touch(HelpWanted())
    kiosk.touch(KeysPractised())
    kiosk.touch(KeyTried("up"))
    assert isinstance(kiosk.state, LearningKeys)
    assert kiosk.state.key == "up"

    kiosk.touch(WentBack())
    assert isinstance(kiosk.state, Helping)


def test_whoever_goes_away_is_asked_and_the_keys_work_again():
    kiosk = practising()
    wait_for_the_question(kiosk)
    assert isinstance(kiosk.state, IdleAsked)
    assert isinstance(kiosk.state.below, LearningKeys)

    kiosk.keys("enter")
    assert isinstance(kiosk.state, LearningKeys)
    assert kiosk.state.key is None


def test_a_card_that_is_taken_ends_the_practice_and_the_visit():
    kiosk = practising()
    kiosk.visit.report(CardWent())

    assert kiosk.state == Idle()


@pytest.mark.parametrize("pads", [("nav5",), ("nav8", "audio6"), ("switch2",), ("desk",)])
def test_the_practice_shows_the_keys_of_this_machine_and_lights_the_one_that_was_pressed(pads):
    keypad = KeypadSettings(profile=pads)
    house = a_house()
    house = replace(house, settings=msgspec.structs.replace(house.settings, keypad=keypad))
    shown = set()
    for name in pad_of(keypad).names:
        kept = "0" if name.isdigit() else name
        page = page_of(LearningKeys(Idle(), kept, 1), house)
        (drawn,) = (block for block in page.blocks if isinstance(block, Keys))
        keys = [key for row in drawn.rows for key in row]
        assert [key.words for key in keys if key.held] == [key_name(kept)]
        assert len(keys) <= 12
        shown |= {key.words for key in keys}

    assert shown == {key_name(name) for name in pad_of(keypad).names}


@pytest.mark.parametrize("language", ["mn", "en"])
def test_every_key_there_can_be_has_a_name_and_says_what_it_does(language):
    for name in KEY_NAMES:
        known = "digit" if name.isdigit() else name.replace("_", "-")
        assert words(language).say(phrase(f"pad-{known}"))
        assert words(language).say(phrase(f"pad-{known}-does"))


@pytest.mark.parametrize("language", ["mn", "en"])
def test_no_two_keys_have_one_name(language):
    names = [words(language).text(key_name(name)).casefold() for name in KEY_NAMES if not name.isdigit()]

    assert len(names) == len(set(names))


def test_nobody_practises_over_a_question_that_ends_the_visit():
    kiosk = logged_in()
    asked = IdleAsked(kiosk.state, 45, 45)

    assert advance(asked, KeysPractised(), a_house()) == Step(asked)
