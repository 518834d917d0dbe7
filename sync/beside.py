"""The small files beside the encrypted one: which key it has, who may make it, whether it was seen ill.

Answers for: a wrong key is told from a damaged file; a rotated key is known
by its id. Refuses to believe a mark that does not check: it says "unknown",
never "another key".

    kiosk.db.kcv    a line for each key the file may have: key id, check value, check of the line
    kiosk.db.lock   held while the file is made, changed in shape or put aside
    kiosk.db.ill    there when a page failed its check: the next start looks at every page
"""

from __future__ import annotations

import hashlib
import hmac
import os
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.file_lock import locked
from config.whole_file import write_whole

FOLLOWERS = ("-wal", "-shm", ".kcv", ".map", ".ill")
"""What belongs to one encrypted file and moves with it."""


@dataclass(frozen=True)
class KeyMark:
    """One key a file may have: `id` may be shown, `check` proves the key."""

    id: str
    check: str

    @classmethod
    def of(cls, key: bytes) -> KeyMark:
        return cls(key_id(key), _keyed(key, b"key check value"))

    def line(self) -> str:
        return f"{self.id} {self.check} {_digest(self.id, self.check)}\n"


def beside(path: Path, suffix: str) -> Path:
    """Return the name of what lies beside *path* under *suffix*."""
    return path.with_name(path.name + suffix)


def key_id(key: bytes) -> str:
    """Return the name of *key*, 16 hexadecimal digits that tell nothing of it."""
    return _keyed(key, b"key id")


def key_marks(path: Path) -> tuple[KeyMark, ...]:
    """Return the keys the file at *path* may have; none where no line checks."""
    try:
        lines = beside(path, ".kcv").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return ()
    return tuple(mark for line in lines if (mark := _parsed(line)) is not None)


def key_matches(path: Path, key: bytes) -> bool | None:
    """Say whether *key* is one of those the file at *path* may have; None where nothing tells."""
    marks = key_marks(path)
    return KeyMark.of(key) in marks if marks else None


def mark_keys(path: Path, *keys: bytes) -> None:
    """Note that the file at *path* has one of *keys*; durable, and never half written."""
    content = "".join(KeyMark.of(key).line() for key in keys).encode()
    if _held(beside(path, ".kcv")) != content:
        write_whole(beside(path, ".kcv"), content)


def alone(path: Path) -> AbstractContextManager[None]:
    """Keep every other process from making, reshaping or putting aside the file at *path*."""
    return locked(beside(path, ".lock"))


def note_illness(path: Path) -> None:
    """Have the next start look at every page of *path*."""
    with suppress(OSError):
        os.close(os.open(beside(path, ".ill"), os.O_WRONLY | os.O_CREAT, 0o600))


def is_ill(path: Path) -> bool:
    return beside(path, ".ill").exists()


def forget_illness(path: Path) -> None:
    beside(path, ".ill").unlink(missing_ok=True)


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _parsed(line: str) -> KeyMark | None:
    match line.split(" "):
        case [name, check, digest] if digest == _digest(name, check):
            return KeyMark(name, check)
        case _:
            return None


def _keyed(key: bytes, purpose: bytes) -> str:
    return hmac.new(key, b"e-mongolia kiosk: " + purpose, hashlib.sha256).hexdigest()[:16]


def _digest(name: str, check: str) -> str:
    return hashlib.sha256(f"{name} {check}".encode()).hexdigest()[:16]
