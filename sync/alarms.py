"""What went wrong with the store and stays said until a technician has seen it: codes only, each in the audit too."""

from __future__ import annotations

from typing import Literal, get_args

from sync import audit
from sync.store import Transaction

Alarm = Literal["numbers_lost", "marks_damaged", "salvaged", "conflict"]
"""Rows with numbers given are gone (an older copy, a log cut off); a mark did not check; a damaged store was saved;
the platform holds other content under the id of a request."""


def raise_alarm(change: Transaction, alarm: Alarm, cause: str = "", *, at: str) -> None:
    """Say *alarm* from now on, and add its line to the audit trail."""
    change.set_meta(f"alarm.{alarm}", at.encode())
    audit.append(change, f"store.{alarm}", "kiosk", cause, at=at)


def alarms(view: Transaction) -> tuple[Alarm, ...]:
    """Return what nobody has seen yet, the gravest first."""
    return tuple(alarm for alarm in get_args(Alarm) if view.find_meta(f"alarm.{alarm}") is not None)


def calm(change: Transaction, *, at: str) -> tuple[Alarm, ...]:
    """Note that a technician has seen the alarms, and say them no longer; return them."""
    seen = alarms(change)
    for alarm in seen:
        change.execute("DELETE FROM meta WHERE key = ?", f"alarm.{alarm}")
    if seen:
        audit.append(change, "store.alarms_seen", "technician", "", at=at)
    return seen
