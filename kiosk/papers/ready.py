"""The report after set-up: whether this machine may be given to citizens, part by part, to be signed and kept."""

from __future__ import annotations

from collections import Counter

from config.fluent import Words
from config.words import Verbatim, phrase
from devices.printer.document import Block, Checks, Document, Gap, Heading, Item, Line, Notice, Rule, Steps
from kiosk.faults import FAULTS
from kiosk.house import House
from kiosk.papers.diagnostics import broken, health_of, name_of
from kiosk.papers.parts import foot, letterhead, pair, when
from kiosk.readiness import PARTS, PartHealth, Readiness

ROOM_TO_WRITE = "_" * 16


def ready(words: Words, house: House, hour: str, *, large_print: bool = False) -> Document:
    """Return the report; *hour* is local ISO time. A part that nobody has tested is not ticked."""
    readiness, site = house.readiness, house.settings.kiosk
    verdict = "paper-ready-yes" if is_ready(readiness) else "paper-ready-no"
    blocks = (
        letterhead(words, site),
        Gap(2),
        Heading(words.paper(phrase("paper-ready-title"))),
        pair(words, "paper-created", when(hour)),
        pair(words, "paper-version", Verbatim(house.version)),
        Notice(words.paper(phrase(verdict))),
        Checks(tuple(_item(words, readiness.part(part)) for part in PARTS)),
        *_to_do(words, readiness),
        Rule(dashed=True),
        *_services(words, house),
        Rule(dashed=True),
        Line(words.paper(phrase("paper-ready-name", line=ROOM_TO_WRITE))),
        Line(words.paper(phrase("paper-ready-signed", line=ROOM_TO_WRITE))),
        *foot(words, site),
    )
    return Document(blocks, large_print)


def is_ready(readiness: Readiness) -> bool:
    """Say whether every part was tested and is well, and the machine is open."""
    return readiness.unavailable is None and all(readiness.part(part).health == "well" for part in PARTS)


def _item(words: Words, part: PartHealth) -> Item:
    told = " ".join(word for word in (health_of(words, part), part.measured, part.fault) if word)
    return Item(f"{name_of(words, part)}: {told}", _is_well(part))


def _is_well(part: PartHealth) -> bool:
    return part.health == "well"


def _to_do(words: Words, readiness: Readiness) -> tuple[Block, ...]:
    """Return the next step of each part that is not well."""
    ill = broken(readiness)
    if not ill:
        return ()
    title = Line(words.paper(phrase("paper-ready-to-do")), bold=True)
    return (Gap(1), title, Steps(tuple(words.paper(FAULTS[part.fault].next_step) for part in ill)))


def _services(words: Words, house: House) -> tuple[Block, ...]:
    """Return how many services are open, and for each fault how many it closes."""
    total, closed = len(house.catalogue.services), Counter(house.readiness.closed.values())
    opened = pair(words, "paper-services-open", Verbatim(f"{total - closed.total()} / {total}"))
    lines = (phrase("paper-services-closed", code=code, n=number) for code, number in closed.most_common())
    return (opened, *(Line(words.paper(line), "small") for line in lines))
