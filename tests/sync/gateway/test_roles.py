"""Who may call what: every role at every endpoint, how often, how much, and what the log says of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from sync.gateway.door import Door
from sync.gateway.rates import RATES, Rate, Rates
from sync.signing import KIOSKS, OFFICES, Call, sign_call
from sync.wire import BATCH_LIMIT
from tests.sync.gateway.offices import REQUESTS, OfficeCaller, agency_of
from tests.sync.parts import REGNUM, HandClock, hand_in
from tests.sync.platform import Came, Deployed, Platform, call

ITEM = "ab" * 16
KEY = {"key": "k" * 16, "role": "clerk"}
STEP = {**KEY, "lease": "0" * 32}
CALLS: dict[tuple[str, str], tuple[str, dict[str, object] | None]] = {
    ("GET", "/v1/updates?after=0&nonce=" + "ab" * 16): ("kiosk", None),
    ("POST", "/v1/batches"): ("kiosk", {}),
    ("POST", "/v1/audit"): ("kiosk", {}),
    ("GET", REQUESTS): ("agency", None),
    ("GET", f"{REQUESTS}/017/{ITEM}"): ("agency", None),
    ("POST", f"{REQUESTS}/017/{ITEM}/claim"): ("agency", KEY),
    ("POST", f"{REQUESTS}/017/{ITEM}/give-back"): ("agency", STEP),
    ("POST", f"{REQUESTS}/017/{ITEM}/resolve"): ("agency", {**STEP, "code": "decision.granted"}),
    ("POST", f"{REQUESTS}/017/{ITEM}/reject"): ("agency", {**STEP, "code": "decision.declined"}),
    ("POST", f"{REQUESTS}/017/{ITEM}/extend"): ("agency", KEY),
    ("GET", "/v1/operator/kiosks"): ("operator", None),
    ("GET", "/v1/operator/kiosks/999/audit?after=0"): ("operator", None),
    ("POST", "/v1/operator/kiosks/999/revoke"): ("operator", None),
}
ROLES = ("kiosk", "agency", "operator", "stranger", "nobody")
WELL = {200, 400, 404}  # let in: what is asked for is not there, or is no batch


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """One platform for all that changes nothing."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "platform").mkdir()
    platform = Platform(folder / "platform")
    deployed = Deployed(folder / "kiosk", platform)
    yield deployed
    deployed.close()
    platform.close()


def asking(deployed: Deployed, role: str, method: str, target: str, content: dict[str, object] | None) -> Came:
    body = json.dumps(content).encode() if content is not None else b""
    headers = {"Content-Type": "application/json"} if content is not None else {}
    asked = Call(method, target, body)
    if role == "kiosk":
        headers |= sign_call(deployed.identity, "017", asked, deployed.platform.clock, circle=KIOSKS)
    elif role in ("agency", "operator"):
        headers |= agency_of(deployed, {"agency": "agency:agency", "operator": "operator:desk"}[role]).sign(asked)
    elif role == "stranger":
        headers |= sign_call(deployed.identity, "agency:nobody", asked, deployed.platform.clock, circle=OFFICES)
    return call(deployed.platform.app, method, target, body, headers)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "target"), list(CALLS))
def test_each_role_gets_its_own_calls_and_no_others(shared: Deployed, role: str, method: str, target: str) -> None:
    whose, content = CALLS[method, target]
    came = asking(shared, role, method, target, content)

    if role == whose:
        assert came.status in WELL
    elif role == "nobody":
        assert came.status == 422
    elif {role, whose} == {"agency", "operator"}:
        assert (came.status, came.refused()) == (403, "role")
    else:
        assert (came.status, came.refused()) == (401, "signature")


def test_every_call_of_the_contract_that_is_signed_is_in_the_table(platform: Platform) -> None:
    document = platform.app.openapi()
    signed = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if any(one["name"].lower() == "signature" for one in operation.get("parameters", ()))
    }
    fill = {"{kiosk}": "017", "{id}": ITEM}
    told = {(method, target.partition("?")[0].replace("/999/", "/017/")) for method, target in CALLS}
    for part, value in fill.items():
        signed = {(method, path.replace(part, value)) for method, path in signed}
    assert {one for one in signed if "attachments" not in one[1]} == told


def test_a_call_of_yesterday_is_not_believed_nor_one_of_tomorrow(deployed: Deployed) -> None:
    agency = agency_of(deployed)
    signed = agency.sign(Call("GET", REQUESTS))
    for seconds, status in ((0, 200), (299, 200), (2, 401)):
        deployed.platform.clock.forward(seconds)
        assert call(deployed.platform.app, "GET", REQUESTS, headers=signed).status == status


def test_a_changed_call_is_not_the_agencys(deployed: Deployed) -> None:
    agency = agency_of(deployed)
    target = f"{REQUESTS}/017/{ITEM}/extend"
    body = json.dumps(KEY).encode()
    headers = {**agency.sign(Call("POST", target, body)), "Content-Type": "application/json"}

    changed = body.replace(b"clerk", b"head_")
    assert call(deployed.platform.app, "POST", target, changed, headers).status == 401
    assert call(deployed.platform.app, "POST", target.replace("017", "018"), body, headers).status == 401
    assert call(deployed.platform.app, "POST", target, body, headers).status == 404


def test_an_office_that_was_revoked_is_out(deployed: Deployed) -> None:
    agency = agency_of(deployed)
    offices = deployed.platform.app.state.gateway.offices
    assert agency.get(REQUESTS).status == 200

    assert offices.revoke(agency.name, deployed.platform.clock.now())
    assert agency.get(REQUESTS).status == 401
    assert not offices.revoke(agency.name, deployed.platform.clock.now())


@pytest.mark.parametrize("name", ["agency", "agency:", "kiosk:017", "agency:Ү", "operator:a b", ""])
def test_an_office_has_a_name_of_its_kind(platform: Platform, name: str) -> None:
    with pytest.raises(ValueError, match="office"):
        platform.app.state.gateway.offices.enrol(name, bytes(32), platform.clock.now())


# --- the fleet ---------------------------------------------------------------


def test_an_operator_sees_what_each_kiosk_last_said(deployed: Deployed) -> None:
    operator = agency_of(deployed, "operator:desk")
    assert fleet(operator) == [("017", "enrolled", "never", None, 0, 0)]
    for _ in range(3):
        deployed.hand_in(hand_in())
    deployed.platform.clock.forward(2.5)
    deployed.agent.once()

    (seen,) = json.loads(operator.get("/v1/operator/kiosks").content)["kiosks"]
    assert (seen["clock_seconds"], seen["waiting"], seen["open"], seen["link"]) == (-2.5, 3, 3, "up")
    assert seen["audit"] is not None
    for seconds, link in ((3600, "late"), (86_400, "silent")):
        deployed.platform.clock.forward(seconds)
        assert fleet(operator)[0][2] == link
    deployed.platform.clock.forward(86_400 * 30)
    assert fleet(operator)[0][4:] == (3, 3)


def test_a_kiosk_that_is_revoked_is_out_and_what_it_brought_is_answered(deployed: Deployed) -> None:
    operator, agency = agency_of(deployed, "operator:desk"), agency_of(deployed)
    item = deployed.hand_in(hand_in())
    deployed.agent.once()

    came = operator.post("/v1/operator/kiosks/017/revoke")
    assert json.loads(came.content) == {"kiosk": "017", "keys": 1}
    assert fleet(operator)[0][1] == "revoked"
    assert deployed.agent.once().trouble == "revoked"
    assert deployed.platform.keys.published.revoked == (deployed.identity.public,)  # its papers count no more either
    assert agency.decide(item, "resolve", code="decision.granted").status == 200


def fleet(operator: OfficeCaller) -> list[tuple[object, ...]]:
    names = ("kiosk", "standing", "link", "seen", "open", "overdue")
    found = json.loads(operator.get("/v1/operator/kiosks").content)["kiosks"]
    return [tuple(one[name] for name in names) for one in found]


# --- how often and how much --------------------------------------------------


def test_who_comes_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    clock = HandClock()
    slow = Rates({**RATES, "agency": Rate(2, 0.1), "kiosk": Rate(1, 0.1)}, clock.monotonic)
    platform = Platform(tmp_path, rates=slow)
    agency = OfficeCaller(platform, "agency:agency", tmp_path)

    found = [agency.get(REQUESTS) for _ in range(3)]
    assert [came.status for came in found] == [200, 200, 429]
    assert (found[2].refused(), found[2].headers["retry-after"]) == ("too_often", "10")
    assert OfficeCaller(platform, "agency:other", tmp_path).get(REQUESTS).status == 200
    clock.forward(10)
    assert agency.get(REQUESTS).status == 200
    platform.close()


def test_a_kiosk_that_is_sent_away_comes_again_with_everything(tmp_path: Path) -> None:
    clock = HandClock()
    (tmp_path / "platform").mkdir()
    slow = Rates({**RATES, "kiosk": Rate(2, 0.1)}, clock.monotonic)
    platform = Platform(tmp_path / "platform", rates=slow)
    deployed = Deployed(tmp_path / "kiosk", platform)
    deployed.hand_in(hand_in())
    while slow.take("kiosk", "017") is None:
        pass

    assert deployed.agent.once().link != "up"
    clock.forward(60)
    deployed.clock.forward(600)
    deployed.agent.once()
    assert deployed.states() == ["accepted"]
    deployed.close()
    platform.close()


def test_an_address_that_floods_is_sent_away_before_anything_is_read(tmp_path: Path) -> None:
    platform = Platform(tmp_path, rates=Rates({**RATES, "anybody": Rate(3, 0.01)}, HandClock().monotonic))

    found = [call(platform.app, "GET", "/v1/health").status for _ in range(5)]
    assert found == [200, 200, 200, 429, 429]
    platform.close()


@pytest.mark.parametrize(("method", "target"), list(CALLS))
def test_nothing_longer_than_a_message_is_taken_in_anywhere(shared: Deployed, method: str, target: str) -> None:
    headers = {"Content-Length": str(BATCH_LIMIT + 1), "Content-Type": "application/json"}

    came = call(shared.platform.app, method, target, b"", headers)
    assert (came.status, came.refused()) == (413, "too_large")


def test_a_long_message_in_pieces_is_cut_off_too(deployed: Deployed) -> None:
    agency = agency_of(deployed)
    target = f"{REQUESTS}/017/{ITEM}/claim"
    body = b" " * 5000
    headers = {**agency.sign(Call("POST", target, body)), "Content-Type": "application/json"}

    came = call(deployed.platform.app, "POST", target, body, headers)
    assert (came.status, came.refused()) == (413, "too_large")


# --- the log -----------------------------------------------------------------


def test_the_log_says_which_office_called_and_nothing_of_what(deployed: Deployed) -> None:
    agency = agency_of(deployed)
    deployed.hand_in(hand_in())
    with capture_logs() as lines:
        deployed.agent.once()
        (line,) = agency.listed()
        item = deployed.outbox.entries()[0].id
        claimed = agency.claim(item)
        agency.do(item, "reject", lease=claimed["lease"], code="decision.declined")
        secret = secrets.token_hex(16)
        agency.get(f"{REQUESTS}?after=2026-11-22T09:00:00Z_017_{secret}")

    text = repr(lines)
    calls = [one for one in lines if one["event"] == "call"]
    assert [one["path"] for one in calls if one.get("office")] == [
        REQUESTS,
        f"{REQUESTS}/{{kiosk}}/{{id}}/claim",
        f"{REQUESTS}/{{kiosk}}/{{id}}/reject",
        REQUESTS,
    ]
    assert {one.get("office") for one in calls} == {None, "agency:agency"}
    names = (REGNUM, "Сүрэн", "Туршилт", claimed["lease"], line["receipt"], item, secret, "declined", "127.0.0.1")
    for private in names:
        assert private not in text


def test_a_log_that_told_would_be_noticed() -> None:
    """Control arm."""
    assert REGNUM in repr([{"event": "call", "body": REGNUM}])
    assert Door.__doc__
