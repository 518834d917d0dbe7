"""Everything a kiosk keeps, behind one door: one encrypted store and what is written in it."""

from __future__ import annotations

from dataclasses import dataclass

from sync.audit import AuditTrail
from sync.clock import Clock
from sync.outbox import Outbox, Terms
from sync.papers import Papers
from sync.replies import Replies
from sync.seal import Sealer
from sync.store import Store


@dataclass(frozen=True)
class Cabinet:
    store: Store
    outbox: Outbox
    papers: Papers
    replies: Replies
    trail: AuditTrail

    @classmethod
    def of(cls, store: Store, sealer: Sealer, kiosk_number: str, clock: Clock, terms: Terms | None = None) -> Cabinet:
        """Return the drawers of *store*; requests are sealed by *sealer*, numbered for *kiosk_number*, on *terms*.

        Raises StoreError.
        """
        outbox = Outbox(store, sealer, kiosk_number, clock, terms)
        return cls(store, outbox, Papers(store, clock), Replies(store, clock), AuditTrail(store, clock))
