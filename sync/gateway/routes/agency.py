"""`/v1/agency/requests`: an agency sees its open requests, takes one, decides it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as PathOf
from fastapi.concurrency import run_in_threadpool

from sync.gateway import contract
from sync.gateway.agencies.desk import Asked, Which
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import SIGNED, SIGNED_CONTENT, RefusedError, as_json, call_of, content_of, unpacked
from sync.wire import Malformed, decode, encode
from sync.wire.agency import (
    ASK_LIMIT,
    CASES_LIMIT,
    ClaimAsked,
    ExtendAsked,
    GiveBackAsked,
    RejectAsked,
    ResolveAsked,
)

REQUESTS = "/v1/agency/requests"
ONE = REQUESTS + "/{kiosk}/{id}"
STEPS: dict[str, type[Asked]] = {
    "give-back": GiveBackAsked,
    "resolve": ResolveAsked,
    "reject": RejectAsked,
    "extend": ExtendAsked,
}

Kiosk = Annotated[str, PathOf(pattern=r"^[0-9]{3,6}$")]
Item = Annotated[str, PathOf(alias="id", pattern=r"^[0-9a-f]{32}$")]
After = Annotated[str | None, Query(pattern=r"^[0-9T:.-]{19,32}Z_[0-9]{3,6}_[0-9a-f]{32}$", max_length=80)]
Limit = Annotated[int, Query(ge=1, le=CASES_LIMIT)]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.get(REQUESTS, dependencies=SIGNED, **contract.CASES)
    async def cases(request: Request, after: After = None, limit: Limit = 50, overdue: bool = False) -> Response:
        """List the open requests of the calling agency, oldest first."""
        async with gateway.place():
            office = await run_in_threadpool(gateway.office, call_of(request), request.headers, "agency")
            listed = gateway.agencies.listed
            found = await run_in_threadpool(listed, office.id, after=after, limit=limit, overdue=overdue)
        return as_json(encode(found))

    @app.get(ONE, dependencies=SIGNED, **contract.CASE)
    async def history(request: Request, kiosk: Kiosk, item: Item) -> Response:
        """Say where a request stands, and every step that led there."""
        async with gateway.place():
            office = await run_in_threadpool(gateway.office, call_of(request), request.headers, "agency")
            which = Which(office.id, kiosk, bytes.fromhex(item))
            return as_json(encode(await run_in_threadpool(gateway.agencies.history, which)))

    @app.post(ONE + "/claim", dependencies=SIGNED_CONTENT, **contract.CLAIM)
    async def claim(request: Request, kiosk: Kiosk, item: Item) -> Response:
        """Take a request for a time; its content comes with the answer."""
        which, asked = await _asked(gateway, request, ClaimAsked, kiosk, item)
        async with gateway.place():
            return as_json(encode(await run_in_threadpool(gateway.agencies.claim, which, asked)))

    for name, shape in STEPS.items():
        _add_step(app, gateway, name, shape)


def _add_step(app: FastAPI, gateway: Gateway, name: str, shape: type[Asked]) -> None:
    described: dict[str, Any] = contract.step(shape)

    @app.post(f"{ONE}/{name}", dependencies=SIGNED_CONTENT, name=name, summary=name, **described)
    async def step(request: Request, kiosk: Kiosk, item: Item) -> Response:
        """Give a request back, decide it, or take the longer term."""
        which, asked = await _asked(gateway, request, shape, kiosk, item)
        async with gateway.place():
            return as_json(await run_in_threadpool(gateway.agencies.step, which, asked))


async def _asked(gateway: Gateway, request: Request, shape: type[Asked], kiosk: str, item: str) -> tuple[Which, Any]:
    """Return which request is meant and what is asked of it, once the agency's signature holds."""
    call = call_of(request, await content_of(request, ASK_LIMIT))
    office = await run_in_threadpool(gateway.office, call, request.headers, "agency")
    try:
        asked = decode(unpacked(call), shape, limit=ASK_LIMIT)
    except Malformed as error:
        raise RefusedError(400, "content") from error
    return Which(office.id, kiosk, bytes.fromhex(item)), asked
