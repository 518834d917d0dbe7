"""Whom evidence names, and whether that is whom a request names.

Where an authority writes the register number is its own affair, so the places
are configuration. Refuses a name that is only similar.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from cryptography import x509

from sync.wire import Citizen

# ETSI EN 319 412-1, 5.1.3 and 5.1.4: kind of number, country or national scheme, a hyphen
_SCHEME = re.compile(r"^(?:[A-Z]{3}[A-Z]{2}|[A-Z]{2}:[A-Z]{2})-")


@dataclass(frozen=True)
class SubjectFields:
    """Object identifiers of the subject's parts; X.520 serialNumber, givenName and surname."""

    regnum: str = "2.5.4.5"
    given: str = "2.5.4.42"
    family: str = "2.5.4.4"


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
    """Say whether *named* is *citizen*: the same number, and the same names where the evidence holds them."""
    return (
        _plain(citizen.number) == _plain(named.number)
        and _is_number(citizen.regnum, named)
        and all(
            not there or _plain(said) == _plain(there)
            for said, there in ((citizen.given, named.given), (citizen.family, named.family))
        )
    )


def _is_number(regnum: str, named: Named) -> bool:
    """Compare register numbers; with a document's own number, a request may leave it out."""
    return _plain_number(regnum) == _plain_number(named.regnum) or bool(named.number and not regnum)


def _part(name: x509.Name, oid: str) -> str:
    found = name.get_attributes_for_oid(x509.ObjectIdentifier(oid))
    return str(found[0].value).strip() if len(found) == 1 else ""


def _plain_number(text: str) -> str:
    return _SCHEME.sub("", _plain(text).upper())


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
