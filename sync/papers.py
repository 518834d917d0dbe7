"""The print journal: what paper was meant, sent, and what is known of it since.

A paper lives `intended → sent → printed → presented → taken | retracted |
failed | unknown`. What was sent when the power went is unknown, and stays said
to be unknown. A copy keeps the number of the first paper and is marked.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Literal, cast, get_args

import msgspec

from sync import audit, numbers
from sync.clock import Clock, moment, stamp
from sync.store import Row, Store, Transaction

PaperState = Literal["intended", "sent", "printed", "presented", "taken", "retracted", "failed", "unknown"]

_LATER: dict[str, frozenset[str]] = {
    "intended": frozenset({"failed", "printed", "presented", "taken", "retracted", "unknown"}),
    "sent": frozenset({"failed", "printed", "presented", "taken", "retracted", "unknown"}),
    "printed": frozenset({"presented", "taken", "retracted", "failed", "unknown"}),
    "presented": frozenset({"taken", "retracted", "failed", "unknown"}),
    "unknown": frozenset({"printed", "presented", "taken", "retracted", "failed"}),
}
_AGAIN = """INSERT INTO papers (job, outbox, number, kind, copy, created, changed)
    SELECT ?, outbox, number, kind, copy, ?, ? FROM papers WHERE job = ? AND state = 'failed'"""
_ANEW = """INSERT INTO papers (job, outbox, number, kind, copy, created, changed)
    SELECT ?, id, number, 'slip', 1, ?, ? FROM outbox WHERE seq = ? AND number = ?"""
_NEVER_SENT = (
    "UPDATE papers SET state = 'failed', reason = 'never_sent', changed = ? WHERE job = ? AND state = 'intended'"
)


class PaperError(Exception):
    """The journal was told something that cannot be."""


class Paper(msgspec.Struct, frozen=True):
    """One paper of one receipt; `copy` is 0 for the first print and counts the copies."""

    job_id: str
    request: str
    number: str
    kind: str
    copy: int
    state: PaperState
    reason: str | None
    created: datetime
    changed: datetime


class Papers:
    """The journal of this kiosk's printer."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def sent(self, job_id: str) -> None:
        """Note that the first byte is about to leave; PaperError unless the paper was `intended`."""
        with self._store.transaction() as change:
            self._move(change, job_id, "sent", None, allowed=frozenset({"intended"}))

    def settled(self, job_id: str, verdict: str, reason: str | None = None) -> None:
        """Note what is now known; PaperError for an unknown job, a strange verdict or a step back."""
        if verdict not in get_args(PaperState):
            raise PaperError(f"no such verdict: {verdict}")
        allowed = frozenset(state for state, later in _LATER.items() if verdict in later) | {verdict}
        with self._store.transaction() as change:
            self._move(change, job_id, verdict, reason, allowed=allowed)

    def copy(self, job_id: str, actor: str = "citizen", cause: str = "paper.copy") -> str:
        """Intend another print of the same receipt and return its job id; it must say that it is a copy."""
        at, job = stamp(self._clock.now()), secrets.token_hex(16)
        with self._store.transaction() as change:
            request, kind = _known(change, job_id)
            intend(change, job, request, kind=kind, at=at)
            audit.append(change, "paper.copied", actor, cause, at=at, subject=request)
        return job

    def again(self, job_id: str, actor: str = "citizen", cause: str = "paper.again") -> str:
        """Intend the paper once more and return its job id; it is no copy, for *job_id* certainly did not come out.

        PaperError unless *job_id* is known to have `failed`, or was never sent.
        """
        at, job = stamp(self._clock.now()), secrets.token_hex(16)
        with self._store.transaction() as change:
            request, _ = _known(change, job_id)
            change.execute(_NEVER_SENT, at, job_id)
            if not change.execute(_AGAIN, job, at, at, job_id):
                raise PaperError(f"{job_id[:8]}: it may have come out")
            audit.append(change, "paper.intended_again", actor, cause, at=at, subject=request)
        return job

    def anew(self, number: str) -> str:
        """Intend a copy for the receipt *number*, whose papers the journal has lost, and return its job id.

        PaperError where there is no such request.
        """
        at, job, found = stamp(self._clock.now()), secrets.token_hex(16), numbers.parse(number)
        with self._store.transaction() as change:
            if not found or not change.execute(_ANEW, job, at, at, found.sequence, str(found)):
                raise PaperError("no such request")
            request, _ = _known(change, job)
            audit.append(change, "paper.copied", "citizen", "paper.journal_lost", at=at, subject=request)
        return job

    def recover(self) -> tuple[str, ...]:
        """At start: what was being sent when the kiosk stopped becomes `unknown`; return those jobs."""
        with self._store.transaction() as change:
            jobs = tuple(str(row[0]) for row in change.rows("SELECT job FROM papers WHERE state = 'sent'"))
            for job in jobs:
                self._move(change, job, "unknown", "restart", allowed=frozenset({"sent"}))
        return jobs

    def held(self) -> str | None:
        """At start: return the job whose paper may still be in the jaws of a printer that has some, None for none.

        The last one that left, also one that was leaving when the kiosk stopped. What nobody confirmed comes last: jaws
        that tell are of printers that confirm, and an office printer does not.
        """
        with self._store.reading() as view:
            row = view.find(
                "SELECT job FROM papers WHERE state IN ('presented', 'printed')"
                " OR (state = 'unknown' AND reason = 'restart')"
                " ORDER BY reason IS 'not_confirmed', changed DESC, rowid DESC LIMIT 1"
            )
        return str(row[0]) if row else None

    def find(self, job_id: str) -> Paper | None:
        return next(iter(self._papers("WHERE job = ?", job_id)), None)

    def of_receipt(self, number: str) -> tuple[Paper, ...]:
        """Return the papers of the receipt *number*, first print first; those that failed stand before the next try."""
        found = numbers.parse(number)
        if found is None:
            return ()
        where = "WHERE outbox = (SELECT id FROM outbox WHERE seq = ?) AND number = ? ORDER BY copy, rowid"
        return self._papers(where, found.sequence, str(found))

    def unsettled(self) -> tuple[Paper, ...]:
        """Return the papers never sent or of unknown fate, oldest first."""
        return self._papers("WHERE state IN ('intended', 'sent', 'unknown') ORDER BY created")

    def _move(self, change: Transaction, job: str, state: str, reason: str | None, *, allowed: frozenset[str]) -> None:
        row = change.find("SELECT state, outbox FROM papers WHERE job = ?", job)
        if row is None or row[0] not in allowed:
            raise PaperError(f"{job[:8]}: {row[0] if row else 'no such job'} → {state}")
        at = stamp(self._clock.now())
        sql = "UPDATE papers SET state = ?, reason = ?, changed = ? WHERE job = ?"
        change.execute(sql, state, reason, at, job)
        audit.append(change, f"paper.{state}", "kiosk", reason or "", at=at, subject=bytes(row[1]))

    def _papers(self, where: str, *values: str | int) -> tuple[Paper, ...]:
        sql = "SELECT job, outbox, number, kind, copy, state, reason, created, changed FROM papers"
        with self._store.reading() as view:
            return tuple(_paper(row) for row in view.rows(f"{sql} {where}", *values))


def intend(change: Transaction, job: str, request: bytes, *, kind: str, at: str) -> None:
    """Add the paper of *request* within *change*: the first, or the next copy."""
    change.execute(
        "INSERT INTO papers (job, outbox, number, kind, copy, created, changed) SELECT ?, id, number, ?,"
        " (SELECT coalesce(max(copy) + 1, 0) FROM papers WHERE outbox = ?), ?, ? FROM outbox WHERE id = ?",
        job, kind, request, at, at, request,
    )  # fmt: skip


def _known(view: Transaction, job: str) -> tuple[bytes, str]:
    row = view.find("SELECT outbox, kind FROM papers WHERE job = ?", job)
    if row is None:
        raise PaperError(f"{job[:8]}: no such job")
    return bytes(row[0]), str(row[1])


def _paper(row: Row) -> Paper:
    job, request, number, kind, copy, state, reason, created, changed = row
    return Paper(
        job_id=job,
        request=bytes(request).hex(),
        number=number,
        kind=kind,
        copy=copy,
        state=cast("PaperState", state),
        reason=reason,
        created=moment(created),
        changed=moment(changed),
    )
