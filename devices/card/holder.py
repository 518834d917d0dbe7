"""Which person a certificate names.

Where an authority puts the register number is its own affair, so the places
are configuration for each (`FieldMap`). Refuses a certificate that holds no
register number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from devices.card.events import Holder, Role
from devices.card.profiles.card import Credential, Person

_LONGEST = 64
_SEMANTICS = re.compile(r"^(?:PNO|IDC)[A-Z]{2}-")
"""What stands before a person's number where an authority follows ETSI EN 319 412-1, 5.1.3: kind and country."""


class Nameless(Exception):  # noqa: N818 says what the certificate is
    """The certificate lacks a name or a register number where the configuration looks for it."""


@dataclass(frozen=True)
class HolderFields:
    """Object identifiers of the subject's parts, and of the extended key usages that make an officer or a technician.

    The defaults are X.520 serialNumber, givenName and surname. The identifiers
        of the roles are invented for this project, like `trust.DEMO_MARKER`.
    """

    regnum: str = "2.5.4.5"
    given_name: str = "2.5.4.42"
    family_name: str = "2.5.4.4"
    officer: str = "1.3.6.1.4.1.59999.2.2"
    technician: str = "1.3.6.1.4.1.59999.2.1"


@dataclass(frozen=True)
class IssuerFields:
    """The fields of one authority, known by the common name of its certificate or its SHA-256 fingerprint in hex."""

    issuer: str
    fields: HolderFields


@dataclass(frozen=True)
class FieldMap:
    """Which fields each issuing authority uses; `default` those of every other."""

    default: HolderFields = HolderFields()
    issuers: tuple[IssuerFields, ...] = ()

    def of(self, issuer: x509.Certificate) -> HolderFields:
        """Return the fields of *issuer*; a fingerprint counts before a name."""
        known = (issuer.fingerprint(SHA256()).hex(), _find(issuer.subject, NameOID.COMMON_NAME))
        by_key = {one.issuer.replace(":", "").lower(): one.fields for one in self.issuers}
        by_name = {one.issuer: one.fields for one in self.issuers}
        return by_key.get(known[0]) or by_name.get(known[1]) or self.default


def holder_of(certificate: x509.Certificate, fields: HolderFields) -> Holder:
    """Return the person that *certificate* names; where its names are missing, its common name stands for them.

    Raises:
        Nameless: there is no register number, or an unprintable one.
    """
    subject = certificate.subject
    regnum = _SEMANTICS.sub("", _find(subject, fields.regnum))
    if not regnum:
        raise Nameless(fields.regnum)
    given, family = _find(subject, fields.given_name), _find(subject, fields.family_name)
    whole = bool(given and family)
    return Holder(
        regnum=regnum,
        given_name=given if whole else _find(subject, NameOID.COMMON_NAME) or given or family,
        family_name=family if whole else "",
        card_serial=f"{certificate.serial_number:X}",
        role=_role(certificate, fields),
        issuer=common_name(certificate.issuer),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def holder_in(person: Person, signer: x509.Certificate, credential: Credential) -> Holder:
    """Return the person that a document names, whose last day is its own."""
    until = credential.valid_until
    return Holder(
        regnum=person.regnum,
        given_name=person.given_name,
        family_name=person.family_name,
        card_serial=person.number,
        role="citizen",
        issuer=common_name(signer.issuer),
        valid_from=signer.not_valid_before_utc,
        valid_until=datetime.combine(until, time(23, 59, 59), UTC) if until else signer.not_valid_after_utc,
        number=person.number,
        state=person.state,
    )


def common_name(name: x509.Name) -> str:
    """Return the common name in *name*, "" where there is none to be shown."""
    return _find(name, NameOID.COMMON_NAME)


def _find(name: x509.Name, oid: str | x509.ObjectIdentifier) -> str:
    """Return the one part of this kind, whatever kind of string it is; "" where there is none to be shown."""
    wanted = x509.ObjectIdentifier(oid) if isinstance(oid, str) else oid
    found = name.get_attributes_for_oid(wanted)
    text = found[0].value if len(found) == 1 else ""
    shown = text.strip() if isinstance(text, str) else ""
    return shown if len(shown) <= _LONGEST and shown.isprintable() else ""


def _role(certificate: x509.Certificate, fields: HolderFields) -> Role:
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return "citizen"
    if x509.ObjectIdentifier(fields.technician) in usages:
        return "technician"
    return "officer" if x509.ObjectIdentifier(fields.officer) in usages else "citizen"
