"""Whether a certificate may be believed, before anybody types a PIN.

Answers for: a path to pinned files and to nothing else (no system store),
valid at the moment that is given, made for log-in, not on the revocation
list. Refuses to look at a clock, and to open a kiosk to demonstration cards:
an anchor that carries `DEMO_MARKER` is accepted only where `demo` says so.

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
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from devices.card.events import Refusal

DEMO_MARKER = x509.ObjectIdentifier("1.3.6.1.4.1.59999.1.1")
"""A non-critical extension with the value NULL (05 00): this anchor vouches for invented people only."""

_MADE_FOR_LOG_IN = {
    ExtendedKeyUsageOID.CLIENT_AUTH,
    ExtendedKeyUsageOID.SMARTCARD_LOGON,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
}
_MALFORMED = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)

Chain = tuple[x509.Certificate, ...]
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


def load_trust(paths: Iterable[Path], *, demo: bool) -> Trust:
    """Read pinned certificates from PEM files.

    Raises:
        BadTrustFile: unreadable, or no file holds a certificate that issued itself.
        DemoAnchor: a demonstration anchor, and *demo* is false.
    """
    pinned = [certificate for path in paths for certificate in _pinned(path, demo=demo)]
    anchors = tuple(one for one in pinned if one.subject == one.issuer)
    if not anchors:
        raise BadTrustFile("no trust anchor")
    return Trust(anchors, tuple(one for one in pinned if one.subject != one.issuer))


def load_lists(paths: Iterable[Path]) -> tuple[x509.CertificateRevocationList, ...]:
    """Read revocation lists from PEM or DER files; whether they are genuine is asked when they are used.

    Raises:
        BadTrustFile: missing or unreadable. A kiosk that names a list cannot do without it.
    """
    return tuple(_list(path) for path in paths)


def read_certificate(der: bytes) -> x509.Certificate:
    """Read a certificate and everything in it that is looked at later.

    Raises:
        NotTrusted: malformed.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        _ = certificate.extensions, certificate.subject, certificate.public_key(), certificate.not_valid_after_utc
    except _MALFORMED as fault:
        raise NotTrusted("untrusted") from fault
    return certificate


def check_dates(certificate: x509.Certificate, now: datetime) -> None:
    """Refuse a certificate that is over, or not begun; *now* is aware of its zone."""
    if now > certificate.not_valid_after_utc:
        raise NotTrusted("expired")
    if now < certificate.not_valid_before_utc:
        raise NotTrusted("untrusted")


def find_chain(trust: Trust, certificate: x509.Certificate, now: datetime) -> Chain:
    """Return the path from *certificate* to a pinned anchor (RFC 5280, 6.1), both included.

    Raises:
        NotTrusted: there is none that holds at *now*.
    """
    builder = verification.PolicyBuilder().store(verification.Store(list(trust.anchors))).time(now)
    verifier = builder.extension_policies(
        ca_policy=_authority_policy(), ee_policy=verification.ExtensionPolicy.permit_all()
    ).build_client_verifier()
    try:
        return tuple(verifier.verify(certificate, list(trust.between)).chain)
    except (verification.VerificationError, *_MALFORMED) as fault:
        raise NotTrusted("untrusted") from fault


def check_usage(certificate: x509.Certificate, *, for_documents: bool = False) -> None:
    """Refuse a certificate that was not made to sign a log-in, or documents (RFC 5280, 4.2.1.3, 4.2.1.9, 4.2.1.12)."""
    constraints = _find(certificate, x509.BasicConstraints)
    usage = _find(certificate, x509.KeyUsage)
    extended = _find(certificate, x509.ExtendedKeyUsage)
    if constraints is not None and constraints.ca:
        raise NotTrusted("untrusted")
    if usage is not None and not usage.digital_signature:
        raise NotTrusted("untrusted")
    if not for_documents and extended is not None and _MADE_FOR_LOG_IN.isdisjoint(extended):
        raise NotTrusted("untrusted")


def check_not_revoked(chain: Chain, lists: Iterable[x509.CertificateRevocationList]) -> datetime | None:
    """Refuse a chain with a revoked link; return the date of the list that speaks for the card.

    None when no list is configured. A list that is past its next update still
    counts: a kiosk may be without a link for weeks, and says the date instead.

    Raises:
        NotTrusted: revoked, or none of the lists is genuine and speaks for the card's issuer.
    """
    lists = tuple(lists)
    dates = [_ask(certificate, issuer, lists) for certificate, issuer in pairwise(chain)]
    if lists and (not dates or dates[0] is None):
        raise NotTrusted("untrusted")
    return dates[0] if dates else None


def _ask(
    certificate: x509.Certificate, issuer: x509.Certificate, lists: tuple[x509.CertificateRevocationList, ...]
) -> datetime | None:
    """Return the date of the newest list of *issuer*, None without one."""
    speaking = [one for one in lists if _speaks_for(one, issuer)]
    if not speaking:
        return None
    newest = max(speaking, key=lambda one: one.last_update_utc)
    if newest.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
        raise NotTrusted("revoked")
    return newest.last_update_utc


def _speaks_for(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Say whether *issuer* signed this list, for all its certificates and all reasons (no critical restriction)."""
    key = issuer.public_key()
    usage = _find(issuer, x509.KeyUsage)
    return (
        one.issuer == issuer.subject
        and isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
        and (usage is None or usage.crl_sign)
        and not any(extension.critical for extension in one.extensions)
        and one.is_signature_valid(key)
    )


def _pinned(path: Path, *, demo: bool) -> list[x509.Certificate]:
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
        marked = any(extension.oid == DEMO_MARKER for one in certificates for extension in one.extensions)
    except (OSError, *_MALFORMED) as fault:
        raise BadTrustFile(path.name) from fault
    if marked and not demo:
        raise DemoAnchor(path.name)
    return certificates


def _list(path: Path) -> x509.CertificateRevocationList:
    try:
        raw = path.read_bytes()
        is_pem = raw.lstrip().startswith(b"-----BEGIN")
        found = x509.load_pem_x509_crl(raw) if is_pem else x509.load_der_x509_crl(raw)
        _ = found.extensions, found.issuer, found.last_update_utc
    except (OSError, *_MALFORMED) as fault:
        raise BadTrustFile(path.name) from fault
    return found


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


def _find(certificate: x509.Certificate, kind: type[_Kind]) -> _Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
