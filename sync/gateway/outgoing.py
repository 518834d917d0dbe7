"""The queue of accepted requests for the agencies, written with the request itself and read in order of commit.

A number drawn while writing says nothing about when it can be seen: the
writer with the lower one may commit later, and a reader that has passed it
would never come back. So a line gets its position when it is read, under one
lock; what is not yet committed is not yet there and gets a higher one.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from sync.gateway.inserting import insert_into
from sync.gateway.tables import COUNTER, OUTGOING, REQUEST

AT_ONCE = 1000
"""Lines that get their position in one go."""

_NOBODY = ""  # the counters that belong to no kiosk


class OutgoingRow(NamedTuple):
    """An accepted request as its agency may hear of it: nothing of the citizen's."""

    position: int
    agency: str
    kiosk: str
    id: bytes
    receipt: str
    service: str
    lane: str
    created: str
    received: str


def something_waits(connection: Connection) -> bool:
    """Say whether a line has no position yet."""
    query = select(OUTGOING.c.number).where(OUTGOING.c.position.is_(None)).limit(1)
    return connection.execute(query).first() is not None


def give_positions(connection: Connection) -> None:
    """Give the lines that have none the next positions, some `AT_ONCE`."""
    last = _locked(connection, "position")
    waiting = select(OUTGOING.c.number).where(OUTGOING.c.position.is_(None)).order_by(OUTGOING.c.number).limit(AT_ONCE)
    ranked = waiting.subquery()
    rank = select(ranked.c.number, func.row_number().over(order_by=ranked.c.number).label("rank")).subquery()
    move = update(OUTGOING).where(OUTGOING.c.number == rank.c.number).values(position=last + rank.c.rank)
    given = connection.execute(move).rowcount
    if given:
        _set(connection, "position", last + given)


def read_outgoing(connection: Connection, after: int, limit: int, agency: str | None) -> tuple[OutgoingRow, ...]:
    """Return up to *limit* lines after position *after*."""
    mine = (OUTGOING.c.position, OUTGOING.c.agency, OUTGOING.c.kiosk, OUTGOING.c.id)
    its = (REQUEST.c.receipt, REQUEST.c.service, REQUEST.c.lane, REQUEST.c.created, REQUEST.c.received)
    joined = (REQUEST.c.kiosk == OUTGOING.c.kiosk) & (REQUEST.c.id == OUTGOING.c.id)
    query = select(*mine, *its).join(REQUEST, joined).where(OUTGOING.c.position > after)
    if agency is not None:
        query = query.where(OUTGOING.c.agency == agency)
    return tuple(OutgoingRow(*row) for row in connection.execute(query.order_by(OUTGOING.c.position).limit(limit)))


def find_last(connection: Connection) -> int:
    """Return the highest position that was given."""
    query = select(COUNTER.c.last).where(COUNTER.c.kiosk == _NOBODY, COUNTER.c.of == "position")
    return int(connection.execute(query).scalar() or 0)


def find_published(connection: Connection) -> int:
    """Return up to which position all lines have been passed on."""
    query = select(COUNTER.c.last).where(COUNTER.c.kiosk == _NOBODY, COUNTER.c.of == "published")
    return int(connection.execute(query).scalar() or 0)


def set_published(connection: Connection, position: int) -> None:
    """Note that all lines up to *position* have been passed on, unless more have."""
    if position > _locked(connection, "published"):
        _set(connection, "published", position)


def _locked(connection: Connection, of: str) -> int:
    """Return a counter, which nobody else can move until this transaction ends."""
    start = insert_into(connection, COUNTER).values(kiosk=_NOBODY, of=of, last=0)
    touched = start.on_conflict_do_update(index_elements=["kiosk", "of"], set_={"last": COUNTER.c.last})
    return int(connection.execute(touched.returning(COUNTER.c.last)).scalar_one())


def _set(connection: Connection, of: str, last: int) -> None:
    where = (COUNTER.c.kiosk == _NOBODY, COUNTER.c.of == of)
    connection.execute(update(COUNTER).where(*where).values(last=last))
