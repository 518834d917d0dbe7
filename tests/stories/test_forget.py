"""After the card is out nothing of the person is left: not in objects, files, logs, nor what was spoken.

What is planted is invented. The control arms look in the middle of the visit
with the same eyes, and find everything.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

from kiosk.demo.stage import Stage
from kiosk.fields import Question
from kiosk.form import questions
from kiosk.session.events import ConsentTicked, Continued, Finished, SendConfirmed, WentHome
from kiosk.session.states import Done, Filling, Home, Reviewing, TakeCard
from kiosk.session.typed import Typed
from tests.campaigns.traces import traces
from tests.stories.scene import NOW, Scene

OPINION = "gov1111.feedback"
ABOUT = ("зүймхүг", "бөвтэж", "хөлцгүр")
TEXT = (
    "шувтгал",
    "жөгнүүр",
    "ёмборгон",
    "цэвдэгнүү",
    "тахлагас",
    "эвхмэнцэр",
    "яргуйцай",
    "оймсгор",
    "нүдэвчир",
    "сэрвэгдэй",
    "бүдүүлгэн",
    "ховдлог",
)
TYPED = {"phone": "95871346", "regnum": "ХЭ15321877"}  # invented: there is no month 32
PLANTED = (*ABOUT, *TEXT, *TYPED.values())


def answer(scene: Scene, asked: Question) -> None:
    match asked.name:
        case "about":
            scene.actor.type(" ".join(ABOUT))
        case "text":
            scene.actor.type(" ".join(TEXT))
        case _ if asked.kind in TYPED:
            scene.actor.type(TYPED[asked.kind])
        case _:
            scene.actor._answer(asked)


def fill(scene: Scene, service: str) -> None:
    """Go to the review of *service*, with what is planted in its answers."""
    scene.open_service(service)
    scene.actor.do(Continued())
    while isinstance(scene.state, Filling):
        answer(scene, questions(scene.state.draft, scene.glass.visit.house)[scene.state.step])
        scene.actor.do(Continued())
        assert getattr(scene.state, "problem", None) is None
    scene.actor.wait_for(Reviewing)


def person(scene: Scene) -> tuple[str, ...]:
    card = scene.stage.setting.pki.card("citizen")
    return (card.given_name, card.regnum)


def full_visit(scene: Scene) -> None:
    """Log in with the voice on, write an opinion, ask for a child's paper, and get a reference with one's own name."""
    scene.glass.visit.press_key("voice")
    scene.log_in()
    fill(scene, OPINION)
    scene.actor.do(ConsentTicked())
    scene.actor.do(SendConfirmed())
    assert scene.settled().paper == "printed"
    scene.actor.do(WentHome())
    scene.actor.wait_for(Home)
    fill(scene, "ubeg.birth")
    scene.actor.do(ConsentTicked())
    scene.actor.do(SendConfirmed())
    scene.settled()
    scene.actor.do(WentHome())
    scene.actor.wait_for(Home)
    done = scene.hand_in(NOW)
    assert done.reply is not None


def leave(scene: Scene) -> None:
    scene.actor.do(Finished())
    scene.actor.wait_for(TakeCard)
    scene.stage.slot.remove()
    scene.wait_until_well()


def found_in_files(folder: Path, planted: tuple[str, ...]) -> list[str]:
    """Return the files under *folder* that hold any of *planted*, in the encodings a text is written in."""
    needles = [text.encode(form) for text in planted for form in ("utf-8", "utf-16-le", "unicode_escape")]
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]


@pytest.fixture
def linked(scene: Scene) -> Scene:
    scene.stage.turn_link(up=True)
    scene.wait_for_link("")
    return scene


def test_nothing_of_a_whole_visit_is_left(linked: Scene, stage: Stage) -> None:
    scene = linked
    secrets = (*PLANTED, *person(scene), stage.pin_of("citizen"))
    assert len(secrets) == 20
    assert traces(scene.kiosk, secrets) == ()

    with structlog.testing.capture_logs() as logs:
        full_visit(scene)
        assert isinstance(scene.state, Done)
        assert traces(scene.kiosk, person(scene))
        assert any(person(scene)[0] in utterance.text for utterance in scene.voice.transcript)
        leave(scene)

    assert traces(scene.kiosk, secrets) == ()
    assert traces(scene.glass, secrets) == ()
    assert scene.voice.transcript == []
    assert len(scene.numbers()) >= 3
    assert [log for log in logs if any(secret in repr(log) for secret in secrets)] == []
    assert found_in_files(stage.setting.state.root, secrets) == []
    for name in ("sync.log", "gateway.log"):
        assert not any(secret in (stage.setting.root / name).read_text("utf-8") for secret in secrets)


def test_in_the_middle_of_a_visit_the_same_eyes_find_everything(scene: Scene, tmp_path: Path) -> None:
    scene.glass.visit.press_key("voice")
    scene.log_in()
    fill(scene, OPINION)
    typed = (*ABOUT, *TEXT, TYPED["phone"])

    heard = " ".join(utterance.text for utterance in scene.voice.transcript)

    assert [word for word in typed if not traces(scene.kiosk, (word,))] == []
    assert [word for word in (*ABOUT, *TEXT) if word not in heard] == []
    (tmp_path / "left.db").write_bytes(b"\0" * 100 + ABOUT[0].encode())
    assert found_in_files(tmp_path, PLANTED) == ["left.db"]


def test_an_answer_typed_and_never_sent_is_forgotten_too(scene: Scene) -> None:
    scene.log_in()
    scene.open_service(OPINION)
    scene.actor.do(Continued())
    scene.actor._pick_first()
    scene.actor.do(Continued())
    scene.actor.type(" ".join(ABOUT))
    assert scene.offers(Typed("с"))
    assert traces(scene.kiosk, ABOUT)

    scene.stage.slot.remove()
    scene.wait_until_well()

    assert traces(scene.kiosk, (*ABOUT, *person(scene))) == ()
