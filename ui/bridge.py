"""The way from any thread to the screen, and the clock of the screen.

Nothing but this lets another thread reach a widget; what is posted runs in
the thread that made the `MainThread`, in the order it was posted.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

Deed = Callable[[], None]


class MainThread(QObject):
    """Runs what other threads post in the thread of the screen."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, deed: Deed) -> None:
        """Run *deed* soon in the thread of the screen. May be called from any thread."""
        self._posted.emit(deed)

    @Slot(object)
    def _run(self, deed: Deed) -> None:
        deed()


class Clock(QObject):
    """Ticks once a second and does things later, in the thread of the screen."""

    def __init__(self, tick: Deed, parent: QObject | None = None, *, period_ms: int = 1000) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(period_ms)
        self._timer.timeout.connect(tick)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def later(self, seconds: float, deed: Deed) -> None:
        """Do *deed* once after *seconds*, unless the clock is gone by then."""
        QTimer.singleShot(round(seconds * 1000), self, deed)
