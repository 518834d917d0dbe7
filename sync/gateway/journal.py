"""The access log: method, path, status, milliseconds and which kiosk or office; no query, no body, no address."""

from __future__ import annotations

import re
import time
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = structlog.stdlib.get_logger("sync.gateway")

_KEY_ID = re.compile(rb';keyid="K([0-9]{3,6})"')
_OFFICE = re.compile(rb';keyid="((?:agency|operator):[a-z0-9_.-]{1,60})"')


class AccessLog:
    """Writes one line for each call."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            _LOG.info("call", **_line(scope, status, time.monotonic() - began))


def _line(scope: Scope, status: int, seconds: float) -> dict[str, Any]:
    inputs = dict(scope["headers"]).get(b"signature-input", b"")
    named, office = _KEY_ID.search(inputs), _OFFICE.search(inputs)
    return {
        "method": scope["method"],
        "path": getattr(scope.get("route"), "path", "other"),
        "status": status,
        "ms": round(seconds * 1000),
        "kiosk": named[1].decode() if named else None,
        **({"office": office[1].decode()} if office else {}),
    }
