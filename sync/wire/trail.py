"""The lines of a kiosk's audit trail on their way to the platform: codes and random ids, never a word or a person.

    kiosk    POST /v1/audit     AuditLines as JSON, packed with zstd; signed call
    platform Signed AuditKept   the last line of this kiosk that it keeps, with the nonce

The hash of a line does not travel: the platform makes it of the line and of the one before, as the kiosk did.

    digest  SHA-256 over the line itself
    hash    SHA-256 over the hash of the line before and the digest
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from sync.wire.shape import Code, Count, Digest, Id, KioskNumber, Shape, Time

TRAIL_DOMAIN = "audit"
TRAIL_LIMIT = 16 * 1024
"""Bytes of a packed message at most."""
LINES_LIMIT = 200
START = bytes(32)
"""What stands before the first line."""

Actor = Literal["citizen", "officer", "technician", "kiosk", "platform"]
ACTORS: tuple[str, ...] = get_args(Actor)
Cause = Annotated[str, Meta(pattern=r"^[a-z0-9_.:-]{0,60}$(?!\n)", max_length=60)]
Subject = Annotated[bytes, Meta(max_length=16, description="The id of a request, or nothing")]


class TrailLine(Shape, frozen=True):
    """One line as it was written at the kiosk."""

    sequence: Annotated[int, Meta(ge=1, le=2**53)]
    at: Time
    kind: Code
    actor: Actor
    cause: Cause
    subject: Subject

    @property
    def digest(self) -> bytes:
        """What the chain holds of this line."""
        return line_digest(self.sequence, self.at, (self.kind, self.actor, self.cause), self.subject)


class AuditLines(Shape, frozen=True):
    """Lines that follow each other; `after` is the last line the platform keeps, as far as the kiosk knows.

    `previous` is the hash of the line before the first one. Without lines it asks how far the platform is.
    """

    kiosk: KioskNumber
    nonce: Id
    after: Count
    previous: Digest
    lines: Annotated[tuple[TrailLine, ...], Meta(max_length=LINES_LIMIT)]


class AuditKept(Shape, frozen=True):
    """The platform's word on a trail: the last line it keeps; 0 and zeros before the first."""

    kiosk: KioskNumber
    nonce: Id
    sequence: Count
    hash: Digest


def line_digest(sequence: int, at: str, said: tuple[str, str, str], subject: bytes) -> bytes:
    """Return the digest of a line that *said* kind, actor and cause."""
    return hashlib.sha256(
        b"emn-kiosk/1/audit-line\0" + msgspec.json.encode([sequence, at, *said, subject.hex()])
    ).digest()


def chained(previous: bytes, digest: bytes) -> bytes:
    """Return the hash of the line with *digest* behind the line whose hash is *previous*."""
    return hashlib.sha256(b"emn-kiosk/1/audit\0" + previous + digest).digest()


def hashes(previous: bytes, lines: Iterable[TrailLine]) -> Iterator[bytes]:
    """Yield the hash of each of *lines*, the first of which stands behind the hash *previous*."""
    for line in lines:
        previous = chained(previous, line.digest)
        yield previous
