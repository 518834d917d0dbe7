"""Whose health certificates are believed: a list of pinned certificates that the platform signs and a kiosk carries.

    IssuerList  version, issuers, revoked
    pack        SignedList of it, kind "issuers": comes over the link or on a stick like any other pack

Answers for: nobody is trusted because a paper brings a certificate along, and
a signer counts only for the kinds of paper its certificate allows. Refuses to
fetch anything: what is not on the list is unknown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID
from msgspec import Meta

from sync.certificates.finding import Issuer, Kind
from sync.clock import moment
from sync.identity import PlatformKeys
from sync.wire import Count, Malformed, Shape, Short, Signature, Signed, Time, decode

ISSUERS_DOMAIN = "certificate-issuers"
LIST_LIMIT = 2 * 1024 * 1024
MARK_BYTES = 16

Scheme = Literal["hc1", "vds-nc"]
Der = Annotated[bytes, Meta(min_length=1, max_length=8192)]
Alpha3 = Annotated[str, Meta(pattern=r"^([A-Z]{3})?$(?!\n)", max_length=3)]
Mark = Annotated[bytes, Meta(min_length=MARK_BYTES, max_length=MARK_BYTES)]
SignerKey = EllipticCurvePublicKey | RSAPublicKey

UNREADABLE_CERTIFICATE = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    x509.DuplicateExtension,
)
"""What `cryptography` raises of certificates that are none: much of one is read only when it is asked for."""

_KINDS: Mapping[str, Kind] = {
    "1.3.6.1.4.1.1847.2021.1.1": "test",
    "1.3.6.1.4.1.1847.2021.1.2": "vaccination",
    "1.3.6.1.4.1.1847.2021.1.3": "recovery",
    "1.3.6.1.4.1.0.1847.2021.1.1": "test",
    "1.3.6.1.4.1.0.1847.2021.1.2": "vaccination",
    "1.3.6.1.4.1.0.1847.2021.1.3": "recovery",
}
"""What an extended key usage allows to sign (EU Technical Specifications, vol. 5, 5.3); the second three were a slip
of its first edition and are in certificates. None of them allows all.
"""


class PinnedIssuer(Shape, frozen=True):
    """One certificate (X.509, DER) that is believed, and who that is in both languages.

    For "hc1" it is the signer's own, for "vds-nc" that of the authority above the signers, of the country `code`.
    """

    scheme: Scheme
    certificate: Der
    mn: Short
    en: Short
    code: Alpha3 = ""


class IssuerList(Shape, frozen=True):
    """All that were believed on the day `at`. `revoked` are the first 16 bytes of a SHA-256 each: see `marks`."""

    version: Count
    at: Time
    issuers: Annotated[tuple[PinnedIssuer, ...], Meta(max_length=4096)]
    revoked: Annotated[tuple[Mark, ...], Meta(max_length=40_000)] = ()


class SignedList(Shape, frozen=True):
    """An `IssuerList` as bytes, and the platform's signature over them."""

    payload: Annotated[bytes, Meta(max_length=LIST_LIMIT)]
    signature: Signature


class ListRefused(Exception):  # noqa: N818 says what was done with the list
    """The list cannot be used; says why."""


@dataclass(frozen=True)
class Pinned:
    """One issuer, read; `der` is its certificate as it is pinned, `kinds` what it may sign."""

    certificate: x509.Certificate
    der: bytes
    key: SignerKey
    issuer: Issuer
    code: str
    kinds: frozenset[Kind]

    @property
    def country(self) -> str:
        return country_of(self.certificate)


@dataclass(frozen=True)
class KnownIssuers:
    """The list, read: signers of health certificates by key id, authorities of travel health proofs by country."""

    signers: Mapping[bytes, tuple[Pinned, ...]] = field(default_factory=dict)
    authorities: Mapping[str, tuple[Pinned, ...]] = field(default_factory=dict)
    revoked: frozenset[bytes] = frozenset()
    as_of: datetime | None = None

    @classmethod
    def of(cls, given: IssuerList) -> KnownIssuers:
        """Read *given*; ListRefused names the place of the first certificate that cannot be read."""
        signers: dict[bytes, tuple[Pinned, ...]] = {}
        authorities: dict[str, tuple[Pinned, ...]] = {}
        for place, one in enumerate(given.issuers):
            pinned = _pinned(one, place)
            if one.scheme == "hc1":
                kid = hashlib.sha256(one.certificate).digest()[:8]
                signers[kid] = (*signers.get(kid, ()), pinned)
            else:
                authorities[one.code] = (*authorities.get(one.code, ()), pinned)
        return cls(signers, authorities, frozenset(given.revoked), _moment(given.at))

    def is_revoked(self, *marked: bytes) -> bool:
        """Say whether one of *marked*, whole, is on the list of what counts no more."""
        return any(mark(one) in self.revoked for one in marked)


def mark(content: bytes) -> bytes:
    """Return how the list of the revoked names *content*: the first half of its SHA-256.

    What is named is a number of a certificate (UVCI) alone or after its country, a signature (of ECDSA only r), or the
    certificate of a signer, as in the EU's revocation lists (Technical Specifications for EU DCC revocation, 4.1).
    """
    return hashlib.sha256(content).digest()[:MARK_BYTES]


def marks(number: str, country: str, signature: bytes, *, is_ecdsa: bool, certificate: bytes) -> tuple[bytes, ...]:
    """Return everything by which a paper may be named as revoked."""
    signed = signature[: len(signature) // 2] if is_ecdsa else signature
    numbers = (number.encode(), (country + number).encode()) if number else ()
    return (*numbers, signed, certificate)


def read_list(content: bytes, keys: PlatformKeys) -> IssuerList:
    """Return the list in *content*, signed by the platform of *keys*; ListRefused when it is not, or cannot be read."""
    try:
        packed = decode(content, SignedList, 2 * LIST_LIMIT)
    except Malformed:
        raise ListRefused("damaged") from None
    said = keys.read(Signed(packed.payload, packed.signature), ISSUERS_DOMAIN, IssuerList)
    if said is None:
        raise ListRefused("unsigned")
    KnownIssuers.of(said)
    return said


def country_of(certificate: x509.Certificate) -> str:
    """Return the country a certificate is of, in capitals; "" when it names none."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)
    return str(found[0].value).upper() if found else ""


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except ValueError:
        raise ListRefused("the list has no date") from None


def _pinned(one: PinnedIssuer, place: int) -> Pinned:
    try:
        certificate = x509.load_der_x509_certificate(one.certificate)
        key = certificate.public_key()
        country = country_of(certificate)
        usages = _usages(certificate)
    except UNREADABLE_CERTIFICATE as error:
        raise ListRefused(f"issuer {place} is no certificate that can be read here") from error
    if not isinstance(key, EllipticCurvePublicKey | RSAPublicKey):
        raise ListRefused(f"issuer {place} has a key of another kind")
    if not country or (one.scheme == "vds-nc") != bool(one.code):
        raise ListRefused(f"issuer {place} is of no country")
    kinds: frozenset[Kind] = frozenset(_KINDS[usage] for usage in usages if usage in _KINDS)
    return Pinned(
        certificate, one.certificate, key, Issuer(one.mn, one.en), one.code, kinds or frozenset(_KINDS.values())
    )


def _usages(certificate: x509.Certificate) -> Iterable[str]:
    try:
        return [
            one.dotted_string for one in certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        ]
    except x509.ExtensionNotFound:
        return []
