"""`GET /v1/updates`: everything the platform has for a kiosk, in one signed answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import SIGNED, Nonce, as_json, call_of

After = Annotated[int, Query(ge=0, le=2**53)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.get("/v1/updates", dependencies=SIGNED, **contract.UPDATES)
    async def updates(request: Request, nonce: Nonce, after: After = 0) -> Response:
        """Say what is new for this kiosk: notices after number *after*, packs, the time."""
        async with gateway.place():
            kiosk = await run_in_threadpool(gateway.caller, call_of(request), request.headers)
            return as_json(await run_in_threadpool(gateway.news, kiosk, after, bytes.fromhex(nonce)))
