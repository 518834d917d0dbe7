"""A kiosk in its window: what is pressed goes to the visit, what the visit shows goes to the window."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from config.keypads import pad_of
from config.locations import config_file
from config.settings import Settings
from config.themes import themes
from kiosk.commands.ground import state
from kiosk.knowledge import take, words_of
from kiosk.pages.model import Screen
from kiosk.presentation import Presentation
from kiosk.turn import Turn
from kiosk.visit import Visit
from kiosk.voice_site import open_voice
from kiosk.wiring import Kiosk, Surface
from ui.bridge import Clock, MainThread
from ui.window import KioskWindow

LOOK_MS = 2000
TAP_MS = 100
"""How often is looked whether a letter tapped on the digit keys has waited long enough."""
FILLED = 0.94
"""How much of a desk's display the window of `make run` may take."""


class Show:
    """A kiosk in its window. What is pressed goes to the visit, what the visit shows goes to the window."""

    def __init__(self, settings: Settings) -> None:
        self._thread = MainThread()
        self.window = KioskWindow(settings.screen, settings.machine, settings.touch, pad_of(settings.keypad))
        self._themes = themes()
        self._later = 0.0
        self.kiosk: Kiosk | None = None
        self._clock = Clock(self._tick)
        self._taps = Clock(self._settle, period_ms=TAP_MS)
        self._looks = QTimer()
        self._looks.setInterval(LOOK_MS)
        self._looks.timeout.connect(self._look)

    @property
    def surface(self) -> Surface:
        return Surface(self, self._thread.post, lambda: time.monotonic() + self._later, QApplication.quit)

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
        page.explored.connect(visit.explore)
        self.window.held.connect(visit.hold)
        self.window.takes = visit.take_letter
        self.window.key_pressed.connect(kiosk.press_key)
        self.window.touched.connect(visit.touched)
        kiosk.start()
        self.window.open()
        self._clock.start()
        self._taps.start()
        self._looks.start()

    def close(self) -> None:
        self._clock.stop()
        self._taps.stop()
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

    def _settle(self) -> None:
        self.visit.settle()

    def _look(self) -> None:
        if self.kiosk is not None:
            self.kiosk.look()


ShowT = TypeVar("ShowT", bound=Show)


@contextlib.contextmanager
def shown(make: Callable[[Settings], ShowT], *, fit: bool = False) -> Iterator[ShowT]:
    """Show a kiosk with this machine's settings; with *fit* as large as the display allows."""
    where = state()
    given = take(config_file(), where)
    if fit:
        given = replace(given, settings=fitting(given.settings))
    show = make(given.settings)
    kiosk = Kiosk(given, where, show.surface, open_voice(given.settings, where))
    try:
        show.open(kiosk)
        gc.collect()
        gc.freeze()  # what is here now stays: the collector walks only what a visit makes, within a frame
        yield show
    finally:
        show.close()


def fitting(settings: Settings) -> Settings:
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


def application() -> QApplication:
    """Return the one application of this process."""
    app = QApplication.instance()
    return app if isinstance(app, QApplication) else QApplication(["kiosk"])
