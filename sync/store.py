"""The encrypted file both processes meet in: SQLCipher, WAL, synchronous FULL.

Answers for: what was committed survives a power cut; a file we cannot open is
kept aside, never overwritten; every error has a name. Refuses: a malformed
key (SQLCipher would take it for a passphrase), a newer schema, other readers.

A wrong key and a damaged first page look the same to SQLCipher; the key mark
beside the file tells them apart (`sync.beside`).
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from sync.ballast import Ballast, free_bytes
from sync.beside import alone, beside, forget_illness, key_id, key_marks, key_matches, mark_keys, note_illness
from sync.rescue.ruins import Table, keep_map
from sync.schema import STEPS, Step
from sync.store_errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreNewer,
    StoreRefused,
    disk_named,
)
from sync.transaction import Row, Transaction

FLOOR = 64 * 1024 * 1024
"""Bytes of disk never taken for new requests: settling and clearing need room too."""

PAGES_AT_ONCE = 2000
"""So many free pages are given back in one go: more would hold up a citizen's request."""

_TABLES = "SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%'"
_BUSY_MS, _QUIET_MS = 10_000, 250


__all__ = [  # beside what is written here
    "Row",
    "StoreBusy",
    "StoreDamaged",
    "StoreError",
    "StoreForeign",
    "StoreFull",
    "StoreNewer",
    "StoreRefused",
    "Transaction",
    "disk_named",
]


_TIGHT = 128 * 1024
"""With so few bytes free, "disk I/O error" is no damage: SQLite says so where the log's index finds no room."""

_NO_INDEX = (10, 14)
_NOT_WRITTEN = (5, 6, 13, 19)
"""Busy, locked, no room for the log, against a rule: such a commit did not reach the log whole."""

_NAMES: dict[int, type[StoreError]] = {
    5: StoreBusy,
    6: StoreBusy,
    8: StoreDamaged,
    10: StoreDamaged,
    11: StoreDamaged,
    13: StoreFull,
    14: StoreDamaged,
    19: StoreRefused,
    26: StoreForeign,
}


class Integrity(NamedTuple):
    ok: bool
    findings: tuple[str, ...]


class _Held:
    """One thread's connection. Who closes the store while it is in use leaves the closing to that thread."""

    __slots__ = ("__weakref__", "connection", "in_use", "inode", "stale")

    def __init__(self, connection: Any, inode: int) -> None:
        self.connection, self.inode = connection, inode
        self.in_use = threading.RLock()
        self.stale = False

    def let_go(self) -> None:
        """Close it now, or when its thread is done with it."""
        self.stale = True
        if self.in_use.acquire(blocking=False):
            self.connection.close()
            self.in_use.release()


class Store:
    """One encrypted file, one connection for each thread, one writer at a time; safe to use from any thread.

    `steps` are the tables this program knows; `ballast` is the room held for when the disk is full.
    """

    steps: ClassVar[tuple[Step, ...]] = STEPS

    def __init__(self, path: Path, key: bytes, floor: int = FLOOR, *, ballast: int = 0) -> None:
        self.path = path
        self.ballast = Ballast(path, ballast)
        self.floor = floor
        self._key = key
        self._writing = threading.RLock()
        self._mine = threading.local()
        self._all: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._all_lock = threading.Lock()

    @classmethod
    def open(cls, path: Path, key: bytes, floor: int = FLOOR, *, ballast: int = 0) -> Store:
        """Open or make the store at *path* with the raw 32-byte *key*, keeping *floor* bytes of disk free.

        Raises StoreForeign, StoreNewer, StoreFull, StoreDamaged, StoreBusy; ValueError for a key of another length.
        """
        if len(key) != 32:
            raise ValueError("the key of the store has 32 bytes")
        with disk_named("the folder of the store could not be made"):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = cls(path, key, floor, ballast=ballast)
        try:
            store._begin()
        except StoreFull:
            store.ballast.give_up()  # even opening wants a little room: for the index of the log
            store._begin()
        return store

    def close(self) -> None:
        """Close the connections of every thread; the next use opens one again."""
        with self._all_lock:
            held = list(self._all)
        for one in held:
            one.let_go()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give statements that are durable when the block ends, and undone when it raises."""
        with self._writing, self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._statements(connection)
                _commit(connection)
            except BaseException:
                with suppress(sqlcipher.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give one steady view of the store; it holds up no writer."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield self._statements(connection)
            finally:
                with suppress(sqlcipher.Error):
                    connection.execute("ROLLBACK")

    def integrity_check(self) -> Integrity:
        """Check every page's HMAC and the tree; the WAL is folded in first, else a power cut gives false alarms.

        Raises StoreBusy where somebody reads on and on, so that the WAL cannot be folded in.
        """
        try:
            with self._connection() as connection:
                if not _folded(connection):
                    raise StoreBusy("the log could not be folded in")
                checks = ("cipher_integrity_check", "quick_check")
                lines = [line for check in checks for (line,) in connection.execute(f"PRAGMA {check}").fetchall()]
        except StoreDamaged as error:
            return Integrity(ok=False, findings=(str(error),))
        findings = tuple(str(line) for line in lines if line != "ok")
        if findings:
            note_illness(self.path)
            self.close()
        else:
            forget_illness(self.path)
        return Integrity(not findings, findings)

    def tidy(self) -> bool:
        """Give free pages back to the disk and empty the log; False where somebody was reading and the log stays."""
        with self._writing, self._connection() as connection:
            connection.execute(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})").fetchall()
            return _folded(connection)

    def room_left(self) -> int:
        """Return the bytes new requests may still take before the floor; 0 means: accept no more."""
        with disk_named("the disk does not say how full it is"):
            return max(0, free_bytes(self.path.parent) - self.floor - self.ballast.owed())

    def step_back(self) -> int:
        """Undo the newest step of the tables, for a program one version older; return the version they have now.

        Raises StoreRefused when there is no step to undo. Opening the store again goes forward.
        """
        with disk_named("the step could not be undone"), alone(self.path):
            with self.transaction() as change:
                version = _version(change)
                if not 1 < version <= len(self.steps):
                    raise StoreRefused(f"no way back from version {version}")
                for statement in (*self.steps[version - 1].down, f"PRAGMA user_version = {version - 1}"):
                    change.execute(statement)
            self._keep_map()
            self.close()
        return version - 1

    def rekey(self, key: bytes) -> None:
        """Give the file another raw 32-byte *key*; every row stays. Other processes must have closed it.

        Whenever the power goes, the mark beside the file names the key it has.
        """
        if len(key) != 32:
            raise ValueError("the key of the store has 32 bytes")
        with disk_named("the key could not be changed"), alone(self.path), self._writing:
            mark_keys(self.path, self._key, key)
            with self._connection() as connection:
                if not _folded(connection):
                    raise StoreBusy("somebody is reading")
                connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
                _folded(connection)
            self._key = key
            self.close()
            self._keep_map()
            mark_keys(self.path, key)

    def _keep_map(self) -> None:
        """Keep where each table begins: a salvage may need it."""
        tables = {}
        with self.reading() as view:
            for name, root in view.rows(_TABLES):
                info = view.rows(f"PRAGMA table_info({name})")
                alias = next((str(row[1]) for row in info if row[5] and row[2] == "INTEGER"), "")
                tables[str(name)] = Table(int(root), tuple(str(row[1]) for row in info), alias)
        keep_map(self.path, self._key, tables)

    def _statements(self, connection: Any) -> Transaction:
        return Transaction(connection)

    def _begin(self) -> None:
        with disk_named("the store could not be opened"), alone(self.path):
            self._prepare()

    def _prepare(self) -> None:
        _keep_private(self.path)
        try:
            self._migrate()
        except StoreForeign as error:
            ids = " or ".join(mark.id for mark in key_marks(self.path)) or "unknown"
            said = f"{error}: its key is {ids}, this one is {key_id(self._key)}"
            raise StoreForeign(said, key_matches=key_matches(self.path, self._key)) from error
        mark_keys(self.path, self._key)
        self._keep_map()
        self.ballast.take_again(self.floor)

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        """Give this thread's connection; one that met damage, or was closed meanwhile, is not used again."""
        held = self._usable()
        try:
            yield held.connection
        except sqlcipher.Error as error:
            raise self._named(error, held) from error
        finally:
            if held.stale:
                held.connection.close()
            held.in_use.release()

    def _usable(self) -> _Held:
        held: _Held | None = getattr(self._mine, "held", None)
        if held is not None:
            held.in_use.acquire()
            if not held.stale and held.inode == _inode(self.path):
                return held
            held.let_go()
            held.in_use.release()
        return self._new()

    def _new(self) -> _Held:
        try:
            inode = _inode(self.path)
            held = _Held(_connect(self.path, self._key), inode)
        except sqlcipher.Error as error:
            raise self._named(error, None) from error
        held.in_use.acquire()
        self._mine.held = held
        with self._all_lock:
            self._all.add(held)
        return held

    def _named(self, error: sqlcipher.Error, held: _Held | None) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        name = StoreFull if code in _NO_INDEX and _is_tight(self.path) else _NAMES.get(code, StoreError)
        if held is not None and name in {StoreDamaged, StoreForeign}:
            held.stale = True  # after one failed HMAC a connection is read-only for good
        if name is StoreDamaged:
            note_illness(self.path)
        if name is StoreFull:
            self.ballast.give_up()
        named = name(str(error))
        named.in_doubt = getattr(error, "of_commit", False) and code not in _NOT_WRITTEN
        return named

    def _migrate(self) -> None:
        with self.reading() as view:
            version = _version(view)
        if version > len(self.steps):
            self.close()
            raise StoreNewer(f"schema {version}, this program knows {len(self.steps)}")
        for number, step in enumerate(self.steps[version:], start=version + 1):
            with self.transaction() as change:
                for statement in (*step.up, f"PRAGMA user_version = {number}"):
                    change.execute(statement)


def _commit(connection: Any) -> None:
    """Commit, and mark the error of one that fails: its frames may stand in the log."""
    try:
        connection.execute("COMMIT")
    except sqlcipher.Error as error:
        error.of_commit = True
        raise


def _version(view: Transaction) -> int:
    row = view.find("PRAGMA user_version")
    return int(row[0]) if row else 0


def _folded(connection: Any) -> bool:
    """Fold the log into the file and empty it; False where a reader still needs it. Waits for nobody long."""
    connection.execute(f"PRAGMA busy_timeout = {_QUIET_MS}")
    try:
        busy, in_log, folded = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return not busy and in_log == folded


def _is_tight(path: Path) -> bool:
    try:
        return free_bytes(path.parent) < _TIGHT
    except OSError:
        return False


def _inode(path: Path) -> int:
    """Return which file lies at *path*: one that was put aside is not written to. Raises StoreDamaged."""
    try:
        return path.stat().st_ino
    except OSError as error:
        raise StoreDamaged("the file of the store is not there") from error


def _keep_private(path: Path) -> None:
    """Make the file where there is none, and close it and its log to others, whatever the umask is."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for suffix in ("", "-wal", "-shm"):  # those to come take over the mode of the file
        with suppress(FileNotFoundError):
            beside(path, suffix).chmod(0o600)


def _connect(path: Path, key: bytes) -> Any:
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10)
    try:
        for pragma in ("cipher_log = off", f"key = \"x'{key.hex()}'\"", f"busy_timeout = {_BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # counts for a file that is still empty
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection
