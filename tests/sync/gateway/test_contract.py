"""What the published contract says is what the gateway does, whatever is thrown at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from requests import Request
from schemathesis import Case

from sync.gateway.enrolment import enrol
from sync.identity import DeviceIdentity
from sync.signing import OFFICES, Call, sign_call
from tests.sync.platform import Platform

SHORT = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

OFFICE_PATHS = [
    "/v1/agency/requests",
    "/v1/agency/requests/{kiosk}/{id}",
    "/v1/agency/requests/{kiosk}/{id}/claim",
    "/v1/agency/requests/{kiosk}/{id}/give-back",
    "/v1/agency/requests/{kiosk}/{id}/resolve",
    "/v1/agency/requests/{kiosk}/{id}/reject",
    "/v1/agency/requests/{kiosk}/{id}/extend",
    "/v1/operator/kiosks",
    "/v1/operator/kiosks/{kiosk}/revoke",
]

FEW = settings(SHORT, max_examples=8)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DeviceIdentity:
    return DeviceIdentity.load_or_make(tmp_path_factory.mktemp("kiosk") / "identity.key")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, identity: DeviceIdentity) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("platform")
    platform = Platform(folder)
    enrol(folder, "017", identity.public)
    for name in ("agency:agency", "operator:desk"):
        platform.app.state.gateway.offices.enrol(name, identity.public, platform.clock.now())
    yield schemathesis.openapi.from_asgi("/openapi.json", platform.app)
    platform.close()


def operation(published: Any, path: str) -> Any:
    found = (result.ok() for result in published.get_all_operations())
    return next(operation for operation in found if operation.path == path)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/batches",
        "/v1/attachments/{attachment}",
        "/v1/updates",
        "/v1/time",
        "/v1/packs/{sha256}",
        "/v1/packs/{sha256}/from/{old}",
        "/v1/health",
        "/v1/enrolment",
        "/v1/enrolment/key",
        *OFFICE_PATHS,
    ],
)
def test_any_call_gets_an_answer_the_contract_describes(published: Any, path: str) -> None:
    @SHORT
    @given(operation(published, path).as_strategy())
    def law(case: Case[Any]) -> None:
        case.call_and_validate()

    law()


def test_any_batch_that_is_really_signed_gets_such_an_answer_too(published: Any, identity: DeviceIdentity) -> None:
    states: set[int] = set()

    @SHORT
    @given(operation(published, "/v1/batches").as_strategy())
    def law(case: Case[Any]) -> None:
        body = json.dumps({**whole(case.body), "kiosk": "017"}).encode()
        headers = signed(identity, body, "017")
        response = case.call(headers=headers, data=body)
        case.validate_response(response)
        states.add(response.status_code)

    law()
    assert 200 in states


@pytest.mark.parametrize("name", ["agency:agency", "operator:desk"])
@pytest.mark.parametrize("path", OFFICE_PATHS)
def test_an_offices_signed_call_gets_such_an_answer_too(
    published: Any, identity: DeviceIdentity, path: str, name: str
) -> None:
    seen: set[int] = set()
    gateway = published.app.state.gateway

    @FEW
    @given(operation(published, path).as_strategy())
    def law(case: Case[Any]) -> None:
        takes_content = case.method == "POST" and not path.endswith("/revoke")
        body = json.dumps(whole(case.body)).encode() if takes_content else b""
        asked = case.as_transport_kwargs()
        target = str(Request("GET", f"http://kiosk{asked['url']}", params=asked["params"]).prepare().path_url)
        headers = sign_call(identity, name, Call(case.method, target, body), gateway.settings.clock, circle=OFFICES)
        content = {"Content-Type": "application/json"} if body else {}
        response = case.call(headers={**headers, **content}, data=body)
        case.validate_response(response)
        seen.add(response.status_code)

    law()
    mine = name.startswith("agency") is path.startswith("/v1/agency")
    assert seen & ({200, 404, 409} if mine else {403}), seen


def signed(identity: DeviceIdentity, body: bytes, kiosk: str) -> dict[str, str]:
    headers = sign_call(identity, kiosk, Call("POST", "/v1/batches", body))
    return {**headers, "Content-Type": "application/json"}


def whole(value: Any) -> Any:
    """Write integers without a fraction: JSON Schema takes 3.0 for one, the contract does not."""
    if isinstance(value, dict):
        return {name: whole(part) for name, part in value.items()}
    if isinstance(value, list):
        return [whole(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
