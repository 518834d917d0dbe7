"""How old the catalogue, the platform's keys and the time of this kiosk are, as parts of its readiness.

catalogue   when the platform last named it as its newest; before that, the day it was published
keys        when the platform last signed anything that was believed here
clock       when the platform last said what time it is
"""

from __future__ import annotations

from datetime import datetime

from config.settings import Freshness
from kiosk import examinations
from kiosk.desks.packs import PackCare
from kiosk.freshness import Thing, aged, limits_of
from kiosk.guarded_clock import GuardedClock
from kiosk.readiness import PartHealth
from sync.clock import moment
from sync.linkstate import link_state
from sync.store import Store, StoreError


class AgeCare:
    """Judges by *limits* and the guarded *clock*; *store* is None where there is none."""

    def __init__(self, limits: Freshness, packs: PackCare, clock: GuardedClock, store: Store | None) -> None:
        self._limits, self._packs, self._clock, self._store = limits, packs, clock, store

    def catalogue_health(self) -> PartHealth:
        stock = self._packs.stock
        health = examinations.catalogue_health(stock.catalogue, stock.fault)
        return self._aged(health, "catalogue", self._packs.confirmed())

    def keys_health(self) -> PartHealth:
        """Return how sure it is that the platform still has these keys."""
        words = filter(None, (self._platform_time(), self._packs.confirmed()))
        keys = self._packs.stock.keys
        measured = f"v{keys.version}" if keys else ""
        health = PartHealth("keys", "well" if keys else "untested", measured=measured)
        return self._aged(health, "keys", max(words, default=None))

    def clock_health(self, health: PartHealth) -> PartHealth:
        """Return *health* of the clock with what the age of the last signed time adds."""
        return self._aged(health, "clock", self._platform_time())

    def _aged(self, health: PartHealth, thing: Thing, as_of: datetime | None) -> PartHealth:
        return aged(health, thing, as_of, self._clock(), limits_of(self._limits, thing))

    def _platform_time(self) -> datetime | None:
        try:
            state = link_state(self._store) if self._store else None
            return moment(state.platform_time) if state and state.platform_time else None
        except (StoreError, ValueError):
            return None
