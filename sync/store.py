"""The encrypted file both processes meet in: SQLCipher, WAL, synchronous FULL.

Answers for: what was committed survives a power cut; a file we cannot open is
kept aside, never overwritten; every error has a name. Refuses: a malformed
key (SQLCipher would take it for a passphrase), a newer schema, other readers.

A wrong key and a damaged first page look the same to SQLCipher; the check
value beside the file (`.kcv`) tells them apart.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from sync.schema import STEPS

FLOOR = 64 * 1024 * 1024
"""Bytes of disk never taken for new requests: settling and clearing need room too."""

Value = str | int | bytes | None
Row = tuple[Any, ...]


class StoreError(Exception):
    """The store could not do what was asked; nothing was half done."""


class StoreForeign(StoreError):  # noqa: N818 names the state of the store
    """Not a store of this key. `key_matches` False: another key; True: damaged; None: no check value."""

    def __init__(self, message: str, *, key_matches: bool | None = None) -> None:
        super().__init__(message)
        self.key_matches = key_matches


class StoreNewer(StoreError):  # noqa: N818 names the state of the store
    """The file was written by a newer version of this program."""


class StoreFull(StoreError):  # noqa: N818 names the state of the store
    """The disk has no room."""


class StoreDamaged(StoreError):  # noqa: N818 names the state of the store
    """A page failed its check, or the disk failed; the connection was dropped and is made anew."""


class StoreBusy(StoreError):  # noqa: N818 names the state of the store
    """The other process held the store too long."""


class StoreRefused(StoreError):  # noqa: N818 names the state of the store
    """A rule of the tables refused the change (a double id, a line of the audit trail)."""


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


class Transaction:
    """Statements that all happen or none."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, sql: str, *values: Value) -> int:
        """Run *sql* and return how many rows it changed."""
        return int(self._connection.execute(sql, values).rowcount)

    def find(self, sql: str, *values: Value) -> Row | None:
        """Return the first row of *sql*, or None."""
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def rows(self, sql: str, *values: Value) -> list[Row]:
        rows: list[Row] = self._connection.execute(sql, values).fetchall()
        return rows

    def find_meta(self, key: str) -> bytes | None:
        row = self.find("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else bytes(row[0])

    def set_meta(self, key: str, value: bytes) -> None:
        sql = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self.execute(sql, key, value)


class Integrity(NamedTuple):
    ok: bool
    findings: tuple[str, ...]


class Store:
    """One encrypted file, one connection, one lock; safe to use from any thread."""

    def __init__(self, path: Path, key: bytes, floor: int = FLOOR) -> None:
        self.path = path
        self._floor = floor
        self._key = key
        self._lock = threading.RLock()
        self._connection: Any = None

    @classmethod
    def open(cls, path: Path, key: bytes, floor: int = FLOOR) -> Store:
        """Open or make the store at *path* with the raw 32-byte *key*, keeping *floor* bytes of disk free.

        Raises StoreForeign, StoreNewer, StoreFull, StoreDamaged, StoreBusy; ValueError for a key of another length.
        """
        if len(key) != 32:
            raise ValueError("the key of the store has 32 bytes")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = cls(path, key, floor)
        with _alone(path):
            store._prepare()
        return store

    def close(self) -> None:
        with self._lock:
            self._drop()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give statements that are durable when the block ends, and undone when it raises."""
        with self._lock, self._named_errors():
            connection = self._connected()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._statements(connection)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlcipher.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give one steady view of the store."""
        with self._lock, self._named_errors():
            connection = self._connected()
            connection.execute("BEGIN")
            try:
                yield self._statements(connection)
            finally:
                with suppress(sqlcipher.Error):
                    connection.execute("ROLLBACK")

    def integrity_check(self) -> Integrity:
        """Check every page's HMAC and the tree; the WAL is folded in first, else a power cut gives false alarms."""
        checks = ("wal_checkpoint(TRUNCATE)", "cipher_integrity_check", "quick_check")
        try:
            with self._lock, self._named_errors():
                _, pages, tree = (self._connected().execute(f"PRAGMA {check}").fetchall() for check in checks)
        except StoreDamaged as error:
            return Integrity(ok=False, findings=(str(error),))
        findings = tuple(str(line) for (line,) in pages + tree if line != "ok")
        if findings:
            self.close()
        return Integrity(not findings, findings)

    def room_left(self) -> int:
        """Return the bytes new requests may still take before the floor; 0 means: accept no more."""
        return max(0, shutil.disk_usage(self.path.parent).free - self._floor)

    def _statements(self, connection: Any) -> Transaction:
        return Transaction(connection)

    def _prepare(self) -> None:
        matches = _key_matches(self.path, self._key)
        if matches is False and self.path.exists():
            raise StoreForeign("the store was made with another key", key_matches=False)
        try:
            with self._named_errors():
                self._migrate(self._connected())
        except StoreForeign as error:
            raise StoreForeign(str(error), key_matches=matches) from error
        if matches is not True:
            _write_check_value(self.path, self._key)

    def _connected(self) -> Any:
        if self._connection is None:
            self._connection = _connect(self.path, self._key)
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlcipher.Error as error:
            name = _NAMES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, StoreError)
            if name in {StoreDamaged, StoreForeign}:  # after one failed HMAC a connection is read-only for good
                self._drop()
            raise name(str(error)) from error

    def _migrate(self, connection: Any) -> None:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(STEPS):
            self._drop()
            raise StoreNewer(f"schema {version}, this program knows {len(STEPS)}")
        for number, step in enumerate(STEPS[version:], start=version + 1):
            connection.execute("BEGIN IMMEDIATE")
            for statement in step:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")


class Opened(NamedTuple):
    store: Store
    quarantined: Path | None


def open_or_quarantine(path: Path, key: bytes, at: datetime) -> Opened:
    """Open the store; one that is foreign is renamed to `<name>.foreign-<utc>` and a new one is made.

    Nothing is ever overwritten: the file kept aside can be opened when its key is found.
    """
    try:
        return Opened(Store.open(path, key), None)
    except StoreForeign:
        with _alone(path):
            aside = _rename_aside(path, at)
        return Opened(Store.open(path, key), aside)


def _rename_aside(path: Path, at: datetime) -> Path:
    base = f"{path.name}.foreign-{at:%Y%m%dT%H%M%SZ}"
    names = (path.with_name(base if n == 0 else f"{base}-{n}") for n in range(1000))
    aside = next(name for name in names if not name.exists())
    for suffix in ("-wal", "-shm", ".kcv", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _connect(path: Path, key: bytes) -> Any:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # the WAL takes over the mode of the file
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10)
    try:
        for pragma in ("cipher_log = off", f"key = \"x'{key.hex()}'\"", "busy_timeout = 10000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _check_value(key: bytes) -> str:
    return hmac.new(key, b"e-mongolia kiosk: key check value", hashlib.sha256).hexdigest()[:16]


def _key_matches(path: Path, key: bytes) -> bool | None:
    try:
        kept = path.with_name(path.name + ".kcv").read_text("ascii").strip()
    except (FileNotFoundError, ValueError):
        return None
    return hmac.compare_digest(kept, _check_value(key))


def _write_check_value(path: Path, key: bytes) -> None:
    value = path.with_name(path.name + ".kcv")
    draft = value.with_name(value.name + ".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(handle, _check_value(key).encode())
    os.fsync(handle)
    os.close(handle)
    draft.rename(value)
