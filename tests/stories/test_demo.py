"""The whole demonstration, without a screen, on a stage nobody used before."""

from __future__ import annotations

from kiosk.demo.play import Play
from tests.stories.scene import Scene


def test_the_demonstration_loses_nothing_and_doubles_nothing(scene: Scene) -> None:
    account = Play(
        scene.kiosk, scene.stage, scene.glass, out=scene.stage.setting.root.parent, tell=lambda _: None
    ).run()

    assert account.failure == ""
    assert (account.requests_submitted, account.lost, account.duplicated) == (5, 0, 0)
    assert account.requests_accepted >= account.requests_submitted
    assert account.qr_read_back == 1
    assert account.receipts_printed >= 5
    met = {
        "attract",
        "paper-checked",
        "pin-wrong",
        "printing-trouble",
        "my-requests",
        "document",
        "home-assisted",
        "diagnostics",
    }
    assert met <= set(account.pages)
