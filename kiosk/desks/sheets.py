"""Papers that belong to no request, made when somebody asks for one; nothing of them is journalled or kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.words import Wording, phrase
from devices.printer.document import Document
from kiosk.desks.ground import Ground
from kiosk.desks.requests import standing_of
from kiosk.house import House
from kiosk.papers.day import DayFigures, day
from kiosk.papers.diagnostics import diagnostics
from kiosk.papers.practice import practice
from kiosk.papers.ready import ready
from kiosk.presentation import Presentation
from kiosk.request import PaperVerdict, Standing
from kiosk.session.effects import PrintSheet
from sync.daybook import Day, DayBook
from sync.papers import PaperState

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True)
class SheetMaker:
    """Makes each sheet for who asked; without a store nothing happened here."""

    ground: Ground
    book: DayBook | None = None

    def document(self, sheet: PrintSheet, presentation: Presentation) -> Document:
        """Return the paper of *sheet* in the language and size of *presentation*. Raises StoreError."""
        house, words = self.ground.house(), self.ground.words_of(presentation.language)
        now = self.ground.now()
        hour, large = self.ground.local(now), is_large(house, presentation)
        match sheet.sheet:
            case "practice":
                service = house.service(sheet.service).name.wording()
                return practice(words, house.settings.kiosk, service, hour, large_print=large)
            case "diagnostics":
                papers = papers_of(self._of(BEGINNING, now + timedelta(days=1)))
                return diagnostics(words, house, hour, papers, large_print=large)
            case "readiness":
                return ready(words, house, hour, large_print=large)
            case "day":
                return day(words, house.settings.kiosk, self._figures(house, now), large_print=large)

    def _of(self, since: datetime, until: datetime) -> Day:
        return self.book.of(since, until) if self.book else Day()

    def _figures(self, house: House, now: datetime) -> DayFigures:
        """Return the counts of the kiosk's own day, from midnight where it stands."""
        zone = ZoneInfo(house.settings.kiosk.timezone)
        midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
        found = self._of(midnight, midnight + timedelta(days=1))
        return DayFigures(
            self.ground.local(now), found.visits, _requests(found, house), papers_of(found), house.readiness.queue
        )


def is_large(house: House, presentation: Presentation) -> bool:
    """Say whether papers are set larger: everybody's at this site, or of who reads the largest letters."""
    return house.settings.printer.large_print or presentation.text_size == "largest"


def papers_of(found: Day) -> Mapping[PaperVerdict, int]:
    """Return how many papers came out, did not, or may have; what is still on its way counts nowhere."""
    papers: Counter[PaperVerdict] = Counter()
    for state, why, number in found.papers:
        if verdict := _verdict(state, why):
            papers[verdict] += number
    return papers


def _verdict(state: PaperState, why: str) -> PaperVerdict | None:
    match state:
        case "intended" | "sent":
            return None
        case "failed":
            return "not_printed"
        case "unknown":
            return "unknown"
        case _:
            return "unconfirmed" if why == NOT_CONFIRMED else "printed"


def _requests(found: Day, house: House) -> Mapping[tuple[Wording, Standing], int]:
    counted: Counter[tuple[Wording, Standing]] = Counter()
    for handed in found.requests:
        service = house.catalogue.find_service(handed.service)
        name = service.name.wording() if service else phrase("mine-other-service")
        counted[name, standing_of(handed.state, handed.stage, answered=handed.answered)] += handed.count
    return counted
