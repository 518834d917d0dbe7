"""A finger that is held where it came down: how speech is begun by whoever cannot see what to press."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent


class Hold(QObject):
    """Watches the touches it is shown (`see`); `held` tells of one that stayed, within *slack* px, for *seconds*."""

    held = Signal()

    def __init__(self, seconds: float, slack: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._slack = slack
        self._at = QPointF()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self.held)

    def see(self, event: QEvent) -> None:
        """Take a mouse event, which every touch is turned into that nothing else wanted."""
        if not isinstance(event, QMouseEvent) or not event.buttons() & Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonRelease:
                self._timer.stop()
            return
        place = event.globalPosition()
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._at = place
            self._timer.start()
        elif (place - self._at).manhattanLength() > self._slack:
            self._timer.stop()
