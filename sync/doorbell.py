"""A bell between the two processes: the screen rings, the agent wakes at once.

A Unix datagram socket in the state folder. A ring carries nothing and may get
lost without harm: the agent also wakes by itself.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol, Self

_NAME = "doorbell"


class Bell(Protocol):
    def wait(self, seconds: float) -> bool:
        """Return True as soon as it rings, False after *seconds* of silence."""
        ...


class Doorbell:
    """The agent's end, in the folder *state*; a stale socket of an earlier agent is replaced.

    Where another agent took the place and is gone, it is hung up again; where the disk does not take it, nothing rings.
    """

    def __init__(self, state: Path) -> None:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = state / _NAME
        self._socket = self._hung()

    def wait(self, seconds: float) -> bool:
        if not self._path.exists():
            self._socket.close()
            self._socket = self._hung()
        readable, _, _ = select.select([self._socket], [], [], max(0.0, seconds))
        return bool(readable) and self._answer()

    def close(self) -> None:
        self._socket.close()
        if self._place is not None and _inode(self._path) == self._place:  # another's stays
            self._path.unlink(missing_ok=True)

    def _hung(self) -> socket.socket:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._place: int | None = None
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            with _short(self._path.parent) as name:
                made.bind(name)
            self._place = _inode(self._path)
            self._path.chmod(0o600)
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self) -> bool:
        with suppress(BlockingIOError):
            while True:
                self._socket.recv(1)
        return True


def ring(state: Path) -> bool:
    """Wake the agent that listens in *state*; tell whether one did. Never waits."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
        try:
            with _short(state) as name:
                sender.sendto(b"!", name)
        except BlockingIOError:  # it is ringing already
            return True
        except OSError:
            return False
    return True


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


@contextmanager
def _short(state: Path) -> Iterator[str]:
    """Name the socket by way of an open folder: the address of a Unix socket has room for 107 bytes only."""
    folder = os.open(state, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{_NAME}"
    finally:
        os.close(folder)
