"""Sealing for one reader: compress with a dictionary, pad, HPKE (RFC 9180, X25519, ChaCha20-Poly1305).

Answers for: whoever holds the store or the wire learns neither the content
nor its exact length; what is sealed for one purpose or beside one receipt
number opens nowhere else. Says nothing about who sealed it: that is what
signatures are for. Refuses more than `LIMIT` bytes and anything that would
unpack to more.

    blob      version 0x01 | dictionary, 1 byte | key id, 4 bytes | HPKE enc + ciphertext
    inside    zstd frame without its magic | 0x80 | zeros up to the length that Padmé allows

The number of the dictionary is sealed with the rest: with another one it does not open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.dictionaries import SHELF, Shelf, parameters

LIMIT = 256 * 1024
OVERHEAD = 1 + 1 + 4 + 32 + 16
SMALLEST = 256
Purpose = Literal["request", "reply"]

_VERSION = b"\x01"
_END = b"\x80"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class SealError(Exception):
    """Something could not be sealed or opened; never says what was in it."""


class SealTooLarge(SealError):  # noqa: N818 names what was found
    """More than `LIMIT` bytes."""


class SealBroken(SealError):  # noqa: N818 names what was found
    """Not sealed for this key, purpose and context, or altered."""


class KeyUnknown(SealBroken):
    """Sealed to a key that is not held here, perhaps not yet: no verdict on what was sealed."""


class DictionaryUnknown(SealBroken):
    """Compressed with a dictionary that is not known here, perhaps not yet: no verdict on what was sealed."""


class Sealer:
    """Seals for the holder of one private key; knows nothing that opens."""

    def __init__(self, public: bytes, purpose: Purpose = "request", shelf: Shelf = SHELF) -> None:
        """Take the raw 32-byte X25519 *public* key; ValueError when it is none."""
        self._public = X25519PublicKey.from_public_bytes(public)
        self._id = key_id(public)
        self._purpose = purpose
        self._shelf = shelf

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """Seal *plaintext* so that it opens only beside the same *context*; SealTooLarge above `LIMIT`."""
        if len(plaintext) > LIMIT:
            raise SealTooLarge(f"{len(plaintext)} bytes")
        number = self._shelf.newest
        compressor = zstandard.ZstdCompressor(dict_data=self._shelf.find(number), compression_params=parameters())
        framed = compressor.compress(plaintext) + _END
        head = _VERSION + bytes([number])
        padded = framed.ljust(padded_length(len(framed)), b"\0")
        return head + self._id + _SUITE.encrypt(padded, self._public, _info(head, self._purpose, context))


class Opener:
    """Opens with one of several private keys (the platform rotates them)."""

    def __init__(self, private: Iterable[X25519PrivateKey], purpose: Purpose = "request", shelf: Shelf = SHELF) -> None:
        self._keys = {key_id(key.public_key().public_bytes_raw()): key for key in private}
        self._purpose = purpose
        self._shelf = shelf

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Return what was sealed beside *context*; SealBroken, KeyUnknown, DictionaryUnknown, SealTooLarge."""
        head, key = sealed[:2], self._keys.get(sealed[2:6])
        if head[:1] != _VERSION:
            raise SealBroken("sealed in another way")
        if key is None:
            raise KeyUnknown("sealed for another key")
        try:
            padded = _SUITE.decrypt(sealed[6:], key, _info(head, self._purpose, context))
        except (InvalidTag, ValueError) as error:
            raise SealBroken("does not open") from error
        dictionary = self._shelf.find(head[1])
        if dictionary is None:
            raise DictionaryUnknown(f"dictionary {head[1]}")
        return _unpack(padded, dictionary)


def key_id(public: bytes) -> bytes:
    """Return the four bytes that name the raw *public* key."""
    return hashlib.sha256(b"emn-kiosk/1/key\0" + public).digest()[:4]


def padded_length(length: int) -> int:
    """Return the length that *length* bytes are padded to: Padmé, at most 12 % more, `SMALLEST` at least.

    Only the first bits of the length stay, as many as it takes to write how long the length is, so an observer learns
    O(log log n) bits of it (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
    PURBs", PoPETs 2019, algorithm 1).
    """
    length = max(length, SMALLEST)
    exponent = length.bit_length() - 1
    loose = exponent - exponent.bit_length()
    mask = (1 << loose) - 1
    return (length + mask) & ~mask


def _unpack(padded: bytes, dictionary: zstandard.ZstdCompressionDict) -> bytes:
    framed = padded.rstrip(b"\0")
    if not framed.endswith(_END):
        raise SealBroken("padding")
    return decompress(framed[:-1], LIMIT, dictionary=dictionary)


def decompress(frame: bytes, limit: int, dictionary: zstandard.ZstdCompressionDict | None = None) -> bytes:
    """Return what the zstd *frame* holds; the size it announces is checked before a byte is unpacked.

    With a *dictionary* the frame is one of ours and has no magic.
    """
    form = zstandard.FORMAT_ZSTD1 if dictionary is None else zstandard.FORMAT_ZSTD1_MAGICLESS
    try:
        size = zstandard.get_frame_parameters(frame, format=form).content_size
        if size > limit:
            raise SealTooLarge("announces too much")
        return zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=8 << 20, format=form).decompress(
            frame, allow_extra_data=False
        )
    except zstandard.ZstdError as error:
        raise SealBroken("not a whole frame") from error


def _info(head: bytes, purpose: Purpose, context: bytes) -> bytes:
    return b"emn-kiosk/1/seal/" + head + purpose.encode() + b"\0" + context
