"""What one person leaves to the next, and what a worn plug or a tone leaves open: nothing, and not for long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.words import phrase
from kiosk.first_letters import find_row
from kiosk.pages.blocks import PIN_KEYS
from kiosk.request import Listed
from kiosk.session.adjusting import Adjusted
from kiosk.session.covers import HeadsetGone, LearningKeys
from kiosk.session.events import AreaOpened, CardCame, CardWent, RequestsFound, RequestsOpened, WentBack
from kiosk.session.hearing import HearWanted, ListeningWanted
from kiosk.session.key_practice import KeysPractised
from kiosk.session.states import AskingPin, Home, Idle, TakeCard
from tests.kiosk.crew import Kiosk, logged_in, press_code, said
from tests.kiosk.house import DORJ, EVERY, a_house, words
from voices.voice import Utterance

ROOM, EARS = replace(a_house(), headset=False), replace(a_house(), headset=True)
HIDDEN = words("mn").say(phrase("pin-key-hidden"))


def at_pad(house=ROOM) -> Kiosk:
    """Return the kiosk of somebody who listens at the pad of their PIN and stands on its third key."""
    kiosk = Kiosk(house)
    kiosk.visit.report(CardCame(3))
    kiosk.keys("down", "down", "down")
    return kiosk


# --- the pad of a PIN --------------------------------------------------------------


@pytest.mark.parametrize("key", ["where", "help"])
def test_where_one_stands_on_the_pad_is_told_to_nobody_else(key):
    kiosk = at_pad()
    digit = PIN_KEYS[kiosk.focused.pin]
    kiosk.voice.said.clear()
    kiosk.keys(key)

    assert HIDDEN in kiosk.voice.said
    assert digit not in kiosk.voice.said
    kiosk.voice.said.clear()
    kiosk.keys("repeat", "spell")
    assert digit not in kiosk.voice.said


def test_by_headset_it_is_told():
    kiosk = at_pad(EARS)
    digit = PIN_KEYS[kiosk.focused.pin]
    kiosk.voice.said.clear()
    kiosk.keys("where")

    assert digit in kiosk.voice.said


def test_the_tone_of_a_digit_ends_even_what_is_final_and_the_next_words_are_heard():
    kiosk = Kiosk(ROOM)
    kiosk.touch(Adjusted("voice"))
    kiosk.visit.report(CardCame(3))
    kiosk.voice.holds = True
    kiosk.speaker._mouth.say((Utterance("хүлээн авлаа", "mn", final=True),), ())
    kiosk.voice.said.clear()
    press_code(kiosk, "8")
    assert said(kiosk) == ""
    kiosk.speaker.tell((phrase("pin-count", n=1),))

    assert said(kiosk) == words("mn").say(phrase("pin-count", n=1))


def test_what_ends_at_the_moment_it_is_held_holds_nothing_after_it():
    kiosk = Kiosk(ROOM)
    kiosk.voice.holds = True
    mouth = kiosk.speaker._mouth
    mouth.say((Utterance("нэг", "mn", final=True),), (Utterance("хоёр", "mn"),))
    mouth.pause()
    kiosk.voice.finish()

    assert mouth.talks


# --- the next person ---------------------------------------------------------------


def test_the_first_press_of_help_tells_the_next_person_where_they_stand():
    kiosk = Kiosk(ROOM)
    for _ in range(2):
        kiosk.visit.report(CardCame(3))
        kiosk.plug(inserted=True)
        kiosk.keys("help")
        assert isinstance(kiosk.state, AskingPin)
        kiosk.visit.report(CardWent())


def test_the_next_person_hears_a_page_from_its_first_part_on():
    heard = []
    kiosk = Kiosk(ROOM)
    for _ in range(2):
        kiosk.visit.report(CardCame(3))
        kiosk.keys("down")
        kiosk.voice.said.clear()
        kiosk.keys("heading_next")
        heard.append(said(kiosk))
        kiosk.visit.report(CardWent())

    assert heard[0] == heard[1]


# --- the citizen's own rows --------------------------------------------------------


def test_a_digit_finds_among_ones_own_requests_and_tells_nobody_else_which():
    kiosk = logged_in(ROOM)
    own = tuple(Listed(f"K017-{number}", EVERY, "waiting", "2026-11-20T10:00") for number in range(6))
    kiosk.keys("down")
    kiosk.walk_to(RequestsOpened())
    kiosk.drawer.looked_up[-1][1](RequestsFound(own))
    found = next(found for digit in "23456789" if (found := find_row(kiosk.visit.screen, digit, "mn")))

    assert found.words.secrecy == "personal"


# --- a worn plug -------------------------------------------------------------------


def test_a_plug_that_flickers_ends_the_visit_as_one_that_is_out():
    kiosk = logged_in(ROOM)
    kiosk.plug(inserted=True)
    for _ in range(60):
        if isinstance(kiosk.state, TakeCard):
            break
        kiosk.plug(inserted=False)
        kiosk.wait(1)
        kiosk.plug(inserted=True)

    assert isinstance(kiosk.state, TakeCard)


def test_a_headset_that_comes_back_has_all_its_seconds_the_next_time():
    kiosk = logged_in(ROOM)
    kiosk.plug(inserted=True)
    for _ in range(2):
        kiosk.plug(inserted=False)
        kiosk.wait(20)
        assert isinstance(kiosk.state, HeadsetGone)
        kiosk.plug(inserted=True)
        kiosk.wait(5)

    assert kiosk.state == Home(DORJ, requests=kiosk.state.requests)
    kiosk.visit.report(CardWent())
    assert kiosk.state == Idle()


# --- a menu without a voice --------------------------------------------------------


@pytest.mark.parametrize("waits", [0, 200])
def test_whoever_goes_on_in_silence_finds_no_menu_of_what_can_be_heard(waits):
    kiosk = logged_in(ROOM)
    kiosk.plug(inserted=True)
    kiosk.keys("voice")
    kiosk.walk_to(KeysPractised())
    kiosk.wait(waits)
    kiosk.plug(inserted=False)
    kiosk.touch(Adjusted("voice"))

    assert isinstance(kiosk.state, LearningKeys)
    assert isinstance(kiosk.state.below, Home)
    assert not kiosk.visit.seat.presentation.speech


# --- what was said before the Listening menu ---------------------------------------


def in_the_menu(house=EARS) -> tuple[Kiosk, str]:
    """Return the kiosk of somebody who opened the menu when a row had been said, and the words of that row."""
    kiosk = logged_in(house)
    kiosk.keys("voice", "down")
    kiosk.voice.said.clear()
    kiosk.keys("down")
    row = kiosk.voice.said[0]
    kiosk.touch(ListeningWanted())
    return kiosk, row


def test_the_menu_says_again_what_was_said_before_it():
    kiosk, row = in_the_menu()
    kiosk.voice.said.clear()
    kiosk.touch(HearWanted("repeat"))

    assert row in kiosk.voice.said


def test_under_the_question_about_the_headset_nothing_from_before_the_menu_is_said_again():
    kiosk, row = in_the_menu()
    kiosk.plug(inserted=False)
    assert isinstance(kiosk.state, HeadsetGone)
    kiosk.voice.said.clear()
    kiosk.keys("repeat", "spell", "repeat")

    assert row not in kiosk.voice.said


def test_pages_later_what_was_said_before_the_menu_is_not_the_last_thing_said():
    kiosk, _ = in_the_menu()
    kiosk.touch(WentBack())
    kiosk.touch(AreaOpened("home"))
    kiosk.voice.said.clear()
    kiosk.keys("down")
    said_last = list(kiosk.voice.said)
    kiosk.voice.said.clear()
    kiosk.keys("repeat")

    assert kiosk.voice.said == said_last
