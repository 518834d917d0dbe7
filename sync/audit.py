"""What happened at this kiosk, by whom and why: lines that are only ever added.

Each line carries the hash of the one before, so a changed, removed or
exchanged line breaks the chain; a cut-off tail is seen against an anchor, the
last head that the platform signed together with its time. Refuses content: a
kind is a code, never words, names or numbers of persons; a line may say which
request it is about, by the random id of that request.

    digest  SHA-256 over the line itself
    hash    SHA-256 over the hash of the line before and the digest

So one request's lines can be shown to a stranger and the lines between them
told by their digests only, and the chain still closes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sync.clock import Clock, stamp
from sync.store import Row, Store, Transaction
from sync.wire import AuditHead
from sync.wire.trail import ACTORS, START, chained, line_digest

_CODE = re.compile(r"[a-z0-9_.:-]{1,60}", re.ASCII)
_LONG_NUMBER = re.compile(r"\d{8,}", re.ASCII)
_LINES_LOST = "store.lines_lost"
_PAGE = 2000
_ANCHORS = 5000
_SIGNED = "SELECT sequence, hash, signed FROM anchors"
_BEHIND_A_GAP = """SELECT max(sequence) FROM audit AS line WHERE sequence > ? AND sequence <= ?
    AND NOT EXISTS (SELECT 1 FROM audit WHERE sequence = line.sequence - 1)"""
_LINES = "SELECT sequence, at, kind, actor, cause, subject, previous, hash FROM audit"


class AuditContent(ValueError):  # noqa: N818 names what was refused
    """Somebody tried to write content where only codes belong."""


@dataclass(frozen=True)
class AuditLine:
    sequence: int
    at: str
    kind: str
    actor: str
    cause: str
    subject: bytes
    previous: bytes
    hash: bytes

    @property
    def digest(self) -> bytes:
        """What the chain holds of this line."""
        return line_digest(self.sequence, self.at, (self.kind, self.actor, self.cause), self.subject)


@dataclass(frozen=True)
class AuditCheck:
    """`broken_at` is the first line that does not follow, or one after the last when the tail is missing.

    `lost` lines are gone and the trail says so itself: the store was damaged, and what could be read was saved.
    """

    ok: bool
    lines: int
    broken_at: int | None = None
    lost: int = 0


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
        with self._store.reading() as view:
            rows = view.rows(f"{_LINES} ORDER BY sequence DESC LIMIT ?", -1 if last is None else last)
        return tuple(_line(row) for row in reversed(rows))

    def head(self) -> AuditHead | None:
        with self._store.reading() as view:
            return find_head(view)

    def anchor(self) -> AuditHead | None:
        """Return the newest head that the platform signed, or None before its first answer."""
        with self._store.reading() as view:
            found = find_last_anchor(view, 0)
        return found[0] if found else None

    def verify(self, anchor: AuditHead | None = None) -> AuditCheck:
        """Check the whole chain, and that it passes through *anchor*: else through the newest the platform signed."""
        anchor = anchor or self.anchor()
        gaps = self._bridged()
        previous, expected, lost = START, 1, 0
        for count, line in enumerate(self._walk()):
            if (expected, line.sequence - 1) in gaps:  # what stood before the line is lost, and a later line says so
                lost, expected, previous = lost + line.sequence - expected, line.sequence, line.previous
            follows = line.sequence == expected and line.previous == previous
            foreign = anchor is not None and anchor.sequence == line.sequence and anchor.hash != line.hash
            if not follows or foreign or line.hash != chained(previous, line.digest):
                return AuditCheck(ok=False, lines=count, broken_at=expected, lost=lost)
            previous, expected = line.hash, expected + 1
        whole = anchor is None or anchor.sequence < expected
        return AuditCheck(whole, expected - 1 - lost, broken_at=None if whole else expected, lost=lost)

    def _bridged(self) -> frozenset[tuple[int, int]]:
        """Return the gaps that lines of the trail declare."""
        with self._store.reading() as view:
            causes = view.rows("SELECT cause FROM audit WHERE kind = ?", _LINES_LOST)
        spans = (str(cause).removeprefix("lost:").split("-") for (cause,) in causes)
        return frozenset((int(first), int(last)) for first, last in spans)

    def _walk(self) -> Iterator[AuditLine]:
        """Yield every line, a page at a time: a trail of years does not fit beside a visit."""
        last = -1
        while True:
            with self._store.reading() as view:
                rows = view.rows(f"{_LINES} WHERE sequence > ? ORDER BY sequence LIMIT ?", last, _PAGE)
            yield from map(_line, rows)
            if len(rows) < _PAGE:
                return
            last = rows[-1][0]


def append(change: Transaction, kind: str, actor: str, cause: str, *, at: str, subject: bytes = b"") -> int:
    """Add one line within *change*, so that it stands or falls with the deed itself; *subject* is a request's id."""
    _refuse_content(kind, actor, cause)
    head = find_head(change)
    sequence = head.sequence + 1 if head else 1
    _add(change, sequence, (kind, actor, cause), at=at, subject=subject)
    return sequence


def bridge(change: Transaction, gaps: Sequence[tuple[int, int]], *, at: str) -> None:
    """Say that the lines of each of the *gaps*, first and last, are lost; the trail goes on behind all of them."""
    for first, last in gaps:
        head = find_head(change)
        sequence = max(last, head.sequence if head else 0) + 1
        _add(change, sequence, (_LINES_LOST, "kiosk", f"lost:{first}-{last}"), at=at, subject=b"")


def _add(change: Transaction, sequence: int, said: tuple[str, str, str], *, at: str, subject: bytes) -> None:
    head = find_head(change)
    previous = head.hash if head else START
    change.execute(
        "INSERT INTO audit (sequence, at, kind, actor, cause, subject, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        sequence, at, *said, subject, previous, chained(previous, line_digest(sequence, at, said, subject)),
    )  # fmt: skip


def keep_anchor(change: Transaction, head: AuditHead, signed: bytes) -> None:
    """Keep the platform's *signed* word on *head*; of the oldest ones, more than a few thousand are let go."""
    change.execute(
        "INSERT OR IGNORE INTO anchors (sequence, hash, signed) VALUES (?, ?, ?)", head.sequence, head.hash, signed
    )
    change.execute(
        "DELETE FROM anchors WHERE sequence <= (SELECT sequence FROM anchors ORDER BY sequence DESC LIMIT 1 OFFSET ?)",
        _ANCHORS,
    )


def find_head(view: Transaction) -> AuditHead | None:
    row = view.find("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
    return None if row is None else AuditHead(row[0], bytes(row[1]))


def find_anchor(view: Transaction, sequence: int) -> tuple[AuditHead, bytes] | None:
    """Return the first head at or after line *sequence* that the platform signed, with its word; None without one."""
    return _anchor(view.find(f"{_SIGNED} WHERE sequence >= ? ORDER BY sequence LIMIT 1", sequence))


def find_last_anchor(view: Transaction, sequence: int) -> tuple[AuditHead, bytes] | None:
    """Return the newest head that the platform signed, with its word, if it is not before line *sequence*."""
    return _anchor(view.find(f"{_SIGNED} WHERE sequence >= ? ORDER BY sequence DESC LIMIT 1", sequence))


def _anchor(row: Row | None) -> tuple[AuditHead, bytes] | None:
    return None if row is None else (AuditHead(row[0], bytes(row[1])), bytes(row[2]))


def lines_of(view: Transaction, subject: bytes) -> tuple[AuditLine, ...]:
    """Return the lines about the request *subject*, oldest first."""
    return tuple(_line(row) for row in view.rows(f"{_LINES} WHERE subject = ? ORDER BY sequence", subject))


def lines_between(view: Transaction, first: int, last: int) -> tuple[AuditLine, ...]:
    """Return the lines from *first* to *last*, both included."""
    sql = f"{_LINES} WHERE sequence BETWEEN ? AND ? ORDER BY sequence"
    return tuple(_line(row) for row in view.rows(sql, first, last))


def lines_after(view: Transaction, last: int, most: int) -> tuple[AuditLine, ...]:
    """Return the next lines behind line *last*, *most* of them at most and none behind a gap among them."""
    rows = view.rows(f"{_LINES} WHERE sequence > ? ORDER BY sequence LIMIT ?", last, most)
    lines = tuple(map(_line, rows))
    return tuple(line for place, line in enumerate(lines) if line.sequence == lines[0].sequence + place)


def find_unbroken(view: Transaction, first: int, last: int) -> int:
    """Return the first line at or after *first* from which none is missing up to *last*."""
    row = view.find(_BEHIND_A_GAP, first, last)
    return first if row is None or row[0] is None else int(row[0])


def is_unbroken(view: Transaction, first: int, last: int) -> bool:
    """Say whether *last* is there and no line is missing on the way to it from *first*; true where it is before it."""
    there = view.rows("SELECT count(*) FROM audit WHERE sequence BETWEEN ? AND ?", first, last)
    return last < first or bool(there[0][0] == last - first + 1)


def _refuse_content(kind: str, actor: str, cause: str) -> None:
    codes = _CODE.fullmatch(kind) and (not cause or _CODE.fullmatch(cause))
    if not codes or actor not in ACTORS or _LONG_NUMBER.search(kind + " " + cause):
        raise AuditContent("an audit line holds codes only")


def _line(row: Row) -> AuditLine:
    sequence, at, kind, actor, cause, *rest = row
    subject, previous, own = map(bytes, rest)
    return AuditLine(sequence, at, kind, actor, cause, subject, previous, own)
