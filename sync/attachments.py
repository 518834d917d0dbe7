"""Files that belong to a request: sealed in chunks when it is handed in, carried one by one, from where they broke off.

Answers for: the chunks are kept with the request or not at all; how far the
platform has one is what the platform signed, never what was sent; a chunk is
gone from here once it is there. Refuses files that the request does not name.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sync.clock import Clock
from sync.link import Carrier, LinkRefused
from sync.livekeys import Voice
from sync.parcel import Packer
from sync.seal import Sealer
from sync.signing import Call
from sync.store import Row, Store, Transaction
from sync.wire import (
    ATTACHMENT_DOMAIN,
    CHUNK_BYTES,
    Attachment,
    AttachmentOffset,
    Malformed,
    Signed,
    chunk_context,
    chunk_target,
    decode,
)

KIND = "application/octet-stream"
AGAIN_SECONDS = 600.0
"""An attachment the platform does not take now stands in nobody's way for so long."""

_NEXT = (
    "SELECT attachments.id, attachments.size, attachments.held FROM attachments INDEXED BY attachments_waiting"
    " JOIN outbox ON outbox.id = attachments.item WHERE attachments.whole = 0 AND outbox.state <> 'rejected'"
    " ORDER BY attachments.item, attachments.place"
)


class _Next(NamedTuple):
    id: bytes
    size: int
    held: int


def check_named(named: Sequence[Attachment], contents: Sequence[bytes]) -> None:
    """Check that *contents* are what a request names, in its order; ValueError."""
    found = [(len(content), hashlib.sha256(content).digest()) for content in contents]
    if found != [(one.size, one.sha256) for one in named]:
        raise ValueError("not the attachments that the request names")


def keep(change: Transaction, sealer: Sealer, item: bytes, contents: Sequence[bytes]) -> None:
    """Keep *contents*, sealed in chunks, with the request *item* within *change*."""
    for place, content in enumerate(contents):
        attachment = secrets.token_bytes(16)
        sql = "INSERT INTO attachments (id, item, place, size) VALUES (?, ?, ?, ?)"
        change.execute(sql, attachment, item, place, len(content))
        for offset, chunk in _chunks(content):
            context = chunk_context(attachment, offset, len(chunk), len(content))
            sql = "INSERT INTO chunks (attachment, place, length, sealed) VALUES (?, ?, ?, ?)"
            change.execute(sql, attachment, offset, len(chunk), sealer.seal(chunk, context))


def held(view: Transaction) -> int:
    """Return how many bytes of attachments wait here for the platform."""
    return int(view.rows("SELECT coalesce(sum(size - held), 0) FROM attachments WHERE whole = 0")[0][0])


def let_go(change: Transaction, item: bytes) -> None:
    """Let the chunks of *item* go: the platform has settled it, so it has them, or will never want them."""
    change.execute("DELETE FROM chunks WHERE attachment IN (SELECT id FROM attachments WHERE item = ?)", item)
    change.execute("UPDATE attachments SET whole = 1 WHERE item = ?", item)


def unsent(view: Transaction) -> Iterator[tuple[bytes, int, int, int, bytes]]:
    """Yield attachment, offset, length, size and seal of every chunk that the platform has not signed for."""
    for attachment, size, begun in view.rows(_NEXT):
        sql = "SELECT place, length FROM chunks WHERE attachment = ? AND place >= ? ORDER BY place"
        for place, length in view.rows(sql, attachment, begun):
            row = view.find("SELECT sealed FROM chunks WHERE attachment = ? AND place = ?", attachment, place)
            if row is not None:
                yield bytes(attachment), int(place), int(length), int(size), bytes(row[0])


def _chunks(content: bytes) -> Iterator[tuple[int, bytes]]:
    for offset in range(0, len(content), CHUNK_BYTES):
        yield offset, content[offset : offset + CHUNK_BYTES]


@dataclass
class AttachmentErrand:
    """One kiosk's attachments on their way."""

    store: Store
    keys: Voice
    packer: Packer
    clock: Clock
    _later: dict[bytes, float] = field(default_factory=dict)

    def is_due(self) -> bool:
        """Say whether a chunk could go now."""
        return self._find_next() is not None

    def step(self, link: Carrier) -> int:
        """Carry one chunk and take the platform's word on it; return the bytes carried, 0 when there was none.

        Raises LinkError, and Malformed for what is not the platform's word on this attachment.
        """
        due = self._find_next()
        if due is None:
            return 0
        with self.store.reading() as view:
            row = view.find("SELECT length, sealed FROM chunks WHERE attachment = ? AND place = ?", due.id, due.held)
        if row is None:  # the platform says that it has less than it once signed
            self._put_off(due.id)
            raise Malformed("offset")
        sealed = bytes(row[1])
        self._take(due, self._carry(link, due, int(row[0]), sealed))
        return len(sealed)

    def waiting(self) -> int:
        """Return how many attachments are not whole at the platform."""
        with self.store.reading() as view:
            return int(view.rows("SELECT count(*) FROM attachments WHERE whole = 0")[0][0])

    def _find_next(self) -> _Next | None:
        now = self.clock.monotonic()
        self._later = {one: due for one, due in self._later.items() if due > now}
        with self.store.reading() as view:
            rows = (_next(row) for row in view.rows(_NEXT + " LIMIT ?", len(self._later) + 1))
            return next((one for one in rows if one.id not in self._later), None)

    def _carry(self, link: Carrier, due: _Next, length: int, sealed: bytes) -> Signed:
        target = chunk_target(due.id, due.held, length, due.size)
        headers = {**self.packer.sign(Call("POST", target, sealed)), "Content-Type": KIND}
        try:
            return decode(link.post(target, sealed, headers), Signed)
        except (LinkRefused, Malformed) as error:
            if not (isinstance(error, LinkRefused) and error.trouble == "busy"):
                self._put_off(due.id)  # who is busy says when to come again: that is no fault of this attachment
            raise

    def _take(self, due: _Next, signed: Signed) -> None:
        word = self.keys.read(signed, ATTACHMENT_DOMAIN, AttachmentOffset)
        if word is None or word.id != due.id or word.offset > due.size or word.whole != (word.offset == due.size):
            self._put_off(due.id)
            raise Malformed("unsigned")
        if word.offset <= due.held:  # the same chunk again would get the same word again
            self._put_off(due.id)
            raise Malformed("offset")
        with self.store.transaction() as change:
            sql = "UPDATE attachments SET held = ?, whole = ? WHERE id = ? AND held <= ?"
            if change.execute(sql, word.offset, int(word.whole), due.id, word.offset):
                change.execute("DELETE FROM chunks WHERE attachment = ? AND place < ?", due.id, word.offset)

    def _put_off(self, attachment: bytes) -> None:
        self._later[attachment] = self.clock.monotonic() + AGAIN_SECONDS


def _next(row: Row) -> _Next:
    return _Next(bytes(row[0]), int(row[1]), int(row[2]))
