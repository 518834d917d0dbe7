"""Requests that wait because the authority of their card is not known here yet, and who that is.

Answers for: since when a request waits is known after every restart and to
every worker, and an operator sees which authority is missing. Refuses to keep
anything of a person: an authority's name, and the request's id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete, func, select

from sync.clock import moment, stamp
from sync.gateway.inserting import insert_into
from sync.gateway.tables import TABLES
from sync.wire.agency import UnknownAuthority

STRANGER = Table(
    "stranger",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("authority", String(200), nullable=False),
    Column("since", String(40), nullable=False),
)
NAME_LIMIT, SHOWN = 200, 50


def waiting_since(connection: Connection, kiosk: str, items: Collection[bytes]) -> dict[bytes, datetime]:
    """Return since when each of *items* waits for its authority, for those that do."""
    mine = (STRANGER.c.kiosk == kiosk) & STRANGER.c.id.in_(items)
    rows = connection.execute(select(STRANGER.c.id, STRANGER.c.since).where(mine)) if items else ()
    return {bytes(item): moment(since) for item, since in rows}


def note(connection: Connection, kiosk: str, authorities: Mapping[bytes, str], at: datetime) -> None:
    """Keep which authority each item waits for; since when stays as it was."""
    for item, authority in sorted(authorities.items()):
        line = {"kiosk": kiosk, "id": item, "authority": authority[:NAME_LIMIT], "since": stamp(at)}
        connection.execute(insert_into(connection, STRANGER).values(line).on_conflict_do_nothing())


def forget(connection: Connection, kiosk: str, items: Collection[bytes]) -> None:
    """Let *items* wait no more: there is a verdict."""
    if not items:
        return
    connection.execute(delete(STRANGER).where(STRANGER.c.kiosk == kiosk, STRANGER.c.id.in_(items)))


def standing(connection: Connection) -> tuple[UnknownAuthority, ...]:
    """Return the authorities that requests wait for, those with most of them first."""
    count = func.count().label("waiting")
    query = select(STRANGER.c.authority, count, func.min(STRANGER.c.since)).group_by(STRANGER.c.authority)
    rows = connection.execute(query.order_by(count.desc(), STRANGER.c.authority).limit(SHOWN))
    return tuple(UnknownAuthority(*row) for row in rows)
