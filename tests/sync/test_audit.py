"""A trail that was touched says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.audit import AuditContent, AuditTrail
from sync.store import StoreRefused, Transaction
from tests.sync.parts import REGNUM, Kiosk


@pytest.fixture
def trail(kiosk: Kiosk) -> AuditTrail:
    trail = AuditTrail(kiosk.store, kiosk.clock)
    for number in range(8):
        trail.append("visit.began" if number % 2 else "visit.ended", "citizen", f"card.in.{number}")
    return trail


def test_an_untouched_trail_is_whole(trail: AuditTrail) -> None:
    check = trail.verify(trail.head())

    assert (check.ok, check.lines, check.broken_at) == (True, 8, None)


@pytest.mark.parametrize("sql", ["UPDATE audit SET kind = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE 0 = 0"])
def test_the_store_itself_refuses_change(kiosk: Kiosk, trail: AuditTrail, sql: str) -> None:
    with pytest.raises(StoreRefused), kiosk.store.transaction() as change:
        change.execute(sql)

    assert trail.verify().ok


def _edit(change: Transaction) -> None:
    change.execute("UPDATE audit SET cause = 'other' WHERE sequence = 4")


def _remove(change: Transaction) -> None:
    change.execute("DELETE FROM audit WHERE sequence = 4")


def _swap(change: Transaction) -> None:
    for old, new in ((4, 99), (5, 4), (99, 5)):
        change.execute("UPDATE audit SET sequence = ? WHERE sequence = ?", new, old)


def _date(change: Transaction) -> None:
    change.execute("UPDATE audit SET at = '2020-01-01T00:00:00.000000+00:00' WHERE sequence = 4")


def _cut_the_tail(change: Transaction) -> None:
    change.execute("DELETE FROM audit WHERE sequence > 6")


@pytest.mark.parametrize("tamper", [_edit, _remove, _swap, _date])
def test_an_insider_with_the_key_is_caught_at_the_line_touched(
    kiosk: Kiosk, trail: AuditTrail, tamper: Callable[[Transaction], None]
) -> None:
    _without_triggers(kiosk, tamper)

    check = trail.verify()

    assert (check.ok, check.broken_at) == (False, 4)


def _without_triggers(kiosk: Kiosk, tamper: Callable[[Transaction], None]) -> None:
    with kiosk.store.transaction() as change:
        change.execute("DROP TRIGGER audit_is_not_changed")
        change.execute("DROP TRIGGER audit_is_not_deleted")
        tamper(change)


def test_a_cut_tail_is_caught_against_a_head_kept_elsewhere(kiosk: Kiosk, trail: AuditTrail) -> None:
    head = trail.head()
    _without_triggers(kiosk, _cut_the_tail)

    assert trail.verify().ok
    assert trail.verify(head).broken_at == 7


@pytest.mark.parametrize(
    ("kind", "actor", "cause"),
    [
        ("Visit began", "citizen", ""),
        ("visit", "somebody", ""),
        ("visit", "citizen", REGNUM),
        ("visit", "citizen", "ub00112233"),
        ("visit", "citizen", "x" * 61),
        ("", "citizen", ""),
        ("visit\n", "citizen", ""),
    ],
)
def test_content_is_refused(kiosk: Kiosk, kind: str, actor: str, cause: str) -> None:
    with pytest.raises(AuditContent):
        AuditTrail(kiosk.store, kiosk.clock).append(kind, actor, cause)

    assert AuditTrail(kiosk.store, kiosk.clock).lines() == ()
