"""The sheet over the page that takes every finger while the glass is read by touch.

It paints nothing and lets nothing through to what lies under it, so nothing
there can be pressed by a touch. Panels that speak mouse have one finger. What
fingers mean is `ui.explore`'s; it is told here in the words of the visit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QEventPoint, QMouseEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

from kiosk.pages.stops import Stop
from kiosk.touch import Curtained, OnGround, OnStop, OnText, Paused, Pressed, Stepped
from ui.explore import Curtain, Explorer, Outcome, Over, Pace, Pause, Point, Press, Step
from ui.spots import Chart, Passage, Spot, Turner, is_pressable

MOUSE = -1
"""The one finger of a panel that speaks mouse; those of others count from 0."""
TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel})


class Fingers(QWidget):
    """Reads *parent* by touch: `told` carries each `kiosk.touch.Touch`, `turned` a key that turns list pages."""

    told = Signal(object)
    turned = Signal(object)

    def __init__(self, parent: QWidget, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._page, self._clock = parent, clock
        self.chart: Chart | None = None
        """What lies where now, while the glass is read by touch."""
        self.explorer: Explorer[Spot] = Explorer(pace, self._under, is_pressable)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def spread(self, *, rise: bool) -> None:
        """Lie over everything; *rise* where something new lies above, which costs a painting of the whole page."""
        if self.geometry() != self._page.rect():
            self.setGeometry(self._page.rect())
        if rise or self.isHidden():
            self.raise_()
            self.show()

    def fold(self) -> None:
        """Let touches through again, and forget every finger."""
        if not self.isHidden():
            self.hide()
            self.explorer.cancel()
            self.explorer.renew(None)
            self._timer.stop()

    def event(self, event: QEvent) -> bool:
        if event.type() in TOUCHES and isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self._tell(self.explorer.down(MOUSE, _point(event), self._clock()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._tell(self.explorer.move(MOUSE, _point(event), self._clock()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self._tell(self.explorer.up(MOUSE, _point(event), self._clock()))

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self.explorer.cancel()
            self._timer.stop()
            return
        now = self._clock()
        for point in event.points():
            at = Point(point.position().x(), point.position().y())
            match point.state():
                case QEventPoint.State.Pressed:
                    self._tell(self.explorer.down(point.id(), at, now))
                case QEventPoint.State.Updated:
                    self._tell(self.explorer.move(point.id(), at, now))
                case QEventPoint.State.Released:
                    self._tell(self.explorer.up(point.id(), at, now))
                case _:
                    continue

    def _under(self, point: Point) -> Spot | None:
        return self.chart.at(point) if self.chart else None

    def _tick(self) -> None:
        self._tell(self.explorer.tick(self._clock()))

    def _tell(self, outcomes: Iterable[Outcome[Spot]]) -> None:
        for outcome in outcomes:
            self._mean(outcome)
        due = self.explorer.next_at
        if due is None:
            self._timer.stop()
        else:
            self._timer.start(max(0, round((due - self._clock()) * 1000)))

    def _mean(self, outcome: Outcome[Spot]) -> None:
        """Tell what fingers meant; list pages are the screen's own, and dead keys that turn them are nobody's."""
        match outcome:
            case Over(None):
                self.told.emit(OnGround())
            case Over(Stop() as stop):
                self.told.emit(OnStop(stop))
            case Over(Turner() | Passage() as spot):
                self.told.emit(OnText(spot.words))
            case Press(Turner() as turner) if turner.is_alive:
                self.turned.emit(turner)
            case Press(Turner()):
                self.told.emit(Pressed(None))
            case Press(Stop() as stop):
                self.told.emit(Pressed(stop))
            case Step(back):
                self.told.emit(Stepped("up" if back else "down"))
            case Pause():
                self.told.emit(Paused())
            case Curtain():
                self.told.emit(Curtained())


def _point(event: QMouseEvent) -> Point:
    return Point(event.position().x(), event.position().y())
