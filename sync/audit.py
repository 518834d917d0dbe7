"""What happened at this kiosk, by whom and why: lines that are only ever added.

Each line carries the hash of the one before, so a changed, removed or
exchanged line breaks the chain; a cut-off tail is seen against a head kept
elsewhere (the platform keeps the last one of every batch). Refuses content:
a kind is a code, never words, names or numbers of persons.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

from sync.clock import Clock, stamp
from sync.store import Row, Store, Transaction
from sync.wire import AuditHead

Actor = Literal["citizen", "officer", "technician", "kiosk", "platform"]

_CODE = re.compile(r"[a-z0-9_.:-]{1,60}", re.ASCII)
_LONG_NUMBER = re.compile(r"\d{8,}", re.ASCII)
_START = bytes(32)


class AuditContent(ValueError):  # noqa: N818 names what was refused
    """Somebody tried to write content where only codes belong."""


@dataclass(frozen=True)
class AuditLine:
    sequence: int
    at: str
    kind: str
    actor: str
    cause: str
    previous: bytes
    hash: bytes


@dataclass(frozen=True)
class AuditCheck:
    """`broken_at` is the first line that does not follow, or one after the last when the tail is missing."""

    ok: bool
    lines: int
    broken_at: int | None = None


class AuditTrail:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def append(self, kind: str, actor: str, cause: str = "") -> int:
        """Add one line in a transaction of its own and return its sequence; AuditContent when it is not codes."""
        with self._store.transaction() as change:
            return append(change, kind, actor, cause, at=stamp(self._clock.now()))

    def lines(self, last: int | None = None) -> tuple[AuditLine, ...]:
        """Return the lines, oldest first; only the *last* so many when given."""
        sql = "SELECT sequence, at, kind, actor, cause, previous, hash FROM audit ORDER BY sequence DESC LIMIT ?"
        with self._store.reading() as view:
            return tuple(_line(row) for row in reversed(view.rows(sql, -1 if last is None else last)))

    def head(self) -> AuditHead | None:
        with self._store.reading() as view:
            return find_head(view)

    def verify(self, anchor: AuditHead | None = None) -> AuditCheck:
        """Check the whole chain, and that it still passes through *anchor* where one is given."""
        previous, count = _START, 0
        for count, line in enumerate(self.lines(), start=1):
            if line.sequence != count or line.previous != previous or line.hash != _hash(line):
                return AuditCheck(ok=False, lines=count - 1, broken_at=count)
            if anchor and anchor.sequence == count and anchor.hash != line.hash:
                return AuditCheck(ok=False, lines=count - 1, broken_at=count)
            previous = line.hash
        if anchor and anchor.sequence > count:
            return AuditCheck(ok=False, lines=count, broken_at=count + 1)
        return AuditCheck(ok=True, lines=count)


def append(change: Transaction, kind: str, actor: str, cause: str, *, at: str) -> int:
    """Add one line within *change*, so that it stands or falls with the deed itself."""
    _refuse_content(kind, actor, cause)
    head = find_head(change)
    sequence = head.sequence + 1 if head else 1
    line = AuditLine(sequence, at, kind, actor, cause, head.hash if head else _START, b"")
    change.execute(
        "INSERT INTO audit (sequence, at, kind, actor, cause, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        sequence, at, kind, actor, cause, line.previous, _hash(line),
    )  # fmt: skip
    return sequence


def find_head(view: Transaction) -> AuditHead | None:
    row = view.find("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
    return None if row is None else AuditHead(row[0], bytes(row[1]))


def _refuse_content(kind: str, actor: str, cause: str) -> None:
    codes = _CODE.fullmatch(kind) and (not cause or _CODE.fullmatch(cause))
    if not codes or actor not in get_args(Actor) or _LONG_NUMBER.search(kind + " " + cause):
        raise AuditContent("an audit line holds codes only")


def _hash(line: AuditLine) -> bytes:
    parts = [line.sequence, line.at, line.kind, line.actor, line.cause, line.previous.hex()]
    return hashlib.sha256(b"emn-kiosk/1/audit\0" + msgspec.json.encode(parts)).digest()


def _line(row: Row) -> AuditLine:
    return AuditLine(row[0], row[1], row[2], row[3], row[4], bytes(row[5]), bytes(row[6]))
