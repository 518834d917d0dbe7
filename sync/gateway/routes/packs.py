"""`GET /v1/packs/HASH`: the bytes of a pack in parts, whole or as what changed since another one."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Response
from fastapi import Path as PathOf
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import as_json
from sync.wire import PACK_LIMIT, PART_BYTES

Hash = Annotated[str, PathOf(pattern=r"^[0-9a-f]{64}$")]
Part = Annotated[int, Query(ge=0, le=2 * PACK_LIMIT // PART_BYTES)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.get("/v1/packs/{sha256}", **contract.PACK_PART)
    async def pack_part(sha256: Hash, part: Part = 0) -> Response:
        """Give one part of a packed file."""
        async with gateway.place():
            return as_json(await run_in_threadpool(gateway.pack_part, bytes.fromhex(sha256), part, None))

    @app.get("/v1/packs/{sha256}/from/{old}", **contract.PACK_PART)
    async def pack_delta(sha256: Hash, old: Hash, part: Part = 0) -> Response:
        """Give one part of a file packed with another one, which the caller has, as dictionary."""
        async with gateway.place():
            return as_json(await run_in_threadpool(gateway.pack_part, bytes.fromhex(sha256), part, bytes.fromhex(old)))
