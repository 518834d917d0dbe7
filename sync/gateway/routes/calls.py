"""How a call comes in and goes out: headers and bodies within their limits, refusals with their code."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Header, Query, Request, Response

from sync.seal import SealError, decompress
from sync.wire import BATCH_LIMIT, Refusal

KioskHeader = Annotated[str, Header(alias="Kiosk-Number", pattern=r"^[0-9]{3}$")]
SignatureHeader = Annotated[str, Header(alias="Kiosk-Signature", pattern=r"^[A-Za-z0-9+/]{86}==$")]
Nonce = Annotated[str, Query(pattern=r"^[0-9a-f]{32}$")]


class RefusedError(Exception):
    """A call that is not answered; becomes a `wire.Refusal`."""

    def __init__(self, status: int, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


async def body_of(request: Request) -> bytes:
    """Return the unpacked body of *request*; RefusedError when it is too long or packed in an unknown way."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise RefusedError(415, "content_type")
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in {"identity", "zstd"}:
        raise RefusedError(415, "content_encoding")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BATCH_LIMIT:
            raise RefusedError(413, "too_large")
    return bytes(body) if encoding == "identity" else _unpacked(bytes(body))


def _unpacked(body: bytes) -> bytes:
    try:
        return decompress(body, BATCH_LIMIT)
    except SealError as error:
        raise RefusedError(400, "content_encoding") from error


def as_json(content: bytes) -> Response:
    """Return *content*, which is JSON already."""
    return Response(content, media_type="application/json")


async def refusal(_: Request, error: Exception) -> Response:
    """Say why a call is not answered."""
    if not isinstance(error, RefusedError):
        raise error
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    content = msgspec.json.encode(Refusal(error.code))
    return Response(content, status_code=error.status, headers=headers, media_type="application/json")
