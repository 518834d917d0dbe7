"""`GET /v1/notices`: how the requests of a kiosk go on."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Response
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import KioskHeader, Nonce, SignatureHeader, as_json
from sync.wire import NOTICES_DOMAIN, notices_question

Since = Annotated[int, Query(ge=0, le=2**53)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.get("/v1/notices", **contract.NOTICES)
    async def notices(kiosk: KioskHeader, signature: SignatureHeader, nonce: Nonce, since: Since = 0) -> Response:
        """Say how this kiosk's requests go on, after notice number *since*."""
        question = notices_question(kiosk, since, bytes.fromhex(nonce))
        gateway.prove(kiosk, signature, NOTICES_DOMAIN, question)
        return as_json(await run_in_threadpool(gateway.notices, kiosk, since, bytes.fromhex(nonce)))
