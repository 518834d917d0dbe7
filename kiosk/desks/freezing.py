"""A confirmed request, whole and with its evidence: what was asked, shown, agreed, by whom and when."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from typing import get_args

import msgspec

from config.catalogue import Service
from config.fluent import Words
from config.words import phrase
from devices.card.events import Proof
from devices.card.moment import Moment
from devices.card.proof import is_signed_by
from kiosk.citizen import Citizen
from kiosk.entry import Draft
from kiosk.house import House
from kiosk.presentation import Presentation
from kiosk.whom import answers_of, whom_of
from sync import wire
from sync.clock import THIS_BOOT, stamp

Sign = Callable[[bytes], bytes | None]
"""Have the card that is in sign a message; waits, but not for long. None when it cannot, or may not."""


def frozen(
    citizen: Citizen | None,
    draft: Draft,
    house: House,
    *,
    presentation: Presentation,
    words: Words,
    moment: Moment,
) -> wire.FrozenRequest:
    """Return the request as it will be sealed. Nothing it needs travels apart."""
    service, officer = house.service(draft.service), citizen.assisted_by if citizen else None
    return wire.FrozenRequest(
        service=service.id,
        catalogue_version=house.catalogue.version,
        answers=answers_of(draft),
        citizen=_citizen(citizen),
        form_hash=form_hash(service),
        language=presentation.language,
        presentation={
            "text_size": presentation.text_size,
            "theme": presentation.theme,
            "speech": presentation.speech,
        },
        proof=_proof(citizen),
        consent_hash=_consent_hash(service, house, words),
        created=moment.at.isoformat(),
        clock_state="certain" if moment.certain else "uncertain",
        boot_id=THIS_BOOT,
        on_behalf=_on_behalf(draft),
        assisted_by=_citizen(officer),
        assisted_proof=_proof(officer),
    )


def signed(request: wire.FrozenRequest, citizen: Citizen | None, sign: Sign) -> wire.FrozenRequest:
    """Return *request* with the signature of the card that *citizen* logged in with, where that card gives one."""
    if citizen is None or not isinstance(citizen.proof, Proof):
        return request
    message = wire.request_message(request)
    signature = sign(message)
    if signature is None or not is_signed_by(citizen.proof.certificate, message, signature):
        return request  # the platform would take another card's signature for a forgery
    return msgspec.structs.replace(request, card_signature=_text(signature))


def _citizen(citizen: Citizen | None) -> wire.Citizen | None:
    if citizen is None:
        return None
    return wire.Citizen(citizen.regnum, citizen.given_name, citizen.family_name, citizen.number)


def _on_behalf(draft: Draft) -> wire.OnBehalf | None:
    whom = whom_of(draft)
    return wire.OnBehalf(whom.kind, whom.number) if whom else None


def _proof(citizen: Citizen | None) -> wire.LoginProof | None:
    if citizen is None or not isinstance(citizen.proof, Proof):
        return None
    proof = citizen.proof
    return wire.LoginProof(
        profile=proof.profile,
        assurance=proof.assurance,
        certificate=_text(proof.certificate),
        challenge=_text(proof.challenge),
        signature=_text(proof.signature),
        parts={name: _text(proof.parts[name]) for name in get_args(wire.DocumentPart) if name in proof.parts},
        revoked_as_of=stamp(proof.revoked_as_of) if proof.revoked_as_of else None,
        time_certain=proof.time_certain,
        reader=proof.reader[: wire.SHORT_LIMIT],
    )


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def form_hash(service: Service) -> str:
    """Return the hex SHA-256 of the form of *service*, as the request carries it."""
    return hashlib.sha256(msgspec.json.encode(service, order="deterministic")).hexdigest()


def _consent_hash(service: Service, house: House, words: Words) -> str:
    agency = house.catalogue.find_agency(service.agency)
    shown = words.text(phrase("review-consent", agency=agency.to.wording() if agency else ""))
    return hashlib.sha256(shown.encode()).hexdigest()
