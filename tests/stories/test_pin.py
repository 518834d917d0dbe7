"""The PIN with real parts: the last try is asked for, and a PIN that was changed is the one that opens the card."""

from __future__ import annotations

import pytest

from config.words import phrase
from kiosk.pages.blocks import PinPad
from kiosk.session.events import Continued, Finished, LastTryTaken, WentBack, WentHome
from kiosk.session.states import (
    About,
    AskingLastTry,
    AskingPin,
    CardTrouble,
    ChangingPin,
    Home,
    Idle,
    PinChangeEnded,
    TakeCard,
)
from tests.stories.scene import Scene, is_said
from tests.stories.test_evidence import opened

CHANGE = "card.pin_change"
NEW = "274091"
VERIFY, CHANGE_PIN = 0x20, 0x24


def pins_given(scene: Scene) -> int:
    """Return how many commands with a PIN in them the card of now was given."""
    return sum(command[1] in (VERIFY, CHANGE_PIN) and len(command) > 5 for command in scene.stage.slot.commands)


def put_in_with(scene: Scene, tries: int) -> None:
    applet = scene.stage.setting.pki.applet("citizen")
    applet.tries_left = tries
    scene.stage.slot.insert(applet)


def test_the_last_try_is_asked_for_said_and_only_then_given_to_the_card(scene: Scene) -> None:
    put_in_with(scene, 1)
    scene.actor.wait_for(AskingLastTry)

    for key in ("pin-last-title", "pin-last-if-wrong", "pin-last-warn"):
        assert is_said(scene.screen.page, phrase(key))
    assert not any(isinstance(block, PinPad) for block in scene.screen.page.blocks)
    assert pins_given(scene) == 0
    scene.actor.do(LastTryTaken())
    scene.actor.enter_pin(scene.stage.pin_of("citizen"))
    scene.actor.wait_for(Home)
    assert pins_given(scene) == 1


def test_whoever_is_not_sure_keeps_the_last_try(scene: Scene) -> None:
    put_in_with(scene, 1)
    scene.actor.wait_for(AskingLastTry)
    scene.actor.do(WentBack())
    scene.actor.wait_for(TakeCard)

    assert pins_given(scene) == 0


def test_a_wrong_last_try_blocks_the_card_and_says_where_to_go(scene: Scene) -> None:
    put_in_with(scene, 1)
    scene.actor.wait_for(AskingLastTry)
    scene.actor.do(LastTryTaken())
    scene.actor.enter_pin("000000")

    scene.actor.wait_for(CardTrouble)
    assert (scene.refused(), scene.page) == ("CARD-08", "card-blocked")


def open_the_change(scene: Scene) -> None:
    scene.open_service(CHANGE)
    scene.actor.do(Continued())
    scene.actor.wait_for(ChangingPin)


def test_a_pin_that_was_changed_opens_the_card_the_next_time_and_nothing_was_sent(scene: Scene) -> None:
    applet, old = scene.stage.setting.pki.applet("citizen"), scene.stage.pin_of("citizen")
    before = scene.numbers()
    scene.stage.slot.insert(applet)
    scene.actor.wait_for(AskingPin)
    scene.actor.enter_pin(old)
    scene.actor.wait_for(Home)
    open_the_change(scene)
    for code in (old, NEW, NEW):
        scene.actor.enter_pin(code)
    scene.actor.wait_for(PinChangeEnded)

    assert scene.page == "pin-changed"
    assert scene.numbers() == before
    scene.actor.do(Finished())
    scene.stage.slot.remove()
    scene.actor.wait_for(Idle)

    scene.stage.slot.insert(applet)
    scene.actor.wait_for(AskingPin)
    scene.actor.enter_pin(NEW)
    scene.actor.wait_for(Home)
    assert applet.tries_left == 3


def test_a_request_after_the_change_is_signed_by_the_card_as_before(scene: Scene) -> None:
    old = scene.stage.pin_of("citizen")
    scene.stage.turn_link(up=True)
    scene.wait_for_link("")
    scene.log_in()
    open_the_change(scene)
    for code in (old, NEW, NEW):
        scene.actor.enter_pin(code)
    scene.actor.wait_for(PinChangeEnded)
    scene.actor.do(WentHome())
    scene.actor.wait_for(Home)

    done = scene.hand_in("ubeg.esign")
    assert done.standing == "accepted"
    assert opened(scene, done.queued.number).card_signature is not None


def test_a_wrong_old_pin_changes_nothing_and_says_the_tries_left(scene: Scene) -> None:
    applet = scene.stage.setting.pki.applet("citizen")
    scene.stage.slot.insert(applet)
    scene.actor.wait_for(AskingPin)
    scene.actor.enter_pin(scene.stage.pin_of("citizen"))
    scene.actor.wait_for(Home)
    open_the_change(scene)
    for code in ("000000", NEW, NEW):
        scene.actor.enter_pin(code)
    scene.actor.wait_until(lambda: isinstance(scene.state, ChangingPin) and not scene.state.busy, "the wrong PIN")

    assert isinstance(scene.state, ChangingPin)
    assert (scene.state.problem, scene.state.tries_left) == ("wrong", 2)
    assert is_said(scene.screen.page, phrase("pin-wrong", n=2))
    scene.actor.do(WentBack())
    scene.actor.wait_for(About)


@pytest.mark.parametrize("pulled_at", [1, 2])
def test_a_card_pulled_out_between_the_pads_ends_the_visit_and_keeps_its_pin(scene: Scene, pulled_at: int) -> None:
    old = scene.stage.pin_of("citizen")
    scene.log_in()
    open_the_change(scene)
    for code in (old, NEW)[:pulled_at]:
        scene.actor.enter_pin(code)
    scene.stage.slot.remove()
    scene.actor.wait_for(Idle)

    visit = scene.glass.visit
    assert len(visit._secrets.pin) + len(visit._secrets.change) == 0
    scene.log_in()
