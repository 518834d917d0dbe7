"""Five keys carry a whole visit, and always stand where the person left them."""

from dataclasses import replace

import pytest

from config.keypads import KEY_NAMES
from config.words import phrase
from kiosk.pages.blocks import PIN_KEYS
from kiosk.pages.stops import stops
from kiosk.session.covers import IdleAsked
from kiosk.session.events import (
    AreaOpened,
    Browsed,
    Cancelled,
    CardCame,
    ConsentTicked,
    Continued,
    HandedIn,
    LoggedIn,
    PaperSettled,
    Picked,
    PinWrong,
    ReplyCame,
    ServiceOpened,
)
from kiosk.session.states import (
    About,
    Done,
    Home,
    Idle,
    Reviewing,
    Sending,
    TakeCard,
    Waiting,
    WantsCard,
)
from tests.kiosk.crew import Kiosk, logged_in, said
from tests.kiosk.house import (
    DORJ,
    EVERY,
    NOW,
    REPLY,
    queued,
)
from tests.kiosk.house import words as words_of

# --- five keys ----------------------------------------------------------------------


def test_the_key_for_on_says_what_a_page_waits_for():
    kiosk = Kiosk()
    kiosk.keys("down")
    kiosk.visit.report(CardCame(3))
    kiosk.voice.said.clear()
    kiosk.voice.tones.clear()
    kiosk.keys("next")

    assert words_of("mn").say(phrase("pin-not-ready")) in said(kiosk)
    assert kiosk.voice.tones == ["edge"]


def test_a_whole_visit_with_five_keys():
    kiosk = Kiosk()
    kiosk.keys("down")
    kiosk.visit.report(CardCame(3))
    kiosk.type_code("8351")
    kiosk.keys("next")
    assert kiosk.card.seen == [b"8351"]
    kiosk.card.replies[-1](LoggedIn(DORJ))
    for deed in (AreaOpened("home"), ServiceOpened(EVERY)):
        kiosk.walk_to(deed)
    kiosk.keys("next")
    for _ in kiosk.visit.house.service(EVERY).form:
        kiosk.hand.answer(kiosk.visit.house)
    assert isinstance(kiosk.state, Reviewing)

    kiosk.walk_to(ConsentTicked())
    kiosk.keys("next")
    assert isinstance(kiosk.state, Sending)
    kiosk.drawer.handed_in[-1][3](HandedIn(queued(waits=True)))
    assert isinstance(kiosk.state, Waiting)
    kiosk.drawer.awaited[-1][1](ReplyCame("K017-1", REPLY))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    assert isinstance(kiosk.state, Done)
    kiosk.keys("next")
    assert kiosk.state == TakeCard()


def test_the_first_press_of_a_key_only_shows_where_one_is():
    kiosk = Kiosk()
    kiosk.keys("enter")

    assert kiosk.state == Idle()
    assert kiosk.focused == stops(kiosk.visit.screen)[0]


@pytest.mark.parametrize("key", KEY_NAMES)
def test_whoever_feels_for_the_keys_of_an_empty_machine_is_spoken_to(key):
    kiosk = Kiosk()
    kiosk.keys(key)

    assert kiosk.state == Idle()
    assert words_of("mn").say(phrase("attract-welcome")) in said(kiosk)


def test_the_focus_stops_at_both_ends_with_a_tone():
    kiosk = Kiosk()
    kiosk.keys("down", "up")
    count = len(stops(kiosk.visit.screen))
    assert kiosk.voice.tones == ["edge"]

    kiosk.keys(*["down"] * (count + 2))
    assert kiosk.focused.id == "footer.lower"
    assert kiosk.voice.tones == ["edge"] * 4


def test_two_switches_walk_round_and_press():
    kiosk = Kiosk()
    kiosk.keys("move")
    order = stops(kiosk.visit.screen)
    seen = []
    for _ in order:
        seen.append(kiosk.focused)
        kiosk.keys("move")
    assert tuple(seen) == order
    assert kiosk.focused == order[0]
    assert kiosk.voice.tones == ["edge"]

    while kiosk.focused.deed != Browsed():
        kiosk.keys("move")
    kiosk.keys("select")
    assert isinstance(kiosk.state, Home)


@pytest.mark.parametrize("key", ["move", "select"])
def test_the_first_press_of_a_switch_only_begins_to_speak(key):
    kiosk = Kiosk()
    kiosk.keys(key)

    assert kiosk.state == Idle()
    assert words_of("mn").say(phrase("attract-welcome")) in said(kiosk)


def test_what_cannot_be_pressed_answers_with_a_tone():
    kiosk = Kiosk()
    kiosk.keys("down")
    while kiosk.focused.id != "footer.back":
        kiosk.keys("down")
    kiosk.keys("enter")

    assert kiosk.voice.tones == ["error"]
    assert kiosk.state == Idle()


@pytest.mark.parametrize(("key", "page"), [("help", "help"), ("next", "insert-card")])
def test_short_cuts_do_what_the_page_does_or_nothing(key, page):
    kiosk = Kiosk()
    kiosk.visit._seat = replace(kiosk.visit.seat, state=WantsCard())
    kiosk.keys(key)

    assert kiosk.visit.screen.page.name == page


def test_whoever_pressed_help_first_is_spoken_to_at_the_next_key_that_walks():
    kiosk = Kiosk()
    kiosk.visit._seat = replace(kiosk.visit.seat, state=WantsCard())
    kiosk.keys("help")
    assert kiosk.visit.screen.page.name == "help"
    assert not kiosk.voice.said

    kiosk.keys("down")
    assert words_of("mn").say(phrase("help-title")) in said(kiosk)


def test_keys_turn_the_voice_up_and_repeat():
    kiosk = Kiosk()
    kiosk.keys("voice", "louder", "faster")
    assert (kiosk.voice.rate, kiosk.voice.volume) == (5, 7)

    kiosk.voice.said.clear()
    kiosk.keys("page", "pause")
    assert words_of("mn").say(phrase("attract-welcome")) in said(kiosk)
    assert kiosk.voice.pauses == 1


def test_a_new_page_is_entered_at_its_first_stop():
    kiosk = Kiosk()
    kiosk.keys("down")
    kiosk.walk_to(Browsed())

    assert kiosk.focused == stops(kiosk.visit.screen)[0]


def test_a_question_is_entered_at_the_answer_that_loses_nothing():
    """Who presses at the moment it comes up, or presses twice, has not answered it."""
    kiosk = logged_in()
    kiosk.keys("down")
    wait_for_the_question(kiosk)
    kiosk.keys("enter")
    assert isinstance(kiosk.state, Home)

    for deed in (AreaOpened("home"), ServiceOpened(NOW), Continued(), Cancelled()):
        kiosk.walk_to(deed)
    kiosk.keys("enter")
    assert isinstance(kiosk.state, Reviewing)


def test_the_idle_question_is_walked_as_it_stands_from_above():
    kiosk = logged_in()
    kiosk.keys("down")
    wait_for_the_question(kiosk)
    kiosk.keys("down", "enter")
    assert isinstance(kiosk.state, TakeCard)


def wait_for_the_question(kiosk: Kiosk) -> None:
    for _ in range(300):
        if not isinstance(kiosk.state, IdleAsked):
            kiosk.wait(1)
    assert isinstance(kiosk.state, IdleAsked)


def test_the_last_try_is_not_taken_by_a_key_pressed_twice():
    kiosk = Kiosk()
    kiosk.keys("down")
    kiosk.visit.report(CardCame(2))
    kiosk.type_code("835183")
    kiosk.keys("next")
    kiosk.card.replies[-1](PinWrong(1))
    kiosk.keys("enter")
    assert isinstance(kiosk.state, TakeCard)


def test_the_focus_stays_on_the_key_when_a_complaint_appears_or_goes():
    """A note above the keys moves every block below it; the person stands where they stood."""
    kiosk = Kiosk()
    kiosk.keys("down")
    kiosk.visit.report(CardCame(3))
    kiosk.type_code("8351")
    kiosk.keys("next")
    kiosk.card.replies[-1](PinWrong(2))
    kiosk.type_code("5")

    assert kiosk.focused.pin == PIN_KEYS.index("5")


def test_the_focus_stays_on_the_option_that_was_chosen_after_a_complaint():
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(EVERY), Continued()):
        kiosk.walk_to(deed)
    kiosk.keys("next")
    assert kiosk.visit.seat.state.problem is not None
    kiosk.walk_to(Picked("worn"))

    assert kiosk.focused.deed == Picked("worn")
    assert kiosk.focused.chosen


def test_the_focus_stays_on_a_closed_button_until_it_opens():
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(NOW), Continued(), ConsentTicked()):
        kiosk.walk_to(deed)

    assert kiosk.focused.deed == ConsentTicked()
    assert kiosk.focused.chosen


def test_about_a_service_is_reached_and_left_by_keys():
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(NOW)):
        kiosk.walk_to(deed)
    assert isinstance(kiosk.state, About)

    kiosk.keys("back", "back")
    assert isinstance(kiosk.state, Home)
