"""What the ledger's tables are; `migrations` builds them, and a test holds the two against each other.

    request   (kiosk, id)           a slim line for ever: what a repetition of an id is compared with
    body      (month, kiosk, id)    the sealed request, by month: what is heavy and may be laid away
    notice    (kiosk, sequence)     how a request goes on, numbered without a gap per kiosk
    outgoing  number, position      written with the request, for its agency; `position` in order of commit
    chunk     (kiosk, id, place)    sealed parts of an attachment, whose size is in `attachment`
    counter   (kiosk, of)           the last number given; its lock makes order of number order of commit

Every key begins with the kiosk, or holds for one machine only: no constraint
reaches over kiosks, so they may be spread over machines. The exception is
`login`: a challenge counts once for all kiosks. Nothing here is a foreign key.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table

TABLES = MetaData()

# SQLite counts only in a column that is exactly INTEGER.
NUMBER = BigInteger().with_variant(Integer, "sqlite")

REQUEST = Table(
    "request",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("receipt", String(20), nullable=False),
    Column("service", String(80), nullable=False),
    Column("agency", String(80), nullable=False),
    Column("lane", String(8), nullable=False),
    Column("catalogue", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(60)),
    Column("created", String(40), nullable=False),
    Column("received", String(40), nullable=False),
    Column("month", Integer, nullable=False),
)
BODY = Table(
    "body",
    TABLES,
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("kiosk", String(8), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("reply_key", LargeBinary(32)),
    postgresql_partition_by="RANGE (month)",
)
NOTICE = Table(
    "notice",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("state", String(12), nullable=False),
    Column("code", String(60), nullable=False),
    Column("at", String(40), nullable=False),
    Column("due", String(40)),
    Column("reference", String(24), nullable=False, server_default=""),
)
OUTGOING = Table(
    "outgoing",
    TABLES,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("position", BigInteger),
    Column("kiosk", String(8), nullable=False),
    Column("id", LargeBinary(16), nullable=False),
    Column("agency", String(80), nullable=False),
)
_POSITION = OUTGOING.c.position
Index("outgoing_position", _POSITION, unique=True)
Index("outgoing_agency", OUTGOING.c.agency, _POSITION)
Index(
    "outgoing_waiting",
    OUTGOING.c.number,
    postgresql_where=_POSITION.is_(None),
    sqlite_where=_POSITION.is_(None),
)
COUNTER = Table(
    "counter",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("of", String(12), primary_key=True),
    Column("last", BigInteger, nullable=False),
)
HEAD = Table(
    "audit_head",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("received", String(40), nullable=False),
)
LOGIN = Table(
    "login",
    TABLES,
    Column("challenge", LargeBinary(32), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("kiosk", String(8), nullable=False),
    Column("received", String(40), nullable=False),
)


def month_of(received: str) -> int:
    """Return the month of a time as written on the wire, as the number 202611."""
    return int(received[:4]) * 100 + int(received[5:7])


ATTACHMENT = Table(
    "attachment",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("received", String(40), nullable=False),
)
CHUNK = Table(
    "chunk",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("length", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
