"""The demonstration on a real screen without a display: synthetic touches, pictures of every page."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from config.locations import demo_dir
from kiosk.commands.ground import NOT_WELL, WELL
from kiosk.demo.account import Account
from kiosk.demo.play import Play
from kiosk.demo.setting import prepare
from kiosk.demo.stage import Stage
from ui import picture
from ui.show import Show, application, shown

LEAVINGS = ("[0-9][0-9]-*.png", "papers/[0-9]*.png", "voice.wav", "report.json")
"""What an earlier demonstration left in its folder; nothing else there is touched."""
STOPPED = 143


class Glass(Show):
    """A show that can be touched and photographed by a program (`kiosk.demo.actor.Glass`)."""

    def press(self, stop: str) -> None:
        """Touch *stop* as a finger would (of `kiosk.demo.actor.Glass`)."""
        picture.press(self.window.page, stop)

    def picture(self, path: Path) -> None:
        QApplication.processEvents()
        picture.save(self.window, path)


def play_demo(out: Path) -> int:
    """Play the demonstration without a display; answer 1 when a step did not happen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))  # so that every part of the stage is stopped
    application()
    out.mkdir(parents=True, exist_ok=True)
    for old in (old for pattern in LEAVINGS for old in out.glob(pattern)):
        old.unlink()
    papers = out / "papers"
    papers.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        root = Path(folder) / "demo"
        if (demo_dir() / "platform").is_dir():  # its keys outlive the demonstration: `kiosk verify` reads the papers
            shutil.copytree(
                demo_dir() / "platform", root / "platform", ignore=shutil.ignore_patterns("*.db*", "kiosks")
            )
        setting = prepare(root)
        with Stage(setting, papers=papers) as stage, shown(Glass) as show:
            if show.kiosk is None:
                return NOT_WELL
            account = Play(show.kiosk, stage, show, out=out, tell=_tell).run()
    account.write(out / "report.json")
    _tell(_summary(account, out))
    return NOT_WELL if account.failure else WELL


def _summary(account: Account, out: Path) -> str:
    if account.failure:
        return f"FAILED: {account.failure}"
    return (
        f"{len(account.pages)} pictures, {account.requests_submitted} requests, {account.requests_accepted} accepted, "
        f"{account.lost} lost, {account.duplicated} doubled, {account.receipts_printed} papers, "
        f"{account.qr_read_back} codes read back, {account.seconds} s: {out}"
    )


def _tell(line: str) -> None:
    print(f"demo: {line}", flush=True)  # noqa: T201 - progress is what the command is watched for
