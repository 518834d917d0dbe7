"""A whole batch written in a few statements, in the words of each database.

On PostgreSQL the lines of a batch travel as arrays, so that one statement
serves one line and two hundred. An id that is there already is touched, not
skipped (`DO UPDATE SET id = excluded.id`): the touch waits for whoever is
writing it just now and gives back what is kept; `DO NOTHING` gives nothing,
and a join in the same statement does not see it. `xmax = 0` tells a new line
from a touched one. SQLite lets one writer in at a time, so it looks first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Table, TextClause, insert, select, text, tuple_
from sqlalchemy.dialects import sqlite

from sync.gateway.tables import BODY, COUNTER, LOGIN, NOTICE, OUTGOING, REQUEST


class Line(NamedTuple):
    """A request as it is kept."""

    id: bytes
    receipt: str
    service: str
    agency: str
    lane: str
    catalogue: int
    hash: bytes
    state: str
    reason: str | None
    created: str
    sealed: bytes
    reply_key: bytes | None


class Found(NamedTuple):
    """What stands under an id after a write; `new` when that write put it there."""

    id: bytes
    new: bool
    hash: bytes
    state: str
    reason: str | None
    received: str


class NoteLine(NamedTuple):
    id: bytes
    state: str
    code: str
    due: str | None
    reference: str


class Writer(Protocol):
    """Lines come without a repeated key, in the order of their keys."""

    def keep(self, connection: Connection, kiosk: str, received: str, month: int, lines: Sequence[Line]) -> list[Found]:
        """Keep *lines* with their bodies, and those accepted for an agency also for it; return what stands."""

    def claim(self, connection: Connection, kiosk: str, at: str, claims: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep which digest each challenge belongs to, where it is not taken."""

    def notify(self, connection: Connection, kiosk: str, at: str, notes: Sequence[NoteLine]) -> int:
        """Append *notes* under the next numbers of *kiosk*; return the first of them."""


_KEEP = text(
    """
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(
            CAST(:id AS bytea[]), CAST(:receipt AS text[]), CAST(:service AS text[]), CAST(:agency AS text[]),
            CAST(:lane AS text[]), CAST(:catalogue AS bigint[]), CAST(:hash AS bytea[]), CAST(:state AS text[]),
            CAST(:reason AS text[]), CAST(:created AS text[]), CAST(:sealed AS bytea[]), CAST(:reply_key AS bytea[])
        ) AS given(id, receipt, service, agency, lane, catalogue, hash, state, reason, created, sealed, reply_key)
    ), line AS (
        INSERT INTO request AS kept (kiosk, id, receipt, service, agency, lane, catalogue, hash, state, reason,
                                     created, received, month)
        SELECT :kiosk, id, receipt, service, agency, lane, catalogue, hash, state, reason, created, :received, :month
        FROM given ORDER BY id
        ON CONFLICT (kiosk, id) DO UPDATE SET id = excluded.id
        RETURNING kept.id, kept.xmax = 0 AS new, kept.hash, kept.state, kept.reason, kept.received
    ), laid AS (
        INSERT INTO body (month, kiosk, id, sealed, reply_key)
        SELECT :month, :kiosk, given.id, sealed, reply_key FROM given JOIN line USING (id) WHERE line.new
    ), sent AS (
        INSERT INTO outgoing (kiosk, id, agency)
        SELECT :kiosk, given.id, agency FROM given JOIN line USING (id)
        WHERE line.new AND line.state = 'accepted' AND agency <> ''
    )
    SELECT id, new, hash, state, reason, received FROM line
    """
)
_CLAIM = text(
    """
    INSERT INTO login (challenge, digest, kiosk, received)
    SELECT challenge, digest, :kiosk, :at
    FROM unnest(CAST(:challenges AS bytea[]), CAST(:digests AS bytea[])) WITH ORDINALITY
        AS given(challenge, digest, place)
    ORDER BY challenge, place
    ON CONFLICT (challenge) DO NOTHING
    """
)
_NOTIFY = text(
    """
    WITH counted AS (
        INSERT INTO counter AS kept (kiosk, of, last) VALUES (:kiosk, 'notice', :many)
        ON CONFLICT (kiosk, of) DO UPDATE SET last = kept.last + :many RETURNING last
    )
    INSERT INTO notice (kiosk, sequence, id, state, code, at, due, reference)
    SELECT :kiosk, counted.last - :many + place, id, state, code, :at, due, reference
    FROM counted, unnest(CAST(:ids AS bytea[]), CAST(:states AS text[]), CAST(:codes AS text[]),
                         CAST(:dues AS text[]), CAST(:references AS text[])) WITH ORDINALITY
        AS given(id, state, code, due, reference, place)
    RETURNING sequence
    """
)


class PostgresWriter:
    """One statement for each deed."""

    keeping: TextClause = _KEEP

    def keep(self, connection: Connection, kiosk: str, received: str, month: int, lines: Sequence[Line]) -> list[Found]:
        columns: dict[str, Any] = dict(zip(Line._fields, map(list, zip(*lines, strict=True)), strict=True))
        given = {**columns, "kiosk": kiosk, "received": received, "month": month}
        return [_found(row) for row in connection.execute(self.keeping, given)]

    def claim(self, connection: Connection, kiosk: str, at: str, claims: Sequence[tuple[bytes, bytes]]) -> None:
        challenges, digests = zip(*claims, strict=True)
        given = {"kiosk": kiosk, "at": at, "challenges": list(challenges), "digests": list(digests)}
        connection.execute(_CLAIM, given)

    def notify(self, connection: Connection, kiosk: str, at: str, notes: Sequence[NoteLine]) -> int:
        columns = (f"{name}s" for name in NoteLine._fields)
        given: dict[str, Any] = dict(zip(columns, map(list, zip(*notes, strict=True)), strict=True))
        rows = connection.execute(_NOTIFY, {**given, "kiosk": kiosk, "at": at, "many": len(notes)})
        return min(int(number) for number in rows.scalars())


class SqliteWriter:
    """The same within one process: here a statement costs no round trip."""

    def keep(self, connection: Connection, kiosk: str, received: str, month: int, lines: Sequence[Line]) -> list[Found]:
        ids = [line.id for line in lines]
        before = set(connection.execute(select(REQUEST.c.id).where(_are(kiosk, ids))).scalars())
        new = [line for line in lines if line.id not in before]
        where = {"kiosk": kiosk, "month": month}
        _insert(connection, REQUEST, ({**where, "received": received, **_slim(line)} for line in new))
        _insert(connection, BODY, ({**where, **_heavy(line)} for line in new))
        _insert(
            connection,
            OUTGOING,
            ({"kiosk": kiosk, "id": line.id, "agency": line.agency} for line in new if _goes(line)),
        )
        columns = (REQUEST.c.id, REQUEST.c.id, REQUEST.c.hash, REQUEST.c.state, REQUEST.c.reason, REQUEST.c.received)
        rows = connection.execute(select(*columns).where(_are(kiosk, ids)))
        return [one._replace(new=one.id not in before) for one in map(_found, rows)]

    def claim(self, connection: Connection, kiosk: str, at: str, claims: Sequence[tuple[bytes, bytes]]) -> None:
        rows = [{"challenge": one, "digest": digest, "kiosk": kiosk, "received": at} for one, digest in claims]
        connection.execute(sqlite.insert(LOGIN).on_conflict_do_nothing(), rows)

    def notify(self, connection: Connection, kiosk: str, at: str, notes: Sequence[NoteLine]) -> int:
        counting = sqlite.insert(COUNTER).values(kiosk=kiosk, of="notice", last=len(notes))
        counting = counting.on_conflict_do_update(
            index_elements=["kiosk", "of"], set_={"last": COUNTER.c.last + len(notes)}
        )
        last = connection.execute(counting.returning(COUNTER.c.last)).scalar_one()
        first = last - len(notes) + 1
        rows = ({"kiosk": kiosk, "sequence": first + place, "at": at, **n._asdict()} for place, n in enumerate(notes))
        _insert(connection, NOTICE, rows)
        return int(first)


def writer_for(connection: Connection) -> Writer:
    return PostgresWriter() if connection.dialect.name == "postgresql" else SqliteWriter()


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    given = list(rows)
    if given:
        connection.execute(insert(table), given)


def _are(kiosk: str, ids: list[bytes]) -> Any:
    return tuple_(REQUEST.c.kiosk, REQUEST.c.id).in_([(kiosk, one) for one in ids])


def _goes(line: Line) -> bool:
    return line.state == "accepted" and line.agency != ""


def _slim(line: Line) -> dict[str, Any]:
    return {name: value for name, value in line._asdict().items() if name not in {"sealed", "reply_key"}}


def _heavy(line: Line) -> dict[str, Any]:
    return {"id": line.id, "sealed": line.sealed, "reply_key": line.reply_key}


def _found(row: Sequence[Any]) -> Found:
    item, new, digest, state, reason, received = row
    return Found(bytes(item), bool(new), bytes(digest), state, reason, received)
