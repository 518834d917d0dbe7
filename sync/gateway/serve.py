"""Runs the gateway in a thread: for the demo, for tests, and for `kiosk gateway`."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI

from sync.gateway.heads import HEAD_SECONDS, punctual

_IDLE_SECONDS = 75
"""So long an idle connection is kept: on a satellite link a new one costs a kiosk more than a second."""


class ServeError(Exception):
    """The gateway did not come up."""


class _Server(uvicorn.Server):
    """Tells when it is ready; leaves signals to whoever runs the process."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class Serving:
    """A running gateway at `url`; `stop` ends it cleanly, also when a caller hangs."""

    def __init__(
        self,
        app: FastAPI,
        place: tuple[str, int],
        *,
        tls: Path | None = None,
        key: Path | None = None,
        head_seconds: float = HEAD_SECONDS,
    ) -> None:
        secured = _secured(tls, key) if tls else None
        # Workers that are given the same port share what comes in.
        self._socket = socket.create_server(place, reuse_port=place[1] != 0)
        self.host, self.port = self._socket.getsockname()[:2]
        self.url = f"{'https' if tls else 'http'}://{self.host}:{self.port}"
        config = uvicorn.Config(
            app,
            http=punctual(head_seconds),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
            timeout_keep_alive=_IDLE_SECONDS,
            server_header=False,
            lifespan="on",
            ssl_context_factory=(lambda *_: secured) if secured else None,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, name="gateway", daemon=True)

    def start(self) -> Self:
        self._thread.start()
        if not self._server.ready.wait(15):
            self.stop()
            raise ServeError("the gateway did not start in 15 seconds")
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    def join(self, seconds: float | None = None) -> None:
        """Wait until it ends."""
        self._thread.join(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))


def _secured(chain: Path, key: Path | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.num_tickets = 0  # no kiosk resumes; what comes unasked makes a caller take the connection for dropped
    context.load_cert_chain(chain, key)
    return context


def serve(
    app: FastAPI,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    tls: Path | None = None,
    key: Path | None = None,
    head_seconds: float = HEAD_SECONDS,
) -> Serving:
    """Start *app* and return when it answers; port 0 takes a free one. OSError when the port is taken, ServeError.

    With *tls*, a PEM file of the platform's certificate and those that lead up from it, over TLS 1.2 or 1.3 only; its
    private key is in the same file or in *key*. OSError when they cannot be read or do not belong together.
    *head_seconds* is how long the head of a call may take to come.
    """
    return Serving(app, (host, port), tls=tls, key=key, head_seconds=head_seconds).start()
