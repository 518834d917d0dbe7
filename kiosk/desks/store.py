"""The care of the store and of the link behind it: how both are, looked at now and then or tried when asked."""

from __future__ import annotations

import contextlib

from config.settings import Settings
from kiosk.clinic import Bed
from kiosk.desks.ground import Ground
from kiosk.examinations import StoreRoom, await_try, link_health
from kiosk.guarded_clock import utc_now
from kiosk.pages.blocks import Part
from kiosk.readiness import PartHealth, QueueFigures
from kiosk.state import StateFolder
from kiosk.strongroom import key_warning
from sync.cabinet import Cabinet
from sync.doorbell import ring
from sync.store import StoreError


class StoreCare:
    """The store in *cabinet*; *quarantined* says that another one lies aside."""

    def __init__(
        self, cabinet: Cabinet, settings: Settings, state: StateFolder, ground: Ground, *, quarantined: bool
    ) -> None:
        self._store, self._settings, self._state, self._ground = cabinet.store, settings, state, ground
        self._room = StoreRoom(
            cabinet.store,
            cabinet.outbox,
            cabinet.trail,
            settings.store.min_free_mb,
            quarantined,
            key_warning(settings, state),
        )

    def beds(self) -> dict[Part, Bed]:
        """Return how store and link are examined."""
        return {"store": Bed(self._room.examine, self._room.look), "link": Bed(self._probe_link, self._look_at_link)}

    def figures(self) -> QueueFigures:
        return self._room.figures()

    def _look_at_link(self) -> PartHealth:
        return link_health(self._settings, self._store, utc_now, local=self._ground.local)

    def _probe_link(self) -> PartHealth:
        """Wake the agent, and wait a little until it has tried the link anew; without an address there is no try."""
        if self._settings.link.gateway_url:
            with contextlib.suppress(StoreError):  # the look that follows says so
                await_try(self._store, lambda: ring(self._state.root))
        return self._look_at_link()
