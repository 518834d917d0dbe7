"""What the platform has for a kiosk: how its requests go on, and which revocation lists there are."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from sync.wire.shape import BASE64, VERSION, Code, Count, Digest, Id, Shape, Signed, Time

NOTICE_DOMAIN = "notice"
LISTS_DOMAIN = "lists"

LISTS_LIMIT = 64
LIST_LIMIT = 8 * 1024 * 1024
PART_BYTES = 32 * 1024


class Notice(Shape, frozen=True):
    """How an accepted item goes on; never holds personal data."""

    sequence: Count
    id: Id
    state: Literal["in_progress", "answered", "refused"]
    code: Code
    at: Time


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

    content: Annotated[bytes, Meta(min_length=1, max_length=PART_BYTES, extra_json_schema=BASE64)]


class NoticeList(Shape, frozen=True):
    notices: tuple[Signed, ...]
    time: Signed
    version: Literal[1] = VERSION
