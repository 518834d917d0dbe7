"""Invented people, their cards, and the demonstration authority that vouches for them.

Every name, register number and key is made up here; the anchor carries
`devices.card.trust.DEMO_MARKER`, so no kiosk outside a demonstration lets
these cards in. Written as JSON and PEM, mode 0600, in a folder of 0700.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from devices.card import tlv
from devices.card.holder import HolderFields
from devices.card.trust import DEMO_MARKER
from devices.simulators.card.piv_applet import Key, PivApplet, PivContent

CardName = Literal["citizen", "second", "technician", "expired", "revoked", "untrusted", "blocked"]
_YEAR = dt.timedelta(days=365)
_INDEX = "cards.json"
_ROOT_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "MN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Үзүүлэнгийн байгууллага (зохиомол)"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Demo card authority (invented)"),
    ]
)


@dataclass(frozen=True)
class DemoCard:
    """One card: its holder (invented), its PIN, its files in the folder, and `note`, what it is for."""

    name: CardName
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    regnum: str = field(repr=False)
    pin: str = field(repr=False)
    note: str
    role: Literal["citizen", "technician"] = "citizen"
    tries_left: int = 3
    card_until: str = ""
    guid: str = field(default="", repr=False)
    certificate: str = ""
    key: str = ""


# all invented; the register numbers have impossible months, so that none is somebody's
_CARDS = (
    DemoCard("citizen", "Бат-Эрдэнэ", "Дорж", "УБ00112233", "123456", "a citizen (invented)"),
    DemoCard("second", "Сарангэрэл", "Ганболд", "ЧН00445566", "234567", "another citizen (invented)"),
    DemoCard("technician", "Түвшин", "Очир", "ДГ00778899", "765432", "a technician (invented)", role="technician"),
    DemoCard("expired", "Оюун", "Лхагва", "ХО00990011", "345678", "certificate and card are over (invented)"),
    DemoCard("revoked", "Энхтуяа", "Сүх", "УВ00223344", "456789", "on the revocation list (invented)"),
    DemoCard(
        "untrusted", "Ганзориг", "Бямба", "АР00556677", "567890", "of another authority of the same name (invented)"
    ),
    DemoCard("blocked", "Наран", "Цэцэг", "БӨ00889900", "678901", "no tries left (invented)", tries_left=0),
)


@dataclass(frozen=True)
class DemoPki:
    """The folder's content; `anchor` and `crl` are what a kiosk's settings name."""

    folder: Path
    cards: tuple[DemoCard, ...]

    @property
    def anchor(self) -> Path:
        return self.folder / "demo-anchor.pem"

    @property
    def crl(self) -> Path:
        return self.folder / "demo-crl.pem"

    def card(self, name: CardName) -> DemoCard:
        return next(card for card in self.cards if card.name == name)

    def applet(self, name: CardName) -> PivApplet:
        """Return a fresh card with the content of *name*, tries and all."""
        card = self.card(name)
        certificate = x509.load_pem_x509_certificate((self.folder / card.certificate).read_bytes())
        key = serialization.load_pem_private_key((self.folder / card.key).read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise TypeError("a demonstration card's key is P-256 or RSA")
        applet = PivApplet(PivContent(_objects(card, certificate), key, card.pin))
        applet.tries_left = card.tries_left
        return applet


@dataclass(frozen=True)
class Authority:
    """A certificate that issues others, with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)


def make_demo_pki(folder: Path, now: dt.datetime | None = None) -> DemoPki:
    """Write a demonstration authority and its cards into *folder*, over what is there; valid five years from *now*."""
    moment = now or dt.datetime.now(dt.UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    trusted, stranger = make_authority(moment), make_authority(moment)
    revoked: list[int] = []
    cards: list[DemoCard] = []
    for sample in _CARDS:
        issuer = stranger if sample.name == "untrusted" else trusted
        card, serial = _written(folder, _dated(sample, moment), issuer)
        cards.append(card)
        revoked += [serial] if card.name == "revoked" else []
    pki = DemoPki(folder, tuple(cards))
    _write(pki.anchor, _pem(trusted.certificate))
    _write(pki.crl, make_list(trusted, revoked, moment).public_bytes(serialization.Encoding.PEM))
    index = json.dumps([asdict(card) for card in cards], ensure_ascii=False, indent=1)
    _write(folder / _INDEX, index.encode())
    return pki


def read_demo_pki(folder: Path) -> DemoPki:
    """Read what `make_demo_pki` wrote; KeyError, TypeError or OSError where it did not."""
    rows: list[Mapping[str, object]] = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    return DemoPki(folder, tuple(DemoCard(**row) for row in rows))  # type: ignore[arg-type]  # our own file


def make_authority(now: dt.datetime, *, marked: bool = True, name: x509.Name = _ROOT_NAME) -> Authority:
    """Make an anchor that issued itself; *marked* says it vouches for invented people."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _begun(name, name, key.public_key(), now - _YEAR, now + 10 * _YEAR)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    builder = builder.add_extension(_usage(authority=True), critical=True)
    if marked:
        builder = builder.add_extension(x509.UnrecognizedExtension(DEMO_MARKER, b"\x05\x00"), critical=False)
    return Authority(builder.sign(key, hashes.SHA256()), key)


def make_list(issuer: Authority, serials: list[int], now: dt.datetime) -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder(issuer.certificate.subject, now, now + _YEAR)
    builder = builder.add_extension(x509.CRLNumber(1), critical=False)
    for serial in serials:
        entry = x509.RevokedCertificateBuilder(serial, now)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256())


def make_certificate(
    card: DemoCard, key: Key, issuer: Authority, *, valid: tuple[dt.datetime, dt.datetime]
) -> x509.Certificate:
    """Issue the log-in certificate of *card*: P-256 or RSA, digital signature, client authentication."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MN"),
            x509.NameAttribute(NameOID.SURNAME, card.family_name),
            x509.NameAttribute(NameOID.GIVEN_NAME, card.given_name),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{card.family_name} {card.given_name}"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, card.regnum, x509.name._ASN1Type.UTF8String),
        ]
    )
    usages = [ExtendedKeyUsageOID.CLIENT_AUTH]
    if card.role == "technician":
        usages.append(x509.ObjectIdentifier(HolderFields().technician))
    builder = _begun(subject, issuer.certificate.subject, key.public_key(), *valid)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(authority=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    since: dt.datetime,
    until: dt.datetime,
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number(), since, until)


def _usage(*, authority: bool) -> x509.KeyUsage:
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


def _dated(card: DemoCard, now: dt.datetime) -> DemoCard:
    until = now - _YEAR / 12 if card.name == "expired" else now + 5 * _YEAR
    return replace(
        card,
        card_until=until.date().isoformat(),
        guid=uuid.uuid4().hex,
        certificate=f"{card.name}.pem",
        key=f"{card.name}-key.pem",
    )


def _written(folder: Path, card: DemoCard, issuer: Authority) -> tuple[DemoCard, int]:
    """Make and write the key and certificate of *card*; return it with the certificate's serial number."""
    key = ec.generate_private_key(ec.SECP256R1())
    until = dt.datetime.combine(dt.date.fromisoformat(card.card_until), dt.time(), dt.UTC)
    certificate = make_certificate(card, key, issuer, valid=(until - 6 * _YEAR, until))
    _write(folder / card.certificate, _pem(certificate))
    _write(folder / card.key, _private_pem(key))
    return card, certificate.serial_number


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(content)


def _objects(card: DemoCard, certificate: x509.Certificate) -> dict[int, bytes]:
    """Return the data objects of SP 800-73-4 part 1, appendix A, that a log-in needs."""
    der = certificate.public_bytes(serialization.Encoding.DER)
    chuid = (
        tlv.encode(0x30, bytes(25))
        + tlv.encode(0x34, bytes.fromhex(card.guid))
        + tlv.encode(0x35, card.card_until.replace("-", "").encode())
        + tlv.encode(0x3E, b"")
        + tlv.encode(0xFE, b"")
    )
    held = tlv.encode(0x70, der) + tlv.encode(0x71, b"\x00") + tlv.encode(0xFE, b"")
    discovery = tlv.encode(0x4F, bytes.fromhex("A000000308000010000100")) + tlv.encode(0x5F2F, b"\x40\x00")
    return {0x5FC102: tlv.encode(0x53, chuid), 0x5FC105: tlv.encode(0x53, held), 0x7E: tlv.encode(0x7E, discovery)}
