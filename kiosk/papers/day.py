"""The summary of a day for the officer: counts by service and standing, papers, and what waits.

Refuses persons: it is made of counts alone, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from config.fluent import Words
from config.settings import KioskSettings
from config.words import Verbatim, Wording, phrase
from devices.printer.document import Block, Document, Gap, Heading, Line, Pair, Rule
from kiosk.papers.parts import foot, letterhead, pair, when
from kiosk.readiness import QueueFigures
from kiosk.request import PaperVerdict, Standing


@dataclass(frozen=True)
class DayFigures:
    """One day in counts: `hour` is the local ISO time of the paper, `queue` what waits at that hour."""

    hour: str
    visits: int = 0
    requests: Mapping[tuple[Wording, Standing], int] = field(default_factory=dict)
    papers: Mapping[PaperVerdict, int] = field(default_factory=dict)
    queue: QueueFigures = QueueFigures()


def day(words: Words, site: KioskSettings, figures: DayFigures, *, large_print: bool = False) -> Document:
    """Return the summary in the language of *words*."""
    blocks = (
        letterhead(words, site),
        Gap(2),
        Heading(words.paper(phrase("paper-day-title"))),
        pair(words, "paper-day-until", when(figures.hour)),
        Rule(),
        count(words, "paper-day-visits", figures.visits),
        count(words, "paper-day-requests", sum(figures.requests.values())),
        *_by_standing(words, figures),
        Rule(dashed=True),
        *_by_service(words, figures),
        Line(words.paper(phrase("paper-day-papers")), bold=True),
        *paper_counts(words, figures.papers),
        Rule(dashed=True),
        count(words, "paper-day-now", figures.queue.waiting + figures.queue.unknown),
        Line(words.paper(phrase("paper-day-nobody")), "small"),
        *foot(words, site),
    )
    return Document(blocks, large_print)


def count(words: Words, label: str, number: int) -> Pair:
    """Return the line of *label*, a key of the words, and *number*."""
    return pair(words, label, Verbatim(str(number)))


def paper_counts(words: Words, papers: Mapping[PaperVerdict, int]) -> tuple[Block, ...]:
    """Return how many papers came out, and each doubt there was about others."""
    known = (one for one in get_args(PaperVerdict) if one == "printed" or papers.get(one))
    return tuple(count(words, f"paper-day-{one}", papers.get(one, 0)) for one in known)


def _by_standing(words: Words, figures: DayFigures) -> tuple[Block, ...]:
    found: Counter[Standing] = Counter()
    for (_, standing), number in figures.requests.items():
        found[standing] += number
    return tuple(count(words, f"paper-day-is-{one}", found[one]) for one in get_args(Standing) if found[one])


def _standings(words: Words, figures: DayFigures, service: Wording) -> Iterator[str]:
    for standing in get_args(Standing):
        if number := figures.requests.get((service, standing)):
            yield f"{words.paper(phrase(f'paper-day-is-{standing}'))}: {number}"


def _by_service(words: Words, figures: DayFigures) -> Iterator[Block]:
    """Yield each service with how many were handed in, the most wanted first; nothing on a day without any."""
    found: Counter[Wording] = Counter()
    for (service, _), number in figures.requests.items():
        found[service] += number
    if not found:
        return
    yield Line(words.paper(phrase("paper-day-services")), bold=True)
    for service, number in sorted(found.items(), key=lambda one: (-one[1], words.paper(one[0]))):
        yield Pair(words.paper(service), str(number))
        yield Line(", ".join(_standings(words, figures, service)), "small")
    yield Rule(dashed=True)
