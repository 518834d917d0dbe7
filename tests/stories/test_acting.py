"""Acting for a child on real parts: the register's word is what the page and the paper say."""

from __future__ import annotations

import pytest

from kiosk.form import questions
from kiosk.session.events import ConsentTicked, Continued, Finished, Picked, SendConfirmed
from kiosk.session.states import Done, Filling, Reviewing
from kiosk.whom import whom_line
from tests.stories.scene import NOW, Scene, is_said

CHILD, STRANGER = "ЪЬ15270199", "ЪЬ18250177"  # invented; the sample register names the first as the citizen's child


def ask_for(scene: Scene, number: str, service: str) -> Done:
    """Ask for *service* in the name of the child with *number*, and wait for the paper."""
    scene.log_in("citizen")
    scene.open_service(service)
    scene.actor.do(Continued())
    scene.actor.wait_for(Filling)
    scene.actor.do(Picked("child"))
    scene.actor.do(Continued())
    scene.actor.type(number)
    scene.actor.do(Continued())
    while isinstance(scene.state, Filling):
        asked = questions(scene.state.draft, scene.glass.visit.house)[scene.state.step]
        scene.actor._answer(asked)
        scene.actor.do(Continued())
    scene.actor.wait_for(Reviewing)
    scene.actor.do(ConsentTicked())
    scene.actor.do(SendConfirmed())
    return scene.settled()


@pytest.mark.parametrize(
    ("number", "standing", "reason"), [(CHILD, "answered", ""), (STRANGER, "rejected", "not_representative")]
)
def test_with_a_link_the_register_confirms_or_returns_it(scene: Scene, number: str, standing: str, reason: str) -> None:
    scene.stage.turn_link(up=True)
    scene.wait_for_link("")

    done = ask_for(scene, number, NOW)

    assert (done.standing, done.reason) == (standing, reason)
    assert is_said(scene.screen.page, whom_line(done.queued.whom, done.standing))
    assert number not in done.queued.whom
    assert (done.reply is not None) is (standing == "answered")
    if done.reply is not None:
        assert any(number in line for line in done.reply.lines)
    scene.actor.do(Finished())


def test_without_a_link_it_is_to_be_confirmed(scene: Scene) -> None:
    done = ask_for(scene, CHILD, NOW)

    assert done.standing == "waiting"
    assert is_said(scene.screen.page, whom_line(done.queued.whom, "waiting"))
    scene.actor.do(Finished())
