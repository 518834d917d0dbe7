"""The window of the kiosk: the page view in it, the tactile keys, and whether anybody is there.

Keys go out by name (`KEYS`); what they do is not known here. The window
cannot be closed by the person in front of it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from config.settings import Machine
from config.settings import Screen as Panel
from kiosk.keypad import KeyName
from ui.page_view import PageView

DIGITS: tuple[KeyName, ...] = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
DIGIT_KEYS = tuple(Qt.Key(Qt.Key.Key_0 + digit) for digit in range(10))

KEYS: dict[Qt.Key, KeyName] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "back",
    Qt.Key.Key_Escape: "back",
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_F1: "help",
    Qt.Key.Key_F4: "voice",
    Qt.Key.Key_Pause: "pause",
    Qt.Key.Key_F5: "repeat",
    Qt.Key.Key_F6: "slower",
    Qt.Key.Key_F7: "faster",
    Qt.Key.Key_F8: "softer",
    Qt.Key.Key_F9: "louder",
    Qt.Key.Key_F10: "pause",
    Qt.Key.Key_VolumeDown: "softer",
    Qt.Key.Key_VolumeUp: "louder",
}
KEYS |= dict(zip(DIGIT_KEYS, DIGITS, strict=True))
"""The tactile keypad is a USB keyboard; these are its keys, and their like on a desk."""

_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin})


class KioskWindow(QWidget):
    """Covers the panel, or stands as a window of its size where `fullscreen` is off.

    `takes` says of a character that it belongs to the document reader; then it is no key.
    """

    key_pressed = Signal(str)
    touched = Signal()

    def __init__(self, panel: Panel, machine: Machine) -> None:
        super().__init__()
        self._panel = panel
        self._may_close = not panel.fullscreen
        self.takes: Callable[[str], bool] = lambda _: False
        self.page = PageView(panel, machine, self)
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
        """Notice that somebody is there, whatever was touched."""
        if event.type() in _TOUCHES and isinstance(watched, QWidget) and watched.window() is self:
            self.touched.emit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Tell a key once, however long it is held; a document reader types faster than a held key repeats."""
        if event.text() and self.takes(event.text()):
            self.touched.emit()
            return
        if event.isAutoRepeat():
            return
        self.touched.emit()
        name = KEYS.get(Qt.Key(event.key()))
        if name:
            self.key_pressed.emit(name)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        if not self._may_close:
            event.ignore()
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        super().closeEvent(event)
