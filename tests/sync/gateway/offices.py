"""Agencies and operators as the tests have them: each with a key, calling without a socket."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.identity import DeviceIdentity
from sync.signing import OFFICES, Call, sign_call
from tests.sync.platform import Came, Deployed, Platform, call

REQUESTS = "/v1/agency/requests"


@dataclass
class OfficeCaller:
    """One office at its platform; `key` is a fresh client key for each deed."""

    platform: Platform
    name: str
    folder: Path
    identity: DeviceIdentity = field(init=False)

    def __post_init__(self) -> None:
        self.identity = DeviceIdentity.load_or_make(self.folder / f"{self.name.replace(':', '-')}.key")
        self.platform.app.state.gateway.offices.enrol(self.name, self.identity.public, self.platform.clock.now())

    def get(self, target: str) -> Came:
        return call(self.platform.app, "GET", target, headers=self.sign(Call("GET", target)))

    def post(self, target: str, content: dict[str, Any] | None = None) -> Came:
        body = json.dumps(content).encode() if content is not None else b""
        headers = {**self.sign(Call("POST", target, body)), "Content-Type": "application/json"}
        return call(self.platform.app, "POST", target, body, headers)

    def sign(self, asked: Call) -> dict[str, str]:
        return sign_call(self.identity, self.name, asked, self.platform.clock, circle=OFFICES)

    def listed(self, query: str = "") -> list[dict[str, Any]]:
        came = self.get(REQUESTS + query)
        assert came.status == 200, came.content
        found: list[dict[str, Any]] = json.loads(came.content)["cases"]
        return found

    def do(self, item: str, deed: str, kiosk: str = "017", **content: Any) -> Came:
        return self.post(f"{REQUESTS}/{kiosk}/{item}/{deed}", {"key": new_key(), "role": "clerk", **content})

    def claim(self, item: str, **content: Any) -> dict[str, Any]:
        came = self.do(item, "claim", **content)
        assert came.status == 200, came.content
        found: dict[str, Any] = json.loads(came.content)
        return found

    def decide(self, item: str, deed: str, **content: Any) -> Came:
        """Claim *item* and take the step *deed*."""
        return self.do(item, deed, lease=self.claim(item)["lease"], **content)


def new_key() -> str:
    return secrets.token_hex(16)


def agency_of(deployed: Deployed, name: str = "agency:agency") -> OfficeCaller:
    return OfficeCaller(deployed.platform, name, deployed.folder)
