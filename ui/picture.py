"""Pictures of the screen, and presses by a finger that is not there, for demonstrations and tests.

A press goes through Qt's own event queue to the very widget a finger would
hit, so it proves what a finger would do.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.page_view import PageView


class PressError(Exception):
    """A press cannot be made."""


class NotOnScreen(PressError, LookupError):  # noqa: N818 - said as people say it
    """No target of that id stands on any list page."""


def grab(window: QWidget) -> bytes:
    """Return what *window* shows as a PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())


def save(window: QWidget, path: Path) -> None:
    """Write what *window* shows to *path* as a PNG."""
    path.write_bytes(grab(window))


def press(view: PageView, stop: str) -> None:
    """Press and release *stop* in its middle, turning list pages as a person would.

    Raises NotOnScreen when there is no such target.
    """
    _click(_reached(view, stop))


def slide_off(view: PageView, stop: str) -> None:
    """Put a finger on *stop*, slide it off and lift it there."""
    target = _reached(view, stop)
    outside = QPoint(target.width() + 40, target.height() + 40)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target.rect().center())
    QTest.mouseMove(target, outside)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, outside)


def _click(target: QWidget) -> None:
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target.rect().center())


def _reached(view: PageView, stop: str) -> QWidget:
    found = view.target_of(stop)
    for _ in range(view.list_page[1]):
        if found is not None:
            return found
        before = view.page_of(stop) < view.list_page[0]
        turn = view.target_of("pager.previous" if before else "pager.next")
        if turn is None:
            break
        _click(turn)
        found = view.target_of(stop)
    if found is None:
        raise NotOnScreen(stop)
    return found
