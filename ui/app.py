"""`kiosk run`: the program with a screen, alone or with its simulators on a desk."""

from __future__ import annotations

import contextlib
import signal

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kiosk.commands.ground import WELL
from ui.show import Show, application, shown

PANEL_GAP = 24


def run_kiosk(*, simulators: bool, seconds: float) -> int:
    """Run until the window is closed or the process is told to stop; answer the exit code."""
    app = application()
    with contextlib.ExitStack() as exits:
        panel = exits.enter_context(_desk()) if simulators else None
        show = exits.enter_context(shown(Show, fit=simulators))
        if panel is not None:
            panel.move(show.window.frameGeometry().right() + PANEL_GAP, PANEL_GAP)
            panel.show()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: app.quit())
        if seconds:
            QTimer.singleShot(round(seconds * 1000), app.quit)
        app.exec()
    return WELL


def _desk() -> contextlib.AbstractContextManager[QWidget]:
    """Return the desk; a kiosk in service never loads it."""
    from ui.desk import desk

    return desk()
