"""Whether a certificate may be believed, before anybody types a PIN.

Answers for: a path to pinned files and to nothing else (no system store),
valid at the moment that is given, of names that its authorities may vouch
for, made for log-in or for documents. Whether it was revoked is asked in
`devices.card.lists`. Refuses to look at a clock, MD5, SHA-1 and short keys,
and to open a kiosk to demonstration cards: an anchor that carries
`DEMO_MARKER` is accepted only where `demo` says so.

    TrustFault          the configuration is wrong
    ├── BadTrustFile    a pinned file or a revocation list cannot be read
    └── DemoAnchor      a demonstration anchor outside a demonstration
    NotTrusted          the card is; `reason` is a `Refusal`

Both object identifiers below are invented for this project; the arc 59999 is
assigned to nobody we know of and must be replaced by the operator's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from devices.card.events import Refusal
from devices.card.moment import Moment
from devices.card.names import has_directories, may_be_named
from devices.card.paths import MALFORMED, Chain, find_path, has_strong_key
from devices.card.profiles.emrtd.certificates import key_of
from devices.card.profiles.emrtd.mrz import HOME_STATE

DEMO_MARKER = x509.ObjectIdentifier("1.3.6.1.4.1.59999.1.1")
"""A non-critical extension with the value NULL (05 00): this anchor vouches for invented people only."""

_MADE_FOR_LOG_IN = {
    ExtendedKeyUsageOID.CLIENT_AUTH,
    ExtendedKeyUsageOID.SMARTCARD_LOGON,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
}
_HOME_COUNTRY = "MN"  # as certificates write HOME_STATE
_CARD_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_Kind = TypeVar("_Kind", bound=x509.ExtensionType)


class TrustFault(Exception):  # noqa: N818 a fault of the configuration
    """The files that say whom to trust are not as they must be; the message names the file."""


class BadTrustFile(TrustFault): ...


class DemoAnchor(TrustFault): ...


class NotTrusted(Exception):  # noqa: N818 says what the certificate is
    """The certificate may not be believed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason: Refusal = reason


@dataclass(frozen=True)
class Trust:
    """The pinned certificates: `anchors` issue themselves, `between` lead to them."""

    anchors: Chain
    between: Chain = ()

    @property
    def all(self) -> Chain:
        return (*self.anchors, *self.between)


def load_trust(paths: Iterable[Path], *, demo: bool) -> Trust:
    """Read pinned certificates from PEM or DER files.

    Raises:
        BadTrustFile: unreadable, or no file holds a certificate that issued itself.
        DemoAnchor: a demonstration anchor, and *demo* is false.
    """
    trust = load_authorities(paths, demo=demo)
    if not trust.anchors:
        raise BadTrustFile("no trust anchor")
    return trust


def load_authorities(paths: Iterable[Path], *, demo: bool) -> Trust:
    """Read pinned certificates as `load_trust` does, perhaps none: a kiosk may know no country's documents.

    Raises:
        BadTrustFile, DemoAnchor: as above.
    """
    pinned = [certificate for path in paths for certificate in _pinned(path, demo=demo)]
    anchors = tuple(one for one in pinned if one.subject == one.issuer)
    return Trust(anchors, tuple(one for one in pinned if one.subject != one.issuer))


def read_certificate(der: bytes) -> x509.Certificate:
    """Read a certificate and everything in it that is looked at later.

    Raises:
        NotTrusted: malformed.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        _ = certificate.extensions, certificate.subject, key_of(certificate), certificate.not_valid_after_utc
    except MALFORMED as fault:
        raise NotTrusted("untrusted") from fault
    return certificate


def check_dates(certificate: x509.Certificate, moment: Moment) -> None:
    """Refuse a certificate that is surely over, or not begun."""
    at = moment.not_before(certificate.not_valid_before_utc)
    if at > certificate.not_valid_after_utc:
        raise NotTrusted("expired")
    if at < certificate.not_valid_before_utc:
        raise NotTrusted("untrusted")


def find_chain(trust: Trust, certificate: x509.Certificate, moment: Moment) -> Chain:
    """Return the path from *certificate* to a pinned anchor (RFC 5280, 6.1), both included.

    `cryptography` verifies it by the profile of the Web: SHA-2, RSA of 2048 bits and more or NIST curves from P-256.
    Where a pinned authority has critical constraints on directory names, `devices.card.paths` does.

    Raises:
        NotTrusted: there is none that holds at *moment*.
    """
    at = moment.not_before(certificate.not_valid_before_utc)
    if any(_is_beyond_the_verifier(one) for one in trust.all):
        chain = find_path(certificate, trust.anchors, trust.between, at)
    else:
        chain = _verified(trust, certificate, at)
    if chain is None or not _can_prove(certificate):
        raise NotTrusted("untrusted")
    return chain


def _can_prove(certificate: x509.Certificate) -> bool:
    """Say whether its key is of a kind that proves log-ins, before anybody types a PIN for it in vain."""
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:  # a curve written out, as documents have them
        return False
    return isinstance(key, rsa.RSAPublicKey) or (
        isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CARD_CURVES)
    )


def _is_beyond_the_verifier(authority: x509.Certificate) -> bool:
    """Say whether it has critical constraints on directory names, for which that verifier refuses every card."""
    return any(
        one.critical and isinstance(one.value, x509.NameConstraints) and has_directories(one.value)
        for one in authority.extensions
    )


def _verified(trust: Trust, certificate: x509.Certificate, at: datetime) -> Chain | None:
    builder = verification.PolicyBuilder().store(verification.Store(list(trust.anchors))).time(at)
    verifier = builder.extension_policies(
        ca_policy=_authority_policy(), ee_policy=verification.ExtensionPolicy.permit_all()
    ).build_client_verifier()
    try:
        chain = tuple(verifier.verify(certificate, list(trust.between)).chain)
        return chain if has_strong_key(certificate) and may_be_named(chain) else None  # which it does not ask of a leaf
    except (verification.VerificationError, *MALFORMED):
        return None


def check_usage(certificate: x509.Certificate, *, for_documents: bool = False) -> None:
    """Refuse a certificate that was not made to sign a log-in, or documents (RFC 5280, 4.2.1.3, 4.2.1.9, 4.2.1.12)."""
    _check_signs(certificate)
    extended = find_extension(certificate, x509.ExtendedKeyUsage)
    if not for_documents and extended is not None and _MADE_FOR_LOG_IN.isdisjoint(extended):
        raise NotTrusted("untrusted")


def check_document_signer(trust: Trust, certificate: x509.Certificate, moment: Moment) -> Chain:
    """Return the path from the key that signs documents to a pinned country authority (ICAO 9303-12), both included.

    One step, as nobody stands in between; the curves are those of documents too (BSI TR-03110, brainpool).
    An extended key usage is not asked for.

    Raises:
        NotTrusted: there is none that holds at *moment*, or the key was not made to sign documents.
    """
    check_dates(certificate, moment)
    check_usage(certificate, for_documents=True)
    chain = find_path(certificate, trust.all, (), moment.not_before(certificate.not_valid_before_utc))
    if chain is None:
        raise NotTrusted("untrusted")
    return chain


def check_state(state: str, authority: x509.Certificate) -> None:
    """Refuse a document of this country that another country's authority signed (ICAO 9303-12, 7.1: countryName).

    *state* is the issuer in the machine-readable zone. Other states are not told apart: none of their people are ours.
    """
    countries = authority.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)
    if state == HOME_STATE and [str(one.value).upper() for one in countries] != [_HOME_COUNTRY]:
        raise NotTrusted("untrusted")


def _check_signs(certificate: x509.Certificate) -> None:
    """Refuse an authority, and a key that was not made to sign (RFC 5280, 4.2.1.3 and 4.2.1.9)."""
    constraints = find_extension(certificate, x509.BasicConstraints)
    usage = find_extension(certificate, x509.KeyUsage)
    if constraints is not None and constraints.ca:
        raise NotTrusted("untrusted")
    if usage is not None and not usage.digital_signature:
        raise NotTrusted("untrusted")


def _pinned(path: Path, *, demo: bool) -> list[x509.Certificate]:
    try:
        raw = path.read_bytes()
        is_pem = b"-----BEGIN" in raw
        certificates = x509.load_pem_x509_certificates(raw) if is_pem else [x509.load_der_x509_certificate(raw)]
        marked = any(extension.oid == DEMO_MARKER for one in certificates for extension in one.extensions)
    except (OSError, *MALFORMED) as fault:
        raise BadTrustFile(path.name) from fault
    if marked and not demo:
        raise DemoAnchor(path.name)
    return certificates


def _authority_policy() -> verification.ExtensionPolicy:
    """Ask of an issuer that it is one: basic constraints, and a key usage that may sign certificates."""
    permissive = verification.ExtensionPolicy.permit_all()
    critical_or_not = verification.Criticality.AGNOSTIC
    return permissive.require_present(x509.BasicConstraints, critical_or_not, _must_be_authority).may_be_present(
        x509.KeyUsage, critical_or_not, _must_sign_certificates
    )


def _must_be_authority(_: object, __: x509.Certificate, constraints: x509.BasicConstraints) -> None:
    if not constraints.ca:
        raise ValueError("not an authority")


def _must_sign_certificates(_: object, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("may not sign certificates")


def find_extension(certificate: x509.Certificate, kind: type[_Kind]) -> _Kind | None:
    """Return the extension of this *kind*, or None."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
