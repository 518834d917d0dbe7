"""What was delivered leaves nothing behind that anybody could open one day, and the store stays small."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from sync.evidence import check_evidence, export_evidence
from sync.rescue.pages import PAGE, PageCipher
from sync.store import Store
from sync.upkeep import AT_ONCE, EVERY_SECONDS, Upkeep, forget_delivered
from sync.wire import encode
from tests.campaigns.reckoning import tries
from tests.sync.parts import KEY, Kiosk, frozen, hand_in, open_kiosk
from tests.sync.platform import Deployed

SETTLE = (
    "UPDATE outbox SET state = 'accepted', sealed = NULL, answer = zeroblob(360), changed = ? WHERE state = 'waiting'"
)


def plain_pages(path: Path) -> Iterator[bytes]:
    """Yield every page of the file, and every frame its log has or had, in plain: what a thief of both would see."""
    cipher = PageCipher(KEY, path.read_bytes()[:16])
    content, log = path.read_bytes(), path.with_name(path.name + "-wal").read_bytes()
    for place in range(0, len(content), PAGE):
        page = cipher.open(place // PAGE + 1, content[place : place + PAGE])
        assert page is not None
        yield page
    for place in range(32, len(log), PAGE + 24):
        page = cipher.open(int.from_bytes(log[place : place + 4], "big"), log[place + 24 : place + 24 + PAGE])
        assert page is not None
        yield page


def is_kept(store: Store, payload: bytes) -> bool:
    """Say whether any piece of *payload* can be found."""
    pieces = [payload[n : n + 24] for n in range(0, len(payload) - 24, 96)]
    return any(piece in page for page in plain_pages(store.path) for piece in pieces)


def sealed_of(store: Store, item: str) -> bytes:
    with store.reading() as view:
        row = view.find("SELECT sealed FROM outbox WHERE id = ?", bytes.fromhex(item))
    assert row is not None
    return bytes(row[0])


@pytest.mark.parametrize("length", [10, 9_000], ids=["small", "over several pages"])
def test_once_the_answer_is_verified_no_byte_of_the_request_is_left(deployed: Deployed, length: int) -> None:
    body = encode(frozen(note=os.urandom(length).hex()))
    deployed.agent.upkeep = Upkeep(deployed.store, deployed.clock)
    item = deployed.hand_in(hand_in(body=body))
    payload = sealed_of(deployed.store, item)
    assert is_kept(deployed.store, payload)

    assert deployed.agent.once().accepted == 1

    assert not is_kept(deployed.store, payload)
    assert deployed.store.path.with_name("kiosk.db-wal").stat().st_size == 0


def test_without_upkeep_the_log_would_still_hold_it(deployed: Deployed) -> None:
    item = deployed.hand_in(hand_in(body=encode(frozen(note=os.urandom(3_000).hex()))))
    payload = sealed_of(deployed.store, item)

    assert deployed.agent.once().accepted == 1

    assert is_kept(deployed.store, payload)


def test_the_store_does_not_grow_with_what_was_delivered_and_forgotten(tmp_path: Path) -> None:
    kiosk = open_kiosk(tmp_path)
    upkeep = Upkeep(kiosk.store, kiosk.clock, timedelta(days=1))
    count, sizes = tries(short=300, long=10_000), []
    request = hand_in(body=encode(frozen(note=os.urandom(700).hex())))
    for n in range(1, count + 1):
        kiosk.outbox.hand_in(replace(request, id=os.urandom(16)))
        if n % 50 == 0:
            with kiosk.store.transaction() as change:
                change.execute(SETTLE, kiosk.clock.now().isoformat(timespec="microseconds"))
            kiosk.clock.forward(EVERY_SECONDS)
            upkeep.once(settled=True)
            sizes.append(sum(path.stat().st_size for path in tmp_path.glob("kiosk.db*")))
    kept = kiosk.outbox.counts().accepted
    kiosk.store.close()
    audit_bytes = 400 * count
    sys.stderr.write(f"after {count} delivered requests: {sizes[-1]} bytes on disk, {kept} kept\n")

    assert kept <= 250, "those of the last day"
    assert sizes[-1] < 1_200_000 + audit_bytes
    assert max(sizes) < 1_600_000 + audit_bytes


def test_what_was_returned_keeps_its_content_for_its_evidence_and_later_only_its_number_and_reason(
    deployed: Deployed,
) -> None:
    body = encode(frozen("dated", day=os.urandom(3_000).hex()))
    item = deployed.hand_in(hand_in("dated", body=body))
    deployed.agent.upkeep = Upkeep(deployed.store, deployed.clock, timedelta(days=30))
    payload = sealed_of(deployed.store, item)
    assert deployed.agent.once().rejected == 1

    deployed.clock.forward(86_400 * 29)
    deployed.agent.once()
    assert is_kept(deployed.store, payload)

    deployed.clock.forward(86_400 * 2)
    deployed.agent.once()
    assert not is_kept(deployed.store, payload)
    (entry,) = deployed.outbox.entries()
    assert (entry.id, entry.state, entry.reason) == (item, "rejected", "answers")
    evidence = export_evidence(deployed.store, deployed.identity, deployed.clock, entry.receipt)
    assert evidence is not None
    found = check_evidence(evidence, deployed.platform.keys)
    assert (found.whole, found.platform_says) == (True, "rejected")
    assert found.steps[-1].kind == "request.content_gone"


def test_what_was_not_delivered_is_never_forgotten_however_old(kiosk: Kiosk) -> None:
    waiting = kiosk.outbox.hand_in(hand_in()).id
    kiosk.clock.forward(86_400 * 4000)

    assert forget_delivered(kiosk.store, kiosk.clock, timedelta(days=30)) == 0
    assert [entry.id for entry in kiosk.outbox.entries()] == [waiting]


def test_only_what_was_delivered_long_ago_is_forgotten(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.agent.once()
    with deployed.store.transaction() as change:
        change.execute("UPDATE outbox SET stage = 'resolved', answered = 1")
    deployed.clock.forward(86_400 * 40)
    waiting = deployed.hand_in(hand_in())

    assert forget_delivered(deployed.store, deployed.clock, timedelta(days=60)) == 0
    assert forget_delivered(deployed.store, deployed.clock, timedelta(days=30)) == 1
    assert [entry.id for entry in deployed.outbox.entries()] == [waiting]


@pytest.mark.parametrize("stage", ["received", "in_work", "overdue"])
def test_what_its_agency_has_not_decided_is_still_found_on_the_31st_day(deployed: Deployed, stage: str) -> None:
    item = deployed.hand_in(hand_in())
    deployed.agent.once()
    with deployed.store.transaction() as change:
        change.execute("UPDATE outbox SET stage = ?", stage)

    deployed.clock.forward(86_400 * 31)
    assert forget_delivered(deployed.store, deployed.clock, timedelta(days=30)) == 0
    assert [entry.id for entry in deployed.outbox.entries()] == [item]
    deployed.clock.forward(86_400 * 366)
    assert forget_delivered(deployed.store, deployed.clock, timedelta(days=30)) == 1


def test_it_forgets_some_at_a_time_and_looks_again_hours_later(kiosk: Kiosk) -> None:
    rows = (
        "INSERT INTO outbox (id, number, service, lane, catalogue, created, body_hash, size, state, changed) WITH"
        " RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT randomblob(16), 'n', 's',"
        " 'queue', 1, '2020', zeroblob(32), 0, 'accepted', '2020' FROM n"
    )
    with kiosk.store.transaction() as change:
        change.execute(rows, AT_ONCE + 7)
    upkeep = Upkeep(kiosk.store, kiosk.clock)

    assert [upkeep.once(settled=False) for _ in range(3)] == [AT_ONCE, 7, 0]
    with kiosk.store.transaction() as change:
        change.execute(rows, 1)
    assert upkeep.once(settled=False) == 0
    kiosk.clock.forward(EVERY_SECONDS)
    assert upkeep.once(settled=False) == 1
