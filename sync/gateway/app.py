"""The contract as HTTP: `/v1/batches`, `/v1/notices`, `/v1/time`, `/v1/lists`, `/v1/health`, described by OpenAPI.

Answers for: no call is believed before its kiosk's signature; none is longer
than its limit; when too many come at once, the rest are sent away with a
pause, before any work. Logs who called what and when, never what was in it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from fastapi import FastAPI, Header, Query, Request, Response
from fastapi import Path as PathOf
from fastapi.concurrency import run_in_threadpool

from config.catalogue import Catalogue
from sync.clock import Clock, SystemClock
from sync.gateway import contract
from sync.gateway.checking import make_validator
from sync.gateway.intake import Intake
from sync.gateway.journal import AccessLog
from sync.gateway.keys import PlatformSecrets, find_kiosk_key
from sync.gateway.ledger import Ledger
from sync.gateway.lists import ListStand
from sync.gateway.logins import CheckLogin, Login
from sync.gateway.registry import Answering, SampleRegistry
from sync.identity import sign_as, verify
from sync.seal import SealError, decompress
from sync.wire import (
    BATCH_DOMAIN,
    BATCH_LIMIT,
    LIST_LIMIT,
    LISTS_DOMAIN,
    NOTICE_DOMAIN,
    NOTICES_DOMAIN,
    PART_BYTES,
    Batch,
    FrozenRequest,
    ListIndex,
    ListPart,
    Malformed,
    Notice,
    NoticeList,
    Refusal,
    decode,
    encode,
    notices_question,
)


class RefusedError(Exception):
    """A call that is not answered; becomes a `wire.Refusal`."""

    def __init__(self, status: int, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


@dataclass(frozen=True)
class GatewaySettings:
    """What a reference platform needs; `folder` holds the enrolled kiosks (`keys.enrol`).

    `logins` judges who handed a request in: a `logins.LoginCheck`, or `logins.no_check` by name.
    """

    database: str
    folder: Path
    secrets: PlatformSecrets
    catalogue: Catalogue
    logins: CheckLogin
    clock: Clock = field(default_factory=SystemClock)
    answering: Answering | None = None
    most_at_once: int = 16


class _Gateway:
    """What the routes share."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.ledger = Ledger(settings.database)
        registry = SampleRegistry(settings.catalogue, settings.secrets.document)
        answering = settings.answering or registry.answer
        validate = make_validator(settings.catalogue)
        self.intake = Intake(
            self.ledger, settings.secrets, validate, answering, settings.clock, self._login, registry.represents
        )
        self.stand = ListStand(settings.folder / "lists")
        self._places = asyncio.Semaphore(settings.most_at_once)
        self._chance = random.SystemRandom()

    def _login(self, request: FrozenRequest, received: datetime) -> Login | None:
        service = self.settings.catalogue.find_service(request.service)
        return self.settings.logins(request, service.assurance if service else "high", received)

    @contextlib.asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Let in only as many as can be served at once."""
        if self._places.locked():
            raise RefusedError(503, "busy", retry_after=self._chance.randint(2, 20))
        async with self._places:
            yield

    def prove(self, kiosk: str, signature: str, domain: str, message: bytes) -> None:
        """Refuse the call unless the enrolled *kiosk* signed *message* for *domain*."""
        key = find_kiosk_key(self.settings.folder, kiosk)
        try:
            raw = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if key is None or not verify(key, domain, message, raw):
            raise RefusedError(401, "signature")

    def receive(self, kiosk: str, signature: str, body: bytes) -> bytes:
        self.prove(kiosk, signature, BATCH_DOMAIN, body)
        try:
            batch = decode(body, Batch, limit=BATCH_LIMIT)
        except Malformed as error:
            raise RefusedError(400, "batch") from error
        if batch.kiosk != kiosk:
            raise RefusedError(401, "kiosk")
        return encode(self.intake.receive(batch))

    def notices(self, kiosk: str, since: int, nonce: bytes) -> bytes:
        rows = self.ledger.notices(kiosk, since)
        sign = self.settings.secrets.sign
        notices = tuple(sign_as(sign, NOTICE_DOMAIN, Notice(*row)) for row in rows)
        return encode(NoticeList(notices, self.intake.time(nonce)))

    def lists(self, nonce: bytes) -> bytes:
        return encode(sign_as(self.settings.secrets.sign, LISTS_DOMAIN, ListIndex(self.stand.entries(), nonce)))

    def list_part(self, sha256: bytes, part: int) -> bytes:
        content = self.stand.find_part(sha256, part)
        if content is None:
            raise RefusedError(404, "list")
        return encode(ListPart(content))


KioskHeader = Annotated[str, Header(alias="Kiosk-Number", pattern=r"^[0-9]{3}$")]
SignatureHeader = Annotated[str, Header(alias="Kiosk-Signature", pattern=r"^[A-Za-z0-9+/]{86}==$")]
Nonce = Annotated[str, Query(pattern=r"^[0-9a-f]{32}$")]
Hash = Annotated[str, PathOf(pattern=r"^[0-9a-f]{64}$")]
Part = Annotated[int, Query(ge=0, le=LIST_LIMIT // PART_BYTES)]
Since = Annotated[int, Query(ge=0, le=2**53)]


def make_app(settings: GatewaySettings) -> FastAPI:
    """Return the gateway; its ledger is opened here and closed when the app shuts down."""
    gateway = _Gateway(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        gateway.ledger.close()

    app = FastAPI(title="e-Mongolia kiosk platform", version="1", lifespan=lifespan)
    app.state.ledger = gateway.ledger
    app.add_middleware(AccessLog)
    app.add_exception_handler(RefusedError, _refusal)
    _add_batches(app, gateway)
    _add_notices(app, gateway)
    _add_time(app, gateway)
    _add_lists(app, gateway)
    contract.describe(app)
    return app


def _add_batches(app: FastAPI, gateway: _Gateway) -> None:
    @app.post("/v1/batches", **contract.BATCHES)
    async def batches(request: Request, kiosk: KioskHeader, signature: SignatureHeader) -> Response:
        """Take a signed batch of sealed requests; answer each item with a signature."""
        async with gateway.place():
            body = await _body(request)
            return _json(await run_in_threadpool(gateway.receive, kiosk, signature, body))


def _add_notices(app: FastAPI, gateway: _Gateway) -> None:
    @app.get("/v1/notices", **contract.NOTICES)
    async def notices(kiosk: KioskHeader, signature: SignatureHeader, nonce: Nonce, since: Since = 0) -> Response:
        """Say how this kiosk's requests go on, after notice number *since*."""
        question = notices_question(kiosk, since, bytes.fromhex(nonce))
        gateway.prove(kiosk, signature, NOTICES_DOMAIN, question)
        return _json(await run_in_threadpool(gateway.notices, kiosk, since, bytes.fromhex(nonce)))


def _add_time(app: FastAPI, gateway: _Gateway) -> None:
    @app.get("/v1/time", **contract.TIME)
    async def time(nonce: Nonce) -> Response:
        """Say what time it is, signed together with the caller's nonce."""
        return _json(encode(gateway.intake.time(bytes.fromhex(nonce))))

    @app.get("/v1/health", **contract.HEALTH)
    async def health() -> Response:
        """Say that the platform is there."""
        return _json(b'{"status":"ok"}')


def _add_lists(app: FastAPI, gateway: _Gateway) -> None:
    @app.get("/v1/lists", **contract.LISTS)
    async def lists(nonce: Nonce) -> Response:
        """Say which revocation lists there are, signed together with the caller's nonce."""
        async with gateway.place():
            return _json(await run_in_threadpool(gateway.lists, bytes.fromhex(nonce)))

    @app.get("/v1/lists/{sha256}", **contract.LIST_PART)
    async def list_part(sha256: Hash, part: Part = 0) -> Response:
        """Give one part of a revocation list."""
        async with gateway.place():
            return _json(await run_in_threadpool(gateway.list_part, bytes.fromhex(sha256), part))


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise RefusedError(415, "content_type")
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in {"identity", "zstd"}:
        raise RefusedError(415, "content_encoding")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BATCH_LIMIT:
            raise RefusedError(413, "too_large")
    return bytes(body) if encoding == "identity" else _unpacked(bytes(body))


def _unpacked(body: bytes) -> bytes:
    try:
        return decompress(body, BATCH_LIMIT)
    except SealError as error:
        raise RefusedError(400, "content_encoding") from error


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")


async def _refusal(_: Request, error: Exception) -> Response:
    if not isinstance(error, RefusedError):
        raise error
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    content = msgspec.json.encode(Refusal(error.code))
    return Response(content, status_code=error.status, headers=headers, media_type="application/json")
