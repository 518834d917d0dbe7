"""How a call comes in and goes out: headers and bodies within their limits, refusals with their code."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from fastapi import Depends, Header, Query, Request, Response
from starlette.requests import ClientDisconnect

from sync.gateway.admission import Visitor
from sync.seal import SealError, decompress
from sync.signing import Call
from sync.wire import BATCH_LIMIT, Refusal

_HEAVY = 8192  # bytes of content that cost about as much as the call itself
_CALLER = re.compile(r'keyid="([A-Za-z0-9]{1,12})"')
_URGENT = re.compile(r"(?:^|,)\s*u=[0-2]\b", re.ASCII)  # RFC 9218: more urgent than 3, which is usual

Nonce = Annotated[str, Query(pattern=r"^[0-9a-f]{32}$")]


def _signature(
    inputs: Annotated[str, Header(alias="Signature-Input", max_length=500)],
    signature: Annotated[str, Header(alias="Signature", max_length=500)],
) -> None:
    """Say in the contract that a call is signed (RFC 9421); `Gateway.caller` verifies it."""


def _digest(digest: Annotated[str, Header(alias="Content-Digest", max_length=500)]) -> None:
    """Say in the contract that content has its digest (RFC 9530)."""


SIGNED = [Depends(_signature)]
SIGNED_CONTENT = [Depends(_signature), Depends(_digest)]


class RefusedError(Exception):
    """A call that is not answered; becomes a `wire.Refusal`."""

    def __init__(self, status: int, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


def visitor_of(request: Request) -> Visitor:
    """Return what the headers of *request* say of it before its content is read; nothing of it is proved."""
    length = request.headers.get("content-length", "")
    size = min(int(length), BATCH_LIMIT) if length.isascii() and length.isdigit() else BATCH_LIMIT
    named = _CALLER.search(request.headers.get("signature-input", ""))
    urgent = _URGENT.search(request.headers.get("priority", "")) is not None
    return Visitor(1 + size / _HEAVY, named[1] if named else "", urgent)


async def content_of(request: Request, limit: int = BATCH_LIMIT, kind: str = "application/json") -> bytes:
    """Return the content of *request* as it was sent; RefusedError when it is too long, too slow, of another kind."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != kind:
        raise RefusedError(415, "content_type")
    if _encoding(request) not in {"", "zstd"}:
        raise RefusedError(415, "content_encoding")
    content, patience = bytearray(), request.app.state.patience
    try:
        async for chunk in patience.within(request.stream()):
            content += chunk
            if len(content) > limit:
                raise RefusedError(413, "too_large")
    except ClientDisconnect as hung_up:
        raise RefusedError(400, "cut_off") from hung_up
    except TimeoutError as drip:
        raise RefusedError(408, "too_slow") from drip
    return bytes(content)


def call_of(request: Request, content: bytes = b"") -> Call:
    """Return *request* as its caller signed it."""
    query = request.scope["query_string"].decode("latin-1")
    target = request.scope["raw_path"].decode("latin-1") + ("?" + query if query else "")
    return Call(request.method, target, content, _encoding(request))


def unpacked(call: Call) -> bytes:
    """Return what *call* holds; RefusedError when it is no frame or would unpack to too much."""
    if not call.encoding:
        return call.body
    try:
        return decompress(call.body, BATCH_LIMIT)
    except SealError as error:
        raise RefusedError(400, "content_encoding") from error


def _encoding(request: Request) -> str:
    return request.headers.get("content-encoding", "")


def as_json(content: bytes) -> Response:
    """Return *content*, which is JSON already."""
    return Response(content, media_type="application/json")


async def refusal(_: Request, error: Exception) -> Response:
    """Say why a call is not answered."""
    if not isinstance(error, RefusedError):
        raise error
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    if error.status == 408:  # RFC 9110, 15.5.9: the rest of what was to come is not waited for
        headers["Connection"] = "close"
    content = msgspec.json.encode(Refusal(error.code))
    return Response(content, status_code=error.status, headers=headers, media_type="application/json")
