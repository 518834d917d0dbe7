"""Keys of countries and their chips, whose curves are written out in full.

ICAO 9303-12 has them so, and `cryptography` reads of such keys only those on
three NIST curves. Answers for a key whose every figure is that of a curve we
know; a curve of somebody's own is refused. Raises what `cryptography` raises
for a malformed key: ValueError, TypeError, UnsupportedAlgorithm.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from asn1crypto import keys
from asn1crypto import x509 as der
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_public_key

# SHA-256 (its first half) over p, a, b, both coordinates of the generator and n, each as long as p
# figures: FIPS 186-4, D.1.2, and RFC 5639, 3
_CURVES: Mapping[str, ec.EllipticCurve] = {
    "a71b13819483898ac90f3b09d502f3ea": ec.SECP224R1(),
    "3e8ef74d845247e0b9b5f876e8b3595b": ec.SECP256R1(),
    "ccc4a2be4b2098b1708376343d5c13b9": ec.BrainpoolP256R1(),
    "2d92813aa02a7137594eece668e7cd5c": ec.SECP384R1(),
    "57f7bda8e9a2308a858fb4e4b8e0a25e": ec.BrainpoolP384R1(),
    "d77079b8cc1d0bfbc2a04cc85f9c906c": ec.BrainpoolP512R1(),
    "753f3ec4fd39727ee18834ec558ef9b5": ec.SECP521R1(),
}
_LARGEST_SIZE = 66  # bytes of a coordinate of the largest of them
_ILL = (KeyError, IndexError, AttributeError, OverflowError, RecursionError)


def read_key(info: bytes) -> PublicKeyTypes:
    """Read a SubjectPublicKeyInfo in DER."""
    try:
        return load_der_public_key(info)
    except UnsupportedAlgorithm:
        return _written_out(info)


def key_of(certificate: x509.Certificate) -> CertificatePublicKeyTypes:
    try:
        return certificate.public_key()
    except UnsupportedAlgorithm:
        tbs = der.TbsCertificate.load(certificate.tbs_certificate_bytes, strict=True)
        return _written_out(tbs["subject_public_key_info"].dump())


def check_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    """Check that *issuer* is named in *certificate* and signed it; InvalidSignature, or as the module says."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except UnsupportedAlgorithm:
        key, how = key_of(issuer), certificate.signature_algorithm_parameters
        if certificate.issuer != issuer.subject or not isinstance(how, ec.ECDSA):
            raise
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, how)


def _written_out(info: bytes) -> ec.EllipticCurvePublicKey:
    """Return a key of which every figure of its curve is that of one we know."""
    try:
        held = keys.PublicKeyInfo.load(info, strict=True)
        domain = held["algorithm"]["parameters"].chosen
        curve = _CURVES[_fingerprint(domain)]
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, bytes(held["public_key"]))
    except _ILL as fault:
        raise ValueError("key") from fault


def _fingerprint(domain: keys.SpecifiedECDomain) -> str:
    prime = int(domain["field_id"]["parameters"].native)
    size = (prime.bit_length() + 7) // 8
    if size > _LARGEST_SIZE:
        raise ValueError("key")
    sides = (int.from_bytes(domain["curve"][side].contents, "big") for side in ("a", "b"))
    figures = b"".join(value.to_bytes(size, "big") for value in (prime, *sides))
    generator, order = bytes(domain["base"])[1:], int(domain["order"].native).to_bytes(size, "big")
    return hashlib.sha256(figures + generator + order).hexdigest()[:32]
