"""A pressable place on the glass, and the focus ring that lies over everything.

A press acts when the finger leaves the glass inside the place it came down
on, with what was there when it came down.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.components.key import face, shift_when_pressed
from ui.geometry import Rect
from ui.shapes import paint_all
from ui.theme import Look
from ui.units import Target

Act = Callable[[], None]


class TargetView(QWidget):
    """Shows one target; `arm` is asked when the finger comes down and answers what a release does."""

    def __init__(self, parent: QWidget, target: Target, look: Look, arm: Callable[[str], Act | None]) -> None:
        super().__init__(parent)
        self._arm = arm
        self._act: Act | None = None
        self._inside = False
        self._target, self._look = target, look
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def target(self) -> Target:
        return self._target

    def show_target(self, target: Target, look: Look, place: Rect) -> None:
        """Show *target* at *place*; paint only what changed."""
        if self.geometry() != QRect(*place):
            self.setGeometry(QRect(*place))
        if target != self._target or look != self._look:
            self._target, self._look = target, look
            self.update()
        if not self.isVisible():
            self.show()

    def let_go(self) -> None:
        """Forget the finger: what it came down on is gone."""
        self._act, self._inside = None, False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        del event
        painter = QPainter(self)
        size = Rect(0, 0, self.width(), self.height())
        paint_all(
            painter, self._look, face(size, self._target.frame, self._target.radius, self._look, pressed=self._inside)
        )
        if self._inside:
            painter.translate(0, shift_when_pressed(self._look))
        paint_all(painter, self._look, self._target.content)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._act = self._arm(self._target.id)
        self._set_inside(inside=self._act is not None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take a quick second press as a press: letters are typed fast."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._act is not None:
            self._set_inside(inside=self._holds(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        act, self._act = self._act, None
        self._set_inside(inside=False)
        if act is not None and event.button() == Qt.MouseButton.LeftButton and self._holds(event.position().toPoint()):
            act()

    def _holds(self, point: QPoint) -> bool:
        return self.rect().contains(point)

    def _set_inside(self, *, inside: bool) -> None:
        if inside != self._inside:
            self._inside = inside
            self.update()


GAP, RING, OUTER = 3, 7, 3
"""Widths of the gap line, the ring and the outer line, in drawn px (0.9, 2.2, 0.9 mm)."""
TIGHT_GAP = 2


class FocusRing(QWidget):
    """The ring around the target the keypad stands on. Lets every finger through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._look: Look | None = None
        self._radius, self._tight = 0, False
        self.hide()

    def show_around(self, target: Target, place: Rect, look: Look) -> None:
        """Lie around *place*, fully visible within the parent."""
        self._look, self._radius, self._tight = look, target.radius, target.tight
        self.setGeometry(QRect(*place.grown(self._reach(look))))
        self.raise_()
        self.show()
        self.update()

    def _reach(self, look: Look) -> int:
        return look.px(TIGHT_GAP) + look.px(RING) if self._tight else look.px(GAP) + look.px(RING) + look.px(OUTER)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        del event
        if self._look is None:
            return
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = self._reach(look)
        lines = [("focus_ring", look.px(TIGHT_GAP if self._tight else GAP)), ("focus", look.px(RING))]
        if not self._tight:
            lines.append(("focus_ring", look.px(OUTER)))
        at = reach
        for colour, stroke in lines:
            at -= stroke
            inset = at + stroke / 2
            painter.setPen(QPen(look.colour(colour), stroke))
            box = self.rect().toRectF().adjusted(inset, inset, -inset, -inset)
            radius = self._radius + reach - inset
            painter.drawRoundedRect(box, radius, radius)
