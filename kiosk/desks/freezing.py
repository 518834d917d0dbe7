"""A confirmed request, whole and with its evidence: what was asked, shown, agreed, by whom and when."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from config.catalogue import Service
from config.fluent import Words
from config.words import phrase
from devices.card.events import Proof
from kiosk.citizen import Citizen
from kiosk.entry import Draft
from kiosk.house import House
from kiosk.presentation import Presentation
from sync import wire

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def frozen(
    citizen: Citizen | None,
    draft: Draft,
    house: House,
    *,
    presentation: Presentation,
    words: Words,
    now: datetime,
) -> wire.FrozenRequest:
    """Return the request as it will be sealed. Nothing it needs travels apart."""
    service = house.service(draft.service)
    return wire.FrozenRequest(
        service=service.id,
        catalogue_version=house.catalogue.version,
        answers=dict(draft.answers),
        citizen=None if citizen is None else wire.Citizen(citizen.regnum, citizen.given_name, citizen.family_name),
        form_hash=_form_hash(service),
        language=presentation.language,
        presentation={
            "text_size": presentation.text_size,
            "theme": presentation.theme,
            "speech": presentation.speech,
        },
        proof=_proof(citizen),
        consent_hash=_consent_hash(service, house, words),
        created=now.isoformat(),
        clock_state="system",
        boot_id=boot_id(),
    )


def _proof(citizen: Citizen | None) -> wire.LoginProof | None:
    if citizen is None or not isinstance(citizen.proof, Proof):
        return None
    proof = citizen.proof
    return wire.LoginProof(
        profile=proof.profile,
        assurance=proof.assurance,
        certificate=base64.b64encode(proof.certificate).decode(),
        challenge=base64.b64encode(proof.challenge).decode(),
        signature=base64.b64encode(proof.signature).decode(),
    )


def _form_hash(service: Service) -> str:
    return hashlib.sha256(msgspec.json.encode(service, order="deterministic")).hexdigest()


def _consent_hash(service: Service, house: House, words: Words) -> str:
    agency = house.catalogue.find_agency(service.agency)
    shown = words.text(phrase("review-consent", agency=agency.to.wording() if agency else ""))
    return hashlib.sha256(shown.encode()).hexdigest()


def boot_id() -> str:
    """Return which start of the machine this is, "unknown" where it does not say."""
    try:
        return BOOT_ID.read_text("ascii").strip()
    except OSError:
        return "unknown"
