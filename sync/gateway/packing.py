"""Packs answers for callers who say that they can unpack them: on a small link an answer's base64 costs a third.

Refuses to pack what is short, or comes in parts. Nothing secret lies beside what a caller chose
(compression would tell of it): answers hold signed words and sealed documents only.
"""

from __future__ import annotations

import zstandard
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SHORTEST = 300
_LEVEL = 9


class Packing:
    """Answers `Accept-Encoding: zstd` with content that is packed so (RFC 8878), its size announced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _unpacks(Headers(scope=scope).get("accept-encoding", "")):
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def packing(message: Message) -> None:
            if message["type"] == "http.response.start":
                held.append(message)
                return
            if held:
                begun, body = held.pop(), message.get("body", b"")
                if len(body) >= _SHORTEST and not message.get("more_body"):
                    message = {**message, "body": _packed(begun, body)}
                await send(begun)
            await send(message)

        await self._app(scope, receive, packing)


def _unpacks(accepted: str) -> bool:
    return "zstd" in {one.split(";")[0].strip().lower() for one in accepted.split(",")}


def _packed(begun: Message, body: bytes) -> bytes:
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(body)
    headers = MutableHeaders(scope=begun)
    headers["content-encoding"], headers["content-length"] = "zstd", str(len(packed))
    headers.add_vary_header("Accept-Encoding")
    return packed
