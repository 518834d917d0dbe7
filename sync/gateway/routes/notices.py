"""`GET /v1/notices`: how the requests of a kiosk go on."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import SIGNED, Nonce, as_json, call_of

Since = Annotated[int, Query(ge=0, le=2**53)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.get("/v1/notices", dependencies=SIGNED, **contract.NOTICES)
    async def notices(request: Request, nonce: Nonce, since: Since = 0) -> Response:
        """Say how this kiosk's requests go on, after notice number *since*."""
        kiosk = gateway.caller(call_of(request), request.headers)
        return as_json(await run_in_threadpool(gateway.notices, kiosk, since, bytes.fromhex(nonce)))
