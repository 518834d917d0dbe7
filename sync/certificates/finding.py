"""What a paper is worth, as one value for the screen, the voice and the command line.

Answers for: nothing of a paper is told before its signature was found good.
Refuses to hold more than somebody who checks a paper needs: whose it is, what
it says, who said it and how long it counts.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from typing import Any, Literal

from msgspec import Struct

Verdict = Literal["verified", "altered", "unknownissuer", "expired", "revoked", "notyetvalid", "unreadable"]
Kind = Literal["reference", "slip", "number", "vaccination", "test", "recovery"]
Result = Literal["", "not_detected", "detected", "unknown"]

LONGEST = 160
"""Letters of a name that are shown; a passport's holds 39, a health certificate's 80 twice."""


class Unreadable(Exception):  # noqa: N818 says what the text is
    """The text is none of the papers known here, or was not read whole."""


class Issuer(Struct, frozen=True):
    """Who signed, in the words of the list that is carried, or by its number."""

    mn: str = ""
    en: str = ""


class Said(Struct, frozen=True):
    """What a certificate says of a person; `day` is that of the vaccination, of the sample, or of the first test."""

    name: str = ""
    born: str = ""
    day: str = ""
    doses: tuple[int, int] | None = None
    result: Result = ""

    def __repr__(self) -> str:
        return "Said(…)"


class Finding(Struct, frozen=True):
    """The *verdict*, and where the signature was good what the paper says: from `since` it counts, up to `until`.

    `as_of` is the day of the list by which the issuer was judged.
    """

    verdict: Verdict
    kind: Kind | None = None
    issuer: Issuer = Issuer()
    number: str = ""
    service: str = ""
    since: datetime | None = None
    until: datetime | None = None
    said: Said = Said()
    as_of: datetime | None = None
    sample: bool = False

    def __repr__(self) -> str:
        return f"Finding({self.verdict!r}, {self.kind!r}, …)"


ALTERED, UNKNOWN_ISSUER, UNREADABLE = Finding("altered"), Finding("unknownissuer"), Finding("unreadable")


def within(since: datetime | None, until: datetime | None, at: datetime) -> Verdict:
    """Return whether a genuine paper counts at the time *at*: not before *since*, no more from *until* on."""
    if since is not None and at < since:
        return "notyetvalid"
    return "expired" if until is not None and at >= until else "verified"


def printable(value: Any) -> str:
    """Return the text *value* on one line and no longer than it can be shown; Unreadable when it is no text."""
    if not isinstance(value, str):
        raise Unreadable
    shown = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in value[: 2 * LONGEST])
    return " ".join(shown.split())[:LONGEST]


def day_of(value: Any) -> str:
    """Return the date, or the part of one, that *value* begins with: ``1990-02-01``, ``1990-02``, ``1990`` or nothing.

    Raises Unreadable for anything else.
    """
    text = printable(value)[: len("1990-02-01")]
    try:
        date.fromisoformat((text + "-01-01"[: max(0, 10 - len(text))])[:10] if text else "1990-01-01")
    except ValueError:
        raise Unreadable from None
    return text


def begin_of(day: str) -> datetime:
    """Return the first moment of the whole *day*, in UTC; Unreadable when it is not one."""
    try:
        return datetime.fromisoformat(day).replace(tzinfo=UTC)
    except ValueError:
        raise Unreadable from None
