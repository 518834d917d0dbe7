"""What a citizen confirmed, and what the platform may answer to it at once."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from sync.wire.attachment import ATTACHMENTS_LIMIT, Attachment
from sync.wire.shape import Code, Count, Malformed, ServiceId, Shape, Short, Time, decode, encode

REQUEST_VERSION = 1
"""Raised whenever a request may hold what an older platform cannot read: that one then asks for it later."""

REQUEST_DOMAIN = b"emongolia-kiosk request v1\x00"
LOG_IN_DOMAIN = b"emongolia-kiosk card log-in v1\x00"

Encoded = Annotated[str, Meta(max_length=12_000)]
EncodedFile = Annotated[str, Meta(max_length=32_768)]
DocumentPart = Literal["SOD", "DG1", "DG14", "DG15"]


class TaxReceipt(Shape, frozen=True):
    """An e-barimt of a fee that was paid, as the tax authority's PosAPI 3.0 answers it; *amount* in MNT.

    `lottery` and `qr_data` may stand on the printed paper and nowhere else.
    """

    number: Annotated[str, Meta(pattern=r"^[0-9]{1,40}$(?!\n)")]
    date: Short
    amount: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    lottery: Annotated[str, Meta(max_length=40)]
    qr_data: Annotated[str, Meta(max_length=1200)]

    def __repr__(self) -> str:
        return "TaxReceipt(…)"


class Reference(Shape, frozen=True, omit_defaults=True):
    """A document answered at once, to be printed: plain lines and the text of its QR code."""

    title: Short
    lines: Annotated[tuple[Annotated[str, Meta(max_length=400)], ...], Meta(max_length=60)]
    qr: Annotated[str, Meta(max_length=4000)]
    sample: bool = False
    tax: TaxReceipt | None = None

    def __repr__(self) -> str:
        return "Reference(…)"


class Citizen(Shape, frozen=True, omit_defaults=True):
    """Whom the card named; `number` is of the document that somebody without a register number showed."""

    regnum: Annotated[str, Meta(max_length=20)]
    given: Short
    family: Short
    number: Annotated[str, Meta(max_length=20)] = ""

    def __repr__(self) -> str:
        return "Citizen(…)"


class LoginProof(Shape, frozen=True, omit_defaults=True):
    """How the card proved its holder, for the platform to check from scratch; encoded texts are base64.

    The card signed `LOG_IN_DOMAIN` and the 32 bytes of `challenge`. `parts` are
    the signed files of an identity document (ICAO 9303-10), where one was used;
    its `signature` is empty when the chip was authenticated and signed nothing.
    `revoked_as_of` is the date of the revocation list that the kiosk asked,
    `time_certain` whether it knew what time it was.
    """

    profile: Code
    assurance: Code
    certificate: Encoded
    challenge: Encoded
    signature: Encoded
    parts: dict[DocumentPart, EncodedFile] = msgspec.field(default_factory=dict)
    revoked_as_of: Time | None = None
    time_certain: bool = False
    reader: Short = ""

    def __repr__(self) -> str:
        return f"LoginProof({self.profile}, {self.assurance})"


class OnBehalf(Shape, frozen=True):
    """For whom the citizen acts: a child's register number, or the seven digits of a legal entity.

    The platform accepts the request only when its register says that the citizen may.
    """

    kind: Literal["child", "entity"]
    number: Annotated[str, Meta(min_length=1, max_length=20)]

    def __repr__(self) -> str:
        return f"OnBehalf({self.kind}, …)"


class FrozenRequest(Shape, frozen=True, omit_defaults=True):
    """What a citizen confirmed, whole: nothing it needs travels apart.

    `form_hash` and `consent_hash` are hex SHA-256 of the form and the words as
    shown; `created`, `clock_state` ("certain", or "uncertain": then or later)
    and `boot_id` are the time evidence.
    `card_signature` (base64) is the card's own over `request_message`, where
    the card and its policy allow one. `assisted_by` is the officer who served
    the citizen, with the proof of the officer's own log-in. A `test` was put in
    by a technician, names nobody, and has no effect at an agency. Fields that were
    added later are not written while they say nothing: what was signed reads
    the same to a newer platform.
    """

    service: ServiceId
    catalogue_version: Count
    answers: dict[Annotated[str, Meta(max_length=80)], Any]
    citizen: Citizen | None
    form_hash: Annotated[str, Meta(max_length=64)]
    language: Annotated[str, Meta(max_length=8)]
    presentation: dict[Annotated[str, Meta(max_length=40)], Short | int | bool]
    proof: LoginProof | None
    consent_hash: Annotated[str, Meta(max_length=64)]
    created: Time
    clock_state: Code
    boot_id: Annotated[str, Meta(max_length=64)]
    card_signature: Encoded | None = None
    on_behalf: OnBehalf | None = None
    assisted_by: Citizen | None = None
    assisted_proof: LoginProof | None = None
    test: bool = False
    attachments: Annotated[tuple[Attachment, ...], Meta(max_length=ATTACHMENTS_LIMIT)] = ()
    version: Annotated[int, Meta(ge=1, le=REQUEST_VERSION)] = REQUEST_VERSION

    def __repr__(self) -> str:
        return f"FrozenRequest({self.service}, …)"


class _Versioned(msgspec.Struct, frozen=True):
    version: Count = 1


def is_newer_request(body: bytes) -> bool:
    """Say whether *body*, which is no `FrozenRequest` to this program, says that it is of a newer version."""
    try:
        return decode(body, _Versioned).version > REQUEST_VERSION
    except Malformed:
        return False


def login_message(challenge: bytes) -> bytes:
    """Return what a card signs to prove that it is there: a challenge can never be a request."""
    return LOG_IN_DOMAIN + challenge


def request_message(request: FrozenRequest) -> bytes:
    """Return what a card signs of *request*: its digest, without the signature itself."""
    unsigned = msgspec.structs.replace(request, card_signature=None)
    return REQUEST_DOMAIN + hashlib.sha256(encode(unsigned)).digest()
