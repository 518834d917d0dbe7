"""Which person a certificate names.

Where an authority puts the register number is its own affair, so the places
are configuration (`HolderFields`). Refuses a certificate that does not name
anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from cryptography import x509

from devices.card.events import Holder, Role
from devices.card.profiles.card import Credential, Person

_LONGEST = 64


class Nameless(Exception):  # noqa: N818 says what the certificate is
    """The certificate lacks a name or a register number where the configuration looks for it."""


@dataclass(frozen=True)
class HolderFields:
    """Object identifiers of the subject's parts, and of the extended key usage that makes a technician.

    The defaults are X.520 serialNumber, givenName and surname. The technician's
    identifier is invented for this project, like `trust.DEMO_MARKER`.
    """

    regnum: str = "2.5.4.5"
    given_name: str = "2.5.4.42"
    family_name: str = "2.5.4.4"
    technician: str = "1.3.6.1.4.1.59999.2.1"


def holder_of(certificate: x509.Certificate, fields: HolderFields) -> Holder:
    """Return the person that *certificate* names.

    Raises:
        Nameless: a part is missing, empty, too long or unprintable.
    """
    return Holder(
        regnum=_part(certificate.subject, fields.regnum),
        given_name=_part(certificate.subject, fields.given_name),
        family_name=_part(certificate.subject, fields.family_name),
        card_serial=f"{certificate.serial_number:X}",
        role=_role(certificate, fields),
        issuer=_issuer(certificate),
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
        issuer=_issuer(signer),
        valid_from=signer.not_valid_before_utc,
        valid_until=datetime.combine(until, time(23, 59, 59), UTC) if until else signer.not_valid_after_utc,
        number=person.number,
    )


def _issuer(certificate: x509.Certificate) -> str:
    found = certificate.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def _part(name: x509.Name, oid: str) -> str:
    found = name.get_attributes_for_oid(x509.ObjectIdentifier(oid))
    text = str(found[0].value).strip() if len(found) == 1 else ""
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise Nameless(oid)
    return text


def _role(certificate: x509.Certificate, fields: HolderFields) -> Role:
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return "citizen"
    return "technician" if x509.ObjectIdentifier(fields.technician) in usages else "citizen"
