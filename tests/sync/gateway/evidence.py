"""Log-ins as a kiosk sends them: an authority of the test's own, its cards, and proofs that can be spoiled."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from config.settings import Card as CardSettings
from sync.clock import stamp
from sync.gateway.logins.authorities import pin
from sync.wire import Citizen, FrozenRequest, LoginProof, login_message, request_message
from tests.sync.parts import REGNUM, START, frozen

DAY = timedelta(days=1)
CHALLENGE = bytes(range(32))
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
SURE = Citizen(REGNUM, "Сүрэн", "Туршилт")  # invented
OFFICER = Citizen("АА00990011", "Цэцэг", "Ажилтан")  # invented
OTHER = Citizen("ЧН00445566", "Сүрэн", "Туршилт")  # invented


def text(content: bytes) -> str:
    return b64encode(content).decode()


def name(common: str, **parts: str) -> x509.Name:
    oids = {"regnum": NameOID.SERIAL_NUMBER, "given": NameOID.GIVEN_NAME, "family": NameOID.SURNAME}
    utf8 = x509.name._ASN1Type.UTF8String  # a register number is Cyrillic, and PrintableString is not
    held = [x509.NameAttribute(oids[part], value, utf8) for part, value in parts.items()]
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common), *held])


def usage(*, authority: bool, signs: bool = True) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs and not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Card:
    """A card of one person; `proof` is what a kiosk writes of its log-in."""

    certificate: x509.Certificate
    key: Key

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, PKCS1v15(), hashes.SHA256())
        hashed = hashes.SHA384() if self.key.key_size == 384 else hashes.SHA256()
        return self.key.sign(message, ec.ECDSA(hashed, deterministic_signing=True))

    def proof(self, over: bytes = CHALLENGE, **changes: object) -> LoginProof:
        proof = LoginProof(
            profile="piv",
            assurance="high",
            certificate=text(self.certificate.public_bytes(Encoding.DER)),
            challenge=text(over),
            signature=text(self.sign(login_message(over))),
            revoked_as_of=stamp(START - 3 * DAY),
            time_certain=True,
            reader="Virtual reader 00 00",
        )
        return msgspec.structs.replace(proof, **changes)

    def request(self, service: str = "residence-reference", **changes: object) -> FrozenRequest:
        return msgspec.structs.replace(frozen(service), **{"citizen": SURE, "proof": self.proof(), **changes})

    def signed(self, request: FrozenRequest) -> FrozenRequest:
        return msgspec.structs.replace(request, card_signature=text(self.sign(request_message(request))))


@dataclass
class Issuer:
    """A card authority that pins itself in the folder of a platform."""

    now: datetime = START
    common: str = "Test authority (invented)"
    only: x509.Name | None = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        called = name(self.common)
        builder = x509.CertificateBuilder(
            called,
            called,
            self.key.public_key(),
            x509.random_serial_number(),
            self.now - 900 * DAY,
            self.now + 900 * DAY,
        )
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        if self.only is not None:
            constraints = x509.NameConstraints([x509.DirectoryName(self.only)], None)
            builder = builder.add_extension(constraints, critical=False)
        self.certificate = builder.add_extension(usage(authority=True), critical=True).sign(self.key, hashes.SHA256())

    def card(
        self,
        citizen: Citizen = SURE,
        *,
        valid: tuple[datetime, datetime] | None = None,
        key: Key | None = None,
        regnum: str | None = None,
        wrong_use: str = "",
        officer: bool = False,
    ) -> Card:
        key = key or ec.generate_private_key(ec.SECP256R1())
        since, until = valid or (self.now - 100 * DAY, self.now + 100 * DAY)
        subject = name("card", regnum=regnum or citizen.regnum, given=citizen.given, family=citizen.family)
        builder = x509.CertificateBuilder(
            self.certificate.subject, subject, key.public_key(), x509.random_serial_number(), since, until
        )
        made_for = ExtendedKeyUsageOID.SERVER_AUTH if wrong_use == "extended" else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = builder.add_extension(
            x509.BasicConstraints(ca=wrong_use == "authority", path_length=None), critical=True
        )
        builder = builder.add_extension(usage(authority=False, signs=wrong_use != "usage"), critical=True)
        made = [made_for, *(x509.ObjectIdentifier(one) for one in (CardSettings().officer,) if officer)]
        builder = builder.add_extension(x509.ExtendedKeyUsage(made), critical=False)
        return Card(builder.sign(self.key, hashes.SHA256()), key)

    def pin(self, folder: Path) -> None:
        path = folder / "authority.pem"
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        pin(folder, anchors=(path,))

    def revoke(self, folder: Path, card: Card, since: datetime, *, number: int = 1, file: str = "one") -> None:
        """Publish a list in *folder* that says *card* is revoked since then."""
        builder = x509.CertificateRevocationListBuilder(self.certificate.subject, self.now, self.now + DAY)
        builder = builder.add_extension(x509.CRLNumber(number), critical=False)
        entry = x509.RevokedCertificateBuilder(card.certificate.serial_number, since).build()
        published = builder.add_revoked_certificate(entry).sign(self.key, hashes.SHA256())
        (folder / "lists").mkdir(exist_ok=True)
        (folder / "lists" / f"{file}.crl").write_bytes(published.public_bytes(Encoding.DER))
