"""Cards that cannot be used, and cards that go at the worst moment: always a page, words, and nothing lost."""

from __future__ import annotations

import pytest

from devices.simulators.card.demo_pki import CardName
from devices.simulators.card.iso7816_applet import Iso7816Applet
from devices.simulators.card.mishap import GARBAGE_ATR, Mishap
from kiosk.faults import FAULTS
from kiosk.pages.blocks import PIN_KEYS
from kiosk.session.events import Continued, RequestsOpened
from kiosk.session.states import AskingPin, CardTrouble, Done, Filling, Home, Idle, MyRequests, Sending
from tests.devices.card.reader import READERS, wait_until_empty
from tests.stories.scene import LANGUAGES, Scene, is_said

WITH_A_FORM = "ubeg.idcard_order"
PIN_LENGTH = 6
MASHED = 100
HANGS_AT = 9
"""The second command of the log-in: seven are sent when the card is looked at."""


def assert_refused(scene: Scene, code: str, page: str = "card-trouble") -> None:
    scene.actor.wait_for(CardTrouble)
    assert scene.refused() == code
    assert scene.page == page
    assert is_said(scene.screen.page, FAULTS[code].citizen)
    scene.stage.slot.remove()
    scene.actor.wait_for(Idle)


@pytest.mark.parametrize(
    ("card", "code", "page"),
    [
        ("expired", "CARD-04", "card-trouble"),
        ("revoked", "CARD-05", "card-trouble"),
        ("untrusted", "CARD-06", "card-trouble"),
        ("blocked", "CARD-08", "card-blocked"),
    ],
)
def test_a_card_that_must_not_be_believed_is_told_why(scene: Scene, card: CardName, code: str, page: str) -> None:
    scene.stage.insert(card)

    assert_refused(scene, code, page)


def test_a_card_of_another_kind_is_no_id_card(scene: Scene) -> None:
    scene.stage.slot.insert(Iso7816Applet())

    assert_refused(scene, "CARD-01")


def test_a_card_that_says_nothing_is_asked_to_be_turned(scene: Scene) -> None:
    scene.stage.slot.insert(scene.stage.setting.pki.applet("citizen"), Mishap(atr=GARBAGE_ATR))

    assert_refused(scene, "CARD-02")


def test_a_card_that_hangs_is_to_be_taken_out_and_the_next_one_is_served(scene: Scene) -> None:
    scene.stage.slot.insert(scene.stage.setting.pki.applet("citizen"), Mishap(HANGS_AT, "silent"))
    scene.actor.wait_for(AskingPin)
    scene.actor.enter_pin(scene.stage.pin_of("citizen"))

    assert_refused(scene, "CARD-07")  # once the deadline is over; a card has no time-out of its own
    wait_until_empty(READERS[0])

    scene.log_in("second")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blind_person_hears_what_is_wrong_with_the_card(scene: Scene, language: str) -> None:
    visit = scene.glass.visit
    visit.press_key("voice")
    if language == "en":
        scene.glass.press("footer.language")

    scene.stage.insert("revoked")
    scene.actor.wait_for(CardTrouble)

    heard = " ".join(utterance.text for utterance in scene.voice.transcript)
    assert scene.words(language).say(FAULTS["CARD-05"].citizen) in heard


def test_a_card_pulled_while_the_pin_is_asked_leaves_no_digit(scene: Scene) -> None:
    scene.stage.insert("citizen")
    scene.actor.wait_for(AskingPin)
    scene.press_pin("123")
    assert scene.state == AskingPin(3, filled=3, shortest=6)

    scene.stage.slot.remove()

    scene.actor.wait_for(Idle)
    scene.stage.insert("citizen")
    scene.actor.wait_for(AskingPin)
    assert scene.state == AskingPin(3, filled=0, shortest=6)


def test_a_card_pulled_while_the_pin_is_checked_ends_the_visit(scene: Scene) -> None:
    scene.stage.insert("citizen")
    scene.actor.wait_for(AskingPin)
    before_the_pin = len(scene.stage.slot.commands)
    scene.stage.slot.remove()
    scene.actor.wait_for(Idle)
    applet = scene.stage.setting.pki.applet("citizen")

    scene.stage.slot.insert(applet, Mishap(before_the_pin + 2))
    scene.actor.wait_for(AskingPin)
    scene.actor.enter_pin(scene.stage.pin_of("citizen"))

    scene.actor.wait_for(Idle)
    assert applet.tries_left == 3


def test_a_card_pulled_while_a_form_is_filled_forgets_the_form(scene: Scene) -> None:
    before = scene.numbers()
    scene.log_in()
    scene.open_service(WITH_A_FORM)
    scene.actor.do(Continued())
    scene.actor.wait_for(Filling)

    scene.stage.slot.remove()

    scene.actor.wait_for(Idle)
    assert scene.numbers() == before
    assert scene.glass.shown == ["attract"]


def test_a_card_pulled_while_sending_loses_no_request(scene: Scene) -> None:
    before = scene.numbers()
    scene.log_in()
    scene.review()
    scene.send()
    assert isinstance(scene.state, Sending)

    scene.stage.slot.remove()
    scene.actor.wait_for(Idle)

    scene.actor.wait_until(lambda: len(scene.numbers()) == len(before) + 1, "the request")
    assert isinstance(scene.state, Idle)
    (mine,) = set(scene.numbers()) - set(before)
    scene.log_in()
    scene.actor.do(RequestsOpened())
    scene.actor.wait_until(lambda: isinstance(scene.state, MyRequests) and bool(scene.state.requests), "my requests")
    assert mine in {listed.number for listed in scene.listed()}


def test_a_card_pulled_while_printing_still_gets_its_paper_and_the_next_sees_nothing(scene: Scene) -> None:
    sheets = len(scene.stage.printer.sheets)
    scene.log_in()
    scene.review()
    scene.send()
    scene.actor.wait_for(Done)
    number = scene.number()

    scene.stage.slot.remove()
    scene.actor.wait_for(Idle)

    scene.stage.printer.wait_for_sheets(sheets + 1)
    scene.actor.wait_until(lambda: scene.papers(number) == [(0, "printed")], "the journal")
    scene.log_in("second")
    assert scene.state == Home(scene.state.citizen, ())  # type: ignore[union-attr]  # logged in just now
    assert scene.glass.shown[-1] == "home"


def test_a_hundred_presses_on_the_pin_pad_use_one_try_at_most(scene: Scene) -> None:
    applet = scene.stage.setting.pki.applet("citizen")
    scene.stage.slot.insert(applet)
    scene.actor.wait_for(AskingPin)
    for press in range(MASHED):
        scene.press_pin(PIN_KEYS[press % 9])

    turn = scene.glass.visit.seat.turn
    for _ in range(2):
        scene.glass.visit.choose(Continued(), turn)
    scene.press_pin("1234")

    scene.actor.wait_until(lambda: isinstance(scene.state, AskingPin) and scene.state.wrong, "the wrong PIN")
    assert applet.tries_left == 2
    assert scene.state == AskingPin(2, wrong=True, shortest=6)
    scene.actor.enter_pin(scene.stage.pin_of("citizen"))
    scene.actor.wait_for(Home)
    assert applet.tries_left == 3
