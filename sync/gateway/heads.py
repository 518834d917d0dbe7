"""The head of a call has a deadline: who drips it, or says nothing at all, holds no socket for long.

The library's own time-out runs only between calls, and any byte ends it; this
one runs from the first byte of a head (or from the connection) until the head
is whole. Content has its own patience (`patience`).
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 30.0
"""A kiosk's head is about a kilobyte, and a kiosk gives up where fewer than 100 bytes a second move."""


class PunctualProtocol(H11Protocol):
    """Hangs up where a head is not whole in `seconds`."""

    seconds: ClassVar[float] = HEAD_SECONDS
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the library does
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._forget()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.seconds, self._hang_up)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        self._deadline = None
        if self.conn.their_state is h11.IDLE:
            self.transport.abort()  # a polite end would wait for who drips


def punctual(seconds: float) -> type[PunctualProtocol]:
    """Return the protocol with another deadline in *seconds*."""
    return type("Punctual", (PunctualProtocol,), {"seconds": seconds})
