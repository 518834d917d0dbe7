"""Papers that prove themselves: a QR code anybody can check without a link.

    EMN1: | base45 | zlib, header 78 da | COSE_Sign1, EdDSA (RFC 9052) | CBOR claims (RFC 8949 §4.2, RFC 8392)

Answers for: one changed letter is refused, and so is a second spelling of the
same code. Refuses: issuers not on the list, papers out of date, and anything
that would unpack to more than `LIMIT` bytes. Nothing personal is in the code
but what the paper itself says: a digest of its lines ties the two together.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import base45
import cbor2
import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.seal import key_id

PREFIX = "EMN1:"
LIMIT = 4096

_ALGORITHM, _KEY_ID, _EDDSA = 1, 4, -8
_ISSUER, _EXPIRES, _ISSUED = 1, 4, 6
_NUMBER, _SERVICE, _DIGEST, _SAMPLE = -70001, -70002, -70003, -70004


class Claims(msgspec.Struct, frozen=True):
    """What a paper says of itself; `digest` is `digest(title, lines)` of what is printed; times in whole seconds."""

    issuer: str
    number: str
    service: str
    issued: datetime
    expires: datetime
    digest: bytes
    sample: bool = False


class Verified(msgspec.Struct, frozen=True):
    claims: Claims


class Expired(msgspec.Struct, frozen=True):
    """Genuine, but no longer valid (or not yet)."""

    claims: Claims


class Altered(msgspec.Struct, frozen=True):
    """Not what the issuer signed, or never a document at all."""


class UnknownIssuer(msgspec.Struct, frozen=True):
    """Whole, but signed with a key that is not on our list."""


Finding = Verified | Expired | Altered | UnknownIssuer


class _Spoilt(Exception):  # noqa: N818 private; says what the text is
    pass


def digest(title: str, lines: Iterable[str]) -> bytes:
    """Return the 16 bytes that stand for the printed words."""
    return hashlib.sha256("\n".join([title, *lines]).encode()).digest()[:16]


def sign_document(claims: Claims, key: Ed25519PrivateKey) -> str:
    """Return the text of the QR code for *claims*, signed with *key*."""
    protected = _canonical({_ALGORITHM: _EDDSA, _KEY_ID: key_id(key.public_key().public_bytes_raw())})
    payload = _canonical(_to_cbor(claims))
    signature = key.sign(_to_be_signed(protected, payload))
    cose = _canonical(cbor2.CBORTag(18, [protected, {}, payload, signature]))
    return PREFIX + str(base45.b45encode(zlib.compress(cose, 9)), "ascii")


def verify_document(text: str, keys: Mapping[bytes, Ed25519PublicKey], at: datetime) -> Finding:
    """Return what the QR text *text* is worth at the time *at*; *keys* are the trusted issuers by key id."""
    try:
        protected, payload, signature = _parts(_unpacked(text))
        key, claims = keys.get(_signer(protected)), _from_cbor(_map(payload))
    except _Spoilt:
        return Altered()
    if key is None:
        return UnknownIssuer()
    try:
        key.verify(signature, _to_be_signed(protected, payload))
    except InvalidSignature:
        return Altered()
    return Verified(claims) if claims.issued <= at < claims.expires else Expired(claims)


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return _canonical(["Signature1", protected, b"", payload])


def _unpacked(text: str) -> bytes:
    try:
        packed = base45.b45decode(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else b""
        return _inflate(packed)
    except (ValueError, zlib.error) as error:
        raise _Spoilt from error


def _inflate(packed: bytes) -> bytes:
    if packed[:2] != b"\x78\xda":
        raise _Spoilt
    stream = zlib.decompressobj()
    content = stream.decompress(packed, LIMIT)
    if not stream.eof or stream.unused_data or _has_loose_bits(packed, content):
        raise _Spoilt
    return content


def _has_loose_bits(packed: bytes, content: bytes) -> bool:
    """Tell whether padding after the last deflate block is not zero: inflate would not mind, we do."""
    last = packed[-5]
    for bit in (1 << n for n in range(7, -1, -1)):
        cleared = packed[:-5] + bytes([last & ~bit]) + packed[-4:]
        if last & bit and _inflates_to(cleared, content):
            return True
    return False


def _inflates_to(packed: bytes, content: bytes) -> bool:
    stream = zlib.decompressobj()
    try:
        return stream.decompress(packed, LIMIT) == content and stream.eof and not stream.unused_data
    except zlib.error:
        return False


def _parts(cose: bytes) -> tuple[bytes, bytes, bytes]:
    value = _plain(cose)
    if not isinstance(value, cbor2.CBORTag) or value.tag != 18:
        raise _Spoilt
    match value.value:
        case [bytes(protected), {}, bytes(payload), bytes(signature)] if value.value[1] == {}:
            return protected, payload, signature
    raise _Spoilt


def _signer(protected: bytes) -> bytes:
    header = _map(protected)
    signer = header.get(_KEY_ID)
    if header.get(_ALGORITHM) != _EDDSA or len(header) != 2 or not isinstance(signer, bytes):
        raise _Spoilt
    return signer


def _map(text: bytes) -> dict[Any, Any]:
    value = _plain(text)
    if not isinstance(value, dict):
        raise _Spoilt
    return value


def _plain(text: bytes) -> Any:
    """Return the value of *text* when that is its one deterministic encoding."""
    stream = io.BytesIO(text)
    try:
        value = cbor2.CBORDecoder(stream).decode()
        if _canonical(value) != text:
            raise _Spoilt
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise _Spoilt from error
    return value


def _canonical(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _to_cbor(claims: Claims) -> dict[int, Any]:
    return {
        _ISSUER: claims.issuer,
        _EXPIRES: int(claims.expires.timestamp()),
        _ISSUED: int(claims.issued.timestamp()),
        _NUMBER: claims.number,
        _SERVICE: claims.service,
        _DIGEST: claims.digest,
        _SAMPLE: claims.sample,
    }


def _from_cbor(claims: dict[Any, Any]) -> Claims:
    try:
        plain = {
            "issuer": claims[_ISSUER],
            "number": claims[_NUMBER],
            "service": claims[_SERVICE],
            "issued": datetime.fromtimestamp(claims[_ISSUED], UTC),
            "expires": datetime.fromtimestamp(claims[_EXPIRES], UTC),
            "digest": claims[_DIGEST],
            "sample": claims[_SAMPLE],
        }
        return msgspec.convert(plain, Claims, builtin_types=(datetime, bytes))
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise _Spoilt from error
