"""Seeded faults that every campaign of delivery must catch.

A platform that keeps doubles, an agent that believes every call, and one that takes silence for a yes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import delete

from sync.agent import Agent, Report
from sync.couriers import Delivered
from sync.dispatch import Dispatch
from sync.gateway.agencies.cases import CASE, STEP
from sync.gateway.ledger import Judgement, Kept, Page


class ForgetfulPage(Page):
    """Keeps an item again under another id when it has it already, and begins its case anew."""

    def keep(self, kiosk: str, judgements: Sequence[Judgement], received: str) -> list[Kept]:
        again = [self.find(kiosk, judgement.item.id) is not None for judgement in judgements]
        for judgement in judgements:
            for table in (STEP, CASE):
                of_item = (table.c.kiosk == kiosk) & (table.c.id == judgement.item.id)
                self.connection.execute(delete(table).where(of_item))
        doubled = [_renamed(one) if known else one for one, known in zip(judgements, again, strict=True)]
        return super().keep(kiosk, doubled, received)


class CredulousDispatch(Dispatch):
    """Takes silence about an item for a yes."""

    def miss(self, ids: Iterable[bytes]) -> int:
        taken = "UPDATE outbox SET state = 'accepted', sealed = NULL WHERE id = ? AND answer IS NULL"
        with self._store.transaction() as change:
            return sum(change.execute(taken, item) for item in ids)


class CredulousAgent(Agent):
    """Believes that whatever it asked about is at the platform."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.dispatch = CredulousDispatch(self.store, self.keys, self.dates or self.clock)
        self.answers = replace(self.answers, dispatch=self.dispatch)


def _renamed(judgement: Judgement) -> Judgement:
    return judgement._replace(item=msgspec.structs.replace(judgement.item, id=secrets.token_bytes(16)))


class GullibleAgent(Agent):
    """Takes every call that did not fail at once for a delivery."""

    def _settled(self, delivered: Delivered) -> Report:
        parcel = delivered.parcel
        with self.store.transaction() as change:
            for item in (*parcel.ids, *parcel.doubted):
                change.execute("UPDATE outbox SET state = 'accepted', sealed = NULL WHERE id = ?", item)
        return Report(sent=len(parcel.ids), accepted=len(parcel.ids))
