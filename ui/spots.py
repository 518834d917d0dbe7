"""What lies at a place of the glass, for a finger that reads it: a stop, a key that turns list pages, words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.words import Wording, phrase
from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop, stops
from kiosk.script import passage
from ui.arrange import Arrangement
from ui.explore import Point
from ui.geometry import Rect


@dataclass(frozen=True)
class Turner:
    """A key that turns the list pages while *page* of *pages* stands, from 0; beyond the first and the last it is dead.

    Its `id` is that of its target.
    """

    id: str
    page: int
    pages: int

    @property
    def wanted(self) -> int:
        """Return the list page that it turns to."""
        return self.page + (1 if self.id == "pager.next" else -1)

    @property
    def is_alive(self) -> bool:
        return 0 <= self.wanted < self.pages

    @property
    def words(self) -> tuple[Wording, ...]:
        name = phrase("button-page-next" if self.id == "pager.next" else "button-page-prev")
        if not self.is_alive:
            return name, phrase("say-closed")
        return name, phrase("say-role-button"), phrase("say-list-page", n=self.page + 1, of=self.pages)


@dataclass(frozen=True)
class Passage:
    """Words that are only read."""

    words: tuple[Wording, ...]


Spot = Stop | Turner | Passage


def is_pressable(spot: Spot) -> bool:
    """Say whether *spot* is something to press at all; a closed one tells when it is pressed that it is."""
    return not isinstance(spot, Passage)


class Chart:
    """Every spot of one list page of *screen*. A place up to *reach* px beside a target still belongs to it."""

    def __init__(self, screen: Screen, arrangement: Arrangement, reach: int) -> None:
        self._screen, self._reach = screen, reach
        known = {stop.id: stop for stop in stops(screen)}
        self.targets: tuple[tuple[Rect, Spot], ...] = tuple(_targets(known, arrangement))
        self._sources = tuple(placed for placed in reversed(arrangement.placed) if placed.unit.source)

    def at(self, point: Point) -> Spot | None:
        """Return what lies at *point*: a target, else words, else the nearest target within reach, else nothing."""
        found = next((spot for rect, spot in self.targets if _gap(rect, point) == 0), None)
        return found or self._passage(point) or self._near(point)

    def _near(self, point: Point) -> Spot | None:
        gaps = ((_gap(rect, point), n) for n, (rect, _) in enumerate(self.targets))
        gap, n = min(gaps, default=(self._reach + 1, 0))
        return self.targets[n][1] if gap <= self._reach else None

    def _passage(self, point: Point) -> Passage | None:
        for placed in self._sources:
            if _gap(placed.rect, point) == 0 and (words := passage(self._screen, placed.unit.source)):
                return Passage(words)
        return None


def _targets(known: dict[str, Stop], arrangement: Arrangement) -> Iterator[tuple[Rect, Spot]]:
    """Yield what can be pressed and where, the topmost first."""
    for placed in reversed(arrangement.placed):
        for target in placed.unit.targets:
            rect = target.rect.moved(placed.x, placed.y)
            if target.id.startswith("pager."):
                yield rect, Turner(target.id, arrangement.page, arrangement.pages)
            elif target.id in known:
                yield rect, known[target.id]


def _gap(rect: Rect, point: Point) -> float:
    """Return how far *point* lies outside *rect*, in px."""
    across = max(rect.x - point.x, point.x - rect.right, 0)
    down = max(rect.y - point.y, point.y - rect.bottom, 0)
    return float(max(across, down))
