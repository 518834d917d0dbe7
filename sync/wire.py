"""The contract between a kiosk and the platform, version 1.

Values here only say what a message looks like. That something parsed proves
nothing: a batch counts after the kiosk's signature, an answer after the
platform's, a request after its seal opened beside its own id and number.

    kiosk    POST /v1/batches   Batch as JSON; headers Kiosk-Number, Kiosk-Signature
    platform BatchAnswer        per item one signed Answer, replies, signed time
    kiosk    GET /v1/notices    signed Notices of this kiosk's items
    kiosk    GET /v1/time       signed PlatformTime with the kiosk's nonce
    kiosk    GET /v1/lists      signed ListIndex with the kiosk's nonce; the lists themselves in parts

Signatures are Ed25519 over a domain name, a zero byte, and the bytes as sent;
bytes in JSON are base64; times are ISO 8601 UTC.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

VERSION: Literal[1] = 1
BATCH_LIMIT = 512 * 1024
ANSWER_LIMIT = 2 * 1024 * 1024
REQUEST_LIMIT = 64 * 1024
ITEMS_LIMIT = 200
LISTS_LIMIT = 64
LIST_LIMIT = 8 * 1024 * 1024
PART_BYTES = 32 * 1024
SHORT_LIMIT = 200

_SIGN = "[A-Za-z0-9+/]"
_LAST = "[AEIMQUYcgkosw048]"
_BASE64 = {"pattern": f"^(?:{_SIGN}{{4}})+$"}

# Lengths are checked in bytes; the patterns tell readers of the OpenAPI document the same of the base64.
Id = Annotated[bytes, Meta(min_length=16, max_length=16, extra_json_schema={"pattern": f"^{_SIGN}{{21}}[AQgw]==$"})]
Digest = Annotated[bytes, Meta(min_length=32, max_length=32, extra_json_schema={"pattern": f"^{_SIGN}{{42}}{_LAST}=$"})]
Signature = Annotated[
    bytes, Meta(min_length=64, max_length=64, extra_json_schema={"pattern": f"^{_SIGN}{{85}}[AQgw]==$"})
]
Code = Annotated[str, Meta(pattern=r"^[a-z0-9_.:-]{1,60}$(?!\n)", max_length=60)]
ServiceId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,80}$(?!\n)", max_length=80)]
KioskNumber = Annotated[str, Meta(pattern=r"^[0-9]{3}$(?!\n)", max_length=3)]
Number = Annotated[str, Meta(pattern=r"^[0-9]{3}-[0-9]{5,9}-[0-9]{2}$(?!\n)", max_length=16)]
Time = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$(?!\n)",
        max_length=40,
    ),
]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Short = Annotated[str, Meta(max_length=SHORT_LIMIT)]
Encoded = Annotated[str, Meta(max_length=12_000)]
EncodedFile = Annotated[str, Meta(max_length=32_768)]
DocumentPart = Literal["SOD", "DG1", "DG14", "DG15"]
Lane = Literal["now", "queue"]

BATCH_DOMAIN = "batch"
NOTICES_DOMAIN = "notices-query"
ANSWER_DOMAIN = "answer"
NOTICE_DOMAIN = "notice"
REPLY_DOMAIN = "reply"
TIME_DOMAIN = "time"
EVIDENCE_DOMAIN = "evidence"
LISTS_DOMAIN = "lists"
REQUEST_DOMAIN = b"emongolia-kiosk request v1\x00"
LOG_IN_DOMAIN = b"emongolia-kiosk card log-in v1\x00"

T = TypeVar("T")


class Malformed(Exception):  # noqa: N818 says what the bytes are
    """The bytes are not the message they should be; never says what was in them."""


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """What every message is."""


class AuditHead(Shape, frozen=True):
    """The last line of a kiosk's audit trail; the platform keeps it, so a cut tail is noticed."""

    sequence: Count
    hash: Digest


class Item(Shape, frozen=True):
    """One sealed request as it travels."""

    id: Id
    receipt: Number
    service: ServiceId
    lane: Lane
    catalogue_version: Count
    created: Time
    body_hash: Digest
    sealed: Annotated[bytes, Meta(min_length=1, max_length=300_000, extra_json_schema=_BASE64)]
    reply_key: Digest | None = None


class Batch(Shape, frozen=True):
    """Some items of one kiosk; `nonce` comes back in the signed time."""

    kiosk: KioskNumber
    sequence: Count
    sent_at: Time
    nonce: Id
    items: Annotated[tuple[Item, ...], Meta(max_length=ITEMS_LIMIT)]
    audit: AuditHead | None = None
    version: Literal[1] = VERSION


class Signed(Shape, frozen=True):
    """Bytes and the platform's signature over them; what they are is told by the domain they verify in."""

    payload: Annotated[bytes, Meta(max_length=300_000)]
    signature: Signature


class Answer(Shape, frozen=True):
    """The platform's word on one item. `conflict`: this id is kept with other content."""

    id: Id
    body_hash: Digest
    state: Literal["accepted", "rejected", "conflict"]
    reason: Code | None
    at: Time


class Notice(Shape, frozen=True):
    """How an accepted item goes on; never holds personal data."""

    sequence: Count
    id: Id
    state: Literal["in_progress", "answered", "refused"]
    code: Code
    at: Time


class Reply(Shape, frozen=True):
    """A document sealed to the reply key of the visit that asked for it."""

    id: Id
    sealed: Annotated[bytes, Meta(min_length=1, max_length=290_000)]


class PlatformTime(Shape, frozen=True):
    at: Time
    nonce: Id


class ListEntry(Shape, frozen=True):
    """A revocation list (RFC 5280, DER) the platform has; `issuer` is the SHA-256 of its issuer's name."""

    issuer: Digest
    number: Annotated[str, Meta(pattern=r"^[0-9]{1,49}$(?!\n)", max_length=49)] | None
    sha256: Digest
    size: Annotated[int, Meta(ge=1, le=LIST_LIMIT)]


class ListIndex(Shape, frozen=True):
    """All lists the platform has now."""

    lists: Annotated[tuple[ListEntry, ...], Meta(max_length=LISTS_LIMIT)]
    nonce: Id


class ListPart(Shape, frozen=True):
    """The bytes of a list from `part * PART_BYTES` on; only the last part is shorter. The index has its hash."""

    content: Annotated[bytes, Meta(min_length=1, max_length=PART_BYTES, extra_json_schema=_BASE64)]


class BatchAnswer(Shape, frozen=True):
    answers: tuple[Signed, ...]
    replies: tuple[Signed, ...]
    time: Signed
    version: Literal[1] = VERSION


class NoticeList(Shape, frozen=True):
    notices: tuple[Signed, ...]
    time: Signed
    version: Literal[1] = VERSION


class Refusal(Shape, frozen=True):
    """Why a whole call was refused; unsigned, so it settles nothing."""

    refused: Code


class Reference(Shape, frozen=True):
    """A document answered at once, to be printed: plain lines and the text of its QR code."""

    title: Short
    lines: Annotated[tuple[Annotated[str, Meta(max_length=400)], ...], Meta(max_length=60)]
    qr: Annotated[str, Meta(max_length=4000)]
    sample: bool = False

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
    parts: dict[DocumentPart, EncodedFile] = {}
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
    the citizen, with the proof of the officer's own log-in. Fields that were
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

    def __repr__(self) -> str:
        return f"FrozenRequest({self.service}, …)"


def encode(message: Struct) -> bytes:
    """Return the one encoding of *message*: JSON, fields as declared, names in dicts sorted."""
    return msgspec.json.encode(message, order="deterministic")


def decode(text: bytes, shape: type[T], limit: int = ANSWER_LIMIT) -> T:
    """Return the *shape* that *text* holds; Malformed when it is longer than *limit* or anything else."""
    if len(text) > limit:
        raise Malformed("too long")
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Malformed(f"not a {shape.__name__}") from None  # the cause would quote what was in them


def body_hash(sealed: bytes) -> bytes:
    """Return the hash an answer must repeat."""
    return hashlib.sha256(sealed).digest()


def login_message(challenge: bytes) -> bytes:
    """Return what a card signs to prove that it is there: a challenge can never be a request."""
    return LOG_IN_DOMAIN + challenge


def request_message(request: FrozenRequest) -> bytes:
    """Return what a card signs of *request*: its digest, without the signature itself."""
    unsigned = msgspec.structs.replace(request, card_signature=None)
    return REQUEST_DOMAIN + hashlib.sha256(encode(unsigned)).digest()


def sealing_context(item_id: bytes, receipt: str, service: str, lane: Lane, reply_key: bytes | None) -> bytes:
    """Return what the seal of a request is bound to: it opens beside no other id, number, service or reply key."""
    return msgspec.json.encode([item_id, receipt, service, lane, reply_key])


def notices_question(kiosk: str, since: int, nonce: bytes) -> bytes:
    """Return what a kiosk signs when it asks for its notices after *since*."""
    return f"{kiosk}\n{since}\n{nonce.hex()}".encode()
