"""`/v1/operator/kiosks`: an operator sees the fleet, and takes a kiosk out of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as PathOf
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.fleet import FLEET_LIMIT
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import SIGNED, as_json, call_of

KIOSKS = "/v1/operator/kiosks"

Kiosk = Annotated[str, PathOf(pattern=r"^[0-9]{3,6}$")]
After = Annotated[str, Query(pattern=r"^([0-9]{3,6})?$", max_length=6)]
Limit = Annotated[int, Query(ge=1, le=FLEET_LIMIT)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.get(KIOSKS, dependencies=SIGNED, **contract.FLEET)
    async def kiosks(request: Request, after: After = "", limit: Limit = FLEET_LIMIT) -> Response:
        """List the kiosks: last seen, what waits there, the head of the audit trail, how their requests stand."""
        async with gateway.place():
            await run_in_threadpool(gateway.office, call_of(request), request.headers, "operator")
            return as_json(await run_in_threadpool(gateway.fleet, after, limit))

    @app.post(KIOSKS + "/{kiosk}/revoke", dependencies=SIGNED, **contract.REVOKE)
    async def revoke(request: Request, kiosk: Kiosk) -> Response:
        """Let a kiosk speak no more; what it handed in stays and is answered."""
        async with gateway.place():
            await run_in_threadpool(gateway.office, call_of(request), request.headers, "operator")
            return as_json(await run_in_threadpool(gateway.revoke, kiosk))
