"""Looks after the parts: keeps the health of each and says when something changed.

Devices tell by themselves how they are; the store, the link and the clock
are looked at now and then, and all of them when a technician asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.catalogue import Catalogue
from kiosk.crew import Reply
from kiosk.desks.ground import Post
from kiosk.pages.model import Part
from kiosk.readiness import PartHealth, QueueFigures, Readiness, assess
from kiosk.session.upkeep import Diagnosed, ReaderRestarted, RestartVerdict, Test

Examine = Callable[[], PartHealth]


@dataclass(frozen=True)
class Bed:
    """How one part is examined: `active` when a technician asks, `passive` now and then (None: it tells itself)."""

    active: Examine
    passive: Examine | None = None


class PartsClinic:
    """Keeps a `Readiness` up to date and hands each new one to *changed*, in the visit's thread."""

    def __init__(
        self,
        beds: Mapping[Part, Bed],
        figures: Callable[[], QueueFigures],
        *,
        catalogue: Callable[[], Catalogue],
        post: Post,
        changed: Callable[[Readiness], None],
        restart_reader: Callable[[], RestartVerdict],
    ) -> None:
        self._beds = beds
        self._figures = figures
        self._catalogue = catalogue
        self._post = post
        self._changed = changed
        self._restart = restart_reader
        self._lock = threading.Lock()
        self._known: dict[Part, PartHealth] = {}
        self._queue = QueueFigures()

    @property
    def readiness(self) -> Readiness:
        """Return what can be offered now."""
        with self._lock:
            return assess(self._known.values(), self._catalogue(), self._queue)

    def hear(self, health: PartHealth) -> None:
        """Take what a part tells of itself; from any thread."""
        self._take((health,), self._queue)

    def look(self) -> None:
        """Examine the parts that do not tell by themselves."""
        seen = tuple(bed.passive() for bed in self._beds.values() if bed.passive is not None)
        self._take(seen, self._figures())

    def examine_all(self) -> Readiness:
        """Examine every part, as `kiosk diagnose` does, and return the result."""
        self._take(tuple(bed.active() for bed in self._beds.values()), self._figures())
        return self.readiness

    def examine(self, part: Test, reply: Reply) -> None:
        """Examine *part* on a thread of its own; the answer comes when the readiness is renewed."""
        threading.Thread(target=self._examine, args=(part, reply), name="clinic", daemon=True).start()

    def restart_reader(self, reply: Reply) -> None:
        """Restart the reader service on a thread of its own, examine the reader, and answer what became of it."""
        threading.Thread(target=self._restart_reader, args=(reply,), name="clinic", daemon=True).start()

    def _restart_reader(self, reply: Reply) -> None:
        verdict: RestartVerdict = "failed"
        try:
            verdict = self._restart()
            self._take((self._beds["card"].active(),), self._figures())
        finally:
            self._post(lambda: reply(ReaderRestarted(verdict)))

    def _examine(self, part: Test, reply: Reply) -> None:
        try:
            if part == "all":
                self.examine_all()
            elif part in self._beds:
                self._take((self._beds[part].active(),), self._figures())
        finally:
            self._post(lambda: reply(Diagnosed(part)))

    def _take(self, seen: tuple[PartHealth, ...], queue: QueueFigures) -> None:
        with self._lock:
            before = (dict(self._known), self._queue)
            self._known.update({health.part: health for health in seen})
            self._queue = queue
            same = before == (self._known, queue)
        if not same:
            self._post(lambda: self._changed(self.readiness))
