"""Documents that answer while the citizen still stands here.

The key that opens one lives in the memory of the visit only; what the store
holds is sealed and is deleted when picked up or after ten minutes. Documents
never rest on a kiosk.
"""

from __future__ import annotations

import os
from datetime import timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.clock import Clock, moment
from sync.seal import Opener, SealError
from sync.store import Store
from sync.wire import Reference, decode

LIFETIME = timedelta(minutes=10)


class ReplyKey:
    """The key of one visit; `wipe` overwrites it, and then nothing opens."""

    def __init__(self, seed: bytearray) -> None:
        self._seed: bytearray | None = seed

    @classmethod
    def make(cls) -> ReplyKey:
        return cls(bytearray(os.urandom(32)))

    @property
    def public(self) -> bytes:
        """The raw public key that travels with the request; ValueError after `wipe`."""
        return self._private().public_key().public_bytes_raw()

    def wipe(self) -> None:
        if self._seed is not None:
            self._seed[:] = bytes(len(self._seed))
            self._seed = None

    def open(self, sealed: bytes, context: bytes) -> bytes | None:
        """Return what was sealed for this key beside *context*, or None."""
        if self._seed is None:
            return None
        try:
            return Opener([self._private()], "reply").open(sealed, context)
        except SealError:
            return None

    def __repr__(self) -> str:
        return "ReplyKey(…)"

    def _private(self) -> X25519PrivateKey:
        if self._seed is None:
            raise ValueError("this key was wiped")
        return X25519PrivateKey.from_private_bytes(self._seed)


class ReplyBody(msgspec.Struct, frozen=True):
    """The document's JSON as the platform sealed it."""

    document: bytes

    def reference(self) -> Reference:
        """Return the document; Malformed when the platform sent something else."""
        return decode(self.document, Reference)

    def __repr__(self) -> str:
        return "ReplyBody(…)"


class Replies:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self, item_id: str, key: ReplyKey) -> ReplyBody | None:
        """Return the document for the request *item_id* (hex) and delete it here; None when none opens with *key*."""
        item = bytes.fromhex(item_id)
        with self._store.transaction() as change:
            row = change.find("SELECT sealed FROM replies WHERE id = ?", item)
            document = key.open(bytes(row[0]), item) if row else None
            if document is None:
                return None
            change.execute("DELETE FROM replies WHERE id = ?", item)
        return ReplyBody(document)

    def sweep(self) -> int:
        """Delete what nobody picked up in ten minutes, also when the clock was set back; return how many."""
        now = self._clock.now()
        with self._store.transaction() as change:
            rows = change.rows("SELECT id, arrived FROM replies")
            old = [bytes(item) for item, arrived in rows if abs(now - moment(arrived)) > LIFETIME]
            for item in old:
                change.execute("DELETE FROM replies WHERE id = ?", item)
        return len(old)
