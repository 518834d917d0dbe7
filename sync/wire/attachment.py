"""What belongs to a request and is too large to travel in it: sealed in chunks, each of which arrives once.

    kiosk    POST /v1/attachments/ID?offset=N&length=L&size=S   one sealed chunk of L bytes, signed call
    platform Signed AttachmentOffset                            how far it holds the attachment without a gap

The request names each attachment by its hash; the platform takes the request
only when all of them are there and are what it names.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from sync.wire.shape import Digest, Id, Shape, Short

ATTACHMENT_DOMAIN = "attachment"

CHUNK_BYTES = 12 * 1024
ATTACHMENT_LIMIT = 4 * 1024 * 1024
ATTACHMENTS_LIMIT = 8
CHUNK_LIMIT = 2 * CHUNK_BYTES
"""Bytes of a sealed chunk at most: what was sealed, padding and all."""

Size = Annotated[int, Meta(ge=1, le=ATTACHMENT_LIMIT)]
Offset = Annotated[int, Meta(ge=0, le=ATTACHMENT_LIMIT)]


class Attachment(Shape, frozen=True):
    """A file that belongs to a request; `kind` is its media type."""

    name: Short
    kind: Short
    size: Size
    sha256: Digest

    def __repr__(self) -> str:
        return "Attachment(…)"


class AttachmentOffset(Shape, frozen=True):
    """The platform's word on an attachment: it holds the first `offset` bytes durably; `whole` when that is all."""

    id: Id
    offset: Offset
    whole: bool


def chunk_context(attachment: bytes, offset: int, length: int, size: int) -> bytes:
    """Return what the seal of a chunk is bound to: it opens at no other place and in no other attachment."""
    return msgspec.json.encode(["attachment", attachment, offset, length, size])
