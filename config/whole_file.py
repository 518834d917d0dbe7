"""Small files that are there whole: a power cut or a full disk leaves the old content or the new one.

Answers for: content, name and mode are durable when a function returns.
Refuses to write through what lies under a name: a stick may hold links that
lead into the machine.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOR_ALL = 0o644
"""The mode of what others carry; there is no secret in it."""
DRAFTS = ".*.draft"
"""What a power cut may leave beside: half a file that nobody reads."""


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> Path:
    """Put *content* in the place of what *path* held, and return *path*; OSError leaves what was there."""
    with _writing_in(path.parent):
        draft = _draft(path, content, mode)
        try:
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return path


def write_once(path: Path, content: bytes) -> None:
    """Make *path* with *content*, for this user only; where it exists already it stays. OSError."""
    with _writing_in(path.parent):
        draft = _draft(path, content, 0o600)
        try:
            with suppress(FileExistsError):  # another process was first: its content stands
                os.link(draft, path)
        finally:
            draft.unlink()
    sync_folder(path.parent)


def clear_drafts(folder: Path) -> int:
    """Remove the drafts that a power cut left in *folder*, and return how many; OSError.

    None that is being written: where anybody writes, all stay until the next time. Age would not tell them apart, for
    the clock may be wrong by years.
    """
    if not folder.is_dir():
        return 0
    with _held(folder) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # somebody writes, or nothing can be locked here
            return 0
        left = [draft for draft in folder.glob(DRAFTS) if draft.is_file() or draft.is_symlink()]
        for draft in left:
            draft.unlink(missing_ok=True)
    if left:
        sync_folder(folder)
    return len(left)


def remove(path: Path) -> None:
    """Make *path* be gone for good; it may be gone already."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable."""
    with _held(folder) as handle:
        os.fsync(handle)


@contextmanager
def _held(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _writing_in(folder: Path) -> Iterator[None]:
    """Let nobody clear *folder*, made where it is not there; several may write at once."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _held(folder) as handle:
        with suppress(OSError):  # a stick's file system may have no locks, and then nobody clears it
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def _draft(path: Path, content: bytes, mode: int) -> Path:
    """Return a file beside *path*, with a name nobody else has: two processes may bring the same at once."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.draft")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft
