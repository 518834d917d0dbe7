"""The store as the settings want it: how much ballast it holds, how long it promises, what happens when it is ill."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from config.settings import Settings, StoreSettings
from kiosk.examinations import MIB
from kiosk.faults import OLD_CERTIFICATE, WEAK_KEYS, key_fault, store_fault
from kiosk.state import StateFolder
from sync.ballast import free_bytes
from sync.beside import is_ill
from sync.cabinet import Cabinet
from sync.certificates.issuers import KnownIssuers, ListRefused, read_list
from sync.clock import Clock, SystemClock
from sync.enrolment import find_certificate, has_expired
from sync.highwater import find_counter
from sync.identity import KeysRefused, PlatformKeys
from sync.keys import HOLDER, KeyFault, find_provider, lie_open
from sync.outbox import Terms
from sync.rescue.quarantine import open_or_quarantine, open_where_it_lies
from sync.rotation import store_key
from sync.seal import Sealer
from sync.store import Store, StoreError, disk_named

NO_SEAL_KEY = "REQUEST-02"

_log = structlog.get_logger(__name__)


def open_cabinet(
    settings: Settings, state: StateFolder, *, set_aside: bool = True, clock: Clock | None = None
) -> tuple[Cabinet | None, str, bool]:
    """Open the store of this kiosk; answer (None, fault, False) where requests cannot be kept.

    A store of another key is kept aside, never overwritten, when *set_aside*; else it is a fault like any other. The
    last value says whether any such store lies aside: it is told until somebody has brought it to its key.
    """
    try:
        keys = find_platform_keys(settings, state)
        key = store_key(find_provider(state.root), state.store)
        store = open_store(settings, state, key, set_aside=set_aside)
        cabinet = Cabinet.of(
            store, Sealer(keys.seal), settings.kiosk.number, clock or SystemClock(), terms_of(settings.store, state)
        )
    except KeysRefused as error:
        _log.error("no_keys", kind=type(error).__name__)
        return None, NO_SEAL_KEY, False
    except KeyFault as error:
        _log.error("no_store_key", kind=type(error).__name__, why=str(error))
        return None, key_fault(error), False
    except (StoreError, OSError) as error:
        _log.error("no_store", kind=type(error).__name__)
        return None, store_fault(error), False
    return cabinet, "", bool(state.set_aside())


def open_store(settings: Settings, state: StateFolder, key: bytes, *, set_aside: bool = False) -> Store:
    """Open this kiosk's store with *key*; where *set_aside*, one that does not open makes room for a new one.

    What can be read of a damaged store is in the new one. Raises StoreError.
    """
    ballast, open_it = settings.store.ballast_mb * MIB, open_or_quarantine if set_aside else open_where_it_lies
    with disk_named("the disk does not give what belongs to the store"):
        opened = open_it(state.store, key, datetime.now(UTC), ballast=ballast)
    if opened.quarantined:
        saved = opened.saved
        _log.error("store_put_aside", read=saved.read if saved else None, lost=saved.lost if saved else None)
    return opened.store


def terms_of(settings: StoreSettings, state: StateFolder) -> Terms:
    """Return on what terms requests are taken; the high-water mark stands where the keys are, too. Raises KeyFault."""
    keys = find_provider(state.root)
    max_offline = timedelta(days=settings.max_offline_days)
    counter, tag_key = find_counter(keys, state.store), keys.load_or_make(HOLDER)
    return Terms(max_offline, counter, tag_key, files=settings.files_mb * MIB)


def starts_better(settings: Settings, state: StateFolder, fault: str, *, is_open: bool) -> bool:
    """Say whether a new start of the program would help a store with *fault*.

    A damaged one is saved then, once a day at most: a disk that goes on failing is a technician's. One that was never
    opened, because there was no room or another program held it, is tried again when that may be over.
    """
    match fault:
        case "STORE-03" if is_open:
            return is_ill(state.store) and not state.was_saved_lately(time.time())
        case "STORE-01" if not is_open:
            with suppress(OSError):
                return free_bytes(state.root) >= settings.store.min_free_mb * MIB
            return False
        case "STORE-05":
            return not is_open
        case _:
            return False


def find_platform_keys(settings: Settings, state: StateFolder) -> PlatformKeys:
    """Return the platform's public keys: those that came later stand in for the site's. Raises KeysRefused.

    Of two platforms that both stand at one version, it is the one that made this machine its kiosk.
    """
    if not settings.link.platform_keys:
        return PlatformKeys.load(state.platform_keys, demo=settings.demo)
    given = PlatformKeys.load(Path(settings.link.platform_keys), demo=settings.demo)
    with suppress(KeysRefused):
        later = PlatformKeys.load(state.platform_keys, demo=settings.demo)
        if later.version == given.version and not find_certificate(state.certificate, given):
            return later if find_certificate(state.certificate, later) else given
        return later if later.version > given.version else given
    return given


def find_issuers(state: StateFolder, keys: PlatformKeys | None) -> KnownIssuers:
    """Return whose health certificates are believed here: nobody's, before a list came that the platform signed."""
    if keys is None:
        return KnownIssuers()
    try:
        return KnownIssuers.of(read_list(state.issuers.read_bytes(), keys))
    except FileNotFoundError:
        return KnownIssuers()
    except (OSError, ListRefused) as error:
        _log.warning("issuers_not_used", kind=type(error).__name__, reason=str(error)[:100])
        return KnownIssuers()


def key_warning(settings: Settings, state: StateFolder) -> str:
    """Return the fault of keys that still work: they lie open, or the certificate is past its last day; "" for none.

    Keys of a demonstration may lie where they like.
    """
    if settings.demo:
        return ""
    if find_provider(state.root).warning or lie_open(state.root):
        return WEAK_KEYS
    with suppress(KeysRefused):
        certificate = find_certificate(state.certificate, find_platform_keys(settings, state))
        return OLD_CERTIFICATE if certificate and has_expired(certificate, datetime.now(UTC)) else ""
    return ""
