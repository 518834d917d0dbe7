"""Seeded faults that every campaign of delivery must catch.

A platform that keeps doubles, one that has whatever it is asked about, an agent that believes.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import fields

import msgspec
from sqlalchemy import delete

from sync.agent import Agent, Report
from sync.couriers import Delivered
from sync.gateway.agencies.cases import CASE, STEP
from sync.gateway.intake import Intake
from sync.gateway.ledger import Judgement, Kept, Page
from sync.wire import Doubt, Signed

_LONG_AGO = "2026-01-01T09:00:00.000000+00:00"


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


class BoastfulIntake(Intake):
    """Says of whatever it is asked about that it has it."""

    def _cleared(self, doubt: Doubt, kept: Kept | None) -> Signed:
        return super()._cleared(doubt, kept or Kept(False, doubt.body_hash, "accepted", None, _LONG_AGO))


def boastful(intake: Intake) -> Intake:
    """Return *intake* as it must not be."""
    return BoastfulIntake(**{one.name: getattr(intake, one.name) for one in fields(Intake)})


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
