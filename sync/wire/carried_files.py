"""Chunks of attachments as files on a stick: signed calls, as the link would carry them, and no others."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from sync.wire.attachment import CHUNK_LIMIT
from sync.wire.carried import Header
from sync.wire.shape import Shape

CHUNK_FILES = "*.files"
HELD_SUFFIX = ".held"
CHUNKS_IN_FILE = 64
CHUNK_TARGET = r"^/v1/attachments/[0-9a-f]{32}\?offset=[0-9]{1,8}&length=[0-9]{1,5}&size=[0-9]{1,8}$(?!\n)"


class CarriedChunk(Shape, frozen=True):
    """A sealed chunk outside the link; `target` is where it belongs, as its kiosk signed it."""

    target: Annotated[str, Meta(pattern=CHUNK_TARGET)]
    content: Annotated[bytes, Meta(min_length=1, max_length=CHUNK_LIMIT)]
    content_digest: Header
    signature_input: Header
    signature: Header

    def headers(self) -> dict[str, str]:
        """Return the headers of the call, and no others: anybody may have written the file."""
        return {
            "Content-Type": "application/octet-stream",
            "Content-Digest": self.content_digest,
            "Signature-Input": self.signature_input,
            "Signature": self.signature,
        }

    @property
    def place(self) -> tuple[bytes, int, int, int]:
        """The attachment, and offset, length and size of what is sealed."""
        path, _, query = self.target.partition("?")
        offset, length, size = (int(part.partition("=")[2]) for part in query.split("&"))
        return bytes.fromhex(path.rpartition("/")[2]), offset, length, size


class CarriedFiles(Shape, frozen=True):
    """Some chunks of one attachment, in their order."""

    chunks: Annotated[tuple[CarriedChunk, ...], Meta(min_length=1, max_length=CHUNKS_IN_FILE)]


def chunk_target(attachment: bytes, offset: int, length: int, size: int) -> str:
    """Return where a chunk is posted."""
    return f"/v1/attachments/{attachment.hex()}?offset={offset}&length={length}&size={size}"
