"""One judge for every paper that may be put under a reader.

    EMN1:…         ours: a reference by the platform, a slip by a kiosk        (`sync.documents`)
    HC1:…          the EU's health certificate                                 (`hc1`)
    {"data":…      ICAO's travel health proof                                  (`vdsnc`)
    K017-04826-93  the number of a request, which proves nothing by itself

Answers for: whatever the text is, the answer is a `Finding` and no exception.
Refuses everything else as unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sync import documents, numbers
from sync.certificates import hc1, vdsnc
from sync.certificates.finding import ALTERED, UNKNOWN_ISSUER, UNREADABLE, Finding, Issuer, Unreadable, within
from sync.certificates.issuers import KnownIssuers

NUMBER_LETTERS = 24


@dataclass(frozen=True)
class Trusted:
    """Whom this kiosk believes: `own` for our papers, `others` for certificates of other countries."""

    own: documents.Issuers
    others: KnownIssuers = KnownIssuers()


def judge(text: str, trusted: Trusted, at: datetime) -> Finding:
    """Return what the paper with the code *text* is worth at the time *at*, which knows its zone."""
    text = text.strip("\r\n\t")
    try:
        if text.startswith(documents.PREFIX):
            return _own(documents.verify_document(text, trusted.own, at), at)
        if text.startswith(hc1.PREFIX):
            return hc1.check_hc1(text, trusted.others, at)
        if text.startswith("{"):
            return vdsnc.check_vdsnc(text, trusted.others, at)
    except Unreadable:
        return UNREADABLE
    return _number(text)


def _own(finding: documents.Finding, at: datetime) -> Finding:
    match finding:
        case documents.Altered():
            return ALTERED
        case documents.UnknownIssuer():
            return UNKNOWN_ISSUER
        case documents.Revoked(claims):
            return _of(claims, Finding("revoked"))
        case documents.Verified(claims) | documents.Expired(claims):
            return _of(claims, Finding(within(claims.issued, claims.expires, at)))


def _of(claims: documents.Claims, finding: Finding) -> Finding:
    return Finding(
        finding.verdict,
        claims.kind,
        Issuer(claims.issuer, claims.issuer),
        claims.number,
        claims.service,
        claims.issued,
        claims.expires,
        sample=claims.sample,
    )


def _number(text: str) -> Finding:
    found = numbers.of_code(text) if len(text) <= NUMBER_LETTERS else None
    return UNREADABLE if found is None else Finding("unreadable", "number", number=str(found))
