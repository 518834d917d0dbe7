"""An agency sees its own requests, takes one, decides it once; and nobody else does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import delete

from sync.gateway.agencies.rounds import Round
from sync.gateway.tables import BODY
from sync.wire import encode
from tests.sync.gateway.offices import REQUESTS, OfficeCaller, agency_of, new_key
from tests.sync.parts import REGNUM, frozen, hand_in
from tests.sync.platform import Deployed


@pytest.fixture
def agency(deployed: Deployed) -> OfficeCaller:
    return agency_of(deployed)


@pytest.fixture
def item(deployed: Deployed, agency: OfficeCaller) -> Iterator[str]:
    """A request that the platform has accepted; its agency knows nothing of the citizen yet."""
    item = deployed.hand_in(hand_in())
    deployed.agent.once()
    yield item
    deployed.platform.close()


def said(deployed: Deployed) -> tuple[str | None, str | None]:
    """Return what the kiosk knows after its next question."""
    deployed.agent.once()
    entry = deployed.outbox.entries()[0]
    return entry.stage, entry.notice


def stages(agency: OfficeCaller, item: str) -> list[tuple[str, str, str]]:
    steps = json.loads(agency.get(f"{REQUESTS}/017/{item}").content)["steps"]
    return [(step["stage"], step["role"], step["code"]) for step in steps]


def test_a_list_says_where_each_request_stands_and_nothing_of_the_citizen(agency: OfficeCaller, item: str) -> None:
    (line,) = agency.listed()

    assert (line["kiosk"], line["stage"], line["code"], line["overdue"]) == (
        "017",
        "received",
        "request.received",
        False,
    )
    assert line["due"] == "2026-12-22T16:00:00.000000+00:00"
    assert REGNUM not in json.dumps(line, ensure_ascii=False)


def test_from_the_claim_to_the_kiosk_and_back(deployed: Deployed, agency: OfficeCaller, item: str) -> None:
    assert said(deployed) == ("received", "request.received")
    claimed = agency.claim(item)
    assert said(deployed) == ("in_work", "agency.in_work")
    came = agency.do(item, "resolve", lease=claimed["lease"], code="decision.document_ready", reference="12/345")
    assert (came.status, json.loads(came.content)["stage"]) == (200, "resolved")
    assert said(deployed) == ("resolved", "decision.document_ready")
    assert deployed.outbox.entries()[0].reference == "12/345"
    deployed.agent.once()  # by asking for what comes next, the kiosk says that it has this

    assert stages(agency, item) == [
        ("submitted", "citizen", "request.handed_in"),
        ("received", "platform", "request.received"),
        ("in_work", "clerk", "agency.in_work"),
        ("resolved", "clerk", "decision.document_ready"),
        ("notified", "kiosk", "kiosk.told"),
    ]
    assert agency.listed() == []


def test_the_content_comes_with_the_claim_and_holds_what_the_agency_needs(agency: OfficeCaller, item: str) -> None:
    request = agency.claim(item)["request"]

    assert request["citizen"]["regnum"] == REGNUM
    assert set(request) == {
        "service",
        "answers",
        "citizen",
        "on_behalf",
        "assisted",
        "language",
        "created",
        "clock_state",
    }


def test_another_agency_finds_nothing_there(deployed: Deployed, item: str) -> None:
    other = agency_of(deployed, "agency:other")

    assert other.listed() == []
    assert other.get(f"{REQUESTS}/017/{item}").status == 404
    came = other.do(item, "claim")
    assert (came.status, came.refused()) == (404, "case")


def test_the_same_call_again_gets_the_same_answer_and_does_nothing(agency: OfficeCaller, item: str) -> None:
    key = new_key()
    first, again = (json.loads(agency.do(item, "claim", key=key).content) for _ in range(2))
    assert first == again
    decided = {"key": new_key(), "lease": first["lease"], "code": "decision.declined"}
    answers = [agency.do(item, "reject", **decided) for _ in range(3)]

    assert {(came.status, came.content) for came in answers} == {(200, answers[0].content)}
    assert [stage for stage, _, _ in stages(agency, item)] == ["submitted", "received", "in_work", "rejected"]
    other = agency.do(item, "reject", **{**decided, "code": "decision.asked_twice"})
    assert (other.status, other.refused()) == (409, "key_used")


def test_what_somebody_works_on_is_refused_to_another_until_the_lease_is_over(
    deployed: Deployed, agency: OfficeCaller, item: str
) -> None:
    lease = agency.claim(item, minutes=10)["lease"]
    assert agency.do(item, "claim").refused() == "claimed"
    deployed.platform.clock.forward(600)

    assert agency.do(item, "resolve", lease=lease, code="decision.granted").refused() == "not_claimed"
    assert deployed.platform.app.state.gateway.rounds.once() == Round(given_back=1)
    assert said(deployed) == ("received", "agency.lease_over")
    assert agency.claim(item)["lease"] != lease


def test_what_is_given_back_waits_again(deployed: Deployed, agency: OfficeCaller, item: str) -> None:
    assert agency.decide(item, "give-back").status == 200

    assert said(deployed) == ("received", "agency.given_back")
    assert len(agency.listed()) == 1


def test_late_is_a_flag_and_a_notice(deployed: Deployed, agency: OfficeCaller, item: str) -> None:
    assert agency.listed("?overdue=true") == []
    deployed.platform.clock.forward(timedelta(days=31).total_seconds())

    assert [line["overdue"] for line in agency.listed("?overdue=true")] == [True]
    assert deployed.platform.app.state.gateway.rounds.once() == Round(overdue=1)
    assert deployed.platform.app.state.gateway.rounds.once() == Round()
    assert said(deployed) == ("overdue", "petition.overdue")
    agency.claim(item)
    assert said(deployed) == ("overdue", "agency.in_work")  # work has begun, and it is late all the same


def test_the_law_allows_a_longer_term_once(deployed: Deployed, agency: OfficeCaller, item: str) -> None:
    came = agency.do(item, "extend", role="head")

    assert json.loads(came.content)["due"] == "2027-01-21T16:00:00.000000+00:00"
    assert said(deployed) == ("received", "agency.extended")
    assert agency.do(item, "extend").refused() == "extended"
    deployed.platform.clock.forward(timedelta(days=31).total_seconds())
    assert deployed.platform.app.state.gateway.rounds.once() == Round()


def test_a_list_has_pages_without_a_gap(deployed: Deployed, agency: OfficeCaller) -> None:
    for _ in range(7):
        deployed.hand_in(hand_in())
        deployed.agent.once()
        deployed.platform.clock.forward(1)
    deployed.hand_in(hand_in())
    deployed.hand_in(hand_in())
    deployed.agent.once()

    pages: list[dict[str, Any]] = []
    mark = ""
    while mark is not None:
        after = f"&after={mark}" if mark else ""
        page = json.loads(agency.get(f"{REQUESTS}?limit=3{after}").content)
        pages += page["cases"]
        mark = page["next"]
    assert len({line["id"] for line in pages}) == len(pages) == 9
    assert [line["received"] for line in pages] == sorted(line["received"] for line in pages)
    assert agency.get(f"{REQUESTS}?after=nonsense").status == 422


def test_a_technicians_test_is_no_case_for_anybody(deployed: Deployed, agency: OfficeCaller) -> None:
    body = encode(structs.replace(frozen(), citizen=None, test=True))
    deployed.hand_in(hand_in(body=body))

    assert said(deployed) == ("resolved", "test.arrived")
    assert agency.listed() == []


def test_of_many_workers_who_reach_for_one_request_at_once_one_gets_it(
    agency: OfficeCaller, item: str, tmp_path: Path
) -> None:
    found: list[int] = []
    crowd = [threading.Thread(target=lambda: found.append(agency.do(item, "claim").status)) for _ in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(30)

    assert sorted(found) == [200] + [409] * 7


@pytest.mark.parametrize(
    ("deed", "content"),
    [
        ("claim", {"role": "Dorj"}),
        ("claim", {"key": "short"}),
        ("resolve", {"lease": "0" * 32, "code": "decision.whatever"}),
        ("resolve", {"lease": "0" * 32, "code": "decision.granted", "reference": "UB90112233"}),  # invented
        ("reject", {"lease": "0" * 32, "code": "registry.no_record"}),
        ("reject", {"lease": "0" * 32}),
    ],
)
def test_names_free_text_and_codes_of_others_are_refused(
    agency: OfficeCaller, item: str, deed: str, content: dict[str, Any]
) -> None:
    came = agency.do(item, deed, **content)

    assert (came.status, came.refused()) == (400, "content")


def test_what_cannot_be_read_is_held_by_nobody(deployed: Deployed, agency: OfficeCaller, item: str) -> None:
    with deployed.platform.app.state.ledger.writing() as page:
        page.connection.execute(delete(BODY))  # laid away

    came = agency.do(item, "claim")

    assert (came.status, came.refused()) == (404, "content")
    assert agency.listed()[0]["claimed_until"] is None
