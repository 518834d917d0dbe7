"""The Listening menu and the keys of who listens: what they say, where they go, and that nothing is lost by them."""

import pytest

from config.keypads import KeyName
from config.words import phrase
from kiosk.listener import parts_of
from kiosk.pages.stops import stops
from kiosk.session.adjusting import Adjusted
from kiosk.session.covers import Helping, IdleAsked, Listening
from kiosk.session.events import AreaOpened, CardWent, HandedIn, HelpWanted, SearchOpened, Stayed
from kiosk.session.hearing import HearWanted, ListeningWanted
from kiosk.session.states import Home, Idle, Searching, TakeCard
from kiosk.session.typed import Typed
from tests.kiosk.crew import Kiosk, logged_in, said, sending
from tests.kiosk.house import DORJ, mn, queued, words

TITLE = words("mn").say(phrase("listening-title"))


def listening() -> Kiosk:
    """Return the kiosk of somebody who is logged in, on the home page, with the voice on."""
    kiosk = logged_in()
    kiosk.keys("down")
    return kiosk


def news(kiosk: Kiosk, *keys: KeyName) -> str:
    kiosk.voice.said.clear()
    kiosk.keys(*keys)
    return said(kiosk)


def test_the_voice_key_begins_to_speak_then_opens_the_menu_then_closes_it():
    kiosk = logged_in()
    kiosk.keys("voice")
    assert kiosk.visit.seat.presentation.speech
    assert TITLE in news(kiosk, "voice")
    assert kiosk.state == Listening(Home(DORJ))
    kiosk.keys("voice")
    assert kiosk.state == Home(DORJ)


def test_the_page_under_the_menu_keeps_what_was_typed_and_where_one_stood():
    kiosk = listening()
    kiosk.walk_to(SearchOpened())
    kiosk.walk_to(Typed("ф"))
    stood = kiosk.focused
    kiosk.keys("voice", "back")

    assert isinstance(kiosk.state, Searching)
    assert kiosk.state.entry.text == "ф"
    assert kiosk.focused == stood


def test_a_card_that_goes_ends_the_visit_under_the_menu():
    kiosk = listening()
    kiosk.keys("voice")
    kiosk.visit.report(CardWent())

    assert kiosk.state == Idle()
    assert kiosk.voice.said == []


def test_the_menu_opens_over_help_and_the_idle_question_over_the_menu():
    kiosk = listening()
    kiosk.walk_to(HelpWanted())
    kiosk.keys("voice")
    assert kiosk.state == Listening(Helping(Home(DORJ)))
    kiosk.wait(200)
    assert isinstance(kiosk.state, IdleAsked)
    kiosk.touch(Stayed())
    assert kiosk.state == Listening(Helping(Home(DORJ)))


def test_five_keys_turn_the_voice_off_and_the_menu_with_it():
    kiosk = listening()
    kiosk.walk_to(ListeningWanted())
    kiosk.walk_to(Adjusted("voice"))

    assert kiosk.state == Home(DORJ)
    assert not kiosk.visit.seat.presentation.speech


@pytest.mark.parametrize("what", ["page", "where"])
def test_what_is_chosen_in_the_menu_is_said_of_the_page_below_alone(what):
    kiosk = listening()
    kiosk.walk_to(ListeningWanted())
    kiosk.voice.said.clear()
    kiosk.walk_to(HearWanted(what))
    chosen = list(kiosk.voice.said)
    news(kiosk, what)

    assert kiosk.state == Home(DORJ)
    assert chosen[-len(kiosk.voice.said) :] == kiosk.voice.said


def test_the_last_thing_said_before_the_menu_is_what_it_repeats_and_spells():
    kiosk = listening()
    kiosk.keys("down")
    heard = list(kiosk.voice.said)
    kiosk.voice.said.clear()
    kiosk.keys("voice")
    for what in ("repeat", "spell"):
        assert HearWanted(what) in [stop.deed for stop in stops(kiosk.visit.screen)]
    kiosk.walk_to(HearWanted("repeat"))
    assert kiosk.voice.said[-2:] == heard[-2:]


def test_a_row_is_spelt_by_its_letters():
    kiosk = listening()
    kiosk.keys("down")
    row = kiosk.focused

    assert news(kiosk, "spell") == words("mn").say(row.words)


def test_the_parts_of_a_page_are_walked_by_their_headings():
    kiosk = listening()
    kiosk.keys("first")
    parts = parts_of(kiosk.visit.screen)
    told = [news(kiosk, "heading_next") for _ in parts]

    assert mn("home-for-you") in " ".join(told)
    assert mn("say-part-below") in " ".join(told)
    assert kiosk.voice.tones[-1] == "edge"
    assert mn("home-by-area") in news(kiosk, "heading_back")
    assert kiosk.focused.deed == AreaOpened("home")


def test_first_and_last_go_to_both_ends():
    kiosk = listening()
    kiosk.keys("last")
    assert kiosk.focused.deed == AreaOpened("home")
    kiosk.keys("last")
    assert kiosk.focused == stops(kiosk.visit.screen)[-1]
    kiosk.keys("first")
    assert kiosk.focused == stops(kiosk.visit.screen)[0]


def test_help_first_says_where_one_is_and_moves_nothing():
    kiosk = listening()
    stood = kiosk.focused
    told = news(kiosk, "help")

    assert kiosk.state == Home(DORJ)
    assert kiosk.focused == stood
    for words_ in (words("mn").say(stood.words), mn("say-arrows-move"), mn("header-link-up")):
        assert words_ in told
    kiosk.keys("help")
    assert kiosk.state == Helping(Home(DORJ))


def test_help_that_was_not_pressed_twice_at_once_only_says_where():
    kiosk = listening()
    kiosk.keys("help", "down", "help")

    assert kiosk.state == Home(DORJ)


def test_a_listening_key_on_a_quiet_machine_begins_to_speak():
    kiosk = Kiosk()
    kiosk.keys("where")

    assert kiosk.visit.seat.presentation.speech
    assert mn("attract-welcome") in said(kiosk)


def test_who_stands_on_a_group_of_keys_is_told_so_by_where_am_i():
    kiosk = listening()
    kiosk.walk_to(SearchOpened())
    kiosk.keys("down", "down")
    group = kiosk.focused
    assert group is not None
    assert group.role == "group"

    assert words("mn").say(group.words) in news(kiosk, "where")


def test_the_menu_is_not_offered_where_a_visit_is_over():
    kiosk = listening()
    kiosk.wait(400)
    assert isinstance(kiosk.state, TakeCard)

    assert ListeningWanted() not in [stop.deed for stop in stops(kiosk.visit.screen)]


# --- what is finished, and when time runs -----------------------------------------------


def test_time_runs_from_the_end_of_speech():
    kiosk = listening()
    kiosk.voice.holds = True
    kiosk.keys("page")
    kiosk.wait(150)
    assert kiosk.state == Home(DORJ)
    kiosk.voice.finish()
    kiosk.wait(149)
    assert kiosk.state == Home(DORJ)
    kiosk.wait(1)
    assert isinstance(kiosk.state, IdleAsked)


def test_the_seconds_of_the_question_wait_for_its_words():
    kiosk = listening()
    kiosk.voice.holds = True
    kiosk.wait(150)
    assert isinstance(kiosk.state, IdleAsked)
    kiosk.wait(20)
    assert kiosk.state.seconds == 90
    kiosk.voice.finish()
    kiosk.wait(10)
    assert kiosk.state.seconds == 80


def test_a_voice_that_never_ends_and_one_that_is_paused_do_not_keep_the_machine():
    for keys in ((), ("pause",)):
        kiosk = listening()
        kiosk.voice.holds = True
        kiosk.keys("page", *keys)
        kiosk.wait(180 + 150 + 180 + 90 + 10)
        assert isinstance(kiosk.state, TakeCard)


def test_the_number_is_heard_to_its_end_whatever_is_pressed_and_what_was_asked_for_comes_after():
    kiosk = sending()
    kiosk.keys("down")
    kiosk.voice.holds = True
    kiosk.drawer.handed_in[-1][3](HandedIn(queued("K017-7Q2F")))
    assert "K017-7Q2F" in kiosk.voice.said
    silences = kiosk.voice.silences
    told = news(kiosk, "down")
    assert (told, kiosk.voice.silences) == ("", silences)
    kiosk.voice.finish()
    assert said(kiosk).startswith(words("mn").say(kiosk.focused.words))


def test_what_is_not_final_is_cut_by_any_key():
    kiosk = listening()
    kiosk.voice.holds = True
    kiosk.keys("page")
    silences = kiosk.voice.silences
    kiosk.keys("down")
    assert kiosk.voice.silences == silences + 1


def test_nothing_of_what_waited_is_said_to_the_next_person():
    kiosk = sending()
    kiosk.keys("down")
    kiosk.voice.holds = True
    kiosk.drawer.handed_in[-1][3](HandedIn(queued("K017-7Q2F")))
    late = kiosk.voice.finish_later()
    kiosk.visit.report(CardWent())
    late()
    assert kiosk.voice.said == []
    assert "K017" not in repr(vars(kiosk.visit._crew.speaker._mouth))


@pytest.mark.parametrize("key", ["page", "where", "repeat"])
def test_what_was_finished_once_is_cut_when_it_is_repeated(key: KeyName):
    kiosk = sending()
    kiosk.keys("down")
    kiosk.drawer.handed_in[-1][3](HandedIn(queued("K017-7Q2F")))
    kiosk.voice.holds = True
    assert news(kiosk, key)
    silences = kiosk.voice.silences
    kiosk.keys("down")
    assert kiosk.voice.silences == silences + 1
