"""The audit trails of the kiosks as the platform keeps them: each line once, chained as at the kiosk.

Answers for: what it signs as kept is durable and joins on to what was kept; a
line that comes twice changes nothing. Other content where a line, or a head
that came with a batch, is kept overwrites nothing and stays said, and so does
a line behind a gap, where a kiosk says that it has nothing older. Of a trail
the newest lines are kept, `LINES_KEPT` of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import structlog
from msgspec.structs import asdict
from sqlalchemy import BigInteger, Column, Connection, LargeBinary, String, Table, delete, select, update

from sync.gateway.inserting import insert_into
from sync.gateway.ledger import Ledger
from sync.gateway.tables import HEAD, TABLES
from sync.wire import AuditHead
from sync.wire.agency import KeptLine, Trail, TrailConflict, TrailStanding
from sync.wire.trail import START, AuditLines, TrailLine, hashes

LINES_KEPT = 100_000
SHOWN = 500

TRAIL = Table(
    "audit_trail",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("gaps", BigInteger, nullable=False),
    Column("conflict", BigInteger),
    Column("conflict_since", String(40)),
)
LINE = Table(
    "audit_line",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("actor", String(12), nullable=False),
    Column("cause", String(60), nullable=False),
    Column("subject", LargeBinary(16), nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

_LOG = structlog.stdlib.get_logger("sync.gateway")


class _Chained(NamedTuple):
    line: TrailLine
    previous: bytes
    hash: bytes


def add(ledger: Ledger, asked: AuditLines, at: str) -> AuditHead:
    """Keep those lines of *asked* that go on from what is kept, and return the last line kept; durable then.

    ValueError when the lines do not follow each other.
    """
    lines = _chain(asked)
    with ledger.writing() as page:
        stand = _hold(page.connection, asked.kiosk)
        other = _find_other(page.connection, asked.kiosk, lines, stand)
        if other is not None:
            _note_conflict(page.connection, asked.kiosk, other, at)
            return stand
        fresh = [one for one in lines if one.line.sequence > stand.sequence]
        joins = bool(fresh) and (fresh[0].line.sequence, fresh[0].previous) == (stand.sequence + 1, stand.hash)
        is_gap = len(fresh) == len(lines) and asked.after == stand.sequence
        if not fresh or not (joins or is_gap):
            return stand
        return _keep(page.connection, asked.kiosk, fresh, gaps=int(not joins))


def standings(connection: Connection, kiosks: Sequence[str]) -> dict[str, TrailStanding]:
    """Return how the trail of each of *kiosks* that ever sent a line stands."""
    columns = (TRAIL.c.kiosk, TRAIL.c.gaps, TRAIL.c.conflict)
    rows = connection.execute(select(*columns).where(TRAIL.c.kiosk.in_(kiosks)))
    return {kiosk: _standing(gaps, conflict) for kiosk, gaps, conflict in rows}


def read(ledger: Ledger, kiosk: str, after: int) -> Trail:
    """Return the next lines of *kiosk* behind line *after*."""
    columns = (LINE.c[name] for name in KeptLine.__struct_fields__)
    query = select(*columns).where(LINE.c.kiosk == kiosk, LINE.c.sequence > after)
    with ledger.reading() as connection:
        rows = connection.execute(query.order_by(LINE.c.sequence).limit(SHOWN + 1)).all()
        row = connection.execute(select(TRAIL).where(TRAIL.c.kiosk == kiosk)).one_or_none()
    lines = tuple(KeptLine(*row[:5], *map(bytes, row[5:])) for row in rows[:SHOWN])
    conflict = None if row is None or row.conflict is None else TrailConflict(row.conflict, row.conflict_since)
    more = lines[-1].sequence if len(rows) > SHOWN else None
    return Trail(kiosk, lines, more, row.gaps if row else 0, conflict)


def _standing(gaps: int, conflict: int | None) -> TrailStanding:
    if conflict is not None:
        return "conflict"
    return "gaps" if gaps else "whole"


def _chain(asked: AuditLines) -> list[_Chained]:
    if any(line.sequence != asked.lines[0].sequence + place for place, line in enumerate(asked.lines)):
        raise ValueError("lines that do not follow each other")
    made = list(hashes(asked.previous, asked.lines))
    return [_Chained(*one) for one in zip(asked.lines, [asked.previous, *made], made, strict=False)]


def _hold(connection: Connection, kiosk: str) -> AuditHead:
    """Return the last line kept of *kiosk*, and hold it so that its lines come one call after another."""
    nothing = {"kiosk": kiosk, "sequence": 0, "hash": START, "gaps": 0}
    connection.execute(insert_into(connection, TRAIL).values(nothing).on_conflict_do_nothing())
    query = select(TRAIL.c.sequence, TRAIL.c.hash).where(TRAIL.c.kiosk == kiosk).with_for_update()
    sequence, found = connection.execute(query).one()
    return AuditHead(sequence, bytes(found))


def _find_other(connection: Connection, kiosk: str, lines: Sequence[_Chained], stand: AuditHead) -> int | None:
    """Return the first of *lines* in whose place another one is known: a line, or a head that came with a batch.

    A trail that ends where lines were let go already, or were lost, has nothing to show that it is the one kept.
    """
    if not lines:
        return None
    span = (lines[0].line.sequence, lines[-1].line.sequence)
    known: set[tuple[int, bytes]] = set()
    for table in (LINE, HEAD):
        mine = (table.c.kiosk == kiosk) & table.c.sequence.between(*span)
        rows = connection.execute(select(table.c.sequence, table.c.hash).where(mine))
        known |= {(sequence, bytes(found)) for sequence, found in rows}
    if not known and span[1] <= stand.sequence:
        return span[1]
    own = {one.line.sequence: one.hash for one in lines}
    return min((sequence for sequence, found in known if own[sequence] != found), default=None)


def _note_conflict(connection: Connection, kiosk: str, sequence: int, at: str) -> None:
    """Say that *kiosk* brought another line *sequence*; the first such stays as it was said."""
    _LOG.warning("audit_conflict", kiosk=kiosk, sequence=sequence)
    mine = (TRAIL.c.kiosk == kiosk) & TRAIL.c.conflict.is_(None)
    connection.execute(update(TRAIL).where(mine).values(conflict=sequence, conflict_since=at))


def _keep(connection: Connection, kiosk: str, fresh: Sequence[_Chained], *, gaps: int) -> AuditHead:
    values = [{"kiosk": kiosk, **asdict(one.line), "previous": one.previous, "hash": one.hash} for one in fresh]
    connection.execute(insert_into(connection, LINE).on_conflict_do_nothing(), values)
    last = AuditHead(fresh[-1].line.sequence, fresh[-1].hash)
    stand = {"sequence": last.sequence, "hash": last.hash, "gaps": TRAIL.c.gaps + gaps}
    connection.execute(update(TRAIL).where(TRAIL.c.kiosk == kiosk).values(stand))
    old = (LINE.c.kiosk == kiosk) & (LINE.c.sequence <= last.sequence - LINES_KEPT)
    connection.execute(delete(LINE).where(old))
    return last
