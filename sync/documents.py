"""Papers that prove themselves: a QR code anybody can check without a link.

    EMN1: | base45 | zlib, header 78 da | COSE_Sign1, EdDSA (RFC 9052) | CBOR claims (RFC 8949 §4.2, RFC 8392)

A reference is signed by the platform. A slip, which only says that a machine
has received a request, is signed by that kiosk, and brings the platform's
certificate of the kiosk's key along in its protected header.

Answers for: one changed letter is refused, and so is a second spelling of the
same code. Refuses: issuers not on the list, kiosks without a certificate or
revoked, a kiosk that signs more than slips, papers out of date, and anything
that would unpack to more than `LIMIT` bytes. Nothing personal is in the code
but what the paper itself says: a digest of its lines ties the two together.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import base45
import cbor2
import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.certificates.fence import decoded
from sync.certificates.finding import Unreadable
from sync.clock import moment, stamp
from sync.identity import DeviceIdentity, PlatformKeys, verify
from sync.seal import key_id
from sync.wire import Malformed, Signed, decode, encode
from sync.wire.enrolment import CERTIFICATE_DOMAIN, KioskCertificate

PREFIX = "EMN1:"
LIMIT = 4096

Kind = Literal["reference", "slip"]

_ALGORITHM, _KEY_ID, _EDDSA = 1, 4, -8
_CERTIFICATE = -70010
"""In the protected header of a slip: kiosk, raw key, from and to in Unix seconds, serial, the platform's signature."""
_ISSUER, _EXPIRES, _ISSUED = 1, 4, 6
_NUMBER, _SERVICE, _DIGEST, _SAMPLE, _KIND = -70001, -70002, -70003, -70004, -70005


class Claims(msgspec.Struct, frozen=True):
    """What a paper says of itself; `digest` is `digest(title, lines)` of what is printed; times in whole seconds.

    The issuer of a slip is the number of its kiosk.
    """

    issuer: str
    number: str
    service: str
    issued: datetime
    expires: datetime
    digest: bytes
    sample: bool = False
    kind: Kind = "reference"


@dataclass(frozen=True)
class Issuers:
    """Who may sign: `documents` by key id sign references; what a key of `certifiers` certifies signs slips.

    `revoked` are raw keys of kiosks that count no more.
    """

    documents: Mapping[bytes, Ed25519PublicKey]
    certifiers: tuple[bytes, ...] = ()
    revoked: frozenset[bytes] = frozenset()

    @classmethod
    def of(cls, keys: PlatformKeys) -> Issuers:
        return cls(keys.documents, keys.verify, frozenset(keys.published.revoked))


class Verified(msgspec.Struct, frozen=True):
    claims: Claims


class Expired(msgspec.Struct, frozen=True):
    """Genuine, but no longer valid (or not yet)."""

    claims: Claims


class Revoked(msgspec.Struct, frozen=True):
    """Whole, but the kiosk that signed it was revoked."""

    claims: Claims


class Altered(msgspec.Struct, frozen=True):
    """Not what the issuer signed, or never a document at all."""


class UnknownIssuer(msgspec.Struct, frozen=True):
    """Whole, but signed with a key that is not on our list."""


Finding = Verified | Expired | Revoked | Altered | UnknownIssuer


class _Spoilt(Exception):  # noqa: N818 private; says what the text is
    pass


def digest(title: str, lines: Iterable[str]) -> bytes:
    """Return the 16 bytes that stand for the printed words."""
    return hashlib.sha256("\n".join([title, *lines]).encode()).digest()[:16]


def sign_document(claims: Claims, key: Ed25519PrivateKey) -> str:
    """Return the text of the QR code for the reference with *claims*, signed with *key* of the platform."""
    header = {_ALGORITHM: _EDDSA, _KEY_ID: key_id(key.public_key().public_bytes_raw())}
    return _signed(claims, header, key.sign)


def sign_slip(claims: Claims, identity: DeviceIdentity, certificate: Signed) -> str:
    """Return the text of the QR code for the slip with *claims*, signed by the kiosk that *certificate* names.

    Raises ValueError when the certificate is not one, or not of this key.
    """
    header = {_ALGORITHM: _EDDSA, _KEY_ID: key_id(identity.public), _CERTIFICATE: _carried(certificate, identity)}
    return _signed(msgspec.structs.replace(claims, kind="slip"), header, identity.sign_cose)


def verify_document(text: str, issuers: Issuers, at: datetime) -> Finding:
    """Return what the QR text *text* is worth at the time *at*, in the eyes of whoever trusts *issuers*."""
    try:
        protected, payload, signature = _parts(_unpacked(text))
        header, claims = _header(protected), _from_cbor(_map(payload))
        signer = _kiosk(header, claims, issuers) if _CERTIFICATE in header else _platform(header, claims, issuers)
    except _Spoilt:
        return Altered()
    if signer is None:
        return UnknownIssuer()
    try:
        signer.verify(signature, _to_be_signed(protected, payload))
    except InvalidSignature:
        return Altered()
    if signer.public_bytes_raw() in issuers.revoked:
        return Revoked(claims)
    return Verified(claims) if claims.issued <= at < claims.expires else Expired(claims)


def find_claims(text: str) -> Claims | None:
    """Return what the QR text *text* says of itself, None where it is no document; its signature is not judged."""
    try:
        return _from_cbor(_map(_parts(_unpacked(text))[1]))
    except _Spoilt:
        return None


def _signed(claims: Claims, header: dict[int, Any], sign: Callable[[bytes], bytes]) -> str:
    protected, payload = _canonical(header), _canonical(_to_cbor(claims))
    signature = sign(_to_be_signed(protected, payload))
    cose = _canonical(cbor2.CBORTag(18, [protected, {}, payload, signature]))
    return PREFIX + str(base45.b45encode(zlib.compress(cose, 9)), "ascii")


def _platform(header: dict[Any, Any], claims: Claims, issuers: Issuers) -> Ed25519PublicKey | None:
    """Return the platform's key that signed, None when it is not on the list; it signs no slips."""
    if claims.kind != "reference":
        raise _Spoilt
    return issuers.documents.get(header[_KEY_ID])


def _kiosk(header: dict[Any, Any], claims: Claims, issuers: Issuers) -> Ed25519PublicKey | None:
    """Return the key of the kiosk that signed, None when no platform we know has certified it; it signs slips only."""
    certificate, signature = _certificate(header[_CERTIFICATE])
    in_time = moment(certificate.not_before) <= claims.issued < moment(certificate.not_after)
    if claims.kind != "slip" or claims.issuer != certificate.kiosk or header[_KEY_ID] != key_id(certificate.public):
        raise _Spoilt
    message = encode(certificate)
    known = any(verify(key, CERTIFICATE_DOMAIN, message, signature) for key in issuers.certifiers)
    return Ed25519PublicKey.from_public_bytes(certificate.public) if known and in_time else None


def _carried(certificate: Signed, identity: DeviceIdentity) -> list[Any]:
    """Return *certificate* as a slip carries it: the JSON that was signed can be made of it again, letter by letter."""
    try:
        says = decode(certificate.payload, KioskCertificate)
        since, until = (int(moment(text).timestamp()) for text in (says.not_before, says.not_after))
    except Malformed as error:
        raise ValueError("not a certificate") from error
    carried = [says.kiosk, says.public, since, until, says.serial, certificate.signature]
    if says.public != identity.public or encode(_certificate(carried)[0]) != certificate.payload:
        raise ValueError("not a certificate of this key")
    return carried


def _certificate(carried: Any) -> tuple[KioskCertificate, bytes]:
    match carried:
        case [str(kiosk), bytes(public), int(since), int(until), int(serial), bytes(signature)]:
            try:
                begin, end = (stamp(datetime.fromtimestamp(seconds, UTC)) for seconds in (since, until))
                certificate = KioskCertificate(kiosk, public, begin, end, serial)
                return decode(encode(certificate), KioskCertificate), signature
            except (Malformed, ValueError, OverflowError, OSError) as error:
                raise _Spoilt from error
    raise _Spoilt


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


def _header(protected: bytes) -> dict[Any, Any]:
    header = _map(protected)
    if header.get(_ALGORITHM) != _EDDSA or not isinstance(header.get(_KEY_ID), bytes):
        raise _Spoilt
    if set(header) - {_ALGORITHM, _KEY_ID, _CERTIFICATE}:
        raise _Spoilt
    return header


def _map(text: bytes) -> dict[Any, Any]:
    value = _plain(text)
    if not isinstance(value, dict):
        raise _Spoilt
    return value


def _plain(text: bytes) -> Any:
    """Return the value of *text* when that is its one deterministic encoding."""
    try:
        value = decoded(text)
        if _canonical(value) != text:
            raise _Spoilt
    except (Unreadable, cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise _Spoilt from error
    return value


def _canonical(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _to_cbor(claims: Claims) -> dict[int, Any]:
    kind = {} if claims.kind == "reference" else {_KIND: claims.kind}
    return kind | {
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
            "kind": claims.get(_KIND, "reference"),
        }
        return msgspec.convert(plain, Claims, builtin_types=(datetime, bytes))
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise _Spoilt from error
