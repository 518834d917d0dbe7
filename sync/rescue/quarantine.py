"""A store that does not open is kept aside whole: nothing is ever made over it, and what can be read is saved.

Answers for: a store of another key waits for its key; a damaged one gives
every row that can be read to a new one, before anybody hands in again.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from config.whole_file import sync_folder, write_whole
from sync.beside import FOLLOWERS, alone, beside, is_ill, key_matches
from sync.clock import stamp
from sync.rescue.ruins import Ruins
from sync.rescue.salvage import Salvage, bring_tail, salvage
from sync.store import Store, StoreBusy, StoreDamaged, StoreForeign
from sync.tally import CounterDamaged, FileCounter

_SAVED = ".saved"


class Opened(NamedTuple):
    """The store; where an old one was put aside, its new name; what was saved of a damaged one."""

    store: Store
    quarantined: Path | None
    saved: Salvage | None = None


def open_or_quarantine(path: Path, key: bytes, at: datetime, *, ballast: int = 0) -> Opened:
    """Open the store; a foreign one is renamed to `<name>.foreign-<utc>`, a damaged one to `<name>.damaged-<utc>`.

    Nothing is ever overwritten. What can be read of a damaged one is in the new store. Raises StoreError, OSError.
    """
    if beside(path, _SAVED).exists():  # the power went between saving and putting in place
        with alone(path):
            _finish(path, at)
    log = _log_of(path)
    try:
        store = Store.open(path, key, ballast=ballast)
    except (StoreForeign, StoreDamaged) as error:
        if isinstance(error, StoreForeign) and not _is_ours(path, key):
            with alone(path):
                aside = put_aside(path, "foreign", at)
            return Opened(Store.open(path, key, ballast=ballast), aside)
        if not Ruins(path, key).damaged():  # closing what did not open folded the log in, and that may have mended it
            return Opened(Store.open(path, key, ballast=ballast), None)
    else:
        if not is_ill(path) or _is_well(store):
            return _with_tail(store, key, log, at)
        store.close()
    aside, saved = _rescue(path, key, at)
    return Opened(Store.open(path, key, ballast=ballast), aside, saved)


def open_where_it_lies(path: Path, key: bytes, at: datetime, *, ballast: int = 0) -> Opened:
    """Open the store, which stays where it is whatever is wrong with it; what a torn log hides is saved all the same.

    For whoever may come before the screen: the first to open a torn log is the last that sees what is behind the tear.
    Raises StoreError, OSError.
    """
    log = _log_of(path)
    return _with_tail(Store.open(path, key, ballast=ballast), key, log, at)


def put_aside(path: Path, why: str, at: datetime) -> Path:
    """Rename the file at *path* and what belongs to it to `<name>.<why>-<utc>`; return its new name.

    The file goes last: where the power went in between, its log is aside already, and it follows it there.
    """
    aside = _begun(path, why) or _free_name(path, why, at)
    for suffix in (*FOLLOWERS, ""):
        with suppress(FileNotFoundError):
            beside(path, suffix).rename(beside(aside, suffix))
    sync_folder(path.parent)
    return aside


def _begun(path: Path, why: str) -> Path | None:
    """Return the name under which a log lies aside without its file; None where there is none."""
    logs = sorted(path.parent.glob(f"{path.name}.{why}-*-wal"))
    names = (log.with_name(log.name.removesuffix("-wal")) for log in logs)
    return next((name for name in names if not name.exists()), None)


def _free_name(path: Path, why: str, at: datetime) -> Path:
    base = f"{path.name}.{why}-{at:%Y%m%dT%H%M%SZ}"
    names = (path.with_name(base if n == 0 else f"{base}-{n}") for n in range(1000))
    return next(name for name in names if not name.exists())


def _log_of(path: Path) -> bytes:
    """Return the log as it lies there: opening the store shortens one that is torn."""
    try:
        return beside(path, "-wal").read_bytes()
    except FileNotFoundError:
        return b""


def _with_tail(store: Store, key: bytes, log: bytes, at: datetime) -> Opened:
    """Bring requests back from behind a tear in the *log*, where the mark tells that some are missing."""
    path = store.path
    marked = _marked(path)  # first of the two: the other process may hand in meanwhile
    with store.reading() as view:
        row = view.find("SELECT max(seq) FROM sqlite_sequence WHERE name = 'outbox'")
    if not log or not row or row[0] is None or row[0] >= marked:
        return Opened(store, None)
    aside = _free_name(path, "torn", at)
    for suffix in ("", ".map"):
        shutil.copyfile(beside(path, suffix), beside(aside, suffix))
        beside(aside, suffix).chmod(0o600)
    write_whole(beside(aside, "-wal"), log)
    saved = bring_tail(aside, key, store, marked=marked, at=stamp(at))
    if saved.read:
        return Opened(store, aside, saved)
    _clear(aside)  # an older copy, or a log that was cut: nothing stands behind a tear
    return Opened(store, None)


def _marked(path: Path) -> int:
    """Return the highest number that was given, as far as the file of the mark tells."""
    try:
        return FileCounter(beside(path, ".used"), durable=False).read()
    except (CounterDamaged, OSError):
        return 0


def _is_ours(path: Path, key: bytes) -> bool:
    return key_matches(path, key) is True or Ruins(path, key).knows_the_key()


def _is_well(store: Store) -> bool:
    """Look at every page of a store that was seen ill; somebody who reads meanwhile puts that off."""
    try:
        return store.integrity_check().ok
    except StoreBusy:
        return True


def _rescue(path: Path, key: bytes, at: datetime) -> tuple[Path, Salvage]:
    """Put what can be read of the damaged store in its place and the store aside; where that fails all is as it was.

    Power may go at any moment: before the saved file has its name nothing has changed, and after it `_finish` goes on.
    """
    draft = beside(path, ".saving")
    with alone(path):
        _clear(draft)
        try:
            target = Store.open(draft, key)
            saved = salvage(path, key, target, at=stamp(at))
            target.tidy()
            target.close()
            draft.rename(beside(path, _SAVED))
        finally:
            _clear(draft)
        return _finish(path, at), saved


def _finish(path: Path, at: datetime) -> Path:
    sync_folder(path.parent)
    aside = put_aside(path, "damaged", at)
    beside(path, _SAVED).rename(path)
    sync_folder(path.parent)
    return aside


def _clear(draft: Path) -> None:
    for suffix in (*FOLLOWERS, ".lock", ".ballast", ""):
        beside(draft, suffix).unlink(missing_ok=True)
