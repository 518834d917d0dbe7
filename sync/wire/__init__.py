"""The contract between a kiosk and the platform, version 1.

Values here only say what a message looks like. That something parsed proves
nothing: a batch counts after the kiosk's signature, an answer after the
platform's, a request after its seal opened beside its own id and number.

    kiosk    POST /v1/batches   Batch as JSON, packed with zstd; signed as `sync.signing` says
    platform BatchAnswer        per item one signed Answer, replies, signed time
    kiosk    GET /v1/notices    signed call; signed Notices of this kiosk's items
    kiosk    GET /v1/time       signed PlatformTime with the kiosk's nonce
    kiosk    GET /v1/lists      signed ListIndex with the kiosk's nonce; the lists themselves in parts

A kiosk signs its calls (RFC 9421); the platform signs each word of its answers:
Ed25519 over a domain name, a zero byte, and the bytes as sent. Bytes in JSON
are base64; times are ISO 8601 UTC.
"""

from __future__ import annotations

from sync.wire.batch import (
    ANSWER_DOMAIN,
    REPLY_DOMAIN,
    TIME_DOMAIN,
    Answer,
    Batch,
    BatchAnswer,
    Item,
    Lane,
    PlatformTime,
    Reply,
    Verdict,
    body_hash,
    sealing_context,
)
from sync.wire.news import (
    LIST_LIMIT,
    LISTS_DOMAIN,
    LISTS_LIMIT,
    NOTICE_DOMAIN,
    PART_BYTES,
    ListEntry,
    ListIndex,
    ListPart,
    Notice,
    NoticeList,
)
from sync.wire.request import (
    LOG_IN_DOMAIN,
    REQUEST_DOMAIN,
    Citizen,
    DocumentPart,
    Encoded,
    EncodedFile,
    FrozenRequest,
    LoginProof,
    OnBehalf,
    Reference,
    login_message,
    request_message,
)
from sync.wire.shape import (
    ANSWER_LIMIT,
    BASE64,
    BATCH_LIMIT,
    ITEMS_LIMIT,
    LAST,
    REQUEST_LIMIT,
    SHORT_LIMIT,
    SIGN,
    VERSION,
    AuditHead,
    Code,
    Count,
    Digest,
    Id,
    KioskNumber,
    Malformed,
    Number,
    Refusal,
    ServiceId,
    Shape,
    Short,
    Signature,
    Signed,
    Time,
    decode,
    encode,
)

__all__ = [
    "ANSWER_DOMAIN",
    "ANSWER_LIMIT",
    "BASE64",
    "BATCH_LIMIT",
    "ITEMS_LIMIT",
    "LAST",
    "LISTS_DOMAIN",
    "LISTS_LIMIT",
    "LIST_LIMIT",
    "LOG_IN_DOMAIN",
    "NOTICE_DOMAIN",
    "PART_BYTES",
    "REPLY_DOMAIN",
    "REQUEST_DOMAIN",
    "REQUEST_LIMIT",
    "SHORT_LIMIT",
    "SIGN",
    "TIME_DOMAIN",
    "VERSION",
    "Answer",
    "AuditHead",
    "Batch",
    "BatchAnswer",
    "Citizen",
    "Code",
    "Count",
    "Digest",
    "DocumentPart",
    "Encoded",
    "EncodedFile",
    "FrozenRequest",
    "Id",
    "Item",
    "KioskNumber",
    "Lane",
    "ListEntry",
    "ListIndex",
    "ListPart",
    "LoginProof",
    "Malformed",
    "Notice",
    "NoticeList",
    "Number",
    "OnBehalf",
    "PlatformTime",
    "Reference",
    "Refusal",
    "Reply",
    "ServiceId",
    "Shape",
    "Short",
    "Signature",
    "Signed",
    "Time",
    "Verdict",
    "body_hash",
    "decode",
    "encode",
    "login_message",
    "request_message",
    "sealing_context",
]
