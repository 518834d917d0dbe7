"""Who may speak beside the kiosks: agencies and operators, by keys of their own.

One mechanism for all roles: the calls of an office are signed as a kiosk's are
(`sync.signing`), under another tag. The platform keeps public keys only, so
there is no secret of an office that it could lose or write into a log.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import Column, Connection, LargeBinary, String, Table, delete, insert, select, update

from sync.clock import stamp
from sync.gateway.ledger import Ledger
from sync.gateway.tables import TABLES

OFFICE = Table(
    "office",
    TABLES,
    Column("name", String(80), primary_key=True),
    Column("public", LargeBinary(32), nullable=False),
    Column("since", String(40), nullable=False),
    Column("revoked", String(40)),
)
_NAME = re.compile(r"(agency|operator):([a-z0-9_.-]{1,60})", re.ASCII)

OfficeRole = Literal["agency", "operator"]


class Office(NamedTuple):
    """An agency or an operator as it signs: "agency:ubeg" is the agency `ubeg` of the catalogue."""

    role: str
    id: str

    @property
    def name(self) -> str:
        return f"{self.role}:{self.id}"


def office_named(name: str) -> Office:
    """Return the office with the written *name*; ValueError when it is none."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError("an office is agency:ID or operator:NAME")
    return Office(found[1], found[2])


class Offices:
    """The offices of one platform, kept in its *ledger*."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def enrol(self, name: str, public: bytes, now: datetime) -> None:
        """Let the office *name* speak with the raw key *public*, and with no other; ValueError for neither."""
        if len(public) != 32:
            raise ValueError("a key has 32 bytes")
        values = {"name": office_named(name).name, "public": public, "since": stamp(now), "revoked": None}
        with self._ledger.writing() as page:
            page.connection.execute(delete(OFFICE).where(OFFICE.c.name == name))
            page.connection.execute(insert(OFFICE).values(values))

    def revoke(self, name: str, now: datetime) -> bool:
        """Let the office *name* speak no more; say whether it could until now."""
        wish = update(OFFICE).where(OFFICE.c.name == name, OFFICE.c.revoked.is_(None)).values(revoked=stamp(now))
        with self._ledger.writing() as page:
            return page.connection.execute(wish).rowcount == 1

    def find_key(self, name: str) -> bytes | None:
        """Return the raw key of *name*, None when it is not enrolled or was revoked."""
        with self._ledger.reading() as connection:
            return _key(connection, name)


def _key(connection: Connection, name: str) -> bytes | None:
    query = select(OFFICE.c.public).where(OFFICE.c.name == name, OFFICE.c.revoked.is_(None))
    found = connection.execute(query).scalar_one_or_none()
    return bytes(found) if found is not None else None
