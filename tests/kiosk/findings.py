"""One of everything a paper can be worth. All people and numbers are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec

from kiosk.session.states import CheckingPaper
from sync.certificates.finding import UNREADABLE, Finding, Issuer, Kind, Result, Said, Verdict
from tests.kiosk.house import NOW as SERVICE

SINCE = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=365)
UTOPIA = Issuer("Утопи улс", "Utopia")
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
GENUINE: tuple[Verdict, ...] = ("verified", "expired", "revoked", "notyetvalid")
DORJ = Said("Дорж Бат", "1990-11-15", "2026-10-01")
SAID: dict[Kind, Said] = {
    "vaccination": Said("Дорж Бат", "1990-11-15", "2026-10-01", (2, 2)),
    "test": Said("DORJ BATBAYAR", "1990-11", "2026-11-20", result="not_detected"),
    "recovery": Said("Дорж-Эрдэнэбаатарын Энхбаярмөнхцэцэг", "1990", "2026-09-01"),
}


def found(kind: Kind = "vaccination", verdict: Verdict = "verified", said: Said | None = None) -> Finding:
    """Return what a genuine paper is worth."""
    if kind == "slip":
        return Finding(verdict, "slip", Issuer("017", "017"), "017-04826-93", SERVICE, SINCE, UNTIL)
    if kind == "reference":
        return Finding(verdict, kind, Issuer("sample", "sample"), "017-04826-93", SERVICE, SINCE, UNTIL)
    return Finding(verdict, kind, UTOPIA, since=SINCE, until=UNTIL, said=said or SAID[kind], as_of=SINCE)


def checkings() -> Iterator[CheckingPaper]:
    """Yield the page before the first paper, and every page after one."""
    yield CheckingPaper()
    for verdict in VERDICTS:
        if verdict not in GENUINE:
            yield CheckingPaper(Finding(verdict))
    for kind in ("reference", "slip", *SAID):
        yield from (CheckingPaper(found(kind, verdict)) for verdict in GENUINE)  # type: ignore[arg-type]  # they are kinds
    yield CheckingPaper(Finding("unreadable", "number", number="017-04826-93"))
    yield from (
        CheckingPaper(found("test", said=Said("DORJ BAT", result=result))) for result in get_args(Result) if result
    )
    yield replace(CheckingPaper(found()), dated=False)
    yield CheckingPaper(msgspec.structs.replace(found("reference"), sample=True))
    yield CheckingPaper(UNREADABLE)
    yield CheckingPaper(msgspec.structs.replace(found(), as_of=SINCE - timedelta(days=400)))
