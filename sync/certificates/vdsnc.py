"""ICAO's travel health proof, VDS-NC: proof of vaccination, proof of testing.

    { "data": { "hdr": { "is": "UTO", "t": "icao.vacc", "v": 1 }, "msg": { "pid": …, "uvci": …, "ve": […] } },
      "sig":  { "alg": "ES256", "cer": the signer's certificate, "sigvl": r | s } }      both in base64url

Signed is the canonical form (RFC 8785) of `data`. Source: ICAO Technical Report
"VDS-NC Visible Digital Seal for non-constrained environments" 1.1. Answers for:
the certificate a paper brings along counts only when a carried authority of the
very country it names has signed it. Refuses names that stand twice in one
object, numbers no canonical form can hold, and anything longer than a QR code.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

import rfc8785
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    SECP521R1,
    EllipticCurve,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from sync.certificates.finding import (
    ALTERED,
    UNKNOWN_ISSUER,
    Finding,
    Kind,
    Result,
    Said,
    Unreadable,
    day_of,
    printable,
    within,
)
from sync.certificates.issuers import UNREADABLE_CERTIFICATE, KnownIssuers, Pinned, country_of, marks

TEXT_LIMIT = 4296
_VERSION = 1
_KINDS: Mapping[str, Kind] = {"icao.vacc": "vaccination", "icao.test": "test"}
_ALGORITHMS: Mapping[str, tuple[type[EllipticCurve], int, HashAlgorithm]] = {
    "ES256": (SECP256R1, 32, SHA256()),
    "ES384": (SECP384R1, 48, SHA384()),
    "ES512": (SECP521R1, 66, SHA512()),
}
_RESULTS: Mapping[str, Result] = {
    "negative": "not_detected",
    "normal": "not_detected",
    "positive": "detected",
    "abnormal": "detected",
}


def check_vdsnc(text: str, known: KnownIssuers, at: datetime) -> Finding:
    """Return what the travel health proof *text* is worth at the time *at*. Raises Unreadable."""
    whole = _parsed(text)
    data, seal = _map(whole, "data"), _map(whole, "sig")
    header = _map(data, "hdr")
    kind = _KINDS.get(_text(header, "t"))
    if kind is None or header.get("v") != _VERSION:
        raise Unreadable
    signer, der, signature = _certificate(seal), _bytes(seal, "cer"), _bytes(seal, "sigvl")
    if not _is_signed(_text(seal, "alg"), signer, _canonical(data), signature):
        return ALTERED
    country = _text(header, "is")
    authority = next((one for one in known.authorities.get(country, ()) if _has_issued(one, signer)), None)
    if authority is None:
        return UNKNOWN_ISSUER
    since, until = signer.not_valid_before_utc, signer.not_valid_after_utc
    message = _map(data, "msg")
    number = printable(message.get("uvci" if kind == "vaccination" else "utci", ""))
    named = marks(number, country, signature, is_ecdsa=True, certificate=der)
    verdict = "revoked" if known.is_revoked(*named) else within(since, until, at)
    said = _said(message, kind)
    return Finding(verdict, kind, authority.issuer, since=since, until=until, said=said, as_of=known.as_of)


def _has_issued(authority: Pinned, signer: x509.Certificate) -> bool:
    """Say whether *authority* vouches for *signer*, a certificate of its own country."""
    if country_of(signer) != authority.country:
        return False
    try:
        signer.verify_directly_issued_by(authority.certificate)
    except (InvalidSignature, *UNREADABLE_CERTIFICATE):
        return False
    return True


def _is_signed(name: str, signer: x509.Certificate, message: bytes, signature: bytes) -> bool:
    if name not in _ALGORITHMS:
        raise Unreadable
    curve, size, hashed = _ALGORITHMS[name]
    key = signer.public_key()
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, curve) or len(signature) != 2 * size:
        return False
    r, s = (int.from_bytes(half) for half in (signature[:size], signature[size:]))
    try:
        key.verify(encode_dss_signature(r, s), message, ECDSA(hashed))
    except InvalidSignature:
        return False
    return True


# --- what it says -------------------------------------------------------------


def _said(message: dict[str, Any], kind: Kind) -> Said:
    person = _map(message, "pid")
    name, born = printable(person.get("n", "")), day_of(person.get("dob", ""))
    if kind == "test":
        outcome = printable(_map(message, "tr").get("r", "")).lower()
        return Said(name, born, day_of(_map(message, "dat").get("sc", "")), result=_RESULTS.get(outcome, "unknown"))
    return Said(name, born, max(_days(message), default=""))


def _days(message: dict[str, Any]) -> list[str]:
    """Return the day of each vaccination."""
    match message.get("ve"):
        case [*events] if events:
            given = [dose for event in events if isinstance(event, dict) for dose in _doses(event)]
            return [day_of(dose.get("dvc", "")) for dose in given if isinstance(dose, dict)]
    raise Unreadable


def _doses(event: dict[str, Any]) -> list[Any]:
    given = event.get("vd", [])
    return given if isinstance(given, list) else []


# --- from the text to values --------------------------------------------------


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > TEXT_LIMIT:
        raise Unreadable
    try:
        whole = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(whole, dict):
        raise Unreadable
    return whole


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of *pairs*; a name that stands twice would be read one way here and another way elsewhere."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError("no number")


def _canonical(data: dict[str, Any]) -> bytes:
    try:
        return bytes(rfc8785.dumps(data))
    except (rfc8785.CanonicalizationError, ValueError, RecursionError) as error:
        raise Unreadable from error


def _map(whole: dict[str, Any], name: str) -> dict[str, Any]:
    value = whole.get(name)
    if not isinstance(value, dict):
        raise Unreadable
    return value


def _text(whole: dict[str, Any], name: str) -> str:
    value = whole.get(name)
    if not isinstance(value, str):
        raise Unreadable
    return value


def _bytes(whole: dict[str, Any], name: str) -> bytes:
    """Return the bytes of a base64url text; issuers pad or do not, and some use the other two letters."""
    plain = _text(whole, name).rstrip("=").translate(str.maketrans("+/", "-_"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable from error


def _certificate(seal: dict[str, Any]) -> x509.Certificate:
    """Return the certificate a paper brings; all that is asked of it later can be read."""
    try:
        certificate = x509.load_der_x509_certificate(_bytes(seal, "cer"))
        country_of(certificate)
        _ = certificate.public_key(), certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except UNREADABLE_CERTIFICATE as error:
        raise Unreadable from error
    return certificate
