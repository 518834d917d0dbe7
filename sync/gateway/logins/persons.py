"""Whom evidence names, and whether that is whom a request names.

Where an authority writes the register number is its own affair, so the places
are configuration. Refuses a name that is only similar.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from sync.wire import Citizen

_SCHEME = re.compile(r"^(?:PNO|IDC)[A-Z]{2}-")
"""What stands before a person's number where an authority follows ETSI EN 319 412-1, 5.1.3: kind and country."""


@dataclass(frozen=True)
class SubjectFields:
    """Object identifiers of the subject's parts; X.520 serialNumber, givenName and surname."""

    regnum: str = "2.5.4.5"
    given: str = "2.5.4.42"
    family: str = "2.5.4.4"


@dataclass(frozen=True)
class FieldMap:
    """Which fields each authority uses, by its common name or the SHA-256 of its certificate in hexadecimal."""

    default: SubjectFields = SubjectFields()
    authorities: Mapping[str, SubjectFields] = field(default_factory=dict)

    def of(self, issuer: x509.Certificate) -> SubjectFields:
        """Return the fields of *issuer*; a fingerprint counts before a name."""
        by_print = {name.replace(":", "").lower(): fields for name, fields in self.authorities.items()}
        fingerprint, name = issuer.fingerprint(SHA256()).hex(), _part(issuer.subject, x509.NameOID.COMMON_NAME)
        return by_print.get(fingerprint) or self.authorities.get(name) or self.default


@dataclass(frozen=True)
class Named:
    """Whom a certificate or a document names; a part that it does not hold is "". `number` is a document's own."""

    regnum: str = field(repr=False)
    given: str = field(repr=False)
    family: str = field(repr=False)
    number: str = field(default="", repr=False)


def named_by(certificate: x509.Certificate, fields: SubjectFields) -> Named | None:
    """Return whom *certificate* names, None when it holds no register number, or two."""
    regnum = _part(certificate.subject, fields.regnum)
    if not regnum:
        return None
    return Named(regnum, _part(certificate.subject, fields.given), _part(certificate.subject, fields.family))


def is_named(citizen: Citizen, named: Named) -> bool:
    """Say whether *named* is *citizen*: the same numbers, and the same names where the evidence holds both."""
    said, there = (citizen.given, citizen.family), (named.given, named.family)
    return (
        _plain(citizen.number) == _plain(named.number)
        and _is_number(citizen.regnum, named)
        and (not all(there) or [_plain(part) for part in said] == [_plain(part) for part in there])
    )


def _is_number(regnum: str, named: Named) -> bool:
    """Compare register numbers; with a document's own number, a request may leave it out."""
    return _plain_number(regnum) == _plain_number(named.regnum) or bool(named.number and not regnum)


def _part(name: x509.Name, oid: str | x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(x509.ObjectIdentifier(oid) if isinstance(oid, str) else oid)
    return str(found[0].value).strip() if len(found) == 1 else ""


def _plain_number(text: str) -> str:
    return _SCHEME.sub("", _plain(text))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
