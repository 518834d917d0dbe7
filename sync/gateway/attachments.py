"""What the platform holds of attachments: sealed chunks, without a gap, until the request comes that names them.

Answers for: what it signs as held is durable; a chunk that comes twice, or
late, changes nothing. Refuses to open anything before the request is judged:
only the request tells what an attachment should be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, insert, select

from sync.gateway.inserting import insert_into
from sync.gateway.tables import ATTACHMENT, CHUNK
from sync.seal import DictionaryUnknown, KeyUnknown, Opener, SealError
from sync.wire import Attachment, AttachmentOffset, chunk_context


class Chunk(NamedTuple):
    """A sealed part of an attachment of *size* bytes: what was sealed has *length* bytes and begins at *offset*."""

    id: bytes
    offset: int
    length: int
    size: int
    sealed: bytes


class OtherSize(Exception):  # noqa: N818 says what was found
    """The attachment was begun with another size."""


class Attachments:
    """The attachments of one platform; safe from any thread, and for several platforms on one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def add(self, kiosk: str, chunk: Chunk, at: str) -> AttachmentOffset:
        """Keep *chunk* where it goes on from what is held, and return how far that is; OtherSize."""
        with self._writing.begin() as connection:
            _begin(connection, kiosk, chunk, at)
            held = _held(connection, kiosk, chunk.id)
            if chunk.offset == held and held + chunk.length <= chunk.size:
                values = {"kiosk": kiosk, "id": chunk.id, "place": held, "length": chunk.length, "sealed": chunk.sealed}
                connection.execute(insert(CHUNK).values(values))
                held += chunk.length
        return AttachmentOffset(chunk.id, held, held == chunk.size)

    def find_whole(self, kiosk: str, attachment: bytes) -> tuple[Chunk, ...] | None:
        """Return the chunks of an attachment in order, or None while it is not whole."""
        mine = (CHUNK.c.kiosk == kiosk) & (CHUNK.c.id == attachment)
        columns = (CHUNK.c.place, CHUNK.c.length, CHUNK.c.sealed)
        with self._engine.connect() as connection:
            size = _size(connection, kiosk, attachment)
            rows = connection.execute(select(*columns).where(mine).order_by(CHUNK.c.place)).all()
        if size is None or sum(row.length for row in rows) != size:
            return None
        return tuple(Chunk(attachment, row.place, row.length, size, bytes(row.sealed)) for row in rows)


def is_named(named: Attachment, chunks: Sequence[Chunk], opener: Opener) -> bool:
    """Say whether *chunks* open and are together what a request named; KeyUnknown, DictionaryUnknown."""
    try:
        content = b"".join(opener.open(one.sealed, chunk_context(*one[:4])) for one in chunks)
    except (DictionaryUnknown, KeyUnknown):
        raise  # perhaps not yet: no verdict
    except SealError:
        return False
    return (len(content), hashlib.sha256(content).digest()) == (named.size, named.sha256)


def _begin(connection: Connection, kiosk: str, chunk: Chunk, at: str) -> None:
    """Note the attachment once, and hold its line so that its chunks come one after another."""
    values = {"kiosk": kiosk, "id": chunk.id, "size": chunk.size, "received": at}
    connection.execute(insert_into(connection, ATTACHMENT).values(values).on_conflict_do_nothing())
    if _size(connection, kiosk, chunk.id, hold=True) != chunk.size:
        raise OtherSize


def _size(connection: Connection, kiosk: str, attachment: bytes, *, hold: bool = False) -> int | None:
    query = select(ATTACHMENT.c.size).where(ATTACHMENT.c.kiosk == kiosk, ATTACHMENT.c.id == attachment)
    found: int | None = connection.execute(query.with_for_update() if hold else query).scalar()
    return found


def _held(connection: Connection, kiosk: str, attachment: bytes) -> int:
    query = select(func.coalesce(func.sum(CHUNK.c.length), 0))
    return int(connection.execute(query.where(CHUNK.c.kiosk == kiosk, CHUNK.c.id == attachment)).scalar_one())
