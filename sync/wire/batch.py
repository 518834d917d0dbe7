"""A batch on its way, and the platform's word on each item of it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sync.wire.attachment import ATTACHMENTS_LIMIT
from sync.wire.shape import (
    BASE64,
    ITEMS_LIMIT,
    VERSION,
    AuditHead,
    Code,
    Count,
    Digest,
    Id,
    KioskNumber,
    Number,
    ServiceId,
    Shape,
    Signed,
    Time,
)

ANSWER_DOMAIN = "answer"
REPLY_DOMAIN = "reply"
TIME_DOMAIN = "time"

Lane = Literal["now", "queue"]


class Item(Shape, frozen=True, omit_defaults=True):
    """One sealed request as it travels; `attachments` are the ids of what belongs to it, in the order it names them."""

    id: Id
    receipt: Number
    service: ServiceId
    lane: Lane
    catalogue_version: Count
    created: Time
    sealed: Annotated[bytes, Meta(min_length=1, max_length=300_000, extra_json_schema=BASE64)]
    reply_key: Digest | None = None
    attachments: Annotated[tuple[Id, ...], Meta(max_length=ATTACHMENTS_LIMIT)] = ()


class Batch(Shape, frozen=True):
    """Some items of one kiosk; `nonce` comes back in the signed time.

    `waiting` is how many the kiosk has not delivered yet, these among them. `doubts` are items that went out and were
    not answered: those that are kept are answered after the items; of the others there is no word, for they never came.
    """

    kiosk: KioskNumber
    sequence: Count
    sent_at: Time
    nonce: Id
    items: Annotated[tuple[Item, ...], Meta(max_length=ITEMS_LIMIT)]
    audit: AuditHead | None = None
    waiting: Count | None = None
    doubts: Annotated[tuple[Id, ...], Meta(max_length=ITEMS_LIMIT)] = ()
    version: Literal[1] = VERSION


Verdict = Literal["accepted", "duplicate", "rejected", "conflict", "retry"]


class Answer(Shape, frozen=True, omit_defaults=True):
    """The platform's word on one item; `at` is when it took it.

    `accepted` now, or `duplicate`: it was before. `rejected` for ever, for
    `reason`. `conflict`: this id is kept with other content. `retry` settles
    nothing: the item cannot be judged now and comes again after `retry_after`
    seconds. `body_hash` is the one of the content that is judged, and what is
    kept where the kiosk asked without it.
    """

    id: Id
    body_hash: Digest
    state: Verdict
    reason: Code | None
    at: Time
    retry_after: Count | None = None


class Reply(Shape, frozen=True):
    """A document sealed to the reply key of the visit that asked for it."""

    id: Id
    sealed: Annotated[bytes, Meta(min_length=1, max_length=290_000)]


class PlatformTime(Shape, frozen=True):
    """What time it is; `audit` repeats the head that came with the batch, so that the kiosk can show it signed."""

    at: Time
    nonce: Id
    audit: AuditHead | None = None


class BatchAnswer(Shape, frozen=True):
    answers: tuple[Signed, ...]
    replies: tuple[Signed, ...]
    time: Signed
    version: Literal[1] = VERSION


def body_hash(sealed: bytes) -> bytes:
    """Return the hash an answer must repeat."""
    return hashlib.sha256(sealed).digest()


def sealing_context(item_id: bytes, receipt: str, service: str, lane: Lane, reply_key: bytes | None) -> bytes:
    """Return what the seal of a request is bound to: it opens beside no other id, number, service or reply key."""
    return msgspec.json.encode([item_id, receipt, service, lane, reply_key])
