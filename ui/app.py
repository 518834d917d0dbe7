"""The program with a screen: a kiosk in a window, with its simulators, or played by nobody for a demonstration."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from config.locations import config_file, demo_dir
from config.settings import Settings
from config.themes import themes
from devices.simulators.card.demo_pki import CardName
from kiosk.commands.ground import NOT_WELL, WELL, state
from kiosk.demo.account import Account
from kiosk.demo.play import Play
from kiosk.demo.setting import prepare
from kiosk.demo.stage import Stage
from kiosk.knowledge import take, words_of
from kiosk.pages.model import Screen
from kiosk.presentation import Presentation
from kiosk.turn import Turn
from kiosk.visit import Visit
from kiosk.wiring import Kiosk, Surface, open_voice
from ui import picture
from ui.bridge import Clock, MainThread
from ui.simulator_panel import SimulatorPanel
from ui.window import KioskWindow

LOOK_MS = 2000
LEAVINGS = ("[0-9][0-9]-*.png", "papers/[0-9]*.png", "voice.wav", "report.json")
"""What an earlier demonstration left in its folder; nothing else there is touched."""
PANEL_GAP = 24
STOPPED = 143
FILLED = 0.94


class Show:
    """A kiosk in its window. What is pressed goes to the visit, what the visit shows goes to the window."""

    def __init__(self, settings: Settings) -> None:
        self._thread = MainThread()
        self.window = KioskWindow(settings.screen, settings.machine)
        self._themes = themes()
        self._later = 0.0
        self.kiosk: Kiosk | None = None
        self._clock = Clock(self._tick)
        self._looks = QTimer()
        self._looks.setInterval(LOOK_MS)
        self._looks.timeout.connect(self._look)

    @property
    def surface(self) -> Surface:
        return Surface(self, self._thread.post, lambda: time.monotonic() + self._later)

    @property
    def visit(self) -> Visit:
        if self.kiosk is None:
            raise RuntimeError("no kiosk is shown yet")
        return self.kiosk.visit

    def open(self, kiosk: Kiosk) -> None:
        """Connect the window with *kiosk*, show the first page, and start the clocks."""
        self.kiosk = kiosk
        page, visit = self.window.page, kiosk.visit
        page.chosen.connect(visit.choose)
        page.pin_pressed.connect(visit.press_pin)
        self.window.key_pressed.connect(kiosk.press_key)
        self.window.touched.connect(visit.touched)
        kiosk.start()
        self.window.open()
        self._clock.start()
        self._looks.start()

    def close(self) -> None:
        self._clock.stop()
        self._looks.stop()
        if self.kiosk is not None:
            self.kiosk.close()
        self.window.let_close()
        self.window.close()

    def show(self, screen: Screen, presentation: Presentation, on: Turn) -> None:
        """Show *screen* (of `kiosk.visit.Face`)."""
        words, theme = words_of(presentation.language), self._themes[presentation.theme]
        self.window.page.show_screen(screen, words, theme, presentation, on)

    def forget(self) -> None:
        """Nothing of a page outlives the next `show`, which follows at once."""

    def press(self, stop: str) -> None:
        """Touch *stop* as a finger would (of `kiosk.demo.actor.Glass`)."""
        picture.press(self.window.page, stop)

    def picture(self, path: Path) -> None:
        QApplication.processEvents()
        picture.save(self.window, path)

    def until(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Let the program run until *happened*, at most *seconds*."""
        end = time.monotonic() + seconds
        while True:
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            if happened():
                return True
            if time.monotonic() >= end:
                return False
            time.sleep(0.005)

    def let_pass(self, seconds: float) -> None:
        """Move the visit's clock on."""
        self._later += seconds
        self._tick()

    def _tick(self) -> None:
        self.visit.tick()

    def _look(self) -> None:
        if self.kiosk is not None:
            self.kiosk.look()


class Panel:
    """What a person at a desk can do to the simulated parts (of `ui.simulator_panel.Simulators`)."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._names: dict[str, CardName] = {}
        for card in stage.setting.pki.cards:
            self._names[f"{card.family_name[:1]}. {card.given_name} ({card.note})"] = card.name

    @property
    def cards(self) -> Sequence[tuple[str, str]]:
        return tuple((title, self._stage.pin_of(name)) for title, name in self._names.items())

    def insert(self, name: str) -> None:
        self._stage.insert(self._names[name])

    def remove(self) -> None:
        self._stage.slot.remove()

    def paper_out(self, on: bool) -> None:
        self._stage.printer.set("paper_out", on=on)

    def cover_open(self, on: bool) -> None:
        self._stage.printer.set("cover_open", on=on)

    def link(self, on: bool) -> None:
        self._stage.turn_link(up=on)


def run_kiosk(*, simulators: bool, seconds: float) -> int:
    """Run until the window is closed or the process is told to stop; answer the exit code."""
    app = _application()
    with contextlib.ExitStack() as exits:
        panel = exits.enter_context(_desk()) if simulators else None
        show = exits.enter_context(_shown(fit=simulators))
        if panel is not None:
            panel.move(show.window.frameGeometry().right() + PANEL_GAP, PANEL_GAP)
            panel.show()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: app.quit())
        if seconds:
            QTimer.singleShot(round(seconds * 1000), app.quit)
        app.exec()
    return WELL


def play_demo(out: Path) -> int:
    """Play the demonstration without a display; answer 1 when a step did not happen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))  # so that every part of the stage is stopped
    _application()
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
        with Stage(setting, papers=papers) as stage, _shown() as show:
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


@contextlib.contextmanager
def _desk() -> Iterator[SimulatorPanel]:
    with Stage(prepare(demo_dir()), sound=False) as stage:
        stage.turn_link(up=True)
        yield SimulatorPanel(Panel(stage))


@contextlib.contextmanager
def _shown(*, fit: bool = False) -> Iterator[Show]:
    where = state()
    given = take(config_file(), where)
    if fit:
        given = replace(given, settings=_fitting(given.settings))
    show = Show(given.settings)
    kiosk = Kiosk(given, where, show.surface, open_voice(given.settings, where))
    try:
        show.open(kiosk)
        gc.collect()
        gc.freeze()  # what is here now stays: the collector walks only what a visit makes, within a frame
        yield show
    finally:
        show.close()


def _fitting(settings: Settings) -> Settings:
    """Return *settings* with the panel made smaller, in proportion, where it does not fit on this display."""
    room, panel = QApplication.primaryScreen().availableGeometry(), settings.screen
    scale = min(1.0, FILLED * room.height() / panel.height_px, FILLED * room.width() / panel.width_px)
    smaller = msgspec.structs.replace(
        panel,
        width_px=round(panel.width_px * scale),
        height_px=round(panel.height_px * scale),
        px_per_mm=panel.px_per_mm * scale,
    )
    return msgspec.structs.replace(settings, screen=smaller)


def _application() -> QApplication:
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication(["kiosk"])
