"""The door of the platform: every call passes it before anything is read.

Answers for: no address calls without end, and nothing longer than the longest
message is taken in, on whatever path. Who called is proved behind it, and
counted there by role (`rates`).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.gateway.rates import Rates
from sync.wire import BATCH_LIMIT, Refusal


class Door:
    """Sends away whom `rates` has seen too often, and what says it is too long."""

    def __init__(self, app: ASGIApp, rates: Callable[[], Rates], limit: int = BATCH_LIMIT) -> None:
        self._app, self._rates, self._limit = app, rates, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        pause = self._rates().take("anybody", (scope.get("client") or ("", 0))[0])
        if pause is not None:
            await _refuse(send, 429, "too_often", pause)
        elif _length(scope) > self._limit:
            await _refuse(send, 413, "too_large", None)
        else:
            await self._app(scope, receive, send)


def _length(scope: Scope) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0


async def _refuse(send: Send, status: int, code: str, pause: int | None) -> None:
    content = msgspec.json.encode(Refusal(code))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    if pause is not None:
        headers.append((b"retry-after", str(pause).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
