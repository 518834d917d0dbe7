"""A body read at the pace of its road, as long as the kernel does not keep that pace.

Linux paces no connection's first ten segments: three connections that begin one
after the other overflow a queue of two seconds.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from threading import Event

from sync.speed import SEGMENT

_UNPACED, _PIECE = 10 * SEGMENT, 2800  # bytes: what the kernel does not pace, and two segments with what TLS adds
_LONGEST_WAIT = 1.0


class Trickle:
    """A body of known length that `http.client` reads piece by piece."""

    def __init__(
        self,
        content: bytes,
        pace: int,
        *,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = lambda seconds: Event().wait(seconds),
    ) -> None:
        """Give *content* out at *pace* bytes a second; *wait* waits for so many seconds."""
        self._content, self._pace, self._now, self._wait = content, pace, now, wait
        self._given, self._began = 0, math.nan

    def __len__(self) -> int:
        return len(self._content)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(_PIECE):
            yield piece

    def read(self, size: int = -1) -> bytes:
        """Return the next *size* bytes at most, when it is their time."""
        if self._given == 0:
            self._began = self._now()
        if self._given < _UNPACED:
            due = self._began + self._given / self._pace
            self._wait(min(_LONGEST_WAIT, max(0.0, due - self._now())))
            size = _PIECE if size < 0 else min(size, _PIECE)
        end = len(self._content) if size < 0 else self._given + size
        piece = self._content[self._given : end]
        self._given += len(piece)
        return piece
