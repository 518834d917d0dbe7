"""A batch as it travels, by the link or on a stick: the same signed bytes.

Refuses: to believe the answer. It only takes it apart; `dispatch` verifies
every word of it.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

import zstandard

from sync.clock import Clock, stamp
from sync.identity import DeviceIdentity
from sync.wire import BATCH_DOMAIN, NOTICES_DOMAIN, AuditHead, Batch, Item, encode, notices_question


@dataclass(frozen=True)
class Parcel:
    """`body` is the batch as signed; `nonce` is what the platform's signed time must repeat."""

    kiosk: str
    body: bytes
    signature: bytes
    nonce: bytes
    ids: tuple[bytes, ...]

    def headers(self) -> dict[str, str]:
        return {
            **_signed_by(self.kiosk, self.signature),
            "Content-Type": "application/json",
            "Content-Encoding": "zstd",
        }

    def packed(self) -> bytes:
        """Return the body for the wire; most of what base64 costs comes back."""
        return zstandard.ZstdCompressor(level=9).compress(self.body)


@dataclass(frozen=True)
class Packer:
    """Packs for one kiosk in its own name."""

    identity: DeviceIdentity
    kiosk: str
    clock: Clock

    def pack(self, items: tuple[Item, ...], sequence: int, audit: AuditHead | None) -> Parcel:
        """Return *items* as batch number *sequence*, with the head of the audit trail."""
        nonce = secrets.token_bytes(16)
        batch = Batch(self.kiosk, sequence, stamp(self.clock.now()), nonce, items, audit)
        body = encode(batch)
        signature = self.identity.sign(BATCH_DOMAIN, body)
        return Parcel(self.kiosk, body, signature, nonce, tuple(item.id for item in items))

    def notices_query(self, since: int, nonce: bytes) -> tuple[str, dict[str, str]]:
        """Return path and headers that ask for the notices after *since*."""
        signature = self.identity.sign(NOTICES_DOMAIN, notices_question(self.kiosk, since, nonce))
        return f"/v1/notices?since={since}&nonce={nonce.hex()}", _signed_by(self.kiosk, signature)


def _signed_by(kiosk: str, signature: bytes) -> dict[str, str]:
    return {"Kiosk-Number": kiosk, "Kiosk-Signature": base64.b64encode(signature).decode()}
