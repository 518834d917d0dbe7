"""A headset jack that is not there: its switch tells the very bytes of the kernel, through a named pipe.

It answers for `EV_SW` events. A pipe cannot be asked how the switch stands, so
a kiosk that starts while it is in hears of it only when it goes in again.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.input_events import EV_SW, EV_SYN, SW_HEADPHONE_INSERT, InputEvent


class JackSimulator:
    """The jack at *path*, made there anew; `plug` puts a headset in or takes it out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pipe: int | None = None

    def __enter__(self) -> Self:
        self.path.unlink(missing_ok=True)
        os.mkfifo(self.path, 0o600)
        self._pipe = os.open(self.path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None
        self.path.unlink(missing_ok=True)

    def plug(self, *, inserted: bool) -> None:
        """Put the headset in, or take it out."""
        if self._pipe is not None:
            events = (InputEvent(EV_SW, SW_HEADPHONE_INSERT, int(inserted)), InputEvent(EV_SYN, 0, 0))
            os.write(self._pipe, b"".join(event.packed() for event in events))
