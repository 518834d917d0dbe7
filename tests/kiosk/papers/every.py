"""Every paper there is, each as a function of language, size and copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from config.fluent import Words
from config.words import Bilingual, phrase
from devices.printer.document import Document
from kiosk.papers.acceptance import acceptance
from kiosk.papers.day import DayFigures, day
from kiosk.papers.diagnostics import diagnostics
from kiosk.papers.feedback import feedback
from kiosk.papers.practice import practice
from kiosk.papers.ready import ready
from kiosk.papers.reference import reference
from kiosk.papers.slip import slip
from kiosk.readiness import QueueFigures
from kiosk.request import Standing
from kiosk.roll import PaperLeft, Used
from sync.numbers import as_code
from tests.kiosk.house import NO_LINK, Ill, a_house, published
from tests.kiosk.papers.test_slip import RECEIPT, REPLY, SITE

Make = Callable[[Words, bool, int], Document]

LONGEST = Bilingual(
    "Нийгмийн даатгалын шимтгэл төлөлтийн талаарх тодорхойлолт, лавлагаа авах", "Reference of social insurance payments"
)
FULL = replace(
    RECEIPT,
    service=LONGEST,
    qr=as_code(RECEIPT.number),
    whom="child:ЪЬ…99",
    assisted_by="П. Номин",
    due="2026-12-22",
    reference="А/12-345",
    agency=Bilingual("Улсын бүртгэлийн ерөнхий газар", "General Authority for State Registration"),
)


def _standings(made: Callable[..., Document], standings: tuple[Standing, ...], name: str) -> dict[str, Make]:
    def make(standing: Standing) -> Make:
        receipt = replace(FULL, standing=standing, reason="decision.papers_missing" if standing == "rejected" else "")
        return lambda words, large, copy: made(words, SITE, receipt, copy=copy, large_print=large)

    return {f"{name}-{standing}": make(standing) for standing in standings}


def _feedback(words: Words, site: object, receipt: object, *, copy: int, large_print: bool) -> Document:
    term = phrase("time-workday", n=30)
    return feedback(words, SITE, receipt, term, copy=copy, large_print=large_print)  # type: ignore[arg-type]  # a receipt


HOUR = "2026-11-21T14:05"
ILL: Ill = {**NO_LINK, "printer": ("faulty", "PRINTER-04"), "headset": ("warning", "VOICE-02")}
HOUSE = replace(
    a_house(published(), ill=ILL, queue=QueueFigures(3, 1, 1, 7200)),
    version="1.2.0",
    paper=PaperLeft(12_400, 72, Used(sheets=140)),
)
FIGURES = DayFigures(
    HOUR, 42, {(LONGEST, "waiting"): 3, (LONGEST, "answered"): 9}, {"printed": 12, "unknown": 1}, QueueFigures(3)
)

PAPERS: dict[str, Make] = {
    **_standings(slip, ("unknown", "rejected"), "slip"),
    **_standings(acceptance, ("in_work", "answered"), "acceptance"),
    **_standings(_feedback, ("waiting", "overdue"), "feedback"),
    "reference": lambda words, large, copy: reference(words, SITE, FULL, REPLY, copy=copy, large_print=large),
    "diagnostics": lambda words, large, _: diagnostics(words, HOUSE, HOUR, {"printed": 1204}, large_print=large),
    "readiness": lambda words, large, _: ready(words, HOUSE, HOUR, large_print=large),
    "day": lambda words, large, _: day(words, SITE, FIGURES, large_print=large),
    "practice": lambda words, large, _: practice(words, SITE, LONGEST, "2026-11-21T14:05", large_print=large),
}
