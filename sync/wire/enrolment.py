"""How a machine becomes a kiosk of the platform, gets a new key, and is told the platform's keys.

    kiosk    POST /v1/enrolment       Enrolment: the code it was given, its key, and proof that it holds it
    kiosk    POST /v1/enrolment/key   KeyChange, signed by the old key and by the new one
    platform Enrolled                 the signed certificate of this kiosk, the platform's signed public keys

The proofs are Ed25519 over a domain name, a zero byte, and `enrolment_message` or `key_change_message`.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from msgspec import Meta

from sync.wire.shape import Count, Digest, KioskNumber, Shape, Signature, Signed, Time

KEYS_DOMAIN = "keys"
CERTIFICATE_DOMAIN = "kiosk-certificate"
ENROLMENT_DOMAIN = "enrolment"
KEY_CHANGE_DOMAIN = "key-change"

Secret = Annotated[str, Meta(pattern=r"^[0-9A-HJKMNP-TV-Z]{15}$(?!\n)", max_length=15)]
"""The secret part of a code, in Crockford's base 32."""


class KioskCertificate(Shape, frozen=True):
    """The platform's word that *public* is the key of the kiosk with this number, from the one time to the other."""

    kiosk: KioskNumber
    public: Digest
    not_before: Time
    not_after: Time
    serial: Count


class Enrolment(Shape, frozen=True):
    """A machine asks to be the kiosk *kiosk*; `proof` is of the key *public*, over `enrolment_message`."""

    kiosk: KioskNumber
    secret: Secret
    public: Digest
    proof: Signature


class KeyChange(Shape, frozen=True):
    """A kiosk announces the key it will use; both signatures are over `key_change_message`."""

    kiosk: KioskNumber
    old: Digest
    new: Digest
    by_old: Signature
    by_new: Signature


class Enrolled(Shape, frozen=True):
    """`certificate` is a signed `KioskCertificate`, `keys` the platform's signed public keys."""

    certificate: Signed
    keys: Signed


def enrolment_message(kiosk: str, secret: str, public: bytes) -> bytes:
    """Return what a machine signs to prove that it holds the key it asks to be enrolled."""
    return f"{kiosk}\n{secret}\n{public.hex()}".encode()


def key_change_message(kiosk: str, old: bytes, new: bytes) -> bytes:
    """Return what both keys sign when one follows the other."""
    return f"{kiosk}\n{old.hex()}\n{new.hex()}".encode()


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LETTERS, MARK_LETTERS = 15, 10


def platform_mark(public: bytes) -> str:
    """Return the ten letters (50 bits) that name a verify key of the platform at the end of a code.

    Whoever types the code brings the platform's fingerprint along: keys of a stranger on the line do not fit it.
    """
    number = int.from_bytes(hashlib.sha256(b"emn-kiosk/1/mark\0" + public).digest(), "big")
    return letters(number, MARK_LETTERS)


def letters(number: int, count: int) -> str:
    """Return the lowest 5 × *count* bits of *number* in Crockford's base 32."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(count))
