"""The store as the settings want it: how much ballast it holds, how long it promises, what happens when it is ill."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from config.settings import Settings, StoreSettings
from kiosk.examinations import MIB
from kiosk.state import StateFolder
from sync.outbox import Terms
from sync.quarantine import open_or_quarantine
from sync.store import Store

_log = structlog.get_logger(__name__)


def open_store(settings: Settings, state: StateFolder, key: bytes, *, set_aside: bool = False) -> Store:
    """Open this kiosk's store with *key*; where *set_aside*, one that does not open makes room for a new one.

    What can be read of a damaged store is in the new one. Raises StoreError, OSError.
    """
    ballast = settings.store.ballast_mb * MIB
    if set_aside:
        opened = open_or_quarantine(state.store, key, datetime.now(UTC), ballast=ballast)
        if opened.quarantined:
            saved = opened.saved
            _log.error("store_put_aside", read=saved.read if saved else None, lost=saved.lost if saved else None)
        return opened.store
    return Store.open(state.store, key, ballast=ballast)


def terms_of(settings: StoreSettings) -> Terms:
    """Return on what terms requests are taken."""
    return Terms(max_offline=timedelta(days=settings.max_offline_days))
