"""`POST /v1/batches`: sealed requests come in, signed answers go out."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import SIGNED_CONTENT, as_json, call_of, content_of, visitor_of


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.post("/v1/batches", dependencies=SIGNED_CONTENT, **contract.BATCHES)
    async def batches(request: Request) -> Response:
        """Take a signed batch of sealed requests; answer each item with a signature."""
        ticket = gateway.let_in(visitor_of(request))
        call = call_of(request, await content_of(request))
        async with gateway.turn(ticket):
            return as_json(await run_in_threadpool(gateway.receive, call, request.headers))
