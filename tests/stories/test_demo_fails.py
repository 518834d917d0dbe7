"""Demonstrations that must fail do, and say at which step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.demo.account import Account
from kiosk.demo.play import Play
from kiosk.demo.stage import Stage
from kiosk.session.events import Finished
from tests.stories.scene import Scene


class Hasty:
    """Somebody who waits for nothing longer than *longest* seconds, and does *deed* when *picture* is taken."""

    def __init__(self, scene: Scene, longest: float = 4.0) -> None:
        self._glass = scene.glass
        self._longest = longest
        self.on_picture: dict[str, Callable[[], object]] = {}

    @property
    def visit(self):
        return self._glass.visit

    def press(self, stop: str) -> None:
        self._glass.press(stop)

    def picture(self, path: Path) -> None:
        self.on_picture.get(path.stem[3:], lambda: None)()

    def until(self, happened: Callable[[], bool], seconds: float) -> bool:
        return self._glass.until(happened, min(seconds, self._longest))

    def let_pass(self, seconds: float) -> None:
        self._glass.let_pass(seconds)


@pytest.fixture
def out(stage: Stage) -> Path:
    """Where the papers of the stage are written."""
    return stage.setting.root.parent


class Astray(Play):
    """A play that presses what the page does not have."""

    def _scenes(self):
        return (("finish before anything began", lambda: self.actor.do(Finished())),)


def test_a_press_on_what_the_page_does_not_have_ends_the_play_with_its_name(scene: Scene, out: Path) -> None:
    account = Astray(scene.kiosk, scene.stage, scene.glass, out=out, tell=lambda _: None).run()

    assert account.failure == "nothing on the page attract does Finished()"
    assert account.pages == ["failed"]


def test_a_printer_that_prints_and_says_nothing_is_reported(scene: Scene, out: Path) -> None:
    glass = Hasty(scene, longest=20)
    glass.on_picture["review-ubeg.idcard_order"] = scene.stage.printer.mute

    account = Play(scene.kiosk, scene.stage, glass, out=out, tell=lambda _: None).run()

    assert account.failure.startswith("the paper is ")
    assert "printed" in account.failure


def test_an_account_is_a_report_that_counts(tmp_path: Path) -> None:
    Account(failure="the paper is unknown, not printed").write(tmp_path / "report.json")

    assert '"failure": "the paper is unknown, not printed"' in (tmp_path / "report.json").read_text("utf-8")
