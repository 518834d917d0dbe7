"""`POST /v1/enrolment`: a machine becomes a kiosk with its code; `/v1/enrolment/key`: a kiosk gets a new key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from msgspec import Struct

from sync.gateway import contract
from sync.gateway.enrolment import EnrolmentRefused
from sync.gateway.keys import PlatformSecrets
from sync.gateway.platform import Gateway
from sync.gateway.routes.calls import RefusedError, as_json, call_of, content_of, unpacked
from sync.wire import Malformed, Signed, decode, encode
from sync.wire.enrolment import Enrolled, Enrolment, KeyChange

ASK_LIMIT = 4096
STATUS = {"revoked": 401, "signature": 401, "code": 403, "proof": 403}

T = TypeVar("T", bound=Struct)
Grant = Callable[[T, PlatformSecrets], Signed]


def add(app: FastAPI, gateway: Gateway) -> None:
    @app.post("/v1/enrolment", **contract.ENROLMENT)
    async def enrolment(request: Request) -> Response:
        """Give a machine its certificate for a code that is used once."""
        return await _granted(gateway, request, Enrolment, gateway.enrolments.redeem)

    @app.post("/v1/enrolment/key", **contract.KEY_CHANGE)
    async def key_change(request: Request) -> Response:
        """Give a kiosk the certificate of the key that it will use from now on."""
        return await _granted(gateway, request, KeyChange, gateway.enrolments.change_key)


async def _granted(gateway: Gateway, request: Request, shape: type[T], grant: Grant[T]) -> Response:
    call = call_of(request, await content_of(request, ASK_LIMIT))
    async with gateway.place():
        try:
            asked = decode(unpacked(call), shape, limit=ASK_LIMIT)
        except Malformed as error:
            raise RefusedError(400, "enrolment") from error
        return as_json(await run_in_threadpool(_answer, gateway, asked, grant))


def _answer(gateway: Gateway, asked: T, grant: Grant[T]) -> bytes:
    platform = gateway.settings.secrets
    try:
        return encode(Enrolled(grant(asked, platform), platform.signed_keys()))
    except EnrolmentRefused as refused:
        raise RefusedError(STATUS[refused.reason], refused.reason) from refused
