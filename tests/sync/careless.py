"""Seeded faults that every campaign of delivery must catch: a platform that keeps doubles, an agent that believes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec
from sqlalchemy import delete

from sync.agent import Agent, Report
from sync.couriers import Delivered
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


def _renamed(judgement: Judgement) -> Judgement:
    return judgement._replace(item=msgspec.structs.replace(judgement.item, id=secrets.token_bytes(16)))


class GullibleAgent(Agent):
    """Takes every call that did not fail at once for a delivery."""

    def _settled(self, delivered: Delivered) -> Report:
        parcel = delivered.parcel
        with self.store.transaction() as change:
            for item in parcel.ids:
                change.execute("UPDATE outbox SET state = 'accepted', sealed = NULL WHERE id = ?", item)
        return Report(sent=len(parcel.ids), accepted=len(parcel.ids))
