"""`POST /v1/batches`: sealed requests come in, signed answers go out."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import KioskHeader, SignatureHeader, as_json, body_of


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.post("/v1/batches", **contract.BATCHES)
    async def batches(request: Request, kiosk: KioskHeader, signature: SignatureHeader) -> Response:
        """Take a signed batch of sealed requests; answer each item with a signature."""
        async with gateway.place():
            body = await body_of(request)
            return as_json(await run_in_threadpool(gateway.receive, kiosk, signature, body))
