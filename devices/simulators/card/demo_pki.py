"""Invented people, their cards, and the demonstration authority that vouches for them.

Every name, register number and key is made up here; the anchor carries
`devices.card.trust.DEMO_MARKER`, so no kiosk outside a demonstration lets
these cards in. One JSON file for each card (`card_file`) beside the PEM of the
anchor, mode 0600, in a folder of 0700.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from devices.card import tlv
from devices.card.holder import HolderFields
from devices.card.trust import DEMO_MARKER
from devices.simulators.card.card_file import (
    BadCardFile,
    MishapInFile,
    PivCardFile,
    read_card_of,
    write_card,
    write_privately,
)
from devices.simulators.card.mishap import GARBAGE_ATR, Mishap
from devices.simulators.card.piv_applet import (
    CARD_AUTHENTICATION,
    KEY_MANAGEMENT,
    LOG_IN,
    SIGNATURE,
    Key,
    PivApplet,
    PivContent,
)

CardName = Literal[
    "citizen",
    "second",
    "technician",
    "officer",
    "expired",
    "revoked",
    "untrusted",
    "blocked",
    "clone",
    "slow",
    "silent",
    "pulled",
    "garbage_atr",
]
_YEAR = dt.timedelta(days=365)
# where the certificates lie (SP 800-73-4 part 1, table 3), by the slot of their key
_OBJECT_OF = {LOG_IN: 0x5FC105, SIGNATURE: 0x5FC10A, KEY_MANAGEMENT: 0x5FC10B, CARD_AUTHENTICATION: 0x5FC101}
_HOLDER_OBJECT = "5FC102"
_PIN_IS_CHECKED = 14  # the number of VERIFY in a log-in: seven commands to read the card, seven to read it again
_CARD_AUTHENTICATION = x509.ObjectIdentifier("2.16.840.1.101.3.6.8")
_ROOT_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "MN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Үзүүлэнгийн байгууллага (зохиомол)"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Demo card authority (invented)"),
    ]
)


@dataclass(frozen=True)
class DemoCard:
    """One card: its holder (invented), its PIN, what befalls it, and `note`, what it is for.

    With `like` it has the content of that card; a clone has other keys.
    """

    name: CardName
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    regnum: str = field(repr=False)
    pin: str = field(repr=False)
    note: str
    role: Literal["citizen", "officer", "technician"] = "citizen"
    tries_left: int = 3
    card_until: str = ""
    guid: str = field(default="", repr=False)
    mishap: Mishap = Mishap()
    like: CardName | None = None


_CITIZEN = DemoCard("citizen", "Бат-Эрдэнэ", "Дорж", "УБ00112233", "123456", "a citizen (invented)")


def _like_citizen(name: CardName, note: str, mishap: Mishap = Mishap()) -> DemoCard:
    return replace(_CITIZEN, name=name, note=f"{note} (invented)", mishap=mishap, like="citizen")


# all invented; the register numbers have impossible months, so that none is somebody's
_CARDS = (
    _CITIZEN,
    DemoCard("second", "Сарангэрэл", "Ганболд", "ЧН00445566", "234567", "another citizen (invented)"),
    DemoCard("technician", "Түвшин", "Очир", "ДГ00778899", "765432", "a technician (invented)", role="technician"),
    DemoCard("officer", "Номин", "Пүрэв", "ОФ00880304", "876543", "an officer (invented)", role="officer"),
    DemoCard("expired", "Оюун", "Лхагва", "ХО00990011", "345678", "certificate and card are over (invented)"),
    DemoCard("revoked", "Энхтуяа", "Сүх", "УВ00223344", "456789", "on the revocation list (invented)"),
    DemoCard(
        "untrusted", "Ганзориг", "Бямба", "АР00556677", "567890", "of another authority of the same name (invented)"
    ),
    DemoCard("blocked", "Наран", "Цэцэг", "БӨ00889900", "678901", "no tries left (invented)", tries_left=0),
    _like_citizen("clone", "the citizen's certificates with other keys"),
    _like_citizen("slow", "the citizen's, and slow", Mishap(delay=0.2)),
    _like_citizen("silent", "the citizen's, and says nothing", Mishap(0, "silent")),
    _like_citizen("pulled", "the citizen's, pulled while the PIN is checked", Mishap(_PIN_IS_CHECKED)),
    _like_citizen("garbage_atr", "the citizen's, the wrong way round", Mishap(atr=GARBAGE_ATR)),
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

    def file(self, name: CardName) -> Path:
        """Return where *name* is described (`card_file`)."""
        return self.folder / f"{name}.json"

    def applet(self, name: CardName) -> PivApplet:
        """Return a fresh card with the content of *name*, tries and all."""
        return read_card_of(PivCardFile, self.file(name)).applet()


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
    files: dict[CardName, PivCardFile] = {}
    revoked: list[int] = []
    for sample in _CARDS:
        if sample.like is None:
            issuer = stranger if sample.name == "untrusted" else trusted
            files[sample.name], serial = _made(_dated(sample, moment), issuer)
            revoked += [serial] if sample.name == "revoked" else []
        else:
            files[sample.name] = _copied(sample, files[sample.like])
    made = DemoPki(folder, ())
    for name, card in files.items():
        write_card(made.file(name), card)
    write_privately(made.anchor, _pem(trusted.certificate))
    write_privately(made.crl, make_list(trusted, revoked, moment).public_bytes(serialization.Encoding.PEM))
    return _in_folder(folder)


def find_demo_pki(folder: Path) -> DemoPki | None:
    """Return what `make_demo_pki` wrote into *folder*, None where it did not.

    Raises:
        BadCardFile: somebody else has written there.
    """
    return _in_folder(folder) if DemoPki(folder, ()).crl.exists() else None


def _in_folder(folder: Path) -> DemoPki:
    return DemoPki(folder, tuple(_as_written(sample, folder / f"{sample.name}.json") for sample in _CARDS))


def make_authority(now: dt.datetime, *, marked: bool = True, name: x509.Name = _ROOT_NAME) -> Authority:
    """Make an anchor that issued itself; *marked* says it vouches for invented people."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _begun(name, name, key.public_key(), now - _YEAR, now + 10 * _YEAR)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    builder = builder.add_extension(_usage(), critical=True)
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
    card: DemoCard,
    key: Key,
    issuer: Authority,
    *,
    valid: tuple[dt.datetime, dt.datetime],
    slot: int = LOG_IN,
) -> x509.Certificate:
    """Issue the certificate of *card* for the key in *slot*; for log-in it is made for client authentication."""
    builder = _begun(_holder(card, slot), issuer.certificate.subject, key.public_key(), *valid)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(slot=slot, rsa_key=isinstance(key, rsa.RSAPrivateKey)), critical=True)
    purposes = _purposes(card, slot)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _holder(card: DemoCard, slot: int) -> x509.Name:
    """Return whom the certificate names: the person, or for the key without a PIN the card alone."""
    if slot == CARD_AUTHENTICATION:
        return x509.Name([x509.NameAttribute(NameOID.SERIAL_NUMBER, f"urn:uuid:{uuid.UUID(card.guid)}")])
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MN"),
            x509.NameAttribute(NameOID.SURNAME, card.family_name),
            x509.NameAttribute(NameOID.GIVEN_NAME, card.given_name),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{card.family_name} {card.given_name}"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, card.regnum, x509.name._ASN1Type.UTF8String),
        ]
    )


def _purposes(card: DemoCard, slot: int) -> list[x509.ObjectIdentifier]:
    match slot:
        case 0x9A if card.role == "technician":
            return [ExtendedKeyUsageOID.CLIENT_AUTH, x509.ObjectIdentifier(HolderFields().technician)]
        case 0x9A if card.role == "officer":
            return [ExtendedKeyUsageOID.CLIENT_AUTH, x509.ObjectIdentifier(HolderFields().officer)]
        case 0x9A:
            return [ExtendedKeyUsageOID.CLIENT_AUTH]
        case 0x9E:
            return [_CARD_AUTHENTICATION]
        case _:
            return []


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    since: dt.datetime,
    until: dt.datetime,
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number(), since, until)


def _usage(*, slot: int | None = None, rsa_key: bool = False) -> x509.KeyUsage:
    """Return what a key in *slot* is for; None is an authority's."""
    return x509.KeyUsage(
        digital_signature=slot in (LOG_IN, SIGNATURE, CARD_AUTHENTICATION),
        content_commitment=slot == SIGNATURE,
        key_encipherment=slot == KEY_MANAGEMENT and rsa_key,
        key_agreement=slot == KEY_MANAGEMENT and not rsa_key,
        key_cert_sign=slot is None,
        crl_sign=slot is None,
        data_encipherment=False,
        encipher_only=False,
        decipher_only=False,
    )


def _dated(card: DemoCard, now: dt.datetime) -> DemoCard:
    until = now - _YEAR / 12 if card.name == "expired" else now + 5 * _YEAR
    return replace(card, card_until=until.date().isoformat(), guid=uuid.uuid4().hex)


def _made(card: DemoCard, issuer: Authority) -> tuple[PivCardFile, int]:
    """Make the keys and certificates of *card*; return it with the serial number of the one for log-in."""
    until = dt.datetime.combine(dt.date.fromisoformat(card.card_until), dt.time(), dt.UTC)
    keys = _new_keys()
    valid = (until - 6 * _YEAR, until)
    certificates = {slot: make_certificate(card, key, issuer, valid=valid, slot=slot) for slot, key in keys.items()}
    return _described(card, piv_objects(card, certificates), keys), certificates[LOG_IN].serial_number


def _copied(card: DemoCard, original: PivCardFile) -> PivCardFile:
    keys = _described(card, {}, _new_keys()).keys if card.name == "clone" else original.keys
    return msgspec.structs.replace(original, note=card.note, keys=keys, mishap=MishapInFile.of(card.mishap))


def _described(card: DemoCard, objects: dict[int, bytes], keys: dict[int, Key]) -> PivCardFile:
    others = {slot: key for slot, key in keys.items() if slot != LOG_IN}
    content = PivContent(objects, keys[LOG_IN], card.pin, others=others)
    return PivCardFile.of(content, note=card.note, tries_left=card.tries_left, mishap=card.mishap)


def _new_keys() -> dict[int, Key]:
    return {slot: ec.generate_private_key(ec.SECP256R1()) for slot in _OBJECT_OF}


def _as_written(sample: DemoCard, path: Path) -> DemoCard:
    """Return *sample* with what its file says."""
    card = read_card_of(PivCardFile, path)
    try:
        held = {one.tag: one.value for one in tlv.parse(tlv.get(bytes.fromhex(card.objects[_HOLDER_OBJECT]), 0x53))}
        until = dt.date.fromisoformat(held[0x35].decode("ascii")).isoformat()
    except (tlv.TlvFault, KeyError, ValueError) as fault:
        raise BadCardFile(path, "no last day") from fault
    left = card.tries if card.tries_left is None else card.tries_left
    said = replace(sample, pin=card.pin, note=card.note, tries_left=left, mishap=card.befalls())
    return replace(said, card_until=until, guid=held.get(0x34, b"").hex())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def piv_objects(card: DemoCard, certificates: Mapping[int, x509.Certificate]) -> dict[int, bytes]:
    """Return the data objects of SP 800-73-4 part 1, appendix A, by tag; *certificates* are by their slot."""
    held = {_OBJECT_OF[slot]: tlv.encode(0x53, _held(one)) for slot, one in certificates.items()}
    discovery = tlv.encode(0x4F, bytes.fromhex("A000000308000010000100")) + tlv.encode(0x5F2F, b"\x40\x00")
    return {
        0x5FC102: tlv.encode(0x53, _chuid(card)),
        0x5FC107: tlv.encode(0x53, _capabilities(card)),
        0x7E: tlv.encode(0x7E, discovery),
        **held,
    }


def _chuid(card: DemoCard) -> bytes:
    """Return the card holder's unique identifier (table 9)."""
    return (
        tlv.encode(0x30, bytes(25))
        + tlv.encode(0x34, bytes.fromhex(card.guid))
        + tlv.encode(0x35, card.card_until.replace("-", "").encode())
        + tlv.encode(0x3E, b"")
        + tlv.encode(0xFE, b"")
    )


def _capabilities(card: DemoCard) -> bytes:
    """Return the card capability container (table 8): of no known maker, data model 10, nothing else."""
    identifier = bytes.fromhex("A000000116FF02") + bytes.fromhex(card.guid)[:14]
    said = ((0xF0, identifier), (0xF1, b"\x21"), (0xF2, b"\x21"), (0xF3, b""), (0xF4, b"\x00"), (0xF5, b"\x10"))
    empty = (0xF6, 0xF7, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE)
    return b"".join(tlv.encode(tag, value) for tag, value in said) + b"".join(tlv.encode(tag, b"") for tag in empty)


def _held(certificate: x509.Certificate) -> bytes:
    der = certificate.public_bytes(serialization.Encoding.DER)
    return tlv.encode(0x70, der) + tlv.encode(0x71, b"\x00") + tlv.encode(0xFE, b"")
