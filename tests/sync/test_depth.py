"""However many requests wait, a start and a hand-in read what they need and no more."""

from __future__ import annotations

import pytest

from sync import outbox, upkeep
from sync.outbox import Outbox, QueueCounts
from sync.papers import Papers
from sync.upkeep import Upkeep
from tests.sync.parts import START, Kiosk, hand_in

MANY = 3000
FILL = """INSERT INTO outbox (id, number, service, lane, catalogue, created, body_hash, sealed, size, changed, state)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT randomblob(16), 'n' || i, 's',
    'queue', 1, ?2, zeroblob(32), randomblob(300), 300, ?2, ?3 FROM n"""


def fill(kiosk: Kiosk, state: str = "waiting") -> None:
    with kiosk.store.transaction() as change:
        change.execute(FILL, MANY, START.isoformat(timespec="microseconds"), state)


def steps(kiosk: Kiosk, sql: str, *values: str | int) -> str:
    with kiosk.store.reading() as view:
        return str(view.rows(f"EXPLAIN QUERY PLAN {sql}", *values))


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        (outbox._OLDEST, (7,)),
        (upkeep._OLD, ("2026", "2025", 5)),
        ("SELECT job FROM papers WHERE state = 'sent'", ()),
        ("SELECT state, number FROM counts WHERE state = 'waiting'", ()),
    ],
)
def test_what_a_start_and_a_look_ask_is_found_and_not_searched_for(
    kiosk: Kiosk, sql: str, values: tuple[str | int, ...]
) -> None:
    plan = steps(kiosk, sql, *values)

    assert "SEARCH" in plan or "USING COVERING INDEX papers_being_sent" in plan, plan


def test_the_oldest_is_found_by_going_on_from_where_it_was(kiosk: Kiosk) -> None:
    fill(kiosk)
    assert kiosk.outbox.counts() == QueueCounts(waiting=MANY, oldest_seconds=0)
    kiosk.clock.forward(60)
    with kiosk.store.transaction() as change:
        change.execute("UPDATE outbox SET state = 'accepted' WHERE seq <= 2000")
        change.execute("UPDATE outbox SET state = 'rejected' WHERE seq = 2001")

    assert kiosk.outbox.counts() == QueueCounts(waiting=MANY - 2001, accepted=2000, rejected=1, oldest_seconds=60)
    assert kiosk.outbox._oldest_from == 2002
    with kiosk.store.transaction() as change:
        change.execute("UPDATE outbox SET state = 'accepted'")
    kiosk.outbox.hand_in(hand_in())
    assert kiosk.outbox.counts().oldest_seconds == 0


def test_a_start_begins_where_upkeep_left_off(kiosk: Kiosk) -> None:
    fill(kiosk, "accepted")
    kiosk.outbox.hand_in(hand_in())
    Upkeep(kiosk.store, kiosk.clock).once(settled=False)

    again = Outbox(kiosk.store, kiosk.sealer(), "017", kiosk.clock)
    with kiosk.store.reading() as view:
        assert view.find_meta(outbox.OLDEST_OPEN) == str(MANY + 1).encode()
    assert again.counts().oldest_seconds == 0
    assert Papers(kiosk.store, kiosk.clock).recover() == ()
