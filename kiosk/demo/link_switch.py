"""A cable that can be pulled: passes TCP between the agent and the platform while it is up.

Down, it takes no connection and cuts those it has, as a dead satellite link does.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self

CHUNK = 1 << 16


class LinkSwitch:
    """Listens on `port`; passes to *target* while `up`."""

    def __init__(self, target: tuple[str, int], *, up: bool = False) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._up = up
        self._thread = threading.Thread(target=self._serve, name="link-switch", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def target(self) -> tuple[str, int]:
        return self._target

    def start(self) -> Self:
        self._thread.start()
        return self

    def turn(self, *, up: bool) -> None:
        """Plug the cable in, or pull it out under whatever is passing."""
        self._up = up
        if not up:
            with self._lock:
                for end in tuple(self._open):
                    _cut(end)

    def lead_to(self, target: tuple[str, int]) -> None:
        """Let the cable end at another place from now on."""
        self.turn(up=False)
        self._target = target

    def close(self) -> None:
        self.turn(up=False)
        _cut(self._listener)
        self._listener.close()
        self._thread.join(2)

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self._up:
                near.close()
                continue
            threading.Thread(target=self._pass, args=(near,), daemon=True).start()

    def _pass(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(self._target, timeout=5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        with self._lock:
            self._open |= {near, far}
        back = threading.Thread(target=_copy, args=(far, near), daemon=True)
        back.start()
        _copy(near, far)
        back.join()
        with self._lock:
            self._open -= {near, far}
        near.close()
        far.close()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            sink.sendall(data)
    _cut(sink)


def _cut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
