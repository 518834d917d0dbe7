"""A batch as it travels, by the link or on a stick: the same signed bytes.

Refuses: to believe the answer. It only takes it apart; `dispatch` verifies
every word of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import zstandard

from sync.clock import Clock, stamp
from sync.identity import DeviceIdentity
from sync.signing import Call, sign_call
from sync.wire import AuditHead, Batch, Item, encode

BATCHES = "/v1/batches"


@dataclass(frozen=True)
class Parcel:
    """`content` is the batch as it goes over the wire; `nonce` is what the platform's signed time must repeat.

    It carries the items `ids`, and asks what became of those that are `doubted`.
    """

    content: bytes
    headers: Mapping[str, str]
    nonce: bytes
    ids: tuple[bytes, ...]
    doubted: tuple[bytes, ...] = ()

    @property
    def asked(self) -> int:
        """How many answers are due."""
        return len(self.ids) + len(self.doubted)


@dataclass(frozen=True)
class Packer:
    """Packs and asks for one kiosk in its own name."""

    identity: DeviceIdentity
    kiosk: str
    clock: Clock

    def pack(
        self,
        items: tuple[Item, ...],
        sequence: int,
        audit: AuditHead | None,
        *,
        waiting: int | None = None,
        doubts: tuple[bytes, ...] = (),
    ) -> Parcel:
        """Return *items* and *doubts* as batch *sequence*, with the head of the audit trail and how many wait."""
        nonce = secrets.token_bytes(16)
        batch = Batch(self.kiosk, sequence, stamp(self.clock.now()), nonce, items, audit, waiting, doubts)
        content = zstandard.ZstdCompressor(level=9).compress(encode(batch))  # most of what base64 costs comes back
        headers = {**self.sign(Call("POST", BATCHES, content, "zstd")), "Content-Type": "application/json"}
        if any(item.lane == "now" for item in items):
            headers["Priority"] = "u=1"  # RFC 9218: somebody stands before the machine
        return Parcel(content, headers, nonce, tuple(one.id for one in items), doubts)

    def ask(self, target: str) -> tuple[str, dict[str, str]]:
        """Return path and headers of a signed GET for *target*."""
        return target, self.sign(Call("GET", target))

    def sign(self, call: Call) -> dict[str, str]:
        """Return the headers that make *call* this kiosk's."""
        return sign_call(self.identity, self.kiosk, call, self.clock)

    def news_query(self, after: int, nonce: bytes) -> tuple[str, dict[str, str]]:
        """Return path and headers that ask for the news, with the notices after number *after*."""
        return self.ask(f"/v1/updates?after={after}&nonce={nonce.hex()}")
