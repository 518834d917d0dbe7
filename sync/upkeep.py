"""What the agent does with the store when nothing presses: it keeps no more, and no longer, than it must.

Answers for: the bytes of a delivered request are gone from the file, its log
and its free pages soon after the signed answer, those of one that was returned
after the days in which its evidence may be asked for; delivered requests are
forgotten some days after they were decided; the ballast is held again when there is room.
Refuses to touch what the platform has not settled, however old it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sync import audit
from sync.clock import Clock, stamp
from sync.outbox import OLDEST_OPEN, first_open
from sync.store import Store

EVERY_SECONDS = 6 * 3600.0
AT_ONCE = 500
"""So many are forgotten in one go: more would hold up a citizen's request."""

OPEN_DAYS = 366
"""A case that is open at its agency is told to the citizen who asks, but not for ever."""

_OLD = """SELECT id FROM outbox WHERE state = 'accepted' AND changed < ?1
    AND (changed < ?2 OR answered OR test OR stage IS NULL OR stage NOT IN ('received', 'in_work', 'overdue'))
    ORDER BY changed LIMIT ?3"""


_RETURNED = """SELECT id FROM outbox INDEXED BY outbox_due WHERE state <> 'accepted' AND state = 'rejected'
    AND sealed IS NOT NULL AND changed < ? LIMIT ?"""


@dataclass
class Upkeep:
    """The upkeep of one store; *keep_delivered* is how long a delivered request is kept for who asks for it."""

    store: Store
    clock: Clock
    keep_delivered: timedelta = timedelta(days=30)
    _untidy: bool = field(default=True, init=False)
    _next: float = field(default=0.0, init=False)

    def once(self, *, settled: bool) -> int:
        """Do what is due, and tidy up where something was *settled*; return how many were forgotten. StoreError."""
        self._untidy = self._untidy or settled
        forgotten = self._forget() if self.clock.monotonic() >= self._next else 0
        if self._untidy or forgotten:
            self._untidy = not self.store.tidy()
        return forgotten

    def _forget(self) -> int:
        self.store.ballast.take_again(self.store.floor)
        forgotten = forget_delivered(self.store, self.clock, self.keep_delivered)
        emptied = empty_returned(self.store, self.clock, self.keep_delivered)
        self._untidy = self._untidy or emptied > 0
        if max(forgotten, emptied) < AT_ONCE:
            self._next = self.clock.monotonic() + EVERY_SECONDS
        return forgotten


def forget_delivered(store: Store, clock: Clock, older: timedelta) -> int:
    """Delete what the platform accepted longer than *older* ago, with its papers, some at a time; return how many.

    A request that its agency has not decided stays: who comes back and asks must not be told that there is none.
    """
    now = clock.now()
    with store.transaction() as change:
        old = change.rows(_OLD, stamp(now - older), stamp(now - max(older, timedelta(days=OPEN_DAYS))), AT_ONCE)
        for (item,) in old:
            change.execute("DELETE FROM papers WHERE outbox = ?", item)
            change.execute("DELETE FROM outbox WHERE id = ?", item)
        if old:
            audit.append(change, "queue.delivered_forgotten", "kiosk", "retention", at=stamp(now))
        change.set_meta(OLDEST_OPEN, str(first_open(change)).encode())
    return len(old)


def empty_returned(store: Store, clock: Clock, older: timedelta) -> int:
    """Let go of the sealed content of what the platform returned longer than *older* ago; return how many.

    Number, reason and the platform's signed answer stay, for the citizen and the technician who ask. Before, the
    content is kept for the evidence of whoever contests the answer: nobody else may have it.
    """
    now = clock.now()
    with store.transaction() as change:
        returned = change.rows(_RETURNED, stamp(now - older), AT_ONCE)
        for (item,) in returned:
            change.execute("UPDATE outbox SET sealed = NULL WHERE id = ?", item)
            audit.append(change, "request.content_gone", "kiosk", "retention", at=stamp(now), subject=bytes(item))
    return len(returned)
