"""What the card room of this machine is told: whom to trust, which reader, where names stand, which module."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from config.settings import Settings
from devices.card.holder import FieldMap, HolderFields, IssuerFields
from devices.card.login import CardSettings
from devices.card.moment import Moment
from devices.card.profiles.pkcs11.bridge import CHILD_COMMAND as BRIDGE_COMMAND
from devices.card.profiles.pkcs11.bridge import open_bridge
from devices.card.session import Bridge
from kiosk.desks.trust import ages_of
from kiosk.state import StateFolder

BRIDGE_SECONDS = 6.0


def card_settings(settings: Settings, state: StateFolder, clock: Callable[[], Moment]) -> CardSettings:
    """Return what the card room wants to know."""
    card = settings.card
    return CardSettings(
        reader=card.reader,
        anchors=tuple(Path(anchor) for anchor in card.trust_anchors),
        crls=tuple(Path(crl) for crl in card.crls),
        document_anchors=tuple(Path(anchor) for anchor in card.document_anchors),
        demo=settings.demo,
        clock=clock,
        fields=field_map(settings),
        shelf=state.lists,
        ages=ages_of(settings),
        bridge=_bridge(Path(card.module)) if card.module else None,
    )


def field_map(settings: Settings) -> FieldMap:
    """Return where each authority writes a person's name and register number."""
    card = settings.card
    usual = HolderFields(officer=card.officer, technician=card.technician)
    return FieldMap(
        usual,
        tuple(
            IssuerFields(
                one.authority,
                replace(usual, regnum=one.regnum, given_name=one.given_name, family_name=one.family_name),
            )
            for one in card.issuers
        ),
    )


def _bridge(module: Path) -> Bridge:
    """Return what opens a card by its maker's *module*, sooner than the card room gives a card up."""
    return lambda reader: open_bridge(module, reader, BRIDGE_SECONDS, command=card_child())


def card_child() -> Sequence[str]:
    """Return the command that starts a card module's child, also where Python is closed in a bundle."""
    return (sys.executable, "card-child") if getattr(sys, "frozen", False) else BRIDGE_COMMAND
