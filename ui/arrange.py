"""Where everything on the glass stands: header, zones, what is anchored low, footer.

Portrait has one zone; `lower` and landscape have two, words and controls.
What does not fit is dealt out over list pages ("sheets"), with Previous and
Next in the action place. Ways to set a page are tried from the best on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.pages.blocks import Block, Boxes, Heading, Keys, Note, Options, PinPad, Rows, Tiles
from kiosk.pages.model import Page, Screen
from ui import furniture
from ui.blocks import Content, content_of, key_heights, low_of, types_on_a_keyboard
from ui.components import reading
from ui.components.buttons import pager
from ui.geometry import Rect
from ui.units import Drawing, Unit
from ui.zones import Placed, Zone, tall

MARGIN = 48
ROOMY_PAD = 88
"""Keys of a pad go down to this height (27.5 mm) before anything is paged."""
NOTHING = Boxes(())
"""A block that takes its place and shows nothing."""
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

    @property
    def border(self) -> int:
        """Above it nothing can be reached from a chair."""
        return self.height - self.reach


@dataclass(frozen=True)
class Arrangement:
    """What stands where on list page `page` of `pages`, and on which list page each stop is."""

    placed: tuple[Placed, ...]
    page: int
    pages: int
    pages_of: dict[str, int]


@dataclass(frozen=True)
class Sheet:
    """One list page: what is anchored low from `low_top` down, and what stands in each zone."""

    low: tuple[Unit, ...]
    low_top: int
    zones: tuple[tuple[Zone, tuple[Unit, ...]], ...]

    def ids(self) -> Iterator[str]:
        """Yield what can be pressed in its zones."""
        units = (unit for zone, flow in self.zones for unit in (*zone.head, *flow))
        yield from (target.id for unit in units for target in unit.targets)
        yield from (target.id for unit in self.low for target in unit.targets)


@dataclass(frozen=True)
class Plan:
    """One way to set a page, sheet by sheet."""

    sheets: tuple[Sheet, ...]
    fits: bool


class Arranger:
    """Sets one screen on one glass. *d* is as wide as the glass."""

    def __init__(self, d: Drawing, screen: Screen, glass: Glass, *, lower: bool) -> None:
        self._d, self._screen, self._glass, self._lower = d, screen, glass, lower
        self._top, self._bottom, self._around = _furniture(d, screen, glass)
        margin = d.px(MARGIN)
        self._column = Rect(margin, 0, glass.width - 2 * margin, 0)
        self._words_column = self._column
        if glass.is_landscape:
            words = glass.width * WORDS_SHARE // 100
            self._words_column = Rect(margin, 0, words - margin * 3 // 2, 0)
            self._column = Rect(words + margin // 2, 0, glass.width - words - margin * 3 // 2, 0)

    def arrange(self, wanted: int, focus: str | None) -> Arrangement:
        """Return the arrangement on list page *wanted*, or on the nearest one where *focus* stands."""
        sheets = self._best_plan().sheets
        page = min(wanted, len(sheets) - 1)
        if focus is not None and focus not in sheets[page].ids():
            page = next((n for n, sheet in enumerate(sheets) if focus in sheet.ids()), page)
        pages_of: dict[str, int] = {}
        for n, sheet in enumerate(sheets):
            for id_ in sheet.ids():
                if not id_.startswith("pager."):
                    pages_of.setdefault(id_, n)
        placed = (*self._around, *self._placed(sheets[page], page, len(sheets)))
        return Arrangement(placed, page, len(sheets), pages_of)

    def _best_plan(self) -> Plan:
        plan = None
        for plan in self._plans():
            if plan.fits:
                return plan
        assert plan is not None  # noqa: S101 - there is always one to try
        return plan

    def _plans(self) -> Iterator[Plan]:
        """Yield the ways to set the page, the best first: whole, paged, apart from the keyboard, paged at any cost."""
        page = self._screen.page
        heights = key_heights(page)
        typing = types_on_a_keyboard(page)
        if self._lower and not typing and heights[0]:
            heights = tuple(h for h in heights if h <= ROOMY_PAD)
        squeezed = self._lower or (self._d.look.is_largest and _only_types(page))
        whole = heights if squeezed else heights[:1] if typing else [h for h in heights if h >= ROOMY_PAD or not h]
        yield from (plan for plan in (self._plan(h, paged=False) for h in whole) if len(plan.sheets) == 1)
        if heights[0] and (_complains(page) or _only_types(page)) and not _chooses(page):
            yield from (self._apart(h) for h in heights)
        yield from (self._plan(h, paged=True) for h in heights[: 3 if typing else None])
        if typing:
            yield from (self._apart(h) for h in heights)
        yield self._apart(heights[-1]) if _only_types(page) else self._plan(heights[-1], paged=True)

    def _plan(self, key_height: int, *, paged: bool) -> Plan:
        """Return the page with everything on each sheet but what is dealt out."""
        low = self._low(self._screen.page, key_height, paged=paged)
        low_top = self._low_top(low)
        dealt = [zone.dealt(self._d) for zone in self._zones(self._screen.page, low_top)]
        sheets = tuple(
            Sheet(low, low_top, tuple((zone, tuple(pages[min(n, len(pages) - 1)])) for zone, pages in dealt))
            for n in range(max(len(pages) for _, pages in dealt))
        )
        return Plan(sheets, all(zone.fits(self._d, pages) for zone, pages in dealt) and self._reachable(low, low_top))

    def _apart(self, key_height: int) -> Plan:
        """Return the page with the keyboard on the first sheet and what is found on the others."""
        typing = _without_lists(self._screen.page)
        low = self._low(typing, key_height, paged=True)
        low_top = self._low_top(low)
        first = [zone.dealt(self._d) for zone in self._zones(typing, low_top)]
        reading_ = _without_keys(self._screen.page)
        rest_low = self._low(reading_, 0, paged=True)
        rest_top = self._low_top(rest_low)
        rest = [zone.dealt(self._d) for zone in self._zones(reading_, rest_top)]
        sheets = [Sheet(low, low_top, tuple((zone, tuple(pages[0])) for zone, pages in first))]
        for n in range(max(len(pages) for _, pages in rest)):
            zones = tuple((zone, tuple(pages[min(n, len(pages) - 1)])) for zone, pages in rest)
            sheets.append(Sheet(rest_low, rest_top, zones))
        fits = all(zone.fits(self._d, pages) for zone, pages in (*first, *rest))
        whole = all(len(pages) == 1 for _, pages in first)
        return Plan(tuple(sheets), fits and whole and self._reachable(low, low_top))

    def _low(self, page: Page, key_height: int, *, paged: bool) -> tuple[Unit, ...]:
        column = self._d.narrowed(self._column.width)
        beside = self._column.x - self._d.px(MARGIN)
        bed = self._d.narrowed(self._glass.width - beside if self._glass.is_landscape else self._glass.width)
        low = low_of(column, bed, page, key_height)
        if not paged:
            return tuple(low)
        first = next((n for n, unit in enumerate(low) if unit.targets), len(low))
        return (*low[:first], pager(column, 0, 2), *low[first:])

    def _low_top(self, low: Sequence[Unit]) -> int:
        """Return where what is anchored low begins."""
        if not low:
            return self._bottom
        foot = 0 if low[-1].bleeds else self._foot()
        return self._bottom - self._d.px(foot) - tall(low, first_above=False)

    def _foot(self) -> int:
        """Return the space over the footer, in drawn px."""
        if self._lower:
            return 16
        return 32 if self._screen.page.staff else 30 if self._d.look.is_largest else 48

    def _reachable(self, low: Sequence[Unit], low_top: int) -> bool:
        """Say whether *low* has room, and all of it to press is within reach where that was asked for."""
        y = low_top
        if low and y < self._top:
            return False
        for n, unit in enumerate(low):
            y += unit.above if n else 0
            if self._lower and not self._glass.is_landscape and unit.targets and y < self._glass.border:
                return False
            y += unit.height
        return True

    def _zones(self, page: Page, low_top: int) -> list[Zone]:
        d, glass = self._d, self._glass
        top = self._top + d.px(self._top_pad())
        low_end = low_top - d.px(24 if low_top < self._bottom else self._foot())
        content = content_of(d.narrowed(self._words_column.width), page)
        first = _first_control(content)
        if glass.is_landscape:
            controls = content_of(d.narrowed(self._column.width), page)
            left = Rect(self._words_column.x, top, self._words_column.width, self._bottom - d.px(24) - top)
            right = Rect(self._column.x, top, self._column.width, low_end - top)
            edge = self._words_column.right + d.px(MARGIN) // 2
            words = self._words(page, content, first, left, edge)
            if first == len(content.flow):
                return self._columns(words, controls, right)
            return [words, _controls(controls, _first_control(controls), right)]
        if self._lower and (first < len(content.flow) or any(unit.targets for unit in content.head)):
            over = self._band(top, glass.border - d.px(24))
            under = self._band(glass.border, low_end)
            return [self._words(page, content, first, over, glass.width), _controls(content, first, under)]
        whole = self._band(top, low_end)
        head = tuple(content.head)
        outer = Rect(0, self._top, glass.width, low_end - self._top)
        return [self._titled(page, content, Zone(whole, head, tuple(content.flow), outer, centred=page.bare))]

    def _columns(self, words: Zone, wide: Content, right: Rect) -> list[Zone]:
        """Return the zones of a page that is only read: the right one goes on where the left one has no more room."""
        d, kept = self._d, words.pages(self._d)[0]
        left_over = {unit.source for unit in words.flow[len(kept) :]}
        here = replace(words, flow=tuple(unit for unit in kept if unit.source not in left_over))
        pressed = tuple(unit for unit in wide.head if unit.targets)
        onward = Zone(right, pressed, tuple(unit for unit in wide.flow if unit.source in left_over), right)
        pages = onward.pages(d)
        stands = len(here.dealt(d)[1]) == 1 and onward.fits(d, pages)
        if stands and len(pages) < len(words.dealt(d)[1]):
            return [here, onward]
        return [words, Zone(right, pressed, (), right)]

    def _top_pad(self) -> int:
        page = self._screen.page
        if page.staff:
            return 24
        dense = types_on_a_keyboard(page) or any(isinstance(b, Tiles) for b in page.blocks)
        return 38 if dense or self._d.look.is_largest else 48

    def _band(self, top: int, bottom: int) -> Rect:
        return Rect(self._column.x, top, self._column.width, bottom - top)

    def _words(self, page: Page, content: Content, first: int, rect: Rect, edge: int) -> Zone:
        head = tuple(unit for unit in content.head if not unit.targets)
        outer = Rect(0, self._top, edge, rect.bottom - self._top)
        return self._titled(page, content, Zone(rect, head, tuple(content.flow[:first]), outer, centred=page.bare))

    def _titled(self, page: Page, content: Content, zone: Zone) -> Zone:
        """Return *zone* with its greeting and what stands for it, or with the title that runs over list pages."""
        d = self._d.narrowed(zone.rect.width)
        if content.welcome:
            return replace(zone, welcome=content.welcome, instead=reading.title(d, page))
        return zone if page.staff else replace(zone, running=reading.running_title(d, page))

    def _placed(self, sheet: Sheet, page: int, pages: int) -> Iterator[Placed]:
        for zone, flow in sheet.zones:
            yield from zone.placed(self._d, flow)
        y = sheet.low_top
        for n, unit in enumerate(sheet.low):
            y += unit.above if n else 0
            is_pager = any(target.id.startswith("pager.") for target in unit.targets)
            shown = pager(self._d.narrowed(self._column.width), page, pages) if is_pager else unit
            yield Placed(shown, self._column.x - self._d.px(MARGIN) if unit.bleeds else self._column.x, y)
            y += unit.height


def _furniture(d: Drawing, screen: Screen, glass: Glass) -> tuple[int, int, tuple[Placed, ...]]:
    """Return where the page may begin and end, and what stands around it."""
    placed = [Placed(furniture.header(d, screen), 0, 0)]
    if screen.banner:
        placed.append(Placed(furniture.banner(d, screen.banner), 0, placed[0].unit.height))
    top = placed[-1].rect.bottom
    foot = furniture.footer(d, screen.footer)
    if foot:
        placed.append(Placed(foot, 0, glass.height - foot.height))
    return top, placed[-1].y if foot else glass.height, tuple(placed)


def _controls(content: Content, first: int, rect: Rect) -> Zone:
    return Zone(rect, tuple(unit for unit in content.head if unit.targets), tuple(content.flow[first:]), rect)


def _first_control(content: Content) -> int:
    """Return the place in the flow from which on things are pressed, with the heading or card they belong to."""
    flow = content.flow
    first = next((n for n, unit in enumerate(flow) if unit.targets), len(flow))
    while 0 < first < len(flow) and (flow[first - 1].keeps_next or (flow[first - 1].carded and flow[first].carded)):
        first -= 1
    return first


def _only_types(page: Page) -> bool:
    """Say whether nothing is found on *page*: somebody who types must see the question and what they typed."""
    return types_on_a_keyboard(page) and not any(isinstance(block, Rows | Options) for block in page.blocks)


def _without_lists(page: Page) -> Page:
    """Return *page* with only what is typed, its field without a key: places keep their numbers.

    What is wrong with it stands there too, instead of what was read before it was typed.
    """
    kept: list[Block] = []
    for block in page.blocks:
        match block:
            case Boxes(boxes):
                kept.append(Boxes(tuple(replace(box, clear=None) for box in boxes)))
            case Keys() | PinPad() | Note(mark="err"):
                kept.append(block)
            case Heading() if _only_types(page):  # it is the question
                kept.append(block)
            case _:
                kept.append(NOTHING)
    typing = replace(page, blocks=tuple(kept))
    return replace(typing, lead=None, above=None) if _complains(page) or _only_types(page) else typing


def _chooses(page: Page) -> bool:
    """Say whether *page* has a list to choose from: its keys lead to what stands in it, and nothing is typed."""
    return any(isinstance(block, Options) for block in page.blocks)


def _complains(page: Page) -> bool:
    """Say whether something on *page* is wrong, which must be seen beside what is typed."""
    return any(isinstance(block, Note) and block.mark == "err" for block in page.blocks)


def _without_keys(page: Page) -> Page:
    kept = (NOTHING if isinstance(block, Keys | PinPad) else block for block in page.blocks)
    return replace(page, blocks=tuple(kept))
