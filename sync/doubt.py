"""A commit that failed may have happened all the same: no answer to a citizen before that is settled.

SQLite writes a commit into its log and then waits for the disk. Where the
waiting fails it takes the commit back, but the frames stand in the log, whole,
until the next commit writes over them; who reads the log anew before that (a
crash, the power, the last connection that could not fold it in) has the
request after all, and an agent would send what was told "not kept".

Answers for: the store is looked into over a new connection, in a transaction
that writes. The request is there: it is folded into the file, and kept. It is
not: that very commit wrote over what was left of it, and it never comes back.
Refuses a guess: while neither can be had, nothing new is taken.
"""

from __future__ import annotations

import threading

from sync import audit
from sync.clock import Clock, stamp
from sync.store import Store, StoreBusy, StoreError

_NUMBER_IS_USED = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'outbox'"


class HandInUnknown(StoreError):  # noqa: N818 names the state of the request
    """Nobody can say whether the request is kept. `number` is the one it has where it is; nobody else gets that."""

    def __init__(self, number: str) -> None:
        super().__init__(f"the commit failed, and the store does not say if it counts; its number, if so: {number}")
        self.number = number


class Doubts:
    """The requests of one store of which nobody knows yet whether they are kept; safe to use from any thread."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._open: dict[bytes, int] = {}
        self._settling = threading.Lock()

    def is_kept(self, item: bytes, sequence: int) -> bool:
        """Find out whether *item*, number *sequence*, is kept though its commit failed. Raises StoreError."""
        self.note(item, sequence)
        return item in self.settle()

    def note(self, item: bytes, sequence: int) -> None:
        """Take *item*, number *sequence*, for one that is in doubt."""
        with self._settling:
            self._open[item] = sequence

    def find(self, item: bytes) -> int | None:
        """Return the number of *item* while it is in doubt, None where it is not."""
        with self._settling:
            return self._open.get(item)

    def settle(self) -> frozenset[bytes]:
        """Settle every doubt and return which requests are kept; nothing to do where there is none.

        Raises StoreError where the store cannot say; then the doubt stays.
        """
        with self._settling:
            if not self._open:
                return frozenset()
            kept = self._looked_up()
            if kept and not self._store.tidy():  # what came out of the log may never have reached the disk
                raise StoreBusy("the log could not be folded in")
            self._open.clear()
        return kept

    def _looked_up(self) -> frozenset[bytes]:
        """Look for the requests and write a line about each: the commit of these lines ends what was left of others."""
        kept = set[bytes]()
        with self._store.transaction() as change:
            for item, sequence in self._open.items():
                if change.find("SELECT 1 FROM outbox WHERE id = ?", item):
                    kept.add(item)
                change.execute(_NUMBER_IS_USED, sequence)
                cause = "kept" if item in kept else "not_kept"
                audit.append(change, "request.doubt_settled", "kiosk", cause, at=stamp(self._clock.now()), subject=item)
        return frozenset(kept)
