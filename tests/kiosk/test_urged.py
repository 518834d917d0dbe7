"""What is wrong, and what to do about it, is heard to its end unless somebody acts: the machine does not cut it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.pages.stops import stops
from kiosk.session.events import (
    AreaOpened,
    CardTroubled,
    Continued,
    NotHandedIn,
    PinWrong,
    ServiceOpened,
)
from kiosk.session.states import AskingPin, Filling, SendTrouble
from kiosk.touch import OnStop
from tests.kiosk.crew import Kiosk, logged_in, press_code, said, sending, with_code
from tests.kiosk.house import EVERY, NO_LINK, a_house, mn, words

LINK_GONE = a_house(ill=NO_LINK)
PAPER_GONE_TOO = a_house(ill={**NO_LINK, "printer": ("faulty", "PRINTER-04")})


def with_voice(kiosk: Kiosk) -> Kiosk:
    """Return *kiosk* speaking, and its voice at the beginning of whatever it says next."""
    kiosk.keys("voice")
    kiosk.voice.said.clear()
    kiosk.voice.holds = True
    return kiosk


def at_a_field() -> Kiosk:
    """Return somebody who left a field empty and is being told what is wrong."""
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(EVERY), Continued()):
        kiosk.touch(deed)
    with_voice(kiosk).touch(Continued())
    assert isinstance(kiosk.state, Filling)
    return kiosk


def with_a_wrong_pin() -> Kiosk:
    kiosk = with_voice(with_code())
    kiosk.card.replies[-1](PinWrong(2))
    assert isinstance(kiosk.state, AskingPin)
    return kiosk


def with_a_bad_card() -> Kiosk:
    kiosk = with_voice(Kiosk())
    kiosk.visit.report(CardTroubled("CARD-02"))
    return kiosk


def not_sent() -> Kiosk:
    kiosk = with_voice(sending())
    kiosk.drawer.handed_in[-1][3](NotHandedIn("STORE-06"))
    assert isinstance(kiosk.state, SendTrouble)
    return kiosk


ERRORS = pytest.mark.parametrize("begun", [at_a_field, with_a_wrong_pin, with_a_bad_card, not_sent])


def lose_the_link(kiosk: Kiosk) -> str:
    """Let the link go, and return what is said of it."""
    kiosk.visit.renew(replace(kiosk.visit.house, readiness=LINK_GONE.readiness))
    return next(words("mn").say(sign.words) for sign in kiosk.visit.screen.header.signs if not sign.well)


@ERRORS
def test_what_the_machine_has_to_say_waits_until_an_error_was_heard(begun: Callable[[], Kiosk]) -> None:
    kiosk = begun()
    error = list(kiosk.voice.said)
    gone = lose_the_link(kiosk)
    assert kiosk.voice.said == error

    kiosk.voice.finish()
    assert gone in kiosk.voice.said


@ERRORS
def test_a_key_does_not_wait_for_an_error(begun: Callable[[], Kiosk]) -> None:
    kiosk = begun()
    silences, kiosk.voice.said[:] = kiosk.voice.silences, []
    kiosk.keys("where")

    assert kiosk.voice.silences == silences + 1
    assert said(kiosk)


@ERRORS
def test_a_finger_does_not_wait_for_an_error(begun: Callable[[], Kiosk]) -> None:
    kiosk = begun()
    stop = next(stop for stop in stops(kiosk.visit.screen) if stop.id != kiosk.visit.screen.focus)
    kiosk.voice.said.clear()
    kiosk.visit.explore(OnStop(stop), kiosk.visit.seat.turn)

    assert words("mn").say(stop.words) in said(kiosk)


def test_a_finger_on_the_pad_does_not_wait_for_the_error_of_the_pin() -> None:
    kiosk = with_a_wrong_pin()
    kiosk.voice.said.clear()
    press_code(kiosk, "8")

    assert mn("pin-count", n=1) in kiosk.voice.said


def test_a_trouble_in_the_header_is_heard_to_its_end_too() -> None:
    kiosk = with_voice(logged_in())
    gone = lose_the_link(kiosk)
    assert kiosk.voice.said == [gone]
    kiosk.visit.renew(replace(kiosk.visit.house, readiness=PAPER_GONE_TOO.readiness))
    assert kiosk.voice.said == [gone]

    kiosk.voice.finish()
    assert len(kiosk.voice.said) == 2


def test_of_an_error_that_was_cut_nothing_comes_back_later() -> None:
    kiosk = at_a_field()
    lose_the_link(kiosk)
    kiosk.keys("where")
    kiosk.voice.said.clear()
    kiosk.voice.finish()

    assert said(kiosk) == ""


def test_what_is_no_error_is_cut_by_what_follows() -> None:
    """Control arm: a page that is read gives way to the news."""
    kiosk = with_voice(Kiosk())
    kiosk.keys("page")
    kiosk.voice.said.clear()
    gone = lose_the_link(kiosk)

    assert kiosk.voice.said == [gone]


@ERRORS
def test_whoever_is_only_there_cuts_nothing_and_may_hold_it(begun: Callable[[], Kiosk]) -> None:
    """The window tells of each touch and key before it is known what it does: one may be the key that pauses."""
    kiosk = begun()
    silences = kiosk.voice.silences
    kiosk.visit.touched()
    kiosk.keys("pause")

    assert kiosk.voice.silences == silences
    assert kiosk.voice.pauses == 1
