"""Finds what is wrong with a page: words out of their box, small or near targets, what cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kiosk.pages.stops import stops
from ui.geometry import Rect
from ui.page_view import PageView
from ui.shapes import Icon, Text
from ui.units import Target
from ui.zones import Placed

LEAST_MM = 12.7
GAP_MM = 2.54
SLACK = 2
OVERLAP = 3


def faults_of(view: PageView) -> list[str]:
    """Return every fault of the screen *view* shows, on all its list pages; none is an empty list."""
    before, pages = view.list_page
    faults: list[str] = []
    seen: set[str] = set()
    for page in range(pages):
        view.show_list_page(page)
        seen |= view.target_ids()
        faults += [f"list page {page + 1}: {fault}" for fault in faults_on_list_page(view)]
    view.show_list_page(before)
    screen = view.shown_screen
    assert screen is not None
    faults += [f"stop {stop.id} stands nowhere" for stop in stops(screen) if stop.id not in seen]
    return faults


def faults_on_list_page(view: PageView) -> list[str]:
    """Return the faults of what stands on the glass now."""
    return [*_words(view), *_overlaps(view), *_targets(view), *_reach(view)]


def _words(view: PageView) -> Iterator[str]:
    glass = Rect(0, 0, view.width(), view.height())
    for text, at, owner, name in _texts(view):
        if not text.box.holds(text.rect, slack=SLACK):
            yield f"{name}: {text.laid.text!r} is out of its box: {text.rect} in {text.box}"
        if not owner.holds(text.rect.moved(*at), slack=SLACK):
            yield f"{name}: {text.laid.text!r} is out of {owner}: {text.rect.moved(*at)}"
        if not glass.holds(text.rect.moved(*at)):
            yield f"{name}: {text.laid.text!r} is off the glass"
        if text.laid.breaks_a_word:
            yield f"{name}: a word of {text.laid.text!r} is broken"


def _texts(view: PageView) -> Iterator[tuple[Text, tuple[int, int], Rect, str]]:
    """Yield each text, where its shapes begin, the rectangle of what it belongs to, and the name of that."""
    for placed in view.placed:
        for shape in placed.unit.shapes:
            if isinstance(shape, Text):
                yield shape, (placed.x, placed.y), placed.rect, "page"
        for target in placed.unit.targets:
            own = _on_glass(placed, target)
            for shape in target.content:
                if isinstance(shape, Text):
                    yield shape, (own.x, own.y), own, target.id


def _on_glass(placed: Placed, target: Target) -> Rect:
    return target.rect.moved(placed.x, placed.y)


def _overlaps(view: PageView) -> Iterator[str]:
    """Yield words that lie on other words, on icons, or under something to press."""
    words = [(text.rect.moved(*at), text.laid.text) for text, at, _, _ in _texts(view)]
    plain = [
        (s.rect.moved(p.x, p.y), s.laid.text if isinstance(s, Text) else s.name)
        for p in view.placed
        for s in p.unit.shapes
        if isinstance(s, Text | Icon)
    ]
    icons = [
        (s.rect.moved(p.x + t.rect.x, p.y + t.rect.y), s.name)
        for p in view.placed
        for t in p.unit.targets
        for s in t.content
        if isinstance(s, Icon)
    ]
    icons += [(s.rect.moved(p.x, p.y), s.name) for p in view.placed for s in p.unit.shapes if isinstance(s, Icon)]
    for (one, name), (other, neighbour) in combinations(words, 2):
        if one.gap_to(other) < -OVERLAP:
            yield f"{name!r} lies on {neighbour!r}"
    for at, name in words:
        yield from (f"{name!r} lies on the icon {icon}" for other, icon in icons if at.gap_to(other) < -OVERLAP)
    for placed in view.placed:
        for target in placed.unit.targets:
            own = _on_glass(placed, target)
            yield from (f"{name!r} lies under {target.id}" for at, name in plain if at.gap_to(own) < -OVERLAP)
            yield from (
                f"the panel of block {other.unit.source} lies under {target.id}"
                for other in view.placed
                if other is not placed and other.unit.source and not other.unit.bleeds
                if other.rect.gap_to(own) < -OVERLAP
            )


def _targets(view: PageView) -> Iterator[str]:
    look = view.look
    assert look is not None
    glass = Rect(0, 0, view.width(), view.height())
    places = [(target.id, _on_glass(placed, target)) for placed in view.placed for target in placed.unit.targets]
    for name, rect in places:
        if min(rect.width, rect.height) < LEAST_MM * look.px_per_mm:
            yield f"{name} is {rect.width} by {rect.height} px, less than {LEAST_MM} mm"
        if not glass.holds(rect):
            yield f"{name} is off the glass: {rect}"
    for (name, one), (neighbour, other) in combinations(places, 2):
        if one.gap_to(other) < GAP_MM * look.px_per_mm - 0.5:
            yield f"{name} and {neighbour} are {one.gap_to(other)} px apart, less than {GAP_MM} mm"


def _reach(view: PageView) -> Iterator[str]:
    """Yield targets above the reach from a chair while the person asked for everything lower."""
    presentation, glass = view.presentation, view.glass
    if presentation is None or not presentation.lower or glass.is_landscape:
        return
    for placed in view.placed:
        for target in placed.unit.targets:
            if _on_glass(placed, target).y < glass.height - glass.reach:
                yield f"{target.id} is out of reach"
