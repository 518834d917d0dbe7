"""Looks after the parts: keeps the health of each and says when something changed.

Devices tell by themselves how they are; the store, the link and the clock
are looked at now and then, and all of them when a technician asks. Parts may
take long to answer, so the visit's thread only begins what is done here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.catalogue import Catalogue
from kiosk.crew import Reply
from kiosk.desks.ground import Post
from kiosk.pages.blocks import Part
from kiosk.readiness import PartHealth, QueueFigures, Readiness, assess
from kiosk.session.upkeep import Diagnosed, ReaderRestarted, RestartVerdict, Test

Examine = Callable[[], PartHealth]
Deed = Callable[[], None]

CLOSE_SECONDS = 15.0
"""So long a deed that was begun is waited for; a store that is busy gives up sooner."""


def _nothing() -> None:
    return


@dataclass(frozen=True)
class Bed:
    """How one part is examined: `active` when a technician asks, `passive` now and then (None: it tells itself).

    `renew` is done when somebody says that what it uses up is new.
    """

    active: Examine
    passive: Examine | None = None
    renew: Deed = _nothing


def fixed(health: PartHealth) -> Bed:
    """Return a bed for what does not change while the program runs."""
    return both(lambda: health)


def both(examine: Callable[[], PartHealth]) -> Bed:
    """Return a bed that is examined the same way now and then and when asked."""
    return Bed(examine, examine)


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
        self._at_work: threading.Thread | None = None
        self._is_closed = False

    @property
    def readiness(self) -> Readiness:
        """Return what can be offered now."""
        with self._lock:
            return assess(self._known.values(), self._catalogue(), self._queue)

    def hear(self, health: PartHealth) -> None:
        """Take what a part tells of itself; from any thread."""
        self._take((health,), self._queue)

    def begin(self, deed: Deed, then: Deed) -> None:
        """Do *deed* on a thread of its own, and *then* in the visit's; while one is done no other is begun.

        Belongs to the visit's thread, and never holds it up.
        """
        if self._is_closed or self._at_work is not None:
            return
        self._at_work = threading.Thread(target=self._do, args=(deed, then), name="clinic", daemon=True)
        self._at_work.start()

    def close(self) -> None:
        """Begin nothing more, and wait for what was begun."""
        self._is_closed = True
        if self._at_work is not None:
            self._at_work.join(CLOSE_SECONDS)

    def look(self) -> None:
        """Examine the parts that do not tell by themselves; what one tells of itself meanwhile is newer."""
        with self._lock:
            before = dict(self._known)
        seen = [bed.passive() for bed in self._beds.values() if bed.passive is not None]
        figures = self._figures()
        with self._lock:
            seen = [health for health in seen if self._known.get(health.part) is before.get(health.part)]
        self._take(tuple(seen), figures)

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

    def count_new_roll(self, reply: Reply) -> None:
        """Begin to count a new roll of paper on a thread of its own; the answer comes with the printer's new health."""
        threading.Thread(target=self._count_new_roll, args=(reply,), name="clinic", daemon=True).start()

    def _count_new_roll(self, reply: Reply) -> None:
        try:
            self._beds["printer"].renew()
        finally:
            self._examine("printer", reply)

    def _do(self, deed: Deed, then: Deed) -> None:
        try:
            deed()
        finally:
            self._post(lambda: self._done(then))

    def _done(self, then: Deed) -> None:
        self._at_work = None
        then()

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
