"""Five wrong PINs with three real cards: then nobody's PIN reaches any card for a while. A stage of its own."""

from __future__ import annotations

from config.words import phrase
from kiosk.pages.blocks import Countdown
from kiosk.session.events import Continued
from kiosk.session.states import AskingLastTry, AskingPin, Idle, State
from tests.stories.scene import Scene, is_said

VERIFY = 0x20
WRONG = "000000"


def is_told_wrong(state: State) -> bool:
    pad = state.below if isinstance(state, AskingLastTry) else state
    return isinstance(pad, AskingPin) and pad.wrong and not pad.busy


def put_another_card_in(scene: Scene) -> None:
    scene.stage.slot.remove()
    scene.actor.wait_for(Idle)
    scene.wait_until_well()
    scene.stage.insert("citizen")
    scene.actor.wait_for(AskingPin)


def test_after_five_wrong_pins_the_next_card_waits_too_and_is_given_nothing(scene: Scene) -> None:
    scene.stage.insert("citizen")
    scene.actor.wait_for(AskingPin)
    for attempt in range(5):
        if attempt in (2, 4):
            put_another_card_in(scene)
        scene.actor.enter_pin(WRONG)
        scene.actor.wait_until(lambda: is_told_wrong(scene.state), "the wrong PIN")

    put_another_card_in(scene)
    before = len(scene.stage.slot.commands)
    assert scene.page == "pin-wait"
    assert is_said(scene.screen.page, phrase("pin-wait-safe"))
    (ring,) = [block for block in scene.screen.page.blocks if isinstance(block, Countdown)]
    assert 0 < ring.seconds <= ring.total == 15
    scene.press_pin(scene.stage.pin_of("citizen"))
    scene.glass.visit.choose(Continued(), scene.glass.visit.seat.turn)

    assert scene.state == AskingPin(3, shortest=6)
    assert not scene.offers(Continued())
    given = [command for command in scene.stage.slot.commands[before:] if command[1] == VERIFY]
    assert given == []
    kept = scene.stage.setting.state.pin_failures.read_bytes()
    assert kept.startswith(b'{"count":5,')
