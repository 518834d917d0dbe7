"""Secret bytes in a file of their own: made once, readable by this user only.

Answers for: two processes that start together get the same key; a half
written key is never seen. Refuses: a key others can read, a key of the wrong
length.

    KeyFault          a key cannot be had; never says what is in it
    ├─ KeyMissing     there is none here
    └─ KeyUntrusted   there is one, and it must not or cannot be used
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


class KeyFault(Exception):  # noqa: N818 names what is wrong with the machine
    """A key cannot be had; says why and what to do, never what is in it."""


class KeyMissing(KeyFault):
    """There is no such key here."""


class KeyUntrusted(KeyFault):
    """There is such a key, and it must not or cannot be used: altered, open to others, or the machine has changed."""


def load_or_make_key(path: Path, size: int = 32) -> bytes:
    """Return the *size* bytes kept in *path* as hex; make them at random the first time.

    Raises KeyUntrusted when others may read the file or it does not hold a key.
    """
    if not path.exists():
        publish(path, secrets.token_bytes(size).hex().encode())
    return load_key(path, size)


def load_key(path: Path, size: int = 32) -> bytes:
    """Return the *size* bytes kept in *path* as hex; KeyMissing, KeyUntrusted."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyUntrusted(f"{path.name} can be read by others")
        return parse_key(path.read_bytes(), path.name, size)
    except FileNotFoundError as error:
        raise KeyMissing(f"{path.name} is not there") from error


def parse_key(text: bytes, name: str, size: int) -> bytes:
    """Return the key of *size* bytes that *text* holds as hex; KeyUntrusted with the *name* of what holds none."""
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError as error:
        raise KeyUntrusted(f"{name} does not hold a key") from error
    if len(key) != size:
        raise KeyUntrusted(f"{name} does not hold a key of {size} bytes")
    return key


def publish(path: Path, content: bytes) -> None:
    """Make *path* with *content*, whole, durable and for this user only; where it exists already it stays."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)  # fails where the other process was first: its key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_folder(path.parent)


def overwrite(path: Path, content: bytes) -> None:
    """Put *content* in the place of what *path* held, whole, durable and for this user only."""
    _draft(path, content).rename(path)
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Make *path* be gone for good; it may be gone already."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def _draft(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        rest = memoryview(content)
        while rest:  # a disk that is nearly full takes a part and says so only the next time
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    return draft


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
