"""Certificates for platforms of the tests: an authority, and what it or somebody else says of the loopback."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)
Span = tuple[timedelta, timedelta]
NOW: Span = (-DAY, 30 * DAY)
OVER: Span = (-30 * DAY, -DAY)
NOT_YET: Span = (DAY, 30 * DAY)


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass
class Authority:
    """One that vouches for platforms; `file` is what a kiosk pins."""

    folder: Path
    common: str = "Test platform authority (invented)"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        builder = _begun(self.common, self.common, self.key.public_key(), (-DAY, 300 * DAY))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(usage(authority=True), critical=True)
        made = builder.add_extension(_key_id(self.key), critical=False).sign(self.key, hashes.SHA256())
        self.file = self.folder / "authority.pem"
        self.file.write_bytes(made.public_bytes(Encoding.PEM))

    def platform(self, host: str = "127.0.0.1", span: Span = NOW, *, for_servers: bool = True) -> Path:
        """Return a file with a key and the certificate of the platform at *host*."""
        return _written(self.folder / "platform.pem", host, span, self, for_servers=for_servers)


def self_signed(folder: Path, host: str = "127.0.0.1") -> Path:
    """Return a file with a key and a certificate that nobody but itself vouches for."""
    folder.mkdir(parents=True, exist_ok=True)
    return _written(folder / "self.pem", host, NOW, None)


def _written(path: Path, host: str, span: Span, issuer: Authority | None, *, for_servers: bool = True) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    signer, by = (issuer.key, issuer.common) if issuer else (key, host)
    made_for = ExtendedKeyUsageOID.SERVER_AUTH if for_servers else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = _begun(host, by, key.public_key(), span)
    try:
        called: x509.GeneralName = x509.IPAddress(ip_address(host))
    except ValueError:
        called = x509.DNSName(host)
    builder = builder.add_extension(x509.SubjectAlternativeName([called]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(usage(authority=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([made_for]), critical=False)
    trail = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    made = builder.add_extension(trail, critical=False).sign(signer, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


def _key_id(key: ec.EllipticCurvePrivateKey) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def _begun(subject: str, issuer: str, key: ec.EllipticCurvePublicKey, span: Span) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        name(issuer), name(subject), key, x509.random_serial_number(), now + span[0], now + span[1]
    )
