"""A code that begins with a digit, read while a PIN is asked for: none of it stays, and no hand loses a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pace import HAND_SECONDS, SURE, Pace
from kiosk.pin import PinDigits
from kiosk.session.events import CardCame, Continued
from kiosk.session.states import AskingPin, Home
from kiosk.wedge import GAP_SECONDS
from tests.kiosk.crew import Kiosk, logged_in

CODES = ("4006381333931\r", "1111111111116\r", "017-04826-93", "98765\t")
"""Numbers as they stand on wares and papers: invented, with many alike in a row."""


class Keyboard:
    """Everything that types into the window: keys and a reader of codes, as the window tells them to the visit."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self._last = ""

    def types(self, text: str, gap: float, *, late: bool = False) -> None:
        """Type *text*; *late*: all of it is handed over at once, by a screen that was busy."""
        at = self.kiosk.clock.seconds
        for letter in text:
            at += gap
            if not late:
                self.kiosk.clock.seconds = at
            repeated = letter == self._last and gap < HAND_SECONDS  # as Qt says of keys that go up and down at once
            self._last = letter
            if self.kiosk.visit.take_letter(letter, at, repeated=repeated) or repeated:
                continue
            if letter.isdigit():
                self.kiosk.visit.press_key(letter)  # type: ignore[arg-type]  # a digit names its key
            elif letter in "\r\t":
                self.kiosk.visit.press_key("enter")

    def rests(self) -> None:
        self.kiosk.clock.seconds += GAP_SECONDS + 0.1
        self.kiosk.visit.tick()
        self._last = ""


def at_the_pad() -> Keyboard:
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    return Keyboard(kiosk)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("gap", [0.001, 0.008, 0.016])
@pytest.mark.parametrize("typed", ["", "83", "8351835"])
def test_nothing_of_a_code_stays_on_the_pad_and_what_a_hand_typed_does(code: str, gap: float, typed: str) -> None:
    keyboard = at_the_pad()
    keyboard.types(typed, 0.15)
    keyboard.rests()
    keyboard.types(code, gap)

    assert keyboard.kiosk.state == AskingPin(3, len(typed))
    assert keyboard.kiosk.card.seen == []
    keyboard.rests()
    keyboard.types("83518351"[len(typed) :], 0.15)
    keyboard.kiosk.touch(Continued())
    assert keyboard.kiosk.card.seen == [b"83518351"]


def test_what_a_hand_typed_while_the_screen_was_busy_is_kept() -> None:
    keyboard = at_the_pad()
    keyboard.types("83518351", 0.08, late=True)

    assert keyboard.kiosk.state == AskingPin(3, 8)


def test_without_the_moments_of_the_keys_nothing_is_taken_from_a_hand() -> None:
    """Control arm: the same code, where nobody tells when its keys went down, is on the pad."""
    keyboard = at_the_pad()
    for digit in "40063813":
        assert not keyboard.kiosk.visit.take_letter(digit)
        keyboard.kiosk.visit.press_key(digit)  # type: ignore[arg-type]  # a digit names its key

    assert keyboard.kiosk.state == AskingPin(3, 8)


def test_where_no_pin_is_asked_the_pace_of_keys_is_nobodys_business() -> None:
    kiosk = logged_in()
    assert isinstance(kiosk.state, Home)
    assert not any(kiosk.visit.take_letter(digit, kiosk.clock.seconds) for digit in "40063813")


@given(st.lists(st.tuples(st.floats(0, 0.5), st.booleans()), max_size=60))
def test_a_hand_is_believed_unless_four_keys_follow_each_other_at_once(keys: list[tuple[float, bool]]) -> None:
    pace, at, gaps = Pace(), 1000.0, [9.9] * SURE
    for gap, repeated in keys:
        at += gap
        pace.take(at, repeated=repeated)
        gaps.append(gap)
        hurried = all(one <= HAND_SECONDS + 1e-6 for one in gaps[-SURE + 1 :])
        assert hurried or not pace.is_no_hand


def test_a_key_that_is_held_is_never_a_readers_however_fast_it_repeats() -> None:
    pace = Pace()
    pace.take(1.0)
    for place in range(200):
        pace.take(1.3 + place * 0.02, repeated=True)
        assert not pace.is_no_hand


def test_what_is_taken_back_ends_at_the_mark_and_never_before_it() -> None:
    pin = PinDigits()
    for place in (0, 1):
        pin.press(place)
    pin.mark()
    pin.press(2)
    pin.take_back()
    assert len(pin) == 2
    pin.wipe()
    pin.take_back()
    assert len(pin) == 0
