"""Secure messaging: every command enciphered and sealed, every answer checked (ICAO 9303-11, 9.8).

Answers for a channel that looks like any other and lets nothing through that
the card did not seal with the session's keys. Refuses an answer in the clear,
also an error: a card that gives one has left the session.

    command   0C INS P1 P2 Lc │ 87 L 01 ciphertext │ 97 L Le │ 8E 08 MAC │ 00
    MAC over  SSC │ header, filled │ 87 … │ 97 …, filled
    answer    87 L 01 ciphertext │ 99 02 SW │ 8E 08 MAC │ SW
    MAC over  SSC │ 87 … │ 99 …, filled
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from devices.card import tlv
from devices.card.apdu import Channel, whole_answer
from devices.card.profiles.card import OddAnswer
from devices.card.profiles.emrtd.keys import MAC_SIZE, SessionKeys, decrypt, encrypt, find_unpadded, mac, padded

_SEALED = 0x0C  # CLA: secure messaging, header authenticated
_CIPHERTEXT, _CIPHERTEXT_TLV, _EXPECTED, _STATUS, _MAC = 0x87, 0x85, 0x97, 0x99, 0x8E
_NO_MORE_FILLING = 0x01
_SHORT_BODY = 255
_ENVELOPE = 18  # of a short answer: 87 81 L 01, 99 02 SW, 8E 08 MAC
_ANSWERS = ([_STATUS, _MAC], [_CIPHERTEXT, _STATUS, _MAC], [_CIPHERTEXT_TLV, _STATUS, _MAC])


class BrokenMessaging(OddAnswer):
    """An answer that the session's keys did not seal."""


class InTheClear(BrokenMessaging):
    """An answer without a seal: the chip left the session, and `sw` says why."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


@dataclass(frozen=True)
class _Plain:
    """A command apart (ISO/IEC 7816-3, 12.1.3); `expected` is its Le field as it is written, of one or two bytes."""

    header: bytes
    body: bytes
    expected: bytes

    @classmethod
    def of(cls, apdu: bytes) -> _Plain:
        header, rest = apdu[:4], apdu[4:]
        if len(rest) <= 1:
            return cls(header, b"", rest)
        if rest[0] == 0:
            size = int.from_bytes(rest[1:3], "big")
            return cls(header, b"", rest[1:]) if len(rest) == 3 else cls(header, rest[3 : 3 + size], rest[3 + size :])
        return cls(header, rest[1 : 1 + rest[0]], rest[1 + rest[0] :])


class SecureChannel:
    """A channel whose other end has the same keys; of no use after its first fault."""

    def __init__(self, channel: Channel, keys: SessionKeys, counter: int = 0) -> None:
        """Begin with the send sequence *counter*: zero after PACE and chip authentication (9.8.7)."""
        self.below = channel
        self.counter = counter
        self._keys = keys
        self._suite = keys.suite

    @property
    def room(self) -> int:
        """Return how many bytes a short answer can hold in its envelope."""
        return (256 - _ENVELOPE) // self._suite.block * self._suite.block - 1

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        """Send a plain command sealed; return the data and the status word that the card sealed.

        Raises:
            BrokenMessaging: in the clear, malformed, or sealed by another key.
        """
        protected = bytearray(self.protect(bytes(apdu)))
        return self.unprotect(*whole_answer(self.below, *self.below.transmit(protected)))

    def protect(self, apdu: bytes) -> bytes:
        """Return *apdu* as it goes over the wire."""
        self._count()
        plain = _Plain.of(apdu)
        header = bytes([plain.header[0] | _SEALED]) + plain.header[1:]
        objects = self._ciphertext(plain) + (tlv.encode(_EXPECTED, plain.expected) if plain.expected else b"")
        sealed = padded(self._suite, header) + objects if objects else header
        body = objects + tlv.encode(_MAC, self._sealed(sealed))
        if len(body) > _SHORT_BODY or len(plain.expected) > 1:
            return header + b"\x00" + len(body).to_bytes(2, "big") + body + bytes(2)
        return header + bytes([len(body)]) + body + b"\x00"

    def unprotect(self, data: bytes, sw: int) -> tuple[bytes, int]:
        """Return what the card meant by the answer *data* and *sw*."""
        self._count()
        if not data:
            raise InTheClear(sw)
        try:
            objects = tlv.parse(data)
        except tlv.TlvFault as fault:
            raise BrokenMessaging("no objects") from fault
        if [one.tag for one in objects] not in _ANSWERS:
            raise BrokenMessaging("other objects")
        *_, status, sealed = objects
        covered = data[: -len(tlv.encode(_MAC, sealed.value))]
        if len(sealed.value) != MAC_SIZE or not hmac.compare_digest(self._sealed(covered), sealed.value):
            raise BrokenMessaging("another key")
        if len(status.value) != 2:
            raise BrokenMessaging("no status word")
        return self._opened(objects[0]), int.from_bytes(status.value, "big")

    def _ciphertext(self, plain: _Plain) -> bytes:
        if not plain.body:
            return b""
        hidden = encrypt(self._suite, self._keys.encryption, padded(self._suite, plain.body), self._vector())
        if plain.header[1] & 1:  # an odd INS: the body is BER-TLV and says itself where it ends
            return tlv.encode(_CIPHERTEXT_TLV, hidden)
        return tlv.encode(_CIPHERTEXT, bytes([_NO_MORE_FILLING]) + hidden)

    def _opened(self, one: tlv.Tlv) -> bytes:
        if one.tag == _STATUS:
            return b""
        hidden = one.value
        if one.tag == _CIPHERTEXT:
            if hidden[:1] != bytes([_NO_MORE_FILLING]):
                raise BrokenMessaging("a filling of another kind")
            hidden = hidden[1:]
        if not hidden or len(hidden) % self._suite.block:
            raise BrokenMessaging("no whole blocks")
        bare = find_unpadded(decrypt(self._suite, self._keys.encryption, hidden, self._vector()))
        if bare is None:
            raise BrokenMessaging("no filling")
        return bare

    def _sealed(self, data: bytes) -> bytes:
        return mac(self._suite, self._keys.mac, padded(self._suite, self._counted() + data))

    def _vector(self) -> bytes:
        """Return the first vector: zero for 3DES, the enciphered counter for AES (9.8.6.1 and 9.8.6.2)."""
        if self._suite.is_des:
            return bytes(self._suite.block)
        return encrypt(self._suite, self._keys.encryption, self._counted())

    def _counted(self) -> bytes:
        return self.counter.to_bytes(self._suite.block, "big")

    def _count(self) -> None:
        self.counter = (self.counter + 1) % (1 << 8 * self._suite.block)
