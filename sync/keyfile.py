"""Secret bytes in a file of their own: made once, readable by this user only.

Answers for: two processes that start together get the same key; a half
written key is never seen. Refuses: a key others can read, a key of the wrong
length. A TPM or systemd credential replaces this file by giving the same bytes.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


class KeyFileError(Exception):
    """The key file cannot be trusted; says why, never what is in it."""


def load_or_make_key(path: Path, size: int = 32) -> bytes:
    """Return the *size* bytes kept in *path* as hex; make them at random the first time.

    Raises KeyFileError when others may read the file or it does not hold a key.
    """
    if not path.exists():
        _publish(path, secrets.token_bytes(size).hex().encode())
    return _load(path, size)


def _load(path: Path, size: int) -> bytes:
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path.name} can be read by others")
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError as error:
        raise KeyFileError(f"{path.name} does not hold a key") from error
    if len(key) != size:
        raise KeyFileError(f"{path.name} does not hold a key of {size} bytes")
    return key


def _publish(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)  # fails where the other process was first: its key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
