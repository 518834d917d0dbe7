"""The window of the kiosk: the page view in it, the tactile keys, and whether anybody is there.

Keys go out by the name that the pad of this machine gives them; what they do
is not known here. The window cannot be closed by the person in front of it.
"""

from __future__ import annotations

import time
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QMouseEvent, QTouchEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from config.keypads import KeypadSettings, Pad, pad_of
from config.settings import Machine, Touch
from config.settings import Screen as Panel
from devices.keypad.bounce import Bounce
from ui.hold import Hold
from ui.keys import key_code, moment_of
from ui.page_view import PageView

_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin})


class Takes(Protocol):
    """Takes a character typed *at* a moment, where it is known, and says whether it is a reader's."""

    def __call__(self, letter: str, at: float | None, *, repeated: bool) -> bool: ...


class KioskWindow(QWidget):
    """Covers the panel, or stands as a window of its size where `fullscreen` is off.

    `takes` says of a character that it belongs to the document reader; then it is no key. `held` tells of a finger
    that stayed where it came down; when it is lifted it presses nothing.
    """

    key_pressed = Signal(str)
    touched = Signal()
    held = Signal()

    def __init__(self, panel: Panel, machine: Machine, touch: Touch = Touch(), pad: Pad | None = None) -> None:
        super().__init__()
        self._pad = pad or pad_of(KeypadSettings())
        self._bounce = Bounce(self._pad.debounce, time.monotonic)
        self._panel = panel
        self._may_close = not panel.fullscreen
        self.takes: Takes = lambda _letter, _at, *, repeated: False
        self.page = PageView(panel, machine, self, touch=touch)
        self._hold = Hold(touch.hold_seconds, touch.slack_mm * panel.px_per_mm, self)
        self._hold.held.connect(self._let_go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.setWindowTitle("e-Mongolia")
        self.setStyleSheet("KioskWindow { background: black; }")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if panel.fullscreen:
            self.setWindowFlags(Qt.WindowType.FramelessWindowHint)
            self.setCursor(Qt.CursorShape.BlankCursor)

    def open(self) -> None:
        """Show the window as the settings say and watch for touches and keys."""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # a window has an application
        if self._panel.fullscreen:
            self.showFullScreen()
        else:
            self.resize(self._panel.width_px, self._panel.height_px)
            self.show()

    def let_close(self) -> None:
        """Let the window be closed from now on: the program is ending."""
        self._may_close = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Notice that somebody is there, whatever was touched, and a finger that stays."""
        if isinstance(event, QMouseEvent | QTouchEvent) and isinstance(watched, QWidget) and watched.window() is self:
            if event.type() in _TOUCHES:
                self.touched.emit()
            self._hold.see(event)
        return super().eventFilter(watched, event)

    def _let_go(self) -> None:
        self.held.emit()
        self.page.let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Tell a key once, however long it is held; a document reader types faster than a held key repeats."""
        at = moment_of(event, QGuiApplication.platformName())
        if event.text() and self.takes(event.text(), at, repeated=event.isAutoRepeat()):
            self.touched.emit()
            return
        if event.isAutoRepeat():
            return
        self.touched.emit()
        code = key_code(event, QGuiApplication.platformName())
        name = self._pad.codes.get(code) if code is not None else None
        if name is not None and code is not None and self._bounce.counts(code):
            self.key_pressed.emit(name)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take that a key is let go: from then on it is counted how long it is left alone."""
        code = key_code(event, QGuiApplication.platformName())
        if code is not None and not event.isAutoRepeat():
            self._bounce.let_go(code)

    def focusNextPrevChild(self, _next: bool) -> bool:  # noqa: N802 - Qt's name and parameters
        """Keep Tab for the pad: Qt would walk widgets with it."""
        return False

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if not self._may_close:
            event.ignore()
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        super().closeEvent(event)
