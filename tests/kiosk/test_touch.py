"""A finger that reads: the visit moves its focus, says what it touched, and takes nothing but what it said last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.words import Language, phrase
from kiosk.pages.blocks import Boxes
from kiosk.pages.stops import Stop, stops
from kiosk.session.adjusting import Adjusted
from kiosk.session.covers import LearningKeys
from kiosk.session.events import Browsed, CardCame, Practised, SearchOpened
from kiosk.session.key_practice import KeysPractised
from kiosk.session.states import Home, Idle, Searching
from kiosk.session.typed import Typed
from kiosk.touch import Curtained, OnGround, OnStop, OnText, Paused, Pressed, Stepped, Touch
from tests.kiosk.crew import Kiosk, logged_in, said
from tests.kiosk.house import words


def reading() -> Kiosk:
    """A kiosk that a finger was held on."""
    kiosk = Kiosk()
    kiosk.visit.hold()
    return kiosk


def touch(kiosk: Kiosk, *touches: Touch) -> Kiosk:
    for one in touches:
        kiosk.visit.explore(one, kiosk.visit.seat.turn)
    return kiosk


def of(kiosk: Kiosk, deed: object) -> Stop:
    return next(stop for stop in stops(kiosk.visit.screen) if stop.deed == deed)


def heard(kiosk: Kiosk) -> str:
    text = said(kiosk)
    kiosk.voice.said.clear()
    return text


def test_a_finger_held_on_the_first_page_begins_speech_and_reading() -> None:
    kiosk = reading()
    presentation = kiosk.visit.seat.presentation
    assert presentation.speech
    assert presentation.explore
    assert words("mn").text(phrase("explore-banner")) in heard(kiosk)


def test_a_finger_held_in_a_visit_of_somebody_changes_nothing() -> None:
    kiosk = logged_in()
    before = kiosk.visit.seat
    kiosk.visit.hold()
    assert kiosk.visit.seat == before


def test_the_button_of_the_first_page_begins_what_holding_begins_and_goes() -> None:
    kiosk = Kiosk()
    kiosk.touch(Adjusted("explore"))
    assert kiosk.visit.seat.presentation == reading().visit.seat.presentation
    assert kiosk.visit.screen.page.main is None


def test_the_voice_key_below_begins_speech_for_whoever_sees_and_touch_presses() -> None:
    kiosk = Kiosk()
    kiosk.touch(Adjusted("voice"))
    assert kiosk.visit.seat.presentation.speech
    assert not kiosk.visit.seat.presentation.explore


def test_the_focus_goes_with_the_finger_and_is_said_again_when_it_is_touched_again() -> None:
    kiosk = reading()
    browse, help_ = of(kiosk, Browsed()), next(s for s in stops(kiosk.visit.screen) if s.id == "footer.help")
    touch(kiosk, OnStop(help_))
    heard(kiosk)
    touch(kiosk, OnStop(browse))
    first = heard(kiosk)
    assert kiosk.visit.screen.focus == browse.id
    assert words("mn").say(browse.words) in first
    touch(kiosk, OnStop(browse))
    assert heard(kiosk) == first
    assert isinstance(kiosk.state, Idle)


def test_words_are_said_and_the_focus_stays() -> None:
    kiosk = reading()
    before = kiosk.visit.screen.focus
    heard(kiosk)
    touch(kiosk, OnText((phrase("attract-below"),)))
    assert heard(kiosk) == words("mn").say(phrase("attract-below"))
    assert kiosk.visit.screen.focus == before


def test_empty_ground_sounds_as_the_edge_does() -> None:
    kiosk = touch(reading(), OnGround())
    assert kiosk.voice.tones == ["edge"]


def test_two_taps_take_the_deed_of_what_was_said() -> None:
    kiosk = reading()
    browse = of(kiosk, Browsed())
    touch(kiosk, OnStop(browse), Pressed(browse))
    assert isinstance(kiosk.state, Home)


def test_two_taps_on_what_is_no_more_as_it_was_said_take_nothing() -> None:
    kiosk = reading()
    browse = of(kiosk, Browsed())
    before = kiosk.state
    touch(kiosk, OnStop(browse), Pressed(replace(browse, deed=Typed("x"))), Pressed(None))
    assert kiosk.state == before
    assert kiosk.voice.tones == ["error", "error"]


def test_what_is_closed_is_not_pressed() -> None:
    kiosk = reading()
    back = next(stop for stop in stops(kiosk.visit.screen) if stop.id == "footer.back")
    assert back.deed is None
    touch(kiosk, OnStop(back), Pressed(back))
    assert kiosk.voice.tones == ["error"]


@pytest.mark.parametrize("after", [CardCame(3), Adjusted("letters")])
def test_a_touch_of_a_page_that_is_gone_does_nothing(after: CardCame | Adjusted) -> None:
    kiosk = reading()
    browse, old = of(kiosk, Browsed()), kiosk.visit.seat.turn
    touch(kiosk, OnStop(browse))
    kiosk.visit.report(after) if isinstance(after, CardCame) else kiosk.touch(after)
    before = kiosk.visit.seat
    for late in (Pressed(browse), OnStop(browse), Stepped("down"), Curtained(), OnText((phrase("attract-below"),))):
        kiosk.visit.explore(late, old)
    assert kiosk.visit.seat == before


def test_a_flick_walks_as_the_keys_do() -> None:
    kiosk = reading()
    order = [stop.id for stop in stops(kiosk.visit.screen)]
    assert kiosk.visit.screen.focus == order[0]
    touch(kiosk, Stepped("down"))
    assert kiosk.visit.screen.focus == order[1]
    touch(kiosk, Stepped("up"), Stepped("up"))
    assert kiosk.visit.screen.focus == order[0]
    assert kiosk.voice.tones == ["edge"]


def test_two_fingers_hold_the_voice() -> None:
    assert touch(reading(), Paused()).voice.pauses == 1


@pytest.mark.parametrize("language", ["mn", "en"])
def test_the_curtain_says_how_it_is_lifted_and_is_gone_with_the_visit(language: Language) -> None:
    kiosk = reading()
    if language == "en":
        kiosk.touch(Adjusted("language"))
    heard(kiosk)
    touch(kiosk, Curtained())
    assert kiosk.visit.seat.presentation.curtain
    assert heard(kiosk) == words(language).say(phrase("say-curtain-down"))
    touch(kiosk, Curtained())
    assert heard(kiosk) == words(language).say(phrase("say-curtain-up"))
    touch(kiosk, Curtained())
    kiosk.wait(1000)
    kiosk.wait(1000)
    assert not kiosk.visit.seat.presentation.curtain


def test_the_same_letter_is_typed_again_by_two_more_taps() -> None:
    """Keys leave the group of letters once they took one; a finger is on the letter still, and many vowels are long."""
    kiosk = logged_in()
    kiosk.touch(SearchOpened())
    kiosk.visit.choose(Adjusted("explore"), kiosk.visit.seat.turn)
    letter = of(kiosk, Typed("а"))
    touch(kiosk, OnStop(letter), Pressed(letter))
    assert kiosk.focused == of(kiosk, Typed("а"))
    touch(kiosk, Pressed(of(kiosk, Typed("а"))))
    assert isinstance(kiosk.state, Searching)
    assert "аа" in text_in_fields(kiosk)


def text_in_fields(kiosk: Kiosk) -> str:
    boxes = (block for block in kiosk.visit.screen.page.blocks if isinstance(block, Boxes))
    return " ".join(box.text.text for block in boxes for box in block.boxes)


def test_where_keys_are_only_practised_two_taps_still_press() -> None:
    kiosk = reading()
    kiosk.visit.choose(KeysPractised(), kiosk.visit.seat.turn)
    assert isinstance(kiosk.state, LearningKeys)
    end = next(stop for stop in stops(kiosk.visit.screen) if stop.id == "main")
    touch(kiosk, OnStop(end), Pressed(end))
    assert isinstance(kiosk.state, Idle)


def test_the_tactile_voice_key_begins_reading_by_touch_too() -> None:
    kiosk = Kiosk()
    kiosk.keys("voice")
    assert kiosk.visit.seat.presentation.explore


def test_whoever_listens_already_hears_how_touches_read_from_now_on() -> None:
    kiosk = Kiosk()
    kiosk.touch(Adjusted("voice"))
    heard(kiosk)
    touch(kiosk, Curtained())
    down, reads = (words("mn").say(phrase(key)) for key in ("say-curtain-down", "explore-banner"))
    assert heard(kiosk) == f"{down} {reads}"


def test_how_touches_read_is_said_where_the_band_says_something_else() -> None:
    kiosk = Kiosk()
    kiosk.touch(Practised())
    kiosk.keys("voice")
    line = heard(kiosk)
    assert words("mn").say(phrase("explore-banner")) in line
    assert words("mn").say(phrase("practise-banner")) in line
