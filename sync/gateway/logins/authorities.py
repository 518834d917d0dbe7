"""Whom the platform believes when a certificate names somebody: files that its operator has pinned.

    anchors/*.pem            authorities of cards, and what stands between
    document_anchors/*.pem   authorities of identity documents (CSCA)
    lists/*.crl              revocation lists, PEM or DER; read anew when one of them changes

Answers for: a path to these files and to nothing else, and when a link of it
was revoked. Refuses an anchor that vouches for invented people (`DEMO_MARKER`)
outside a demonstration.

    AuthorityFault   a pinned file cannot be used; the message names it
    NoPath           the certificate leads to none of them
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import TypeVar

import structlog
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import verification
from cryptography.x509.oid import ExtensionOID

from sync.gateway.logins.country_keys import check_issued, key_of

DEMO_MARKER = x509.ObjectIdentifier("1.3.6.1.4.1.59999.1.1")
"""The same extension that kiosks look for: its arc is invented for this project."""

_STRONG = (hashes.SHA224, hashes.SHA256, hashes.SHA384, hashes.SHA512)
_LOOKED_AT = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE, ExtensionOID.NAME_CONSTRAINTS}

Chain = tuple[x509.Certificate, ...]
_Kind = TypeVar("_Kind", bound=x509.ExtensionType)

MALFORMED = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)

_log = structlog.get_logger(__name__)


class AuthorityFault(Exception):  # noqa: N818 a fault of the folder
    """A pinned file is not as it must be; the message names the file."""


class NoPath(Exception):  # noqa: N818 says what the certificate has
    """The certificate leads to no pinned authority, or was not made for this."""


@dataclass(frozen=True)
class Authorities:
    """Pinned certificates: `anchors` issue themselves, `between` lead to them. Without any, nobody is believed."""

    anchors: Chain = ()
    between: Chain = ()

    def find_path(self, certificate: x509.Certificate, at: datetime) -> Chain:
        """Return the path from *certificate* to an anchor that holds at *at* (RFC 5280, 6.1), both included; NoPath."""
        if not self.anchors:
            raise NoPath("no authority is pinned")
        builder = verification.PolicyBuilder().store(verification.Store(list(self.anchors))).time(at)
        verifier = builder.extension_policies(
            ca_policy=_authority_policy(), ee_policy=verification.ExtensionPolicy.permit_all()
        ).build_client_verifier()
        try:
            path = tuple(verifier.verify(certificate, list(self.between)).chain)
        except (verification.VerificationError, *MALFORMED) as fault:
            raise NoPath("no path") from fault
        if not _can_prove(certificate) or not _may_be_named(path):  # neither of which the verifier asks of a leaf
            raise NoPath("not sound")
        return path

    def find_issuer(self, certificate: x509.Certificate, at: datetime) -> x509.Certificate:
        """Return the one that itself issued *certificate* and holds at *at* (ICAO 9303-12, two steps); NoPath.

        A country's new key may be pinned by the certificate that its old one gave it (7.1.2, link certificate).
        """
        for anchor in (*self.anchors, *self.between):
            if _is_valid(anchor, at) and _is_authority(anchor) and _has_issued(anchor, certificate):
                return anchor
        raise NoPath("no issuer")

    def misses_issuer(self, certificate: x509.Certificate) -> bool:
        """Say whether *certificate*, or what stands above it here, names an issuer that is not pinned: perhaps not yet.

        An issuer is another one where name or key identifier differ (RFC 5280, 4.2.1.1): authorities change their keys.
        """
        left, current = [*self.anchors, *self.between], certificate
        if current.subject == current.issuer:
            return False
        while issuer := next((one for one in left if _is_named_in(current, one)), None):
            if issuer in self.anchors:
                return False
            left.remove(issuer)
            current = issuer
        return True


def read_certificate(der: bytes) -> x509.Certificate:
    """Read a certificate and everything in it that is looked at later; NoPath when it is malformed."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        _ = (
            certificate.extensions,
            certificate.subject,
            certificate.issuer,
            key_of(certificate),
            certificate.not_valid_after_utc,
        )
    except MALFORMED as fault:
        raise NoPath("malformed") from fault
    if not der.endswith(b"\0" + certificate.signature):  # its signature must be whole bytes, and the end
        raise NoPath("malformed")
    return certificate


def find_extension(certificate: x509.Certificate, kind: type[_Kind]) -> _Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def is_of_home(authority: x509.Certificate) -> bool:
    """Say whether *authority* is this country's own (ICAO 9303-12, 7.1: countryName): no other may speak for it."""
    return _is_home(authority.subject)


def is_issued_at_home(certificate: x509.Certificate) -> bool:
    """Say whether *certificate* names an issuer of this country, known here or not."""
    return _is_home(certificate.issuer)


def _is_home(named: x509.Name) -> bool:
    return [str(one.value).upper() for one in named.get_attributes_for_oid(x509.NameOID.COUNTRY_NAME)] == ["MN"]


def is_signed(key: object, message: bytes, signature: bytes) -> bool:
    """Say whether *signature* over *message* is of *key*: ECDSA as DER, RSA as PKCS #1 v1.5.

    The hash is SHA-384 with P-384, SHA-256 with every other key (SP 800-78-5, table 3-7).
    """
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashes.SHA384() if key.key_size == 384 else hashes.SHA256()))
            return True
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            return True
    except InvalidSignature:
        return False
    return False


@dataclass
class RevocationLists:
    """The lists in *folder*; a newer file counts from the next request on."""

    folder: Path
    _seen: tuple[object, ...] = ()
    _lists: tuple[x509.CertificateRevocationList, ...] = field(default=(), repr=False)

    def find_revocation(self, path: Chain) -> datetime | None:
        """Return since when a link of *path* is revoked by its issuer's newest genuine list, None when none is.

        A list says from when its key could not be trusted (invalidity date, RFC 5280 5.3.2) or was revoked.
        """
        lists = self._newest()
        found = (_revoked_since(one, issuer, lists) for one, issuer in pairwise(path))
        return min((moment for moment in found if moment is not None), default=None)

    def _newest(self) -> tuple[x509.CertificateRevocationList, ...]:
        files = sorted(self.folder.glob("*.crl"))
        seen = tuple(map(_stamp, files))
        if seen != self._seen:
            self._lists = tuple(one for file in files if (one := _read_list(file)) is not None)
            self._seen = seen
        return self._lists


def load_authorities(folder: Path, *, demo: bool) -> Authorities:
    """Read every `*.pem` in *folder*; none is no authority.

    Raises:
        AuthorityFault: unreadable, or a demonstration anchor, and *demo* is false.
    """
    pinned = [certificate for path in sorted(folder.glob("*.pem")) for certificate in _pinned(path, demo=demo)]
    anchors = tuple(one for one in pinned if one.subject == one.issuer)
    return Authorities(anchors, tuple(one for one in pinned if one.subject != one.issuer))


def pin(
    folder: Path, *, anchors: Iterable[Path] = (), documents: Iterable[Path] = (), lists: Iterable[Path] = ()
) -> None:
    """Copy authorities and lists to where the gateway of *folder* looks for them."""
    for place, ending, files in (
        ("anchors", ".pem", anchors),
        ("document_anchors", ".pem", documents),
        ("lists", ".crl", lists),
    ):
        (folder / place).mkdir(parents=True, exist_ok=True)
        for file in files:
            copyfile(file, folder / place / (file.stem + ending))


def _pinned(path: Path, *, demo: bool) -> list[x509.Certificate]:
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
        marked = any(extension.oid == DEMO_MARKER for one in certificates for extension in one.extensions)
    except (OSError, *MALFORMED) as fault:
        raise AuthorityFault(f"{path.name} cannot be read") from fault
    if marked and not demo:
        raise AuthorityFault(f"{path.name} vouches for invented people")
    return certificates


def _stamp(path: Path) -> tuple[Path, int, int]:
    try:
        seen = path.stat()
    except OSError:  # taken away a moment ago
        return path, 0, 0
    return path, seen.st_mtime_ns, seen.st_size


def _read_list(path: Path) -> x509.CertificateRevocationList | None:
    """Return the list in *path*; one that is unreadable is reported, and the others still count."""
    try:
        raw = path.read_bytes()
        is_pem = raw.lstrip().startswith(b"-----BEGIN")
        found = x509.load_pem_x509_crl(raw) if is_pem else x509.load_der_x509_crl(raw)
        _ = found.extensions, found.issuer, found.last_update_utc
    except (OSError, *MALFORMED):
        _log.error("revocation_list_unreadable", file=path.name)
        return None
    return found


def _revoked_since(
    certificate: x509.Certificate, issuer: x509.Certificate, lists: tuple[x509.CertificateRevocationList, ...]
) -> datetime | None:
    speaking = [one for one in lists if _speaks_for(one, issuer)]
    if not speaking:
        return None
    newest = max(speaking, key=lambda one: (_number(one), one.last_update_utc))
    entry = newest.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is None:
        return None
    try:
        invalid = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except x509.ExtensionNotFound:
        return entry.revocation_date_utc
    return min(invalid, entry.revocation_date_utc)


def _number(one: x509.CertificateRevocationList) -> int:
    try:
        return one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        return 0


def _speaks_for(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Say whether *issuer* signed this list, for all its certificates and all reasons (no critical restriction)."""
    key, usage = key_of(issuer), find_extension(issuer, x509.KeyUsage)
    return (
        one.issuer == issuer.subject
        and isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
        and (usage is None or usage.crl_sign)
        and not any(extension.critical for extension in one.extensions)
        and one.is_signature_valid(key)
    )


def _is_valid(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints, usage = find_extension(certificate, x509.BasicConstraints), find_extension(certificate, x509.KeyUsage)
    return constraints is not None and constraints.ca and (usage is None or usage.key_cert_sign)


def _is_named_in(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    named, own = (
        find_extension(certificate, x509.AuthorityKeyIdentifier),
        find_extension(issuer, x509.SubjectKeyIdentifier),
    )
    told = named.key_identifier if named else None
    return told is None or own is None or told == own.digest


def _has_issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Say whether *issuer* signed it, by what ICAO 9303-12, 4.4 still allows, and nothing critical is left unread."""
    try:
        check_issued(certificate, issuer)
        strong = isinstance(certificate.signature_hash_algorithm, _STRONG)
    except (InvalidSignature, *MALFORMED):
        return False
    path = (certificate, issuer)
    return strong and all(_has_strong_key(one) and _is_understood(one) for one in path) and _may_be_named(path)


def _has_strong_key(certificate: x509.Certificate) -> bool:
    key = key_of(certificate)
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= 2048
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 224


def _can_prove(certificate: x509.Certificate) -> bool:
    """Say whether its key is strong, and of a kind that cards prove log-ins with: RSA, or a NIST curve by its name."""
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:
        return False
    curves = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
    return _has_strong_key(certificate) and (
        isinstance(key, rsa.RSAPublicKey)
        or (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, curves))
    )


def _is_understood(certificate: x509.Certificate) -> bool:
    return all(extension.oid in _LOOKED_AT for extension in certificate.extensions if extension.critical)


def _may_be_named(path: Chain) -> bool:
    """Say whether every name lies within what each authority above it may vouch for (RFC 5280, 4.2.1.10)."""
    return all(
        _is_within(below.subject, constraints)
        for place, authority in enumerate(path)
        if (constraints := find_extension(authority, x509.NameConstraints)) is not None
        for step, below in enumerate(path[:place])
        if step == 0 or below.subject != below.issuer  # what issued itself on the way is left out (6.1.3)
    )


def _is_within(name: x509.Name, constraints: x509.NameConstraints) -> bool:
    permitted, excluded = (
        [_parts(one.value) for one in subtrees or () if isinstance(one, x509.DirectoryName)]
        for subtrees in (constraints.permitted_subtrees, constraints.excluded_subtrees)
    )
    parts = _parts(name)
    inside = [parts[: len(root)] == root for root in permitted]
    return (any(inside) or not permitted) and not any(parts[: len(root)] == root for root in excluded)


def _parts(name: x509.Name) -> list[frozenset[tuple[str, str]]]:
    """Return the parts of *name*, letters of either case and spaces alike (RFC 5280, 7.1)."""
    return [
        frozenset((part.oid.dotted_string, " ".join(str(part.value).split()).casefold()) for part in relative)
        for relative in name.rdns
    ]


def _authority_policy() -> verification.ExtensionPolicy:
    """Ask of an issuer that it is one: basic constraints, and a key usage that may sign certificates."""
    permissive = verification.ExtensionPolicy.permit_all()
    either = verification.Criticality.AGNOSTIC
    return permissive.require_present(x509.BasicConstraints, either, _must_be_authority).may_be_present(
        x509.KeyUsage, either, _must_sign_certificates
    )


def _must_be_authority(_: object, __: x509.Certificate, constraints: x509.BasicConstraints) -> None:
    if not constraints.ca:
        raise ValueError("not an authority")


def _must_sign_certificates(_: object, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("may not sign certificates")
