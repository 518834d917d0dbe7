"""A ledger keeps each request once and tells agencies of all of them, on each database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.gateway.ledger import Ledger, Note
from sync.wire import AuditHead, body_hash
from tests.postgres import Cluster
from tests.sync.gateway.ledgers import DATABASES, RECEIVED, accepted, emptied_url, item

LATER = "2026-12-01T09:00:00.000000+00:00"


@pytest.fixture(params=DATABASES)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(emptied_url(request, tmp_path))
    yield ledger
    ledger.close()


def keep(ledger: Ledger, *places: int, kiosk: str = "017", agency: str = "agency") -> list[bool]:
    with ledger.writing() as page:
        kept = page.keep(kiosk, [accepted(item(place, kiosk=kiosk), agency) for place in places], RECEIVED)
    return [one.new for one in kept]


def test_an_item_is_new_once_and_its_first_hash_is_what_stands(ledger: Ledger) -> None:
    with ledger.writing() as page:
        first = page.keep("017", [accepted(item(1)), accepted(item(2))], RECEIVED)
    with ledger.writing() as page:
        again = page.keep("017", [accepted(item(2, content=b"other")), accepted(item(3))], LATER)

    assert [one.new for one in first] == [True, True]
    assert [one.new for one in again] == [False, True]
    assert again[0] == first[1]._replace(new=False)
    assert ledger.count() == 3


def test_of_two_items_with_one_id_in_a_batch_the_first_is_kept(ledger: Ledger) -> None:
    with ledger.writing() as page:
        kept = page.keep("017", [accepted(item(1)), accepted(item(1, content=b"other"))], RECEIVED)

    assert [one.new for one in kept] == [True, False]
    assert kept[1].hash == body_hash(b"sealed")
    assert ledger.count() == 1


def test_an_empty_batch_is_nothing(ledger: Ledger) -> None:
    with ledger.writing() as page:
        assert page.keep("017", [], RECEIVED) == []
        assert page.claim_logins("017", [], RECEIVED) == set()
        page.notify("017", [], RECEIVED)
    assert ledger.notices("017", 0) == ()


def test_an_id_belongs_to_its_kiosk_and_takes_no_place_from_another(ledger: Ledger) -> None:
    with ledger.writing() as page:
        page.keep("017", [accepted(item(1))], RECEIVED)
        kept = page.keep("018", [accepted(item(1))], RECEIVED)
    assert [one.new for one in kept] == [True]


def test_the_body_comes_back_with_all_its_seal_is_bound_to(ledger: Ledger) -> None:
    keep(ledger, 1)

    body = ledger.find_body("017", item(1).id)

    assert body is not None
    assert (body.receipt, body.service, body.lane) == (item(1).receipt, "residence-reference", "queue")
    assert (body.sealed, body.reply_key, body.received) == (b"sealed", None, RECEIVED)
    assert ledger.find_body("018", item(1).id) is None


def test_what_fails_halfway_leaves_neither_request_nor_word_to_the_agency(ledger: Ledger) -> None:
    def write_and_fail() -> None:
        with ledger.writing() as page:
            page.keep("017", [accepted(item(1))], RECEIVED)
            page.notify("017", [Note(item(1).id, "in_progress", "request.received")], RECEIVED)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()

    assert (ledger.count(), ledger.outgoing(0), ledger.notices("017", 0)) == (0, (), ())


def test_notices_are_numbered_without_a_gap_for_each_kiosk(ledger: Ledger) -> None:
    with ledger.writing() as page:
        page.notify("017", [Note(item(n).id, "in_progress", "request.received") for n in range(3)], RECEIVED)
        page.notify("018", [Note(item(9).id, "in_progress", "request.received")], RECEIVED)
        page.notify("017", [Note(item(0).id, "answered", "reference.ready")], RECEIVED)

    assert [notice.sequence for notice in ledger.notices("017", 0)] == [1, 2, 3, 4]
    assert [notice.sequence for notice in ledger.notices("017", 2, limit=1)] == [3]
    assert [(notice.sequence, notice.id) for notice in ledger.notices("018", 0)] == [(1, item(9).id)]


def test_a_challenge_serves_one_log_in_of_one_kiosk(ledger: Ledger) -> None:
    mine, other = (bytes(32), b"d" * 32), (bytes(32), b"e" * 32)
    with ledger.writing() as page:
        assert page.claim_logins("017", [mine, other, mine], RECEIVED) == {mine}
    with ledger.writing() as page:
        assert page.claim_logins("017", [mine], RECEIVED) == {mine}
        assert page.claim_logins("018", [mine], RECEIVED) == set()


def test_an_audit_head_stays_what_it_was_first(ledger: Ledger) -> None:
    with ledger.writing() as page:
        page.note_audit_head("017", AuditHead(4, b"a" * 32), RECEIVED)
        page.note_audit_head("017", AuditHead(4, b"b" * 32), RECEIVED)
    assert ledger.audit_heads("017") == (AuditHead(4, b"a" * 32),)


def test_agencies_are_told_once_of_each_accepted_request_and_of_no_other(ledger: Ledger) -> None:
    keep(ledger, 1, 2)
    keep(ledger, 2)
    keep(ledger, 1, kiosk="018", agency="other")
    with ledger.writing() as page:
        page.keep("017", [accepted(item(5))._replace(state="rejected", reason="answers")], RECEIVED)
        page.keep("017", [accepted(item(6), agency="")], RECEIVED)

    lines = ledger.outgoing(0)

    assert [line.position for line in lines] == [1, 2, 3]
    assert {(line.kiosk, line.id) for line in lines} == {
        ("017", item(1).id),
        ("017", item(2).id),
        ("018", item(1, kiosk="018").id),
    }
    assert ledger.outgoing(1, limit=1) == lines[1:2]
    assert ledger.outgoing(0, agency="other") == lines[2:]


def test_how_far_was_published_never_goes_back(ledger: Ledger) -> None:
    assert ledger.published() == 0
    ledger.mark_published(7)
    ledger.mark_published(3)
    assert ledger.published() == 7


def test_a_line_that_is_committed_late_is_not_passed_by_a_reader(postgres: Cluster) -> None:
    ledger = Ledger(postgres.emptied())
    with ledger.writing() as slow:
        slow.keep("017", [accepted(item(1))], RECEIVED)
        keep(ledger, 2)  # draws a higher number and commits first
        seen = ledger.outgoing(0)
    seen += ledger.outgoing(seen[-1].position)
    ledger.close()

    assert [(line.position, line.id) for line in seen] == [(1, item(2).id), (2, item(1).id)]


def test_a_notice_that_is_committed_late_is_not_passed_by_a_reader(postgres: Cluster) -> None:
    ledger = Ledger(postgres.emptied())
    begun, seen = threading.Event(), []

    def answer() -> None:
        begun.set()
        with ledger.writing() as page:
            page.notify("017", [Note(item(2).id, "answered", "reference.ready")], RECEIVED)

    with ledger.writing() as slow:
        slow.notify("017", [Note(item(1).id, "in_progress", "request.received")], RECEIVED)
        other = threading.Thread(target=answer)
        other.start()
        assert begun.wait(10)
        seen += ledger.notices("017", 0)
    other.join(10)
    last = seen[-1].sequence if seen else 0
    seen += ledger.notices("017", last)
    ledger.close()

    assert [notice.id for notice in seen] == [item(1).id, item(2).id]


def test_bodies_lie_in_the_partition_of_their_month(postgres: Cluster) -> None:
    ledger = Ledger(postgres.emptied())
    with ledger.writing() as page:
        page.keep("017", [accepted(item(1))], RECEIVED)
        page.keep("017", [accepted(item(2))], "1999-01-01T00:00:00+00:00")  # a clock that is wrong
        month = page.connection.execute(text("SELECT tableoid::regclass::text, id FROM body ORDER BY month")).all()
    ledger.close()
    assert [(where, bytes(one)) for where, one in month] == [
        ("body_unforeseen", item(2).id),
        ("body_202611", item(1).id),
    ]
