"""What can be saved of a damaged store, row by row, into a whole one.

Answers for: a row comes over as it was or not at all (its page checked, and a
sealed request still has its hash), with its id and its number, so that it is
delivered once. The audit trail says which of its lines are lost. Refuses:
documents for a visit that is over, what was counted, and to touch the ruins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sync import audit
from sync.alarms import raise_alarm
from sync.outbox import JUST_SAVED, OLDEST_OPEN
from sync.rescue import btree
from sync.rescue.btree import LEAF, Row, Span, Value, Walk
from sync.rescue.ruins import Ruins, Table
from sync.store import Store, Transaction
from sync.wire import body_hash

_OF_REQUESTS = ("outbox", "papers", "attachments", "chunks")
_FIRST = (*_OF_REQUESTS, "audit", "anchors", "meta")
_NOT = ("replies", "link", "counts", "sqlite_sequence")
"""Replies belong to a visit that is over, the link is looked at anew, and counts follow the rows."""

_TYPES: dict[str, type] = {"TEXT": str, "INTEGER": int, "BLOB": bytes}


@dataclass(frozen=True)
class Saved:
    """One table: rows that came over, and rows that may be lost (at least one for a place nobody knows the end of)."""

    table: str
    read: int
    lost: int


@dataclass(frozen=True)
class Salvage:
    """What came over from one file."""

    tables: tuple[Saved, ...]

    @property
    def read(self) -> int:
        return sum(table.read for table in self.tables)

    @property
    def lost(self) -> int:
        return sum(table.lost for table in self.tables)

    def table(self, name: str) -> Saved:
        return next((table for table in self.tables if table.table == name), Saved(name, 0, 0))


def salvage(source: Path, key: bytes, target: Store, *, at: str) -> Salvage:
    """Bring every row that can be read from *source* into the new store *target*, its trail and an alarm included.

    Raises StoreError; then *target* has nothing of it.
    """
    ruins = Ruins(source, key)
    with target.transaction() as change:
        change.execute("PRAGMA defer_foreign_keys = ON")
        saved = tuple(_Rescue(ruins, change, name).run() for name in _order(change))
        _bridge_the_trail(change, ruins, at)
        verdict = Salvage(saved)
        change.set_meta(JUST_SAVED, b"")
        raise_alarm(change, "salvaged", f"read:{verdict.read}.lost:{verdict.lost}", at=at)
    return verdict


def bring_back(source: Path, key: bytes, target: Store, *, at: str) -> Salvage:
    """Bring the requests of *source* that *target* does not have into it, with all that is theirs, beside what it has.

    Their numbers are theirs: no store of this kiosk gave one twice. Raises StoreError.
    """
    ruins = Ruins(source, key)
    with target.transaction() as change:
        change.execute("PRAGMA defer_foreign_keys = ON")
        there = {bytes(item) for (item,) in change.rows("SELECT id FROM outbox")}
        verdict = Salvage(tuple(_Rescue(ruins, change, name).run() for name in _OF_REQUESTS))
        change.execute("DELETE FROM meta WHERE key = ?", OLDEST_OPEN)
        audit.append(change, "store.brought_back", "technician", f"read:{verdict.read}.lost:{verdict.lost}", at=at)
        for (item,) in change.rows("SELECT id FROM outbox ORDER BY seq"):
            if bytes(item) not in there:  # its own lines stayed in the other trail
                audit.append(change, "request.brought_back", "technician", "", at=at, subject=bytes(item))
    return verdict


def bring_tail(source: Path, key: bytes, target: Store, *, marked: int, at: str) -> Salvage:
    """Bring into *target* the requests behind its last number that stand behind the tear in the log of *source*.

    Only what proves itself: a sealed request with its hash, up to the number *marked* as given (beyond it stands what
    was never committed), and all that is theirs. Raises StoreError.
    """
    ruins = Ruins(source, key, torn=True)
    with target.transaction() as change:
        change.execute("PRAGMA defer_foreign_keys = ON")
        last = change.find("SELECT max(seq) FROM sqlite_sequence WHERE name = 'outbox'")
        given = range(int(last[0] or 0) + 1 if last else 1, marked + 1)
        requests = _Rescue(ruins, change, "outbox", only=given).run()
        theirs = _OF_REQUESTS[1:] if requests.read else ()
        verdict = Salvage((requests, *(_Rescue(ruins, change, name).run() for name in theirs)))
        if requests.read:
            change.set_meta(JUST_SAVED, b"")
            raise_alarm(change, "salvaged", f"tail:{requests.read}", at=at)
    return verdict


class _Rescue:
    """One table on its way from the ruins into *change*; with *only*, those requests and still sealed."""

    def __init__(self, ruins: Ruins, change: Transaction, name: str, *, only: range | None = None) -> None:
        self._ruins, self._change, self._name, self._only = ruins, change, name, only
        self._table = ruins.tables().get(name)
        self._types = {str(row[1]): _TYPES.get(str(row[2]), object) for row in _info(change, name)}
        self._read: set[int] = set()
        self._broken = 0

    def run(self) -> Saved:
        if self._table is None:
            return Saved(self._name, 0, 0 if self._ruins.map or not self._ruins.damaged() else 1)
        walked = btree.walk(self._ruins.page, self._table.root)
        for leaf in walked.leaves:
            self._take_leaf(leaf, self._table)
        adrift = ((1, None),) if self._ruins.torn else walked.missing  # what led to a new leaf may be torn out as well
        for leaf in _orphans(self._ruins) if adrift else ():
            self._take_leaf(leaf, self._table, adrift)
        strays = self._drop_strays()
        return Saved(self._name, len(self._read) - strays, self._lost(walked) + self._broken + strays)

    def _take_leaf(self, leaf: int, table: Table, adrift: Sequence[Span] = ()) -> None:
        """Take the rows of one leaf; one that hangs on no tree must prove to be of this, and be *adrift* from it."""
        for row in btree.rows_of(self._ruins.page, leaf):
            fits = row is not None and self._fits(row, table, strictly=bool(adrift))
            if fits and row is not None and (not adrift or _within(row[0], adrift)):
                self._put(row, table)
            elif not adrift:
                self._broken += 1

    def _put(self, row: Row, table: Table) -> None:
        rowid, values = row
        given = {column: value for column, value in zip(table.columns, values, strict=False) if column in self._types}
        if table.alias:
            given[table.alias] = rowid
        columns, marks = ", ".join(given), ", ".join("?" * len(given))
        sql = f"INSERT OR IGNORE INTO {self._name} ({columns}) VALUES ({marks})"  # noqa: S608 names of our tables
        if self._change.execute(sql, *(v for v in given.values() if not isinstance(v, float))):
            self._read.add(rowid)
        elif self._name == "outbox" and not self._has(given.get("id")):
            self._broken += 1  # its number is another request's here: that cannot be, and must not go unsaid

    def _has(self, item: Value) -> bool:
        return isinstance(item, bytes) and bool(self._change.find("SELECT 1 FROM outbox WHERE id = ?", item))

    def _fits(self, row: Row, table: Table, *, strictly: bool) -> bool:
        values = row[1]
        if len(values) > len(table.columns):
            return False
        given = dict(zip(table.columns, values, strict=False))
        if self._name == "outbox" and not _is_whole(given):
            return False
        if self._only is not None and (row[0] not in self._only or given.get("sealed") is None):
            return False
        if strictly and len(values) < len(table.columns):
            return False
        kinds = ((value, self._types.get(column, object)) for column, value in given.items())
        return all(value is None or isinstance(value, kind) for value, kind in kinds)

    def _drop_strays(self) -> int:
        """Delete the rows whose other half is lost, such as the paper of a request; return how many."""
        strays = self._change.rows(f"PRAGMA foreign_key_check({self._name})")
        for _, rowid, *_ in strays:
            self._change.execute(f"DELETE FROM {self._name} WHERE rowid = ?", rowid)  # noqa: S608 names of our tables
        return len(strays)

    def _lost(self, walked: Walk) -> int:
        return sum(_count(span, self._read) for span in walked.missing)


def _order(view: Transaction) -> tuple[str, ...]:
    """Return the tables to save: requests first, and what depends on others after them."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%' ORDER BY name"
    there = [str(row[0]) for row in view.rows(names) if row[0] not in _NOT]
    return tuple(sorted(there, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)))


def _info(view: Transaction, table: str) -> Sequence[tuple[object, ...]]:
    return view.rows(f"PRAGMA table_info({table})")


def _orphans(ruins: Ruins) -> Iterator[int]:
    """Yield the leaves that no tree reaches: the page that led to them is lost."""
    reached: set[int] = set(btree.walk(ruins.page, 1).reached)
    for table in ruins.tables().values():
        reached |= btree.walk(ruins.page, table.root).reached
    for number in range(2, ruins.page_count + 1):
        page = None if number in reached else ruins.page(number)
        if page is not None and page[0] == LEAF:
            yield number


def _is_whole(given: dict[str, Value]) -> bool:
    sealed, kept_hash = given.get("sealed"), given.get("body_hash")
    return sealed is None or (isinstance(sealed, bytes) and body_hash(sealed) == kept_hash)


def _within(rowid: int, spans: Sequence[Span]) -> bool:
    return any(first <= rowid and (last is None or rowid <= last) for first, last in spans)


def _count(span: Span, read: set[int]) -> int:
    """Return how many rows may be missing in *span*."""
    first, last = span
    last = max([first, *(row for row in read if row >= first)]) if last is None else last
    return max(1, last - first + 1 - sum(1 for row in read if first <= row <= last))


def _bridge_the_trail(change: Transaction, ruins: Ruins, at: str) -> None:
    """Say in the trail which of its lines are lost; it goes on behind every line that somebody may have seen."""
    kept = [int(row[0]) for row in change.rows("SELECT sequence FROM audit ORDER BY sequence")]
    seen = change.find("SELECT max(sequence) FROM anchors")
    top = max([0, *kept[-1:], int(seen[0]) if seen and seen[0] else 0])
    gaps, expected = [], 1
    for sequence in (*kept, top + 1):
        if sequence > expected:
            gaps.append((expected, sequence - 1))
        expected = sequence + 1
    audit.bridge(change, gaps, at=at)
