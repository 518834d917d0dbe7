"""What the platform keeps: every request once, by its id, for ever.

SQLite by default, PostgreSQL by its URL. The insert and the look at what is
kept are two statements: joined in one, PostgreSQL shows concurrent doubles
nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from sync.wire import AuditHead, Item, body_hash

_TABLES = MetaData()
_REQUEST = Table(
    "request",
    _TABLES,
    Column("id", LargeBinary(16), primary_key=True),
    Column("kiosk", String(3), nullable=False, index=True),
    Column("receipt", String(16), nullable=False),
    Column("service", String(80), nullable=False),
    Column("lane", String(8), nullable=False),
    Column("catalogue", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(60)),
    Column("created", String(40), nullable=False),
    Column("received", String(40), nullable=False),
)
_NOTICE = Table(
    "notice",
    _TABLES,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("kiosk", String(3), nullable=False, index=True),
    Column("id", LargeBinary(16), nullable=False),
    Column("state", String(12), nullable=False),
    Column("code", String(60), nullable=False),
    Column("at", String(40), nullable=False),
    sqlite_autoincrement=True,
)
_HEAD = Table(
    "audit_head",
    _TABLES,
    Column("kiosk", String(3), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False),
    Column("received", String(40), nullable=False),
)
_LOGIN = Table(
    "login",
    _TABLES,
    Column("challenge", LargeBinary(32), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("kiosk", String(3), nullable=False),
    Column("received", String(40), nullable=False),
)

NoticeState = Literal["in_progress", "answered", "refused"]


class Kept(NamedTuple):
    """What stands under an id; `new` when this call put it there."""

    new: bool
    hash: bytes
    kiosk: str
    state: str
    reason: str | None
    received: str


class NoticeRow(NamedTuple):
    sequence: int
    id: bytes
    state: NoticeState
    code: str
    at: str


class Ledger:
    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        _TABLES.create_all(self._engine)

    @contextmanager
    def writing(self) -> Iterator[Page]:
        """Give a page whose lines are durable together when the block ends."""
        with self._engine.begin() as connection:
            yield Page(connection)

    def notices(self, kiosk: str, since: int, limit: int = 200) -> tuple[NoticeRow, ...]:
        """Return the next notices of *kiosk* after number *since*."""
        columns = (_NOTICE.c.sequence, _NOTICE.c.id, _NOTICE.c.state, _NOTICE.c.code, _NOTICE.c.at)
        query = select(*columns).where(_NOTICE.c.kiosk == kiosk, _NOTICE.c.sequence > since)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_NOTICE.c.sequence).limit(limit)).all()
        return tuple(NoticeRow(*row) for row in rows)

    def count(self) -> int:
        """Return how many requests are kept."""
        with self._engine.connect() as connection:
            return len(connection.execute(select(_REQUEST.c.id)).all())

    def audit_heads(self, kiosk: str) -> tuple[AuditHead, ...]:
        query = select(_HEAD.c.sequence, _HEAD.c.hash).where(_HEAD.c.kiosk == kiosk).order_by(_HEAD.c.sequence)
        with self._engine.connect() as connection:
            return tuple(AuditHead(sequence, bytes(head)) for sequence, head in connection.execute(query).all())

    def close(self) -> None:
        self._engine.dispose()


class Page:
    """Writes within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, item: Item, kiosk: str, *, state: str, reason: str | None, received: str) -> Kept:
        """Keep *item* unless its id is taken, and return what stands under the id."""
        values = {
            "id": item.id,
            "kiosk": kiosk,
            "receipt": item.receipt,
            "service": item.service,
            "lane": item.lane,
            "catalogue": item.catalogue_version,
            "hash": body_hash(item.sealed),
            "sealed": item.sealed,
            "state": state,
            "reason": reason,
            "created": item.created,
            "received": received,
        }
        new = self._insert_once(_REQUEST, values)
        row = self.find(item.id)
        if row is None:
            raise LookupError("a kept request is not there")
        return row._replace(new=new)

    def find(self, item: bytes) -> Kept | None:
        columns = (_REQUEST.c.hash, _REQUEST.c.kiosk, _REQUEST.c.state, _REQUEST.c.reason, _REQUEST.c.received)
        row = self._connection.execute(select(*columns).where(_REQUEST.c.id == item)).one_or_none()
        return None if row is None else Kept(False, bytes(row[0]), row[1], row[2], row[3], row[4])

    def notify(self, kiosk: str, item: bytes, state: NoticeState, *, code: str, at: str) -> None:
        self._connection.execute(insert(_NOTICE).values(kiosk=kiosk, id=item, state=state, code=code, at=at))

    def claim_login(self, challenge: bytes, digest: bytes, kiosk: str, at: str) -> bool:
        """Keep which log-in a challenge belongs to; False when it belongs to another, or to another kiosk's."""
        self._insert_once(_LOGIN, {"challenge": challenge, "digest": digest, "kiosk": kiosk, "received": at})
        query = select(_LOGIN.c.digest, _LOGIN.c.kiosk).where(_LOGIN.c.challenge == challenge)
        kept = self._connection.execute(query).one()
        return (bytes(kept[0]), kept[1]) == (digest, kiosk)

    def note_audit_head(self, kiosk: str, head: AuditHead, at: str) -> None:
        values = {"kiosk": kiosk, "sequence": head.sequence, "hash": head.hash, "received": at}
        self._insert_once(_HEAD, values)

    def _insert_once(self, table: Table, values: dict[str, Any]) -> bool:
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        return self._connection.execute(dialect.insert(table).values(values).on_conflict_do_nothing()).rowcount == 1


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _durable(connection: Any, _record: Any) -> None:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000"):
                connection.execute(f"PRAGMA {pragma}")

    return engine
