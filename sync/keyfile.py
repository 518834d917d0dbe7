"""Secret bytes in a file of their own: made once, readable by this user only.

Answers for: two processes that start together get the same key; a half
written key is never seen. Refuses: a key others can read, a key of the wrong
length.

    KeyFault          a key cannot be had; never says what is in it
    ├─ KeyMissing     there is none here
    └─ KeyUntrusted   there is one, and it must not or cannot be used (KeyOutOfReach: not now)
"""

from __future__ import annotations

import secrets
from pathlib import Path

from config.whole_file import write_once


class KeyFault(Exception):  # noqa: N818 names what is wrong with the machine
    """A key cannot be had; says why and what to do, never what is in it."""


class KeyMissing(KeyFault):
    """There is no such key here."""


class KeyUntrusted(KeyFault):
    """There is such a key, and it must not or cannot be used: altered, open to others, or the machine has changed."""


class KeyOutOfReach(KeyUntrusted):
    """There is such a key, and what holds it, a TPM or a disk, does not give it now; none is made in its place."""


def load_or_make_key(path: Path, size: int = 32) -> bytes:
    """Return the *size* bytes kept in *path* as hex; make them at random the first time.

    Raises KeyUntrusted when others may read the file or it does not hold a key, KeyOutOfReach when the disk refuses.
    """
    try:
        if not path.exists():
            write_once(path, secrets.token_bytes(size).hex().encode())
    except OSError as error:
        raise KeyOutOfReach(f"{path.name} could not be made: {error.strerror}") from error
    return load_key(path, size)


def load_key(path: Path, size: int = 32) -> bytes:
    """Return the *size* bytes kept in *path* as hex; KeyMissing, KeyUntrusted."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyUntrusted(f"{path.name} can be read by others")
        return parse_key(path.read_bytes(), path.name, size)
    except FileNotFoundError as error:
        raise KeyMissing(f"{path.name} is not there") from error
    except OSError as error:  # not missing: nobody may make another in its place
        raise KeyOutOfReach(f"{path.name} cannot be read: {error.strerror}") from error


def parse_key(text: bytes, name: str, size: int) -> bytes:
    """Return the key of *size* bytes that *text* holds as hex; KeyUntrusted with the *name* of what holds none."""
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError as error:
        raise KeyUntrusted(f"{name} does not hold a key") from error
    if len(key) != size:
        raise KeyUntrusted(f"{name} does not hold a key of {size} bytes")
    return key
