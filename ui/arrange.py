"""Where everything on the glass stands: header, zones, what is anchored low, footer.

Portrait has one zone; `lower` and landscape have two, words and controls.
What does not fit is paged with Previous and Next in the action place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.pages.model import Keys, Screen, Tiles
from ui import furniture
from ui.blocks import Content, content_of, key_heights, low_of, may_shrink_first
from ui.components.buttons import pager
from ui.geometry import Rect
from ui.units import Drawing, Unit
from ui.zones import Placed, Zone, tall

MARGIN = 48
LOWER_PAD = 88
WORDS_SHARE = 42
"""Part of a landscape panel for words, in %; the rest is for controls."""


@dataclass(frozen=True)
class Glass:
    """The panel: its size, and how much of its lower end is within reach from a chair (px)."""

    width: int
    height: int
    reach: int

    @property
    def is_landscape(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True)
class Arrangement:
    """What stands where on list page `page` of `pages`, and on which list page each stop is."""

    placed: tuple[Placed, ...]
    page: int
    pages: int
    pages_of: dict[str, int]


@dataclass(frozen=True)
class Frame:
    """What the furniture leaves: from `top` to `bottom`, and the furniture itself."""

    top: int
    bottom: int
    placed: tuple[Placed, ...]


@dataclass(frozen=True)
class Plan:
    """One way to set a page: `low` from `low_top` down, the zones with their list pages."""

    low: tuple[Unit, ...]
    low_at: tuple[int, int]
    zones: tuple[tuple[Zone, list[list[Unit]]], ...]
    fits: bool

    @property
    def pages(self) -> int:
        return max((len(pages) for _, pages in self.zones), default=1)


class Arranger:
    """Sets one screen on one glass. *d* is as wide as the glass."""

    def __init__(self, d: Drawing, screen: Screen, glass: Glass, *, lower: bool) -> None:
        self._d, self._screen, self._glass, self._lower = d, screen, glass, lower
        self._frame = _frame_of(d, screen, glass)
        margin = d.px(MARGIN)
        self._column = Rect(margin, 0, glass.width - 2 * margin, 0)
        self._words_column = self._column
        if glass.is_landscape:
            words = glass.width * WORDS_SHARE // 100
            self._words_column = Rect(margin, 0, words - margin * 3 // 2, 0)
            self._column = Rect(words + margin // 2, 0, glass.width - words - margin * 3 // 2, 0)

    def arrange(self, wanted: int, focus: str | None) -> Arrangement:
        """Return the arrangement on list page *wanted*, or on the one where *focus* stands."""
        plan = self._best_plan()
        pages_of = dict(_pages_of(plan))
        page = pages_of.get(focus or "", min(wanted, plan.pages - 1))
        placed = [*self._frame.placed, *self._zones_placed(plan, page), *self._low_placed(plan, page)]
        return Arrangement(tuple(placed), page, plan.pages, pages_of)

    def _best_plan(self) -> Plan:
        """Return the first plan in which everything fits: unpaged, then paged, with keys as high as can be."""
        heights = key_heights(self._screen.page)
        if self._lower and heights[0] and may_shrink_first(self._screen.page):
            heights = tuple(h for h in heights if h <= LOWER_PAD)
        roomy = [h for h in heights if h >= LOWER_PAD or not h] if may_shrink_first(self._screen.page) else heights[:1]
        for height in roomy or heights[:1]:
            plan = self._plan(height, paged=False)
            if plan.fits and plan.pages == 1:
                return plan
        for height in heights:
            plan = self._plan(height, paged=True)
            if plan.fits:
                return plan
        return plan

    def _plan(self, key_height: int, *, paged: bool) -> Plan:
        d = self._d
        column = d.narrowed(self._column.width)
        bed = d.narrowed(
            self._glass.width - (self._column.x - d.px(MARGIN)) if self._glass.is_landscape else self._glass.width
        )
        low = tuple(low_of(column, bed, self._screen, key_height))
        if paged:
            low = (pager(column, 0, 2), *low)
        low_at = self._low_span(low)
        zones = tuple(zone.dealt(d) for zone in self._zones(low_at[0]))
        fits = all(zone.fits(d) for zone, _ in zones) and self._reachable(low, low_at[0])
        return Plan(low, low_at, zones, fits)

    def _reachable(self, low: Sequence[Unit], low_top: int) -> bool:
        return not (self._lower and low) or low_top >= self._glass.height - self._glass.reach

    def _low_span(self, low: Sequence[Unit]) -> tuple[int, int]:
        """Return where what is anchored low begins and ends."""
        if not low:
            return self._frame.bottom, self._frame.bottom
        foot = 0 if low[-1].bleeds else self._d.px(30 if self._d.look.is_largest else 48)
        if self._screen.page.staff:
            foot = self._d.px(32)
        bottom = self._frame.bottom - foot
        return bottom - tall(low, first_above=False), bottom

    def _zones(self, low_top: int) -> Iterator[Zone]:
        page, d, glass = self._screen.page, self._d, self._glass
        top = self._frame.top + d.px(self._top_pad())
        low_end = low_top - d.px(24)
        words = content_of(d.narrowed(self._words_column.width), self._screen)
        first = _first_control(words)
        if glass.is_landscape:
            controls = content_of(d.narrowed(self._column.width), self._screen)
            left = Rect(self._words_column.x, top, self._words_column.width, self._frame.bottom - d.px(24) - top)
            right = Rect(self._column.x, top, self._column.width, low_end - top)
            yield self._words_zone(words, first, left, self._words_column.right + d.px(MARGIN) // 2)
            yield self._controls_zone(controls, _first_control(controls), right)
        elif self._lower and (first < len(words.flow) or any(unit.targets for unit in words.head)):
            border = glass.height - glass.reach
            yield self._words_zone(words, first, self._band(top, border - d.px(24)), glass.width)
            yield self._controls_zone(words, first, self._band(border, low_end))
        else:
            outer = Rect(0, self._frame.top, glass.width, low_end - self._frame.top)
            yield Zone(self._band(top, low_end), tuple(words.head), tuple(words.flow), outer, words.welcome, page.bare)

    def _top_pad(self) -> int:
        page = self._screen.page
        if page.staff:
            return 24
        dense = any(isinstance(b, Tiles) or (isinstance(b, Keys) and b.kind == "keyboard") for b in page.blocks)
        return 38 if dense or self._d.look.is_largest else 48

    def _band(self, top: int, bottom: int) -> Rect:
        return Rect(self._column.x, top, self._column.width, bottom - top)

    def _words_zone(self, content: Content, first: int, rect: Rect, outer_right: int) -> Zone:
        head = tuple(unit for unit in content.head if not unit.targets)
        outer = Rect(0, self._frame.top, outer_right, rect.bottom - self._frame.top)
        return Zone(rect, head, tuple(content.flow[:first]), outer, content.welcome, self._screen.page.bare)

    def _controls_zone(self, content: Content, first: int, rect: Rect) -> Zone:
        head = tuple(unit for unit in content.head if unit.targets)
        return Zone(rect, head, tuple(content.flow[first:]), rect)

    def _zones_placed(self, plan: Plan, page: int) -> Iterator[Placed]:
        for zone, pages in plan.zones:
            yield from zone.placed(self._d, pages[min(page, len(pages) - 1)])

    def _low_placed(self, plan: Plan, page: int) -> Iterator[Placed]:
        y = plan.low_at[0]
        for n, unit in enumerate(plan.low):
            y += unit.above if n else 0
            is_pager = any(target.id.startswith("pager.") for target in unit.targets)
            shown = pager(self._d.narrowed(self._column.width), page, plan.pages) if is_pager else unit
            yield Placed(shown, self._column.x - self._d.px(MARGIN) if unit.bleeds else self._column.x, y)
            y += unit.height


def _frame_of(d: Drawing, screen: Screen, glass: Glass) -> Frame:
    placed = [Placed(furniture.header(d, screen), 0, 0)]
    if screen.banner:
        placed.append(Placed(furniture.banner(d, screen.banner), 0, placed[0].unit.height))
    top = placed[-1].rect.bottom
    foot = furniture.footer(d, screen.footer)
    if foot:
        placed.append(Placed(foot, 0, glass.height - foot.height))
    return Frame(top, placed[-1].y if foot else glass.height, tuple(placed))


def _first_control(content: Content) -> int:
    """Return the place in the flow from which on things are pressed, with the heading or card they belong to."""
    flow = content.flow
    first = next((n for n, unit in enumerate(flow) if unit.targets), len(flow))
    while 0 < first < len(flow) and (flow[first - 1].keeps_next or (flow[first - 1].carded and flow[first].carded)):
        first -= 1
    return first


def _pages_of(plan: Plan) -> Iterator[tuple[str, int]]:
    for _, pages in plan.zones:
        if len(pages) < plan.pages and len(pages) == 1:
            continue
        for n, units in enumerate(pages):
            yield from ((target.id, n) for unit in units for target in unit.targets)
