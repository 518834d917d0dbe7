"""Who is still there, and what the audit says of it."""

import pytest

from kiosk.session.adjusting import Adjusted
from kiosk.session.covers import IdleAsked
from kiosk.session.events import (
    CardCame,
    CardWent,
    Finished,
    HandedIn,
    HelpWanted,
    PaperSettled,
    ReplyCame,
    SearchOpened,
    Stayed,
    WentBack,
)
from kiosk.session.states import (
    AskingPin,
    Done,
    Home,
    Idle,
    Searching,
    TakeCard,
)
from kiosk.turn import usual
from tests.kiosk.crew import CODE, Kiosk, logged_in, sending
from tests.kiosk.house import (
    DORJ,
    REPLY,
    queued,
)

# --- the clock --------------------------------------------------------------------


@pytest.mark.parametrize(("speech", "factor"), [(False, 1), (True, 2)])
def test_the_question_comes_after_75_seconds_and_the_end_after_120_doubled_by_speech(speech, factor):
    kiosk = logged_in()
    if speech:
        kiosk.touch(Adjusted("voice"))
    kiosk.wait(74 * factor)
    assert isinstance(kiosk.state, Home)

    kiosk.wait(1 * factor)
    assert kiosk.state == IdleAsked(Home(DORJ), 45 * factor, 45 * factor)
    kiosk.wait(44 * factor)
    assert isinstance(kiosk.state, IdleAsked)
    kiosk.wait(1 * factor)
    assert kiosk.state == TakeCard()


def test_a_touch_starts_the_waiting_anew():
    kiosk = logged_in()
    kiosk.wait(74)
    kiosk.touch(SearchOpened())
    kiosk.wait(74)

    assert isinstance(kiosk.state, Searching)


def test_who_stays_has_all_the_time_again():
    kiosk = logged_in()
    kiosk.wait(100)
    kiosk.touch(Stayed())
    kiosk.wait(74)

    assert kiosk.state == Home(DORJ)


def test_the_keys_may_look_around_in_the_question_without_asking_it_twice():
    kiosk = logged_in()
    kiosk.wait(80)
    kiosk.keys("down", "down", "up")
    kiosk.wait(76)

    assert isinstance(kiosk.state, IdleAsked)
    assert kiosk.state.below == Home(DORJ)


@pytest.mark.parametrize("waited", [74, 80, 119])
def test_a_card_put_in_after_a_long_quiet_has_all_the_time(waited):
    """Nobody had touched the machine for a while: that is not the fault of who comes now."""
    kiosk = Kiosk()
    kiosk.wait(waited)
    kiosk.visit.report(CardCame(3))
    kiosk.wait(60)

    assert kiosk.state == AskingPin(3)


def test_nobody_is_thrown_out_unasked_when_the_answer_comes_over_the_question():
    kiosk = sending()
    kiosk.drawer.handed_in[-1][3](HandedIn(queued(waits=True)))
    kiosk.wait(80)
    assert isinstance(kiosk.state, IdleAsked)
    kiosk.drawer.awaited[-1][1](ReplyCame("K017-1", REPLY))
    kiosk.wait(60)

    assert isinstance(kiosk.state, Done)


def test_nobody_is_thrown_out_unasked_after_a_slow_store():
    kiosk = sending()
    kiosk.wait(100)
    kiosk.drawer.handed_in[-1][3](HandedIn(queued()))
    kiosk.wait(60)

    assert isinstance(kiosk.state, Done)


def test_an_empty_machine_puts_itself_back_to_what_is_usual():
    kiosk = Kiosk()
    kiosk.touch(Adjusted("language"))
    kiosk.wait(121)

    assert kiosk.visit.seat.presentation == usual(kiosk.visit.house)
    assert kiosk.state == Idle()


# --- the audit ---------------------------------------------------------------------


def test_the_audit_says_who_did_what_and_nothing_else():
    kiosk = sending()
    kiosk.drawer.handed_in[-1][3](HandedIn(queued()))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    kiosk.touch(Finished())
    kiosk.visit.report(CardWent())
    kinds = [(note.kind, note.actor) for note in kiosk.drawer.notes]

    assert kinds == [
        ("login.accepted", "citizen"),
        ("paper.printed", "kiosk"),
        ("visit.ended", "citizen"),
        ("card.taken", "citizen"),
    ]
    assert not any(secret in repr(kiosk.drawer.notes) for secret in ("Дорж", "УБ90", CODE))


def test_closing_help_on_the_first_page_ends_no_visit():
    kiosk = Kiosk()
    kiosk.touch(HelpWanted())
    kiosk.touch(WentBack())

    assert kiosk.drawer.notes == []


def test_a_card_left_in_the_reader_is_not_said_to_be_taken():
    kiosk = logged_in()
    kiosk.wait(121)
    kiosk.wait(121)

    assert kiosk.state == TakeCard()
    assert "card.taken" not in [note.kind for note in kiosk.drawer.notes]
