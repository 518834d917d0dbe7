"""One speech child as its parent sees it: orders go in, reports come out, and it can be ended at once.

It never waits for the child: a child that does not read its orders is told
apart by `send` answering False.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence

from voices import protocol


class Child:
    """A running speech child; *heard* gets each report, and None when the child is gone."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        heard: Callable[[Child, protocol.Report | None], None],
    ) -> None:
        """Start *command*; raises OSError when it cannot be started."""
        self._process = subprocess.Popen(
            list(command),
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._heard = heard
        self.ready: protocol.Ready | None = None
        if self._process.stdin is not None:
            os.set_blocking(self._process.stdin.fileno(), False)
        self._thread = threading.Thread(target=self._read, name="speech child", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, order: protocol.Order) -> bool:
        """Write *order* whole, or answer False: the child is gone or has stopped reading."""
        data = protocol.line(order)
        try:
            return self._process.stdin is not None and os.write(self._process.stdin.fileno(), data) == len(data)
        except OSError:
            return False

    def end(self) -> None:
        """End the child at once, whatever it is doing, and free what belonged to it."""
        self._process.kill()
        self._process.wait()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _read(self) -> None:
        for data in self._process.stdout or ():
            try:
                self._heard(self, protocol.report(data))
            except protocol.ProtocolError:
                break
        self._heard(self, None)
