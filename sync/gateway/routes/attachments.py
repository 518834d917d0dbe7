"""`POST /v1/attachments/{id}`: what belongs to a request comes in sealed chunks, each from where the last one ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as PathOf
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.attachments import Chunk
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import SIGNED_CONTENT, as_json, call_of, content_of, visitor_of
from sync.wire import ATTACHMENT_LIMIT, CHUNK_BYTES, CHUNK_LIMIT

Attachment = Annotated[str, PathOf(pattern=r"^[0-9a-f]{32}$")]
Offset = Annotated[int, Query(ge=0, le=ATTACHMENT_LIMIT)]
Length = Annotated[int, Query(ge=1, le=CHUNK_BYTES)]
Size = Annotated[int, Query(ge=1, le=ATTACHMENT_LIMIT)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.post("/v1/attachments/{attachment}", dependencies=SIGNED_CONTENT, **contract.ATTACHMENTS)
    async def attachments(
        request: Request, attachment: Attachment, offset: Offset, length: Length, size: Size
    ) -> Response:
        """Take the chunk that begins at *offset*; say, signed, how far the attachment is held."""
        ticket = gateway.let_in(visitor_of(request))
        call = call_of(request, await content_of(request, CHUNK_LIMIT, "application/octet-stream"))
        async with gateway.turn(ticket):
            chunk = Chunk(bytes.fromhex(attachment), offset, length, size, call.body)
            return as_json(await run_in_threadpool(gateway.attach, call, request.headers, chunk))
