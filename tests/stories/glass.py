"""A glass without a screen: presses go straight to the visit, and the visit's thread is this one."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.pages.model import Screen
from kiosk.pages.stops import stops
from kiosk.presentation import Presentation
from kiosk.turn import Turn
from kiosk.visit import Visit
from kiosk.wiring import Kiosk, Surface


class BareGlass:
    """Shows nothing; runs what other threads post, as an event loop would."""

    def __init__(self) -> None:
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._later = 0.0
        self._on = Turn(0, 0)
        self.kiosk: Kiosk | None = None
        self.shown: list[str] = []
        self.left: list[bool] = []

    @property
    def surface(self) -> Surface:
        return Surface(self, self._inbox.put, lambda: time.monotonic() + self._later, lambda: self.left.append(True))

    @property
    def visit(self) -> Visit:
        assert self.kiosk is not None
        return self.kiosk.visit

    def show(self, screen: Screen, presentation: Presentation, on: Turn) -> None:
        self._on = on
        self.shown.append(screen.page.name)

    def forget(self) -> None:
        self.shown.clear()

    def press(self, stop: str) -> None:
        found = next(s for s in stops(self.visit.screen) if s.id == stop)
        if found.pin is not None:
            self.visit.press_pin(found.pin, self._on)
        elif found.deed is not None:
            self.visit.choose(found.deed, self._on)

    def picture(self, path: Path) -> None:
        return

    def until(self, happened: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() >= end:
                return False
            try:
                self._inbox.get(timeout=0.02)()
            except queue.Empty:
                continue
        return True

    def let_pass(self, seconds: float) -> None:
        self._later += seconds
        self.visit.tick()
