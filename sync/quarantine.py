"""A store that does not open is kept aside whole, and a new one begins: nothing is ever made over it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sync.beside import FOLLOWERS, alone, beside
from sync.store import Store, StoreForeign


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
        with alone(path):
            aside = put_aside(path, "foreign", at)
        return Opened(Store.open(path, key), aside)


def put_aside(path: Path, why: str, at: datetime) -> Path:
    """Rename the file at *path* and what belongs to it to `<name>.<why>-<utc>`; return its new name."""
    base = f"{path.name}.{why}-{at:%Y%m%dT%H%M%SZ}"
    names = (path.with_name(base if n == 0 else f"{base}-{n}") for n in range(1000))
    aside = next(name for name in names if not name.exists())
    for suffix in (*FOLLOWERS, ""):
        with suppress(FileNotFoundError):
            beside(path, suffix).rename(beside(aside, suffix))
    return aside
