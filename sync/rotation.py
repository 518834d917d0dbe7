"""A new key for the store while requests wait in it, and opening after a change that was cut off.

    1  the next key is durable beside the present one     NAME and NAME-next
    2  one transaction of SQLCipher changes every page    Store.rekey
    3  the next key takes the place of the present one    NAME alone

Answers for: whichever step the power goes at, one of the two keys opens the
store, and nothing that waits is lost. Refuses while another process has the
store open: it would go on with the key that was.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import closing
from pathlib import Path

from sync.beside import beside
from sync.keys import STORE, KeyMissing, KeyProvider, KeyUntrusted, following
from sync.store import Store, StoreBusy, StoreForeign

IN_USE = "the store is in use: stop kiosk.service and kiosk-sync.service first"
_OPENERS_BYTE = 128
"""Whoever has the store open holds a shared lock on this byte of its `-shm` file (SQLite, os_unix.c, UNIX_SHM_DMS)."""


def store_key(keys: KeyProvider, path: Path) -> bytes:
    """Return the key that opens the store at *path*; a change that was cut off after its second step is ended.

    Makes a key where there is none and no store either. Raises KeyFault, StoreError.
    """
    after = _find_next(keys)
    if after is not None and path.exists() and _opens(path, after):
        _settle(keys, after)
        return after
    return keys.load_or_make(STORE)


def change_store_key(keys: KeyProvider, path: Path) -> None:
    """Give the store at *path* a new key; a change that was begun is ended first.

    Where keys are only read, the next one must have been brought beside the present one. Raises KeyFault, StoreError;
    StoreBusy while somebody has the store open.
    """
    present = store_key(keys, path)
    if is_open_elsewhere(path):
        raise StoreBusy(IN_USE)
    after = _next_key(keys, present)
    with closing(Store.open(path, present)) as store:
        store.rekey(after)
    _settle(keys, after)


def _next_key(keys: KeyProvider, present: bytes) -> bytes:
    after = _find_next(keys)
    if after is not None and not secrets.compare_digest(after, present):
        return after
    if keys.kind == "credential":
        raise KeyUntrusted(f"bring the next key as the credential {following(STORE)} first")
    after = secrets.token_bytes(32)
    keys.replace(following(STORE), after)
    return after


def _find_next(keys: KeyProvider) -> bytes | None:
    try:
        return keys.load(following(STORE))
    except KeyMissing:
        return None


def _opens(path: Path, key: bytes) -> bool:
    try:
        Store.open(path, key).close()
    except StoreForeign:
        return False
    return True


def _settle(keys: KeyProvider, after: bytes) -> None:
    """Let the next key be the present one; where keys are only read, both stay until the technician has done it."""
    if keys.kind != "credential":
        keys.replace(STORE, after)
        keys.remove(following(STORE))


def is_open_elsewhere(path: Path) -> bool:
    """Say whether anybody has the store at *path* open; whoever asks must not have."""
    try:
        handle = os.open(beside(path, "-shm"), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPENERS_BYTE)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
