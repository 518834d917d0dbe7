"""`GET /v1/lists`: the revocation lists there are, and their bytes in parts."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Response
from fastapi import Path as PathOf
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import Nonce, as_json
from sync.wire import LIST_LIMIT, PART_BYTES

Hash = Annotated[str, PathOf(pattern=r"^[0-9a-f]{64}$")]
Part = Annotated[int, Query(ge=0, le=LIST_LIMIT // PART_BYTES)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.get("/v1/lists", **contract.LISTS)
    async def lists(nonce: Nonce) -> Response:
        """Say which revocation lists there are, signed together with the caller's nonce."""
        async with gateway.place():
            return as_json(await run_in_threadpool(gateway.lists, bytes.fromhex(nonce)))

    @app.get("/v1/lists/{sha256}", **contract.LIST_PART)
    async def list_part(sha256: Hash, part: Part = 0) -> Response:
        """Give one part of a revocation list."""
        async with gateway.place():
            return as_json(await run_in_threadpool(gateway.list_part, bytes.fromhex(sha256), part))
