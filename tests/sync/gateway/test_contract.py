"""What the published contract says is what the gateway does, whatever is thrown at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case

from sync.gateway.enrolment import enrol
from sync.identity import DeviceIdentity
from sync.signing import Call, sign_call
from tests.sync.platform import Platform

SHORT = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DeviceIdentity:
    return DeviceIdentity.load_or_make(tmp_path_factory.mktemp("kiosk") / "identity.key")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, identity: DeviceIdentity) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("platform")
    platform = Platform(folder)
    enrol(folder, "017", identity.public)
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
