"""The platform at the other end, real but in the same process, and roads to it that can be broken."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from config.catalogue import Agency, Area, Catalogue, Duration, Fee, Service, Text
from sync.agent import Agent
from sync.gateway.agencies.khur import Answering
from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.enrolment import enrol
from sync.gateway.keys import PlatformSecrets, make_platform_keys
from sync.gateway.logins.check import CheckLogin, no_check
from sync.gateway.rates import Rates
from sync.identity import DeviceIdentity, PlatformKeys
from sync.link import LinkDown, LinkRefused
from sync.outbox import HandIn, Outbox
from sync.papers import Paper, Papers
from sync.seal import Sealer
from sync.store import Store
from tests.sync.parts import KEY, HandClock

_TEXT = Text("Жишээ", "Sample")


def service(name: str, lane: str, schema: dict[str, Any] | None = None) -> Service:
    return Service(
        id=name,
        name=_TEXT,
        summary=_TEXT,
        agency="agency",
        kind="reference",
        areas=("area",),
        fee=Fee(None, verified=False),
        time=Duration(1, "minute"),
        gives=_TEXT,
        needs=(),
        search=(),
        assurance="substantial",
        lane=lane,  # type: ignore[arg-type]  # one of the two, given by the tests
        offline="queued",
        verified=False,
        schema=schema or {"type": "object"},
        form=(),
    )


DATED = {
    "type": "object",
    "properties": {"date": {"type": "string", "format": "date"}},
    "required": ["date"],
    "additionalProperties": False,
}
CATALOGUE = Catalogue(
    version=1,
    published="2026-11-01",
    areas=(Area("area", _TEXT, "house"),),
    agencies=(Agency("agency", _TEXT, _TEXT, _TEXT),),
    services=(
        service("residence-reference", "queue"),
        service("marriage-reference", "now"),
        service("dated", "queue", DATED),
    ),
)


@dataclass
class Platform:
    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    logins: CheckLogin = no_check
    answering: Answering | None = None
    rates: Rates = field(default_factory=Rates)
    catalogue: Catalogue = CATALOGUE

    def __post_init__(self) -> None:
        self.secrets: PlatformSecrets = make_platform_keys(self.folder)
        self.app: FastAPI = make_app(self.settings())

    def settings(self) -> GatewaySettings:
        return GatewaySettings(
            database=f"sqlite:///{self.folder / 'platform.db'}",
            folder=self.folder,
            secrets=self.secrets,
            catalogue=self.catalogue,
            logins=self.logins,
            clock=self.clock,
            answering=self.answering,
            rates=self.rates,
        )

    @property
    def keys(self) -> PlatformKeys:
        return PlatformKeys.load(self.folder / "public.json", demo=True)

    def kept(self) -> int:
        return int(self.app.state.ledger.count())

    def close(self) -> None:
        self.app.state.ledger.close()
        self.app.state.enrolments.close()


@dataclass(frozen=True)
class Came:
    status: int
    headers: dict[str, str]
    content: bytes

    def refused(self) -> str | None:
        found = json.loads(self.content).get("refused")
        return found if isinstance(found, str) else None


def call(app: FastAPI, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Came:
    """Make one ASGI call without a socket."""
    plain, _, query = path.partition("?")
    sent = {"Content-Length": str(len(body)), **(headers or {})} if body else headers or {}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": plain,
        "raw_path": plain.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    names = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return Came(messages[0]["status"], names, b"".join(message.get("body", b"") for message in messages[1:]))


Spoil = Callable[[bytes], bytes]


@dataclass
class Road:
    """Carries calls to the platform without a socket; `break_next` names what happens to the next ones."""

    platform: Platform
    fates: list[str] = field(default_factory=list)
    spoil: Spoil | None = None
    calls: list[str] = field(default_factory=list)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self._carry("POST", path, body, headers)

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        return self._carry("GET", path, b"", headers)

    def _carry(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        self.calls.append(path)
        fate = self.fates.pop(0) if self.fates else "arrives"
        if fate in {"down", "unreachable", "black_hole", "tls_time"}:
            raise LinkDown("unreachable" if fate == "down" else fate, sent=False)  # type: ignore[arg-type]  # as above
        if fate == "not_let_in":
            raise LinkRefused(401, None, "signature")
        if fate == "busy":
            raise LinkRefused(503, 40.0, "busy")
        answer = call(self.platform.app, method, path, body, headers)
        if fate == "answer lost":
            raise LinkDown("truncated", sent=True)
        if answer.status != 200:
            raise LinkRefused(answer.status, None, answer.refused())
        if fate == "twice":
            answer = call(self.platform.app, method, path, body, headers)
        return self.spoil(answer.content) if self.spoil else answer.content


class Deployed:
    """A kiosk enrolled at a platform."""

    def __init__(self, folder: Path, platform: Platform, key: bytes = KEY) -> None:
        self.clock = HandClock()
        self.folder = folder
        self.store = Store.open(folder / "kiosk.db", key)
        self.platform = platform
        self.identity = DeviceIdentity.load_or_make(folder / "identity.key")
        enrol(platform.folder, "017", self.identity.public)
        self.outbox = Outbox(self.store, Sealer(platform.keys.seal), "017", self.clock)
        self.road = Road(platform)
        self.agent = self.new_agent()

    def new_agent(self, **changes: Any) -> Agent:
        given = {"link": self.road, "clock": self.clock, "chance": random.Random(1), "keys": self.platform.keys}
        return Agent(store=self.store, identity=self.identity, kiosk="017", **{**given, **changes})

    def states(self) -> list[str]:
        return [entry.state for entry in self.outbox.entries()]

    def papers_of(self, receipt: str) -> tuple[Paper, ...]:
        return Papers(self.store, self.clock).of_receipt(receipt)

    def hand_in(self, request: HandIn) -> str:
        return self.outbox.hand_in(request).id

    def close(self) -> None:
        self.store.close()
