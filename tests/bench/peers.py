"""Queues that others use, each told to be as durable as ours, and the least that a durable write can cost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import huey.storage
import litequeue
import persistqueue
from msgspec.structs import replace
from sqlcipher3 import dbapi2 as sqlcipher

from sync.clock import SystemClock
from sync.dispatch import Dispatch
from sync.outbox import Outbox
from sync.seal import Sealer
from sync.store import Store
from tests.sync.parts import KEY, hand_in


class Peer(Protocol):
    """A queue: `put` is durable when it returns, `claim` marks or takes one durably."""

    def put(self, body: bytes) -> object: ...

    def claim(self) -> object: ...

    def close(self) -> None: ...


class Raw:
    """The physical limit: the bytes appended, a mark of 512 bytes overwritten, each with one fdatasync."""

    def __init__(self, folder: Path) -> None:
        self._bodies = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._marks = os.open(folder / "marks", os.O_WRONLY | os.O_CREAT)
        self._places = count()

    def put(self, body: bytes) -> None:
        os.write(self._bodies, body)
        os.fdatasync(self._bodies)

    def claim(self) -> None:
        os.pwrite(self._marks, bytes(512), next(self._places) % 64 * 512)
        os.fdatasync(self._marks)

    def close(self) -> None:
        os.close(self._bodies)
        os.close(self._marks)


class Plain:
    """One table with a partial index, WAL and FULL, on the connection given."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        for line in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "CREATE TABLE q (seq INTEGER PRIMARY KEY AUTOINCREMENT, state INTEGER DEFAULT 0, body BLOB)",
            "CREATE INDEX due ON q (seq) WHERE state = 0",
        ):
            connection.execute(line).fetchall()

    def put(self, body: bytes) -> None:
        self._connection.execute("INSERT INTO q (body) VALUES (?)", (body,))

    def claim(self) -> object:
        sql = "UPDATE q SET state = 1 WHERE seq = (SELECT min(seq) FROM q WHERE state = 0) RETURNING seq, body"
        return self._connection.execute(sql).fetchall()

    def close(self) -> None:
        self._connection.close()


class PersistQueue:
    def __init__(self, folder: Path, kind: Any) -> None:
        self._queue = kind(str(folder / "persist"), multithreading=True)

    def put(self, body: bytes) -> None:
        self._queue.put(body)

    def claim(self) -> object:
        return self._queue.get(block=False)

    def close(self) -> None:
        self._queue.close()


class LiteQueue:
    """It waits for no disk unless it is told to."""

    def __init__(self, folder: Path) -> None:
        self._queue = litequeue.LiteQueue(folder / "lite.db")
        self._queue.conn.execute("PRAGMA synchronous = FULL")

    def put(self, body: bytes) -> None:
        self._queue.put(body)

    def claim(self) -> object:
        return self._queue.pop()

    def close(self) -> None:
        self._queue.close()


class Huey:
    def __init__(self, folder: Path) -> None:
        self._storage = huey.storage.SqliteStorage(filename=str(folder / "huey.db"), fsync=True)

    def put(self, body: bytes) -> None:
        self._storage.enqueue(body)

    def claim(self) -> object:
        return self._storage.dequeue()

    def close(self) -> None:
        self._storage.close()


class Ours:
    """The whole of it: checked, sealed, numbered, audited, with its paper; claimed as the agent does."""

    def __init__(self, folder: Path, sealer: Sealer) -> None:
        self.store = Store.open(folder / "kiosk.db", KEY)
        self.outbox = Outbox(self.store, sealer, "017", SystemClock())
        self.dispatch = Dispatch(self.store, None, SystemClock())  # type: ignore[arg-type]  # nothing is believed here
        self._request = hand_in()

    def put(self, body: bytes = b"") -> None:  # the same for all; ours seals its own
        self.outbox.hand_in(replace(self._request, id=os.urandom(16)))

    def claim(self) -> tuple[bytes, ...]:
        return tuple(item.id for item in self.dispatch.take(1))

    def close(self) -> None:
        self.store.close()


def _plain_sqlite(folder: Path) -> Plain:
    return Plain(sqlite3.connect(folder / "plain.db", isolation_level=None))


def _encrypted(folder: Path) -> Plain:
    connection = sqlcipher.connect(str(folder / "encrypted.db"), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    return Plain(connection)


PEERS: dict[str, Callable[[Path], Peer]] = {
    "raw append + fdatasync": Raw,
    "sqlite3, one table, WAL FULL": _plain_sqlite,
    "SQLCipher, one table, WAL FULL": _encrypted,
    "persist-queue SQLiteQueue": lambda folder: PersistQueue(folder, persistqueue.SQLiteQueue),
    "persist-queue SQLiteAckQueue": lambda folder: PersistQueue(folder, persistqueue.SQLiteAckQueue),
    "litequeue forced to FULL": LiteQueue,
    "huey SqliteStorage, fsync": Huey,
}
