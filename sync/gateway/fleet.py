"""What an operator sees of all kiosks: when each was heard of, what it said of itself, how its requests stand.

What a kiosk says of itself (how many requests wait, what time it is) is shown
as it was said. Nothing here is about a citizen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace
from sqlalchemy import BigInteger, Column, Connection, Float, String, Table, select

from sync.clock import moment, stamp
from sync.gateway import strangers, trails
from sync.gateway.agencies import cases
from sync.gateway.enrolment import Enrolments, KioskKey
from sync.gateway.inserting import insert_into
from sync.gateway.ledger import Ledger
from sync.gateway.tables import TABLES
from sync.wire import Batch
from sync.wire.agency import Fleet, KioskSeen

SEEN = Table(
    "kiosk_seen",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("seen", String(40), nullable=False),
    Column("clock_seconds", Float),
    Column("waiting", BigInteger),
    Column("audit", BigInteger),
)
LATE, SILENT = timedelta(minutes=10), timedelta(days=1)
FLEET_LIMIT = 200

LinkStanding = Literal["up", "late", "silent", "never"]


class Heard(NamedTuple):
    """What was last heard of a kiosk."""

    kiosk: str
    seen: str
    clock_seconds: float | None
    waiting: int | None
    audit: int | None


def note_batch(connection: Connection, batch: Batch, now: datetime) -> None:
    """Keep what *batch* says of its kiosk."""
    ahead = (moment(batch.sent_at) - now).total_seconds() if _is_time(batch.sent_at) else None
    said = {"clock_seconds": ahead, "waiting": batch.waiting, "audit": batch.audit.sequence if batch.audit else None}
    _put(connection, batch.kiosk, {"seen": stamp(now), **said})


def note_call(connection: Connection, kiosk: str, now: datetime) -> None:
    """Keep that *kiosk* called."""
    _put(connection, kiosk, {"seen": stamp(now)})


def overview(ledger: Ledger, enrolments: Enrolments, now: datetime, *, after: str, limit: int) -> Fleet:
    """Return the kiosks after number *after*, in order of their numbers."""
    standing = _standings(enrolments.listed())
    numbers = sorted(number for number in standing if not after or _order(number) > _order(after))
    numbers.sort(key=_order)
    shown = numbers[:limit]
    with ledger.reading() as connection:
        rows = connection.execute(select(SEEN).where(SEEN.c.kiosk.in_(shown)))
        heard = {row[0]: Heard(*row) for row in rows}
        counts = cases.open_at(connection, shown, stamp(now))
        unknown = strangers.standing(connection)
        kept = trails.standings(connection, shown)
    seen = (_seen(one, standing[one], heard.get(one), counts.get(one, (0, 0)), now) for one in shown)
    kiosks = tuple(replace(one, trail=kept.get(one.kiosk, "none")) for one in seen)
    return Fleet(kiosks, shown[-1] if len(numbers) > limit else None, stamp(now), unknown)


def _standings(keys: Sequence[KioskKey]) -> dict[str, Literal["enrolled", "revoked"]]:
    """Return every kiosk that ever had a key: enrolled when one of them counts."""
    found: dict[str, Literal["enrolled", "revoked"]] = {}
    for key in keys:
        if key.standing == "valid" or key.kiosk not in found:
            found[key.kiosk] = "enrolled" if key.standing == "valid" else "revoked"
    return found


def _seen(
    kiosk: str,
    standing: Literal["enrolled", "revoked"],
    heard: Heard | None,
    counts: tuple[int, int],
    now: datetime,
) -> KioskSeen:
    return KioskSeen(
        kiosk=kiosk,
        standing=standing,
        link=_link(heard, now),
        seen=heard.seen if heard else None,
        clock_seconds=heard.clock_seconds if heard else None,
        waiting=heard.waiting if heard else None,
        audit=heard.audit if heard else None,
        open=counts[0],
        overdue=counts[1],
    )


def _link(heard: Heard | None, now: datetime) -> LinkStanding:
    if heard is None:
        return "never"
    silence = now - moment(heard.seen)
    return "up" if silence <= LATE else "late" if silence <= SILENT else "silent"


def _order(kiosk: str) -> tuple[int, str]:
    return len(kiosk), kiosk


def _is_time(text: str) -> bool:
    try:
        moment(text)
    except ValueError:
        return False
    return True


def _put(connection: Connection, kiosk: str, values: dict[str, Any]) -> None:
    wish = insert_into(connection, SEEN).values(kiosk=kiosk, **values)
    connection.execute(wish.on_conflict_do_update(index_elements=["kiosk"], set_=values))
