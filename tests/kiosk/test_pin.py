"""The PIN at the kiosk: tries known and unknown, the last one asked for, the wait, the reader's own keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.words import phrase
from kiosk.pages.blocks import PIN_KEYS, Countdown, PinPad
from kiosk.pages.stops import page_stops
from kiosk.script import script
from kiosk.session.adjusting import Adjusted
from kiosk.session.covers import IdleAsked
from kiosk.session.effects import CheckPin, Forget
from kiosk.session.events import (
    CardCame,
    CardWent,
    Continued,
    LastTryTaken,
    LoggedIn,
    LogInFailed,
    PinCount,
    PinWrong,
    WentBack,
)
from kiosk.session.pin_answers import (
    LastTryLeft,
    PadClosed,
    PinHeld,
)
from kiosk.session.states import (
    AskingLastTry,
    AskingPin,
    Home,
    TakeCard,
)
from tests.kiosk.crew import CODE, Kiosk, press_code, said
from tests.kiosk.house import DORJ, LANGUAGES, Sitting, a_house, words
from tests.kiosk.sittings import notes
from voices.earcons import tone

# --- how many tries are left -------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_card_does_not_say_the_tries_nothing_is_said_of_them(language):
    sitting = Sitting().hear(CardCame(None))
    sitting.told(PinCount(4)).press(Continued()).told(PinWrong(None))

    lines = [words(language).text(line) for line in script(sitting.page)]
    assert sitting.state == AskingPin(None, wrong=True)
    assert phrase("pin-wrong-uncounted") in notes(sitting)
    assert not any(digit in line for line in lines[:-1] for digit in "0123456789")


# --- the last try ------------------------------------------------------------


def test_with_one_try_left_the_pad_is_not_shown_before_the_person_said_so():
    sitting = Sitting().hear(CardCame(1))

    assert sitting.state == AskingLastTry(AskingPin(1))
    assert not any(isinstance(block, PinPad) for block in sitting.page.blocks)
    assert sitting.offered()[:2] == (LastTryTaken(), WentBack())


def test_the_last_try_is_given_to_the_card_only_after_the_question():
    sitting = Sitting().hear(CardCame(1)).told(PinCount(6), Continued())
    assert sitting.asked(CheckPin) == []

    sitting.press(LastTryTaken()).told(PinCount(6)).press(Continued())
    assert sitting.asked(CheckPin) == [CheckPin(last_try=True)]


def test_a_wrong_code_that_leaves_one_try_leads_to_the_question():
    sitting = Sitting().hear(CardCame(2)).told(PinCount(6)).press(Continued()).told(PinWrong(1))

    assert sitting.state == AskingLastTry(AskingPin(1, wrong=True))
    assert phrase("pin-last-wrong") in notes(sitting)


def test_a_card_that_tells_only_when_it_is_asked_leads_to_the_question_too():
    sitting = Sitting().hear(CardCame(None)).told(PinCount(6)).press(Continued()).told(LastTryLeft())

    assert sitting.state == AskingLastTry(AskingPin(1))
    assert sitting.press(LastTryTaken()).state == AskingPin(1, last_try=True)


def test_whoever_is_not_sure_takes_the_card_out():
    sitting = Sitting().hear(CardCame(1)).press(WentBack())

    assert sitting.state == TakeCard()
    assert Forget() in sitting.effects


def test_the_key_that_goes_on_does_not_use_the_last_try():
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(1))
    kiosk.keys("next", "next")

    assert isinstance(kiosk.state, TakeCard)
    assert kiosk.card.seen == []


def test_the_last_try_is_asked_for_and_taken_with_five_keys_and_heard():
    kiosk = Kiosk()
    kiosk.touch(Adjusted("voice"))
    kiosk.visit.report(CardCame(1))
    for key in ("pin-last-title", "pin-last-if-wrong", "pin-last-warn"):
        assert words("mn").say(phrase(key)) in said(kiosk)
    kiosk.keys("down")
    kiosk.walk_to(LastTryTaken())
    kiosk.type_code(CODE)
    kiosk.walk_to(Continued())

    assert (kiosk.card.seen, kiosk.card.last_tries) == ([CODE.encode()], [True])


def test_the_knowledge_of_one_person_is_not_that_of_the_next():
    sitting = Sitting().hear(CardCame(1)).press(LastTryTaken()).hear(CardWent(), CardCame(1))

    assert sitting.state == AskingLastTry(AskingPin(1))


# --- the back-off ------------------------------------------------------------


def try_wrong(kiosk: Kiosk, times: int = 1) -> None:
    for _ in range(times):
        press_code(kiosk, CODE)
        kiosk.touch(Continued())
        kiosk.card.replies[-1](PinWrong(3))


def waiting(*, speech: bool = False) -> Kiosk:
    """Return a kiosk at which five wrong codes were just given."""
    kiosk = Kiosk()
    if speech:
        kiosk.touch(Adjusted("voice"))
    kiosk.visit.report(CardCame(3))
    try_wrong(kiosk, 5)
    return kiosk


def test_the_fifth_wrong_code_has_everybody_wait_and_the_page_counts_down():
    kiosk = waiting()
    assert kiosk.visit.screen.page.name == "pin-wait"

    seen = []
    for _ in range(15):
        seen += [block.seconds for block in kiosk.visit.screen.page.blocks if isinstance(block, Countdown)]
        kiosk.wait(1)
    assert seen == list(range(15, 0, -1))
    assert kiosk.visit.screen.page.name == "pin"


def test_while_everybody_waits_no_key_of_the_pad_does_anything_and_each_says_why():
    kiosk = waiting()
    tones = len(kiosk.voice.tones)
    kiosk.keys("down", "1", "2", "next")
    press_code(kiosk, CODE)
    leave, stop = page_stops(kiosk.visit.screen.page)

    assert leave.deed == WentBack()
    assert (stop.deed, stop.reason) == (None, phrase("pin-wait-reason"))
    assert set(kiosk.voice.tones[tones:]) == {"edge"}
    assert kiosk.state == AskingPin(3, wrong=True)
    assert len(kiosk.card.seen) == 5


def test_each_wait_that_begins_is_one_line_of_the_audit():
    kiosk = waiting()
    try_after_waits(kiosk, 2)
    kiosk.wait(kiosk.visit.house.pin_wait.seconds)
    notes = [note for note in kiosk.drawer.notes if note.kind == "login.held_back"]

    assert [(note.actor, note.cause) for note in notes] == [("kiosk", "15s"), ("kiosk", "30s"), ("kiosk", "60s")]


def test_another_card_another_visit_and_a_log_in_that_went_well_do_not_shorten_the_wait():
    kiosk = waiting()
    kiosk.visit.report(CardWent())
    kiosk.wait(5)
    kiosk.visit.report(CardCame(3))
    assert kiosk.visit.house.pin_wait.seconds == 10

    kiosk.wait(10)
    press_code(kiosk, CODE)
    kiosk.touch(Continued())
    kiosk.card.replies[-1](LoggedIn(DORJ))
    assert isinstance(kiosk.state, Home)
    kiosk.visit.report(CardWent())
    kiosk.visit.report(CardCame(3))
    try_wrong(kiosk)
    assert kiosk.visit.house.pin_wait.total == 30


@pytest.mark.parametrize("last", [PinWrong(2), LogInFailed("CARD-08")])
def test_a_wrong_code_counts_though_its_card_was_pulled_before_the_answer(last):
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    try_wrong(kiosk, 4)
    press_code(kiosk, CODE)
    kiosk.touch(Continued())
    kiosk.visit.report(CardWent())
    kiosk.card.replies[-1](last)
    kiosk.visit.report(CardCame(3))

    assert kiosk.visit.screen.page.name == "pin-wait"


@pytest.mark.parametrize("fault", ["CARD-07", "CARD-05", "CARD-01"])
def test_what_is_no_wrong_code_does_not_count(fault):
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    for _ in range(8):
        press_code(kiosk, CODE)
        kiosk.touch(Continued())
        kiosk.card.replies[-1](LogInFailed(fault))
        kiosk.visit.report(CardWent())
        kiosk.visit.report(CardCame(3))

    assert not kiosk.visit.house.pin_wait


def test_the_desk_gives_the_card_nothing_while_everybody_waits_and_wipes_what_it_was_given():
    kiosk, answers = waiting(), []
    secret = bytearray(b"83518351")
    kiosk.visit._crew.card.log_in(secret, answers.append)

    assert answers == [PinHeld()]
    assert secret == bytes(8)
    assert len(kiosk.card.seen) == 5


def test_the_wait_is_heard_when_it_begins_and_when_it_ends_and_between_only_when_asked():
    kiosk = waiting(speech=True)
    for key in ("pin-wait-title", "pin-wait-safe"):
        assert words("mn").say(phrase(key)) in said(kiosk)
    assert words("mn").say(phrase("pin-wait-left", n=15)) in said(kiosk)

    kiosk.voice.said.clear()
    kiosk.wait(7)
    assert kiosk.voice.said == []
    kiosk.keys("repeat")
    assert words("mn").say(phrase("pin-wait-left", n=8)) in said(kiosk)

    kiosk.voice.said.clear()
    kiosk.wait(8)
    assert words("mn").say(phrase("pin-title")) in said(kiosk)


def test_nobody_is_asked_whether_they_are_there_while_they_must_wait():
    kiosk = waiting()
    try_after_waits(kiosk, 5)
    assert kiosk.visit.house.pin_wait.seconds == 480
    kiosk.wait(481)
    assert kiosk.visit.screen.page.name == "pin"
    kiosk.wait(20)
    assert isinstance(kiosk.state, AskingPin)
    kiosk.wait(300)
    assert isinstance(kiosk.state, IdleAsked | TakeCard) or not isinstance(kiosk.state, AskingPin)


def try_after_waits(kiosk: Kiosk, times: int) -> None:
    for _ in range(times):
        kiosk.wait(kiosk.visit.house.pin_wait.seconds)
        try_wrong(kiosk)


# --- the reader's own keys ---------------------------------------------------


def on_reader(tries_left: int | None = 3) -> Kiosk:
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(tries_left, way="reader_pad"))
    return kiosk


def test_a_reader_with_keys_of_its_own_shows_no_pad_here_and_is_handed_no_digit():
    kiosk = on_reader()
    assert not any(isinstance(block, PinPad) for block in kiosk.visit.screen.page.blocks)
    press_code(kiosk, CODE)
    kiosk.touch(Continued())

    assert kiosk.card.on_reader == [True]
    assert kiosk.state == AskingPin(3, busy=True, way="reader_pad")


@pytest.mark.parametrize("why", ["time_out", "cancelled", "length"])
def test_a_code_the_reader_did_not_get_is_no_wrong_code(why):
    kiosk = on_reader()
    kiosk.touch(Continued())
    kiosk.card.replies[-1](PadClosed(why))

    assert kiosk.state == AskingPin(3, way="reader_pad", closed=why)
    assert kiosk.drawer.notes == []
    kiosk.touch(Continued())
    assert len(kiosk.card.replies) == 2


def test_the_last_try_is_asked_for_on_a_reader_with_keys_too():
    kiosk = on_reader(1)
    assert isinstance(kiosk.state, AskingLastTry)
    kiosk.touch(LastTryTaken())
    kiosk.touch(Continued())
    kiosk.card.replies[-1](PadClosed("time_out"))
    kiosk.touch(Continued())

    assert kiosk.card.last_tries == [True, True]


# --- what is heard of the keys -----------------------------------------------


def test_every_key_of_the_pad_is_heard_as_the_very_same_sound():
    """EN 301 549, 5.1.3.8: the distance between the spectra of two keys is nought, as their bytes are the same."""
    kiosk, heard = Kiosk(replace(a_house(), headset=False)), []
    kiosk.visit.report(CardCame(3))
    for place in range(len(PIN_KEYS)):
        before = len(kiosk.voice.tones)
        kiosk.visit.press_pin(place, kiosk.visit.seat.turn)
        heard.append(b"".join(tone(kind) for kind in kiosk.voice.tones[before:]))
    kiosk.keys("down")
    for digit in "0123456789":
        before = len(kiosk.voice.tones)
        kiosk.keys(digit)
        heard.append(b"".join(tone(kind) for kind in kiosk.voice.tones[before:]))

    assert len(heard) == 22
    assert set(heard) == {tone("pin")}
