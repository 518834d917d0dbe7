"""Certificates and lists as a test needs them; everybody they name is invented."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from devices.card.trust import Trust

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def named(common: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "MN")]
    parts += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Issue:
    """What a certificate says; the defaults are a good card. `more` are further extensions, and whether critical."""

    name: str = "Card"
    ca: bool = False
    since: datetime = NOW - YEAR
    until: datetime = NOW + YEAR
    usage: str | None = "digital_signature"
    extended: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.CLIENT_AUTH,)
    key: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    subject: x509.Name | None = None
    path_length: int | None = None
    more: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    digest: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)


@dataclass
class Issued:
    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def authority(name: str = "Authority", **others: object) -> Issue:
    usual = Issue(name, ca=True, usage="key_cert_sign crl_sign", extended=(), since=NOW - 5 * YEAR)
    return replace(usual, **others)  # type: ignore[arg-type]  # by name


def issue(what: Issue, issuer: Issued | None = None) -> Issued:
    name = what.subject or named(what.name)
    by = issuer.certificate.subject if issuer else name
    builder = x509.CertificateBuilder(
        by, name, what.key.public_key(), x509.random_serial_number(), what.since, what.until
    ).add_extension(x509.BasicConstraints(what.ca, what.path_length), critical=True)
    if what.usage is not None:
        given = what.usage.split()
        builder = builder.add_extension(x509.KeyUsage(**{one: one in given for one in _USAGES}), critical=True)
    if what.extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(what.extended), critical=False)
    for extension, critical in what.more:
        builder = builder.add_extension(extension, critical)
    return Issued(builder.sign(issuer.key if issuer else what.key, what.digest), what.key)


def pinned(*those: Issued) -> Trust:
    certificates = [one.certificate for one in those]
    return Trust(
        tuple(one for one in certificates if one.issuer == one.subject),
        tuple(one for one in certificates if one.issuer != one.subject),
    )


def crl(
    issuer: Issued,
    *revoked: Issued,
    number: int | None = 1,
    since: datetime = NOW,
    lasts: timedelta = 7 * DAY,
    more: tuple[tuple[x509.ExtensionType, bool], ...] = (),
) -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder(issuer.certificate.subject, since, since + lasts)
    if number is not None:
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical)
    for one in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder(one.certificate.serial_number, since).build()
        )
    return builder.sign(issuer.key, hashes.SHA256())


def der(one: x509.CertificateRevocationList) -> bytes:
    return one.public_bytes(Encoding.DER)
