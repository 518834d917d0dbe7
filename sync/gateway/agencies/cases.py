"""The tables of what becomes of accepted requests: a line where each stands, and a line for every step from there.

Answers for: a step is written beside the change it made or not at all, and of
two who change the same case at once one is told to look again. Names nobody:
a step has a role and a caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import case as case_of

from sync.clock import moment, stamp
from sync.gateway.agencies.life import Lease, Life, Role
from sync.gateway.tables import TABLES

CASE = Table(
    "case_file",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("receipt", String(20), nullable=False),
    Column("service", String(80), nullable=False),
    Column("agency", String(80), nullable=False),
    Column("created", String(40), nullable=False),
    Column("received", String(40), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("due", String(40), nullable=False),
    Column("extendable", Boolean, nullable=False),
    Column("extended", Boolean, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("lease", String(32)),
    Column("lease_until", String(40)),
    Column("code", String(60), nullable=False),
    Column("reference", String(24), nullable=False),
    Column("steps", Integer, nullable=False),
    Column("notice", BigInteger, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("ask_at", String(40)),
)
STEP = Table(
    "case_step",
    TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("stage", String(12), nullable=False),
    Column("role", String(12), nullable=False),
    Column("caller", String(80), nullable=False),
    Column("code", String(60), nullable=False),
    Column("at", String(40), nullable=False),
)
CALL = Table(
    "agency_call",
    TABLES,
    Column("caller", String(80), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("at", String(40), nullable=False),
)
_C = CASE.c
_OPEN = _C.stage.in_(("received", "in_work"))
_TOLD = _C.stage.in_(("resolved", "rejected"))


def _partial(name: str, *columns: Column[Any], where: ColumnElement[bool]) -> None:
    Index(name, *columns, postgresql_where=where, sqlite_where=where)


_partial("case_open", _C.agency, _C.received, where=_OPEN)
_partial("case_kiosk", _C.kiosk, where=_OPEN)
_partial("case_due", _C.due, where=and_(_OPEN, _C.overdue.is_(False)))
_partial("case_lease", _C.lease_until, where=_C.lease_until.is_not(None))
_partial("case_ask", _C.ask_at, where=_C.ask_at.is_not(None))
_partial("case_told", _C.kiosk, _C.notice, where=_TOLD)


class CaseFile(NamedTuple):
    """Where one request stands; the columns of its table, in their order."""

    kiosk: str
    id: bytes
    receipt: str
    service: str
    agency: str
    created: str
    received: str
    stage: Any
    due: str
    extendable: bool
    extended: bool
    overdue: bool
    lease: str | None
    lease_until: str | None
    code: str
    reference: str
    steps: int
    notice: int
    asked: int
    ask_at: str | None

    @property
    def life(self) -> Life:
        lease = Lease(self.lease, moment(self.lease_until)) if self.lease and self.lease_until else None
        return Life(
            stage=self.stage,
            due=moment(self.due),
            extendable=self.extendable,
            extended=self.extended,
            overdue=self.overdue,
            lease=lease,
            code=self.code,
            reference=self.reference,
        )

    def after(self, life: Life) -> CaseFile:
        """Return this line with *life* in it."""
        return self._replace(
            stage=life.stage,
            due=stamp(life.due) if life.due else self.due,
            extended=life.extended,
            overdue=life.overdue,
            lease=life.lease.token if life.lease else None,
            lease_until=stamp(life.lease.until) if life.lease else None,
            code=life.code,
            reference=life.reference,
        )


class Step(NamedTuple):
    """One step: the stage it led to, who took it, why, and when."""

    stage: str
    role: Role
    caller: str
    code: str
    at: str


@dataclass(frozen=True)
class Place:
    """Where a page of a list ended: the next one begins after it."""

    received: str
    kiosk: str
    id: bytes


def add(connection: Connection, cases: Sequence[CaseFile], steps: Sequence[tuple[CaseFile, Step]]) -> None:
    """Write new *cases*, and the first of the *steps* that followed their receipt."""
    if cases:
        connection.execute(insert(CASE), [case._asdict() for case in cases])
    if steps:
        connection.execute(insert(STEP), [_step(case, step, case.steps) for case, step in steps])


def save(connection: Connection, case: CaseFile, step: Step) -> bool:
    """Write *case*, changed by *step*; False when somebody else changed it meanwhile: then nothing is written."""
    found = _is(case.kiosk, case.id)
    values = {**case._asdict(), "steps": case.steps + 1}
    changed = connection.execute(update(CASE).where(found, _C.steps == case.steps).values(values)).rowcount == 1
    if changed:
        connection.execute(insert(STEP).values(_step(case, step, case.steps + 1)))
    return changed


def put_off(connection: Connection, case: CaseFile, ask_at: str | None, asked: int) -> None:
    """Note when the register is asked again, None for never, and how often it was."""
    connection.execute(update(CASE).where(_is(case.kiosk, case.id)).values(ask_at=ask_at, asked=asked))


def find(connection: Connection, kiosk: str, item: bytes) -> CaseFile | None:
    row = connection.execute(select(CASE).where(_is(kiosk, item))).one_or_none()
    return _case(row) if row is not None else None


def steps_of(connection: Connection, kiosk: str, item: bytes) -> tuple[Step, ...]:
    """Return every step of a case, in order."""
    columns = (STEP.c.stage, STEP.c.role, STEP.c.caller, STEP.c.code, STEP.c.at)
    query = select(*columns).where(STEP.c.kiosk == kiosk, STEP.c.id == item).order_by(STEP.c.step)
    return tuple(Step(*row) for row in connection.execute(query))


def open_of(
    connection: Connection, agency: str, *, after: Place | None, limit: int, late_at: str | None
) -> tuple[CaseFile, ...]:
    """Return the open cases of *agency*, oldest first; with *late_at* only what was due by then."""
    query = select(CASE).where(_C.agency == agency, _OPEN)
    if late_at is not None:
        query = query.where(_C.due <= late_at)
    if after is not None:
        same = and_(_C.received == after.received, or_(_C.kiosk > after.kiosk, _same_kiosk_later(after)))
        query = query.where(_C.received >= after.received, or_(_C.received > after.received, same))
    query = query.order_by(_C.received, _C.kiosk, _C.id).limit(limit)
    return tuple(_case(row) for row in connection.execute(query))


def ran_over(connection: Connection, now: str, limit: int) -> tuple[CaseFile, ...]:
    """Return open cases whose term is over and which are not yet marked."""
    query = select(CASE).where(_OPEN, _C.overdue.is_(False), _C.due <= now).order_by(_C.due).limit(limit)
    return tuple(_case(row) for row in connection.execute(query))


def let_go(connection: Connection, now: str, limit: int) -> tuple[CaseFile, ...]:
    """Return the cases whose lease is over."""
    query = select(CASE).where(_C.lease_until <= now).order_by(_C.lease_until).limit(limit)
    return tuple(_case(row) for row in connection.execute(query))


def to_ask(connection: Connection, now: str, limit: int) -> tuple[CaseFile, ...]:
    """Return the cases for which the register is to be asked again now."""
    query = select(CASE).where(_C.ask_at <= now, _C.stage == "received").order_by(_C.ask_at).limit(limit)
    return tuple(_case(row) for row in connection.execute(query))


def told(connection: Connection, kiosk: str, after: int, limit: int) -> tuple[CaseFile, ...]:
    """Return the closed cases whose last word has reached *kiosk*, which asks for what comes after *after*."""
    query = select(CASE).where(_C.kiosk == kiosk, _TOLD, _C.notice <= after).limit(limit)
    return tuple(_case(row) for row in connection.execute(query))


def open_at(connection: Connection, kiosks: Sequence[str], now: str) -> dict[str, tuple[int, int]]:
    """Return for each of *kiosks* how many of its requests are open, and how many of them late."""
    late = func.sum(case_of((_C.due <= now, 1), else_=0))
    query = select(_C.kiosk, func.count(), late).where(_C.kiosk.in_(kiosks), _OPEN).group_by(_C.kiosk)
    return {kiosk: (int(count), int(overdue)) for kiosk, count, overdue in connection.execute(query)}


def find_call(connection: Connection, caller: str, key: str) -> tuple[bytes, bytes] | None:
    """Return digest and answer of the call that *caller* made under *key*."""
    query = select(CALL.c.digest, CALL.c.answer).where(CALL.c.caller == caller, CALL.c.key == key)
    row = connection.execute(query).one_or_none()
    return (bytes(row[0]), bytes(row[1])) if row is not None else None


def keep_call(connection: Connection, caller: str, key: str, *, digest: bytes, answer: bytes, at: datetime) -> None:
    values = {"caller": caller, "key": key, "digest": digest, "answer": answer, "at": stamp(at)}
    connection.execute(insert(CALL).values(values))


def _same_kiosk_later(after: Place) -> ColumnElement[bool]:
    return and_(_C.kiosk == after.kiosk, _C.id > after.id)


def _is(kiosk: str, item: bytes) -> ColumnElement[bool]:
    return and_(_C.kiosk == kiosk, _C.id == item)


def _case(row: Any) -> CaseFile:
    case = CaseFile(*row)
    return case._replace(id=bytes(case.id))


def _step(case: CaseFile, step: Step, number: int) -> dict[str, Any]:
    return {"kiosk": case.kiosk, "id": case.id, "step": number, **step._asdict()}
