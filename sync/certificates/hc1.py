"""The EU's health certificate, HC1: vaccination, test, recovery.

    HC1: | base45 (RFC 9285) | zlib | COSE_Sign1, ES256 or PS256 (RFC 9052, 9053) | CWT (RFC 8392)
         CWT: 1 country, 4 expires, 6 issued, -260 → 1 → { nam, dob, v | t | r }

Source: hcert-spec 1.0.5 and EU DCC schema 1.3.0. Answers for: the key is looked
up by its id among carried signers, never taken from the paper; the algorithm
must be that key's own. Refuses what unpacks to more than `LIMIT` bytes, or is
no plain CBOR (`fence`). Whether a certificate
lets somebody into a place is not judged here.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from sync.certificates.fence import CWT, SIGN1, decoded
from sync.certificates.finding import (
    ALTERED,
    UNKNOWN_ISSUER,
    Finding,
    Kind,
    Result,
    Said,
    Unreadable,
    begin_of,
    day_of,
    printable,
    within,
)
from sync.certificates.issuers import KnownIssuers, Pinned, marks

PREFIX = "HC1:"
LIMIT = 16 * 1024
TEXT_LIMIT = 4296
"""Letters that the largest QR code carries in capitals and digits (ISO/IEC 18004, table 7)."""

_ALGORITHM, _KEY_ID, _ES256, _PS256 = 1, 4, -7, -37
_COUNTRY, _EXPIRES, _ISSUED, _HCERT = 1, 4, 6, -260
_GROUPS: tuple[tuple[str, Kind], ...] = (("v", "vaccination"), ("t", "test"), ("r", "recovery"))
_RESULTS: Mapping[str, Result] = {"260415000": "not_detected", "260373001": "detected"}
"""SNOMED CT codes of the EU's value set for test results."""


def check_hc1(text: str, known: KnownIssuers, at: datetime) -> Finding:
    """Return what the health certificate *text* is worth at the time *at*. Raises Unreadable."""
    protected, unprotected, payload, signature = _sign1(_unpacked(text))
    header = _map(decoded(protected))
    signers = known.signers.get(_key_id(header, unprotected), ())
    if not signers:
        return UNKNOWN_ISSUER
    message = cbor2.dumps(["Signature1", protected, b"", payload])
    signer = next((one for one in signers if _is_signed(header, one, message, signature)), None)
    if signer is None:
        return ALTERED
    return _judged(_map(decoded(payload)), signer, signature, known, at)


def _judged(claims: Mapping[Any, Any], signer: Pinned, signature: bytes, known: KnownIssuers, at: datetime) -> Finding:
    """Return what a certificate with a good signature is worth: its signer must have been one, for this kind."""
    kind, said, number, window = _content(claims)
    issued, expires = _time(claims.get(_ISSUED)), _time(claims.get(_EXPIRES))
    certificate = signer.certificate
    signed_in_time = certificate.not_valid_before_utc <= issued <= certificate.not_valid_after_utc
    if kind not in signer.kinds or not signed_in_time:
        return UNKNOWN_ISSUER
    since, until = max(issued, window[0] or issued), min(expires, window[1] or expires)
    is_ecdsa = isinstance(signer.key, EllipticCurvePublicKey)
    named = marks(number, signer.country, signature, is_ecdsa=is_ecdsa, certificate=signer.der)
    verdict = "revoked" if known.is_revoked(*named) else within(since, until, at)
    return Finding(verdict, kind, signer.issuer, since=since, until=until, said=said, as_of=known.as_of)


# --- from the text to COSE ----------------------------------------------------


def _unpacked(text: str) -> bytes:
    if not text.startswith(PREFIX) or len(text) > TEXT_LIMIT:
        raise Unreadable
    try:
        packed = base45.b45decode(text.removeprefix(PREFIX))
        stream = zlib.decompressobj()
        content = stream.decompress(packed, LIMIT)
    except (ValueError, zlib.error) as error:
        raise Unreadable from error
    if not stream.eof or stream.unused_data:
        raise Unreadable
    return content


def _sign1(content: bytes) -> tuple[bytes, Mapping[Any, Any], bytes, bytes]:
    value = decoded(content)
    for tag in (CWT, SIGN1):
        if isinstance(value, cbor2.CBORTag) and value.tag == tag:
            value = value.value
    match value:
        case [bytes(protected), Mapping() as unprotected, bytes(payload), bytes(signature)]:
            return protected, unprotected, payload, signature
    raise Unreadable


def _map(value: Any) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise Unreadable
    return value


# --- the signature ------------------------------------------------------------


def _key_id(header: Mapping[Any, Any], unprotected: Mapping[Any, Any]) -> bytes:
    """Return which key signed: the protected header is asked first (hcert-spec 3.3.2)."""
    kid = header.get(_KEY_ID, unprotected.get(_KEY_ID))
    if not isinstance(kid, bytes):
        raise Unreadable
    return kid


def _is_signed(header: Mapping[Any, Any], signer: Pinned, message: bytes, signature: bytes) -> bool:
    algorithm, key = header.get(_ALGORITHM), signer.key
    try:
        if algorithm == _ES256 and isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
            key.verify(_asn1(signature, 32), message, ECDSA(SHA256()))
        elif algorithm == _PS256 and isinstance(key, RSAPublicKey):
            key.verify(signature, message, PSS(MGF1(SHA256()), SHA256.digest_size), SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _asn1(signature: bytes, size: int) -> bytes:
    if len(signature) != 2 * size:
        raise InvalidSignature
    return encode_dss_signature(*(int.from_bytes(half) for half in (signature[:size], signature[size:])))


# --- what it says -------------------------------------------------------------

Window = tuple[datetime | None, datetime | None]
_LAST = datetime(9999, 12, 30, tzinfo=UTC)
"""The last day that has a day after it."""


def _content(claims: Mapping[Any, Any]) -> tuple[Kind, Said, str, Window]:
    """Return the kind, what it says, its number, and from when to when a recovery counts."""
    certificate = _map(_map(claims.get(_HCERT)).get(1))
    for name, kind in _GROUPS:
        match certificate.get(name):
            case [Mapping() as entry]:
                window = _window(entry) if kind == "recovery" else (None, None)
                return kind, _said(certificate, entry, kind), printable(entry.get("ci", "")), window
    raise Unreadable


def _said(certificate: Mapping[Any, Any], entry: Mapping[Any, Any], kind: Kind) -> Said:
    names = _map(certificate.get("nam"))
    name = " ".join(printable(names.get(own) or names.get(latin, "")) for own, latin in (("fn", "fnt"), ("gn", "gnt")))
    day = day_of(_text_of(entry.get({"vaccination": "dt", "test": "sc", "recovery": "fr"}[kind], "")))
    born = day_of(certificate.get("dob", ""))
    if kind == "test":
        return Said(name.strip(), born, day, result=_RESULTS.get(printable(entry.get("tr", "")), "unknown"))
    return Said(name.strip(), born, day, _doses(entry) if kind == "vaccination" else None)


def _text_of(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _doses(entry: Mapping[Any, Any]) -> tuple[int, int] | None:
    match entry.get("dn"), entry.get("sd"):
        case int(given), int(of) if 0 < given < 100 and 0 < of < 100:
            return given, of
    return None


def _window(entry: Mapping[Any, Any]) -> Window:
    begin, end = (begin_of(day_of(entry.get(name, ""))) for name in ("df", "du"))
    return begin, min(end, _LAST) + timedelta(days=1)


def _time(value: Any) -> datetime:
    """Return the moment of a NumericDate (RFC 8392, 2); Unreadable when it is none."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unreadable
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        raise Unreadable from None
