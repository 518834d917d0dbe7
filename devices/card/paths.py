"""Paths from a certificate to pinned authorities, walked one signature at a time (RFC 5280, 6.1).

Answers for what the verifier of `cryptography` is not made for: documents,
whose countries sign with other curves than the Web, and card authorities with
critical constraints on directory names, which it refuses whole. Everything
else is that verifier's; a test holds the two against each other. Refuses to
look for an authority anywhere but among the pinned ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtensionOID

from devices.card.names import constraints_of, may_be_named
from devices.card.profiles.emrtd.certificates import check_issued, key_of

MALFORMED = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What `cryptography` raises for certificates and lists that are not as they must be."""

Chain = tuple[x509.Certificate, ...]

_HASHES = (hashes.SHA224, hashes.SHA256, hashes.SHA384, hashes.SHA512)
_RSA_BITS = 2048
_CURVE_BITS = 224
_LOOKED_AT = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.NAME_CONSTRAINTS,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
}
_LONGEST = 6


def find_path(certificate: x509.Certificate, anchors: Chain, between: Chain, at: datetime) -> Chain | None:
    """Return a path from *certificate* to one of *anchors* by way of *between* that holds at *at*, both ends included.

    The dates of *certificate* itself, and what it was made for, are asked elsewhere.
    """
    try:
        return next((path for path in _walked((certificate,), anchors, between, at) if _is_sound(path)), None)
    except MALFORMED:
        return None


def has_strong_key(certificate: x509.Certificate) -> bool:
    """Say whether nobody can make up signatures of this key: RSA of 2048 bits, a curve of 224 (ICAO 9303-12, 4.4)."""
    key = key_of(certificate)
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= _RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= _CURVE_BITS


def _walked(path: Chain, anchors: Chain, between: Chain, at: datetime) -> Iterator[Chain]:
    for authority in anchors:
        if _is_authority(authority, at) and _has_issued(authority, path[-1]):
            yield (*path, authority)
    for authority in between if len(path) < _LONGEST else ():
        if authority not in path and _is_authority(authority, at) and _has_issued(authority, path[-1]):
            yield from _walked((*path, authority), anchors, between, at)


def _is_authority(certificate: x509.Certificate, at: datetime) -> bool:
    usage = _usage(certificate)
    return (
        _constraints(certificate).ca
        and (usage is None or usage.key_cert_sign)
        and certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    )


def _has_issued(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    if not isinstance(certificate.signature_hash_algorithm, _HASHES):
        return False
    try:
        check_issued(certificate, authority)
    except (InvalidSignature, *MALFORMED):
        return False
    return True


def _is_sound(path: Chain) -> bool:
    return (
        all(has_strong_key(one) and _is_understood(one) for one in path)
        and all(_is_short_enough(path[:place], authority) for place, authority in enumerate(path) if place)
        and all(_is_for_directories(path[:place], authority) for place, authority in enumerate(path) if place)
        and may_be_named(path)
    )


def _is_understood(certificate: x509.Certificate) -> bool:
    """Say whether nothing critical stands in it that nobody here looks at (4.2)."""
    return all(extension.oid in _LOOKED_AT for extension in certificate.extensions if extension.critical)


def _is_short_enough(below: Chain, authority: x509.Certificate) -> bool:
    """Count the authorities between the leaf and this one, but for those that issued themselves (4.2.1.9)."""
    most = _constraints(authority).path_length
    return most is None or sum(one.subject != one.issuer for one in below[1:]) <= most


def _is_for_directories(below: Chain, authority: x509.Certificate) -> bool:
    """Say whether no other form of name is constrained that somebody below bears."""
    constraints = constraints_of(authority)
    if constraints is None:
        return True
    trees = (*(constraints.permitted_subtrees or ()), *(constraints.excluded_subtrees or ()))
    if all(isinstance(tree, x509.DirectoryName) for tree in trees):
        return True
    return all(isinstance(name, x509.DirectoryName) for one in below for name in _alternatives(one))


def _alternatives(certificate: x509.Certificate) -> list[x509.GeneralName]:
    try:
        return list(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return []


def _constraints(certificate: x509.Certificate) -> x509.BasicConstraints:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return x509.BasicConstraints(ca=False, path_length=None)


def _usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None
