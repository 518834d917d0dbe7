"""`POST /v1/audit`: the lines of a kiosk's audit trail come in; an operator reads them."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import SIGNED, SIGNED_CONTENT, as_json, call_of, content_of, visitor_of
from sync.gateway.routes.operator import KIOSKS, Kiosk
from sync.wire.trail import TRAIL_LIMIT

After = Annotated[int, Query(ge=0, le=2**53)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.post("/v1/audit", dependencies=SIGNED_CONTENT, **contract.TRAIL_LINES)
    async def lines(request: Request) -> Response:
        """Take lines that go on from what is kept of this kiosk's audit trail; say, signed, how far it is kept."""
        ticket = gateway.let_in(visitor_of(request))
        call = call_of(request, await content_of(request, TRAIL_LIMIT))
        async with gateway.turn(ticket):
            return as_json(await run_in_threadpool(gateway.keep_lines, call, request.headers))

    @app.get(KIOSKS + "/{kiosk}/audit", dependencies=SIGNED, **contract.TRAIL)
    async def trail(request: Request, kiosk: Kiosk, after: After = 0) -> Response:
        """List the lines that are kept of a kiosk's audit trail, behind line *after*; codes only."""
        async with gateway.place():
            await run_in_threadpool(gateway.office, call_of(request), request.headers, "operator")
            return as_json(await run_in_threadpool(gateway.trail, kiosk, after))
