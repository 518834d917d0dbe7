"""What the card signs to show that it is the card, and how anybody checks it.

The signed message is `DOMAIN` followed by 32 random bytes, so that a kiosk's
challenge can never be a document, and no other program's challenge a log-in.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import Certificate, load_der_x509_certificate

from devices.card.events import Proof

DOMAIN = b"emongolia-kiosk card log-in v1\x00"
CHALLENGE_BYTES = 32


def new_challenge() -> bytes:
    return secrets.token_bytes(CHALLENGE_BYTES)


def message_of(challenge: bytes) -> bytes:
    """Return the bytes that a card signs for *challenge*."""
    return DOMAIN + challenge


def hash_of(key: object) -> hashes.HashAlgorithm:
    """Return the hash that goes with a key (SP 800-78-5, table 3-7): SHA-384 with P-384, SHA-256 with every other."""
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1):
        return hashes.SHA384()
    return hashes.SHA256()


def has_signed(certificate: Certificate, message: bytes, signature: bytes) -> bool:
    """Say whether *signature* over *message* is of the certificate's key."""
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hash_of(key)))
            return True
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hash_of(key))
            return True
    except InvalidSignature:
        return False
    return False


def is_signed_by(der: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether *signature* over *message* is of the certificate in *der*, which was judged before."""
    try:
        return has_signed(load_der_x509_certificate(der), message, signature)
    except ValueError:
        return False


def is_proven(proof: Proof) -> bool:
    """Say whether *proof* holds: its card had the key of its certificate. Trust in the certificate is not asked."""
    return len(proof.challenge) == CHALLENGE_BYTES and is_signed_by(
        proof.certificate, message_of(proof.challenge), proof.signature
    )
