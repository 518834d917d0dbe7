"""A zone of the page and the list pages of what stands in it.

Units are dealt out whole, in reading order; nothing is cut, scrolled or made
smaller to fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.pages.blocks import Welcome
from ui.components import pictures
from ui.components.cards import card
from ui.geometry import Rect
from ui.shapes import Plate, Shape
from ui.units import Drawing, Unit

MOST_HEAVY = 5
UNDER_TITLE = 20
"""Least space under the title on list pages after the first."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit and where its upper left corner lies on the glass."""

    unit: Unit
    x: int
    y: int

    @property
    def rect(self) -> Rect:
        return Rect(self.x, self.y, self.unit.width, self.unit.height)


@dataclass(frozen=True)
class Zone:
    """Where units stand: `head` on every list page, `flow` dealt out over them.

    A `welcome` fills what the flow leaves above itself, or `instead` stands for
    it; `outer` is how far it bleeds. `centred` puts the flow a little above the middle. Where the head would cost
    list pages it stands on the first one, and `running` leads the others.
    """

    rect: Rect
    head: tuple[Unit, ...]
    flow: tuple[Unit, ...]
    outer: Rect
    welcome: Welcome | None = None
    instead: Unit | None = None
    centred: bool = False
    running: Unit | None = None

    def dealt(self, d: Drawing) -> tuple[Zone, list[list[Unit]]]:
        """Return the zone and its list pages.

        The picture goes where it leaves no room, then its words; then a head
        that costs list pages or leaves no room under it flows too. For a title
        over each, one list page more is fair, two are not.
        """
        ways = [(zone, zone.pages(d)) for zone in self._ways()]
        good = [(zone, p) for zone, p in ways if zone.fits(d, p) and (len(p) == 1 or not zone.greets)]
        return min(good, key=lambda way: len(way[1]) + (not way[0]._is_titled), default=ways[-1])

    @property
    def _is_titled(self) -> bool:
        return self.greets or bool(self.head) or self.running is not None

    def pages(self, d: Drawing) -> list[list[Unit]]:
        """Return the flow as it is dealt out under the head."""
        gap = d.px(UNDER_TITLE)
        return paginate(self.flow, self._room(d), first_above=bool(self.head), running=self.running, gap=gap)

    def fits(self, d: Drawing, pages: Sequence[Sequence[Unit]]) -> bool:
        """Say whether each of *pages* has room in it."""
        return all(tall(page, first_above=bool(self.head)) <= self._room(d) for page in pages)

    @property
    def greets(self) -> bool:
        """Say whether the greeting stands here, which gives way before anything is paged."""
        return self.welcome is not None or (self.instead is not None and self.instead in self.head)

    def _ways(self) -> tuple[Zone, ...]:
        if self.welcome is None or self.instead is None:
            whole = replace(self, running=None)
            return whole, self._loose(), whole._loose()
        silent = replace(self, welcome=None)
        return self, replace(silent, head=(self.instead, *self.head)), silent, silent._loose()

    def _loose(self) -> Zone:
        return replace(self, head=(), flow=(*self.head, *self.flow))

    def _room(self, d: Drawing) -> int:
        taken = tall(self.head, first_above=False)
        if self.welcome:
            wide = d.narrowed(self.outer.width)
            taken += self.outer.y - self.rect.y + pictures.least_welcome(wide, self.welcome)
            taken -= d.px(pictures.OVERLAP) if self.flow else 0
        return self.rect.height - taken

    def placed(self, d: Drawing, page: Sequence[Unit]) -> Iterator[Placed]:
        """Yield the units of list page *page* where they stand."""
        y = self.rect.y
        height = tall(page, first_above=bool(self.head)) + tall(self.head, first_above=False)
        if self.welcome:
            y = self.rect.bottom - height
            wide = d.narrowed(self.outer.width)
            over = d.px(pictures.OVERLAP) if page else 0
            yield Placed(pictures.welcome(wide, self.welcome, y + over - self.outer.y), self.outer.x, self.outer.y)
        elif self.centred:
            y += max(self.rect.height - height, 0) * 30 // 100
        yield from _stacked(d, (*self.head, *page), self.rect.x, y)


def tall(units: Sequence[Unit], *, first_above: bool) -> int:
    """Return the height of *units* over each other."""
    total = sum(unit.above + unit.height for unit in units)
    return total - (units[0].above if units and not first_above else 0)


def paginate(
    flow: Sequence[Unit], room: int, *, first_above: bool, running: Unit | None = None, gap: int = 0
) -> list[list[Unit]]:
    """Deal *flow* out over list pages of *room* px, a heading never last on one.

    *running* leads all but the first; there what comes first stands *gap* px or more under what is over it.
    """
    pages: list[list[Unit]] = [[]]
    for group in _groups(flow):
        page = pages[-1]
        heavy = sum(unit.heavy for unit in (*page, *group))
        if page and (tall([*page, *group], first_above=first_above) > room or heavy > MOST_HEAVY):
            page = [running] if running else []
            pages.append(page)
            group[0] = replace(group[0], above=max(group[0].above, gap))
        page.extend(group)
    return pages


def _groups(flow: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Yield what must not be parted: a heading and the unit after it."""
    group: list[Unit] = []
    for unit in flow:
        group.append(unit)
        if not unit.keeps_next:
            yield group
            group = []
    if group:
        yield group


def _stacked(d: Drawing, units: Sequence[Unit], x: int, y: int) -> Iterator[Placed]:
    run: list[Placed] = []
    for n, unit in enumerate(units):
        y += unit.above if n else 0
        if run and not unit.carded:
            yield from _on_card(d, run)
            run = []
        placed = Placed(unit, x, y)
        if unit.carded:
            run.append(placed)
        else:
            yield placed
        y += unit.height
    yield from _on_card(d, run)


def _on_card(d: Drawing, run: Sequence[Placed]) -> Iterator[Placed]:
    """Yield one card under *run*, with a hairline between its units, and the units on it."""
    if not run:
        return
    first, last = run[0], run[-1]
    height = last.y + last.unit.height - first.y
    lines: list[Shape] = []
    for placed in run[1:]:
        inset = placed.unit.inset
        lines.append(Plate(Rect(inset, placed.y - first.y - d.px(1), first.unit.width - 2 * inset, d.px(2)), "line"))
    ground = card(d, Rect(0, 0, first.unit.width, height))
    yield Placed(Unit(first.unit.width, height, (ground,)), first.x, first.y)
    yield from run
    yield Placed(Unit(first.unit.width, height, tuple(lines)), first.x, first.y)
