"""Certificates of countries, whose curves are written out in full.

ICAO 9303-12 has them so, and `cryptography` reads of such keys only those on
three NIST curves. Answers for the key and for the signature of one issuer;
whether the certificate may be believed is for `devices.card.trust`.
"""

from __future__ import annotations

from asn1crypto import x509 as der
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from devices.card.profiles.card import OddAnswer
from devices.card.profiles.emrtd.asn1 import public_key, reading


def key_of(certificate: x509.Certificate) -> CertificatePublicKeyTypes:
    """Return the key of *certificate*.

    Raises:
        ValueError, UnsupportedAlgorithm: malformed, or on a curve that nobody here knows.
    """
    try:
        return certificate.public_key()
    except UnsupportedAlgorithm:
        try:
            return public_key(key_info_of(certificate))
        except OddAnswer as fault:
            raise ValueError("certificate") from fault


def key_info_of(certificate: x509.Certificate) -> bytes:
    """Return the SubjectPublicKeyInfo of *certificate* in DER, whatever key it is.

    Raises:
        ValueError: malformed.
    """
    try:
        with reading("certificate"):
            tbs = der.TbsCertificate.load(certificate.tbs_certificate_bytes, strict=True)
            return bytes(tbs["subject_public_key_info"].dump())
    except OddAnswer as fault:
        raise ValueError("certificate") from fault


def check_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    """Check that *issuer* is named in *certificate* and signed it.

    Raises:
        InvalidSignature: it did not.
        ValueError, TypeError, UnsupportedAlgorithm: of another name, or by no algorithm we know.
    """
    try:
        certificate.verify_directly_issued_by(issuer)
    except UnsupportedAlgorithm:
        key, how = key_of(issuer), certificate.signature_algorithm_parameters
        if certificate.issuer != issuer.subject or not isinstance(how, ec.ECDSA):
            raise
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise InvalidSignature from None
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, how)
