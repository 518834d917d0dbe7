"""Invented travel documents, and the demonstration country that signs them.

Every name, number and key is made up here; the country's anchor carries
`devices.card.trust.DEMO_MARKER`, so no kiosk outside a demonstration lets these
documents in. Each is one JSON file (`card_file`) beside the PEM of the anchor.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from devices.simulators.card.card_file import EmrtdCardFile, read_card_of, write_card, write_privately
from devices.simulators.card.demo_pki import Authority, make_authority, make_list
from devices.simulators.card.document_files import (
    Holder,
    active_key_group,
    card_access,
    chip_key_group,
    face_group,
    list_of_groups,
    make_signer,
    printed_fields,
    security_object,
    zone_group,
)
from devices.simulators.card.emrtd_access import PaceWay
from devices.simulators.card.emrtd_applet import ActiveKey, EmrtdApplet, EmrtdContent

DocumentName = Literal["passport", "older", "chip_key", "copyable", "copy", "changed", "foreign", "expired"]
_YEAR = dt.timedelta(days=365)
_COUNTRY = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "MN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Үзүүлэнгийн байгууллага (зохиомол)"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Demo country signing authority (invented)"),
    ]
)
_ZONE, _FACE, _CHIP_KEYS, _ACTIVE_KEY = 1, 2, 14, 15
_ACCESS_FILE, _SIGNED_FILE, _LIST_FILE = 0x011C, 0x011D, 0x011E


@dataclass(frozen=True)
class DemoDocument:
    """One document: what is printed in it (invented), its ways and keys, and `note`, what it is for."""

    name: DocumentName
    holder: Holder = field(repr=False)
    note: str
    can: str = field(default="", repr=False)
    pace: PaceWay | None = None
    active: Literal["", "ecdsa", "rsa"] = ""
    chip: bool = False
    over: bool = False

    @property
    def typed(self) -> str:
        """Return what a person would type: number, birth and expiry."""
        return f"{self.holder.number}/{self.holder.birth}/{self.holder.expiry}"


# all invented; the personal numbers have the month 99, so that none is somebody's
_DOCUMENTS = (
    DemoDocument(
        "passport",
        Holder("BAT ERDENE", "DORJ", "E00000017", "UB00990011", "000101", "F"),
        "with PACE and every key (invented)",
        can="100017",
        pace=PaceWay(),
        active="ecdsa",
        chip=True,
    ),
    DemoDocument(
        "older",
        Holder("SARANGEREL", "GANBOLD", "E00000025", "CH00990022", "890203", "F"),
        "basic access control and an RSA key (invented)",
        active="rsa",
    ),
    DemoDocument(
        "chip_key",
        Holder("TUVSHIN", "OCHIR", "E00000033", "DG00990033", "790405", "M"),
        "with PACE and chip authentication only (invented)",
        can="100033",
        pace=PaceWay(suite=4, curve=16),
        chip=True,
    ),
    DemoDocument(
        "copyable",
        Holder("OYUN", "LKHAGVA", "E00000041", "", "690607", "F"),
        "nothing tells it from a copy (invented)",
    ),
    DemoDocument(
        "copy",
        Holder("ENKHTUYA", "SUKH", "E00000058", "UV00990055", "920809", "F"),
        "the files of another chip, with a key of its own (invented)",
        can="100058",
        pace=PaceWay(),
        active="ecdsa",
    ),
    DemoDocument(
        "changed",
        Holder("GANZORIG", "BYAMBA", "E00000066", "AR00990066", "951011", "M"),
        "the name was changed after it was signed (invented)",
        active="ecdsa",
    ),
    DemoDocument(
        "foreign",
        Holder("NARAN", "TSETSEG", "E00000074", "BO00990077", "881213", "M"),
        "of another country of the same name (invented)",
        active="ecdsa",
    ),
    DemoDocument(
        "expired",
        Holder("OTGON", "PUREV", "E00000082", "KH00990088", "750115", "M"),
        "its last day is over (invented)",
        active="ecdsa",
        over=True,
    ),
)


@dataclass(frozen=True)
class DemoDocuments:
    """The folder's content; `anchor` and `crl` are what a kiosk's settings name."""

    folder: Path
    documents: tuple[DemoDocument, ...]

    @property
    def anchor(self) -> Path:
        return self.folder / "demo-country.pem"

    @property
    def crl(self) -> Path:
        return self.folder / "demo-country-crl.pem"

    def document(self, name: DocumentName) -> DemoDocument:
        return next(document for document in self.documents if document.name == name)

    def file(self, name: DocumentName) -> Path:
        """Return where the chip of *name* is described (`card_file`)."""
        return self.folder / f"{name}.json"

    def applet(self, name: DocumentName) -> EmrtdApplet:
        """Return a fresh chip with the content of *name*."""
        return read_card_of(EmrtdCardFile, self.file(name)).applet()


def make_demo_documents(folder: Path, now: dt.datetime | None = None) -> DemoDocuments:
    """Write a demonstration country and its documents into *folder*, over what is there; valid five years."""
    moment = now or dt.datetime.now(dt.UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    country, stranger = make_authority(moment, name=_COUNTRY), make_authority(moment, name=_COUNTRY)
    documents = tuple(_dated(document, moment) for document in _DOCUMENTS)
    made = DemoDocuments(folder, documents)
    for document in documents:
        content = make_content(document, stranger if document.name == "foreign" else country, moment)
        write_card(made.file(document.name), EmrtdCardFile.of(content, note=document.note))
    write_privately(made.anchor, country.certificate.public_bytes(serialization.Encoding.PEM))
    write_privately(made.crl, make_list(country, [], moment).public_bytes(serialization.Encoding.PEM))
    return made


def find_demo_documents(folder: Path) -> DemoDocuments | None:
    """Return what `make_demo_documents` wrote into *folder*, None where it did not."""
    made = DemoDocuments(folder, ())
    if not made.crl.exists():
        return None
    begun = x509.load_pem_x509_certificate(made.anchor.read_bytes()).not_valid_before_utc
    return DemoDocuments(folder, tuple(_dated(document, begun + _YEAR) for document in _DOCUMENTS))


def make_content(document: DemoDocument, country: Authority, now: dt.datetime) -> EmrtdContent:
    """Make what is in one chip, signed by a document signer that *country* vouches for at *now*."""
    active, chip = _active_key(document), ec.generate_private_key(ec.BrainpoolP256R1()) if document.chip else None
    groups = {_ZONE: zone_group(document.holder), _FACE: face_group()}
    if document.pace or chip:
        groups[_CHIP_KEYS] = chip_key_group(document.pace, chip.public_key() if chip else None)
    if active:
        groups[_ACTIVE_KEY] = active_key_group(active.public_key())
    files = {0x0100 + number: group for number, group in groups.items()}
    files[_SIGNED_FILE] = security_object(groups, make_signer(country, now))
    files[_LIST_FILE] = list_of_groups(groups)
    if document.pace:
        files[_ACCESS_FILE] = card_access(document.pace)
    if document.name == "changed":
        files[0x0100 + _ZONE] = files[0x0100 + _ZONE].replace(b"GANZORIG", b"GANZORIX")
    if document.name == "copy":
        active = _active_key(document)
    return EmrtdContent(files, printed_fields(document.holder), document.can, document.pace, active, chip)


def _active_key(document: DemoDocument) -> ActiveKey | None:
    match document.active:
        case "ecdsa":
            return ec.generate_private_key(ec.SECP256R1())
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case _:
            return None


def _dated(document: DemoDocument, now: dt.datetime) -> DemoDocument:
    until = now - _YEAR / 12 if document.over else now + 5 * _YEAR
    holder = document.holder.until(until.date())
    return DemoDocument(
        document.name, holder, document.note, document.can, document.pace, document.active, document.chip, document.over
    )
