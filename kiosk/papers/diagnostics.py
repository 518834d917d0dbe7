"""The technician's page of this machine: what is broken first, with its fault and the next step, then everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from config.fluent import Words
from config.words import Verbatim, Wording, phrase
from devices.printer.document import Block, Document, Gap, Heading, Line, Notice, Pair, Rule
from kiosk.faults import FAULTS
from kiosk.house import House
from kiosk.pages.staff import age, roll_words
from kiosk.papers.day import count, paper_counts
from kiosk.papers.parts import foot, letterhead, pair, when
from kiosk.readiness import PARTS, PartHealth, Readiness
from kiosk.request import PaperVerdict


def diagnostics(
    words: Words, house: House, hour: str, papers: Mapping[PaperVerdict, int], *, large_print: bool = False
) -> Document:
    """Return the page; *hour* is local ISO time, *papers* how many came out, did not, or may have, since the start."""
    readiness = house.readiness
    blocks = (
        letterhead(words, house.settings.kiosk),
        Gap(2),
        Heading(words.paper(phrase("staff-title"))),
        pair(words, "paper-created", when(hour)),
        pair(words, "paper-version", Verbatim(house.version)),
        Notice(words.paper(_verdict(readiness))),
        *(block for part in broken(readiness) for block in trouble(words, part)),
        Rule(dashed=True),
        *(_line(words, readiness.part(part)) for part in PARTS),
        Rule(dashed=True),
        *_counts(words, house),
        Line(words.paper(phrase("paper-day-papers")), bold=True),
        *paper_counts(words, papers),
        *_roll(words, house),
        *foot(words, house.settings.kiosk),
    )
    return Document(blocks, large_print)


def broken(readiness: Readiness) -> tuple[PartHealth, ...]:
    """Return the parts a technician has to see to, those that close something first."""
    ill = (readiness.part(part) for part in PARTS)
    return tuple(sorted((part for part in ill if part.fault), key=lambda part: part.is_well))


def trouble(words: Words, part: PartHealth) -> Iterator[Block]:
    """Yield what is wrong with *part* under its code, and what to do now."""
    fault = FAULTS[part.fault]
    yield Line(f"{name_of(words, part)}: {health_of(words, part)}", "large", bold=True)
    told = phrase("staff-fault", code=Verbatim(part.fault, "code"), words=fault.technician)
    yield Line(words.paper(told))
    yield Line(words.paper(fault.next_step), "small")
    yield Gap(1)


def _verdict(readiness: Readiness) -> Wording:
    if ill := broken(readiness):
        return phrase("paper-diagnostics-ill", n=len(ill))
    return phrase("paper-diagnostics-well")


def _line(words: Words, part: PartHealth) -> Pair:
    return Pair(name_of(words, part), " ".join(word for word in (health_of(words, part), part.measured) if word))


def name_of(words: Words, part: PartHealth) -> str:
    """Return what a technician calls *part*."""
    return words.paper(phrase(f"part-{part.part}"))


def health_of(words: Words, part: PartHealth) -> str:
    """Return how *part* is, in a word or two."""
    return words.paper(phrase(f"health-{part.health.replace('_', '-')}"))


def _roll(words: Words, house: House) -> tuple[Block, ...]:
    return (Line(words.paper(roll_words(house.paper)), "small"),) if house.paper else ()


def _counts(words: Words, house: House) -> tuple[Block, ...]:
    queue, total = house.readiness.queue, len(house.catalogue.services)
    return (
        pair(words, "paper-services-open", Verbatim(f"{total - len(house.readiness.closed)} / {total}")),
        count(words, "paper-day-now", queue.waiting + queue.unknown),
        pair(words, "paper-oldest", age(queue.oldest_seconds)),
        count(words, "paper-day-is-rejected", queue.rejected),
    )
