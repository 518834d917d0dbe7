"""Where the tactile keys lead on a screen: from stop to stop, into a group and out of it, to a short cut.

Five keys do everything (up, down, back, next, enter), and so do two switches
(move, select); the others are short cuts. Which key of a pad is which stands
in `config.keypads`.
"""

from __future__ import annotations

from typing import Literal

from config.keypads import FIVE, TWO, KeyName
from kiosk.pages.model import FooterKey, Page, Screen
from kiosk.pages.stops import Stop, page_stops, stops, walk
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import Choice

WALKING: tuple[KeyName, ...] = FIVE + TWO
"""Keys that every pad has: five, or two switches."""

ADJUSTING: dict[str, Adjusted] = {
    "louder": Adjusted("louder"),
    "softer": Adjusted("softer"),
    "faster": Adjusted("faster"),
    "slower": Adjusted("slower"),
}


def first_focus(screen: Screen) -> str | None:
    """Return where the keys stand when a page opens: its first stop, of a question the answer that loses nothing.

    Whoever presses twice, or at the very moment the question comes up, has not answered it. Where a page has nothing to
    press of its own, the keys stand nowhere until somebody walks: what it says is not followed by a key that is closed.
    """
    found = walk(page_stops(screen.page))
    if screen.page.stacked and screen.page.main:
        return "main"
    return found[0].id if found else None


def find_stop(screen: Screen, focus: str | None) -> Stop | None:
    """Return the stop or the group the keys stand on, or None."""
    found = stops(screen)
    return next((one for one in (*found, *(stop.group for stop in found if stop.group)) if one.id == focus), None)


def stepped(screen: Screen, key: KeyName) -> str | None:
    """Return where the focus is once enter has opened the group it stood on, or back closed its group, else None."""
    here = find_stop(screen, screen.focus)
    if here is None:
        return None
    if key in ("enter", "select") and here.role == "group":
        return next(stop.id for stop in stops(screen) if stop.group == here)
    return here.group.id if key == "back" and here.group else None


def kept_focus(before: Screen, now: Screen, focus: str | None, *, open_: bool = False) -> str | None:
    """Return where *focus* of *before* is on *now*: the stop that says the same, else the one in its place, or None.

    A note that comes up or goes moves every block below it. A group closes behind whoever took a letter out of it,
    but for a finger (*open_*), which is on the letter still.
    """
    kept = find_stop(now, _same_place(before, now, focus))
    if kept is None:
        return None
    return kept.group.id if kept.group and not open_ and _typed(before.page) != _typed(now.page) else kept.id


def _same_place(before: Screen, now: Screen, focus: str | None) -> str | None:
    was, here = find_stop(before, focus), find_stop(now, focus)
    if was is None or (here is not None and _known_by(here) == _known_by(was)):
        return here.id if here else None
    every = stops(now)
    same = (one.id for stop in every for one in (stop, stop.group) if one and _known_by(one) == _known_by(was))
    return next(same, here.id if here and was.role != "option" else None)


def _typed(page: Page) -> tuple[str, ...]:
    """Return what the fields of *page* hold."""
    return tuple(box.text.text for box in page.boxes)


def moved(screen: Screen, step: Literal[-1, 1]) -> tuple[str | None, bool]:
    """Return the focus one stop on (or back), and whether it stood at the edge already."""
    order = [stop.id for stop in walk(stops(screen), screen.focus)]
    if not order:
        return None, True
    if screen.focus not in order:
        return order[0 if step == 1 else -1], False
    place = order.index(screen.focus) + step
    inside = 0 <= place < len(order)
    return order[min(max(place, 0), len(order) - 1)], not inside


def walked(screen: Screen) -> tuple[str | None, bool]:
    """Return the focus one stop on, after the last the first again, and whether it began anew.

    Whoever has one switch to move with gets everywhere, and sees that nothing follows.
    """
    focus, at_edge = moved(screen, 1)
    return (walk(stops(screen))[0].id, True) if at_edge and focus is not None else (focus, at_edge)


def deed_of(screen: Screen, key: KeyName) -> Choice | None:
    """Return what a short-cut key does on *screen*, or None when it does nothing here."""
    page = screen.page
    match key:
        case "back":
            return page.back
        case "next":
            return page.main.deed if page.main else None
        case "help":
            return page.help
        case "voice":
            return next((_voiced(below) for below in screen.footer if below.name == "voice"), None)
        case _:
            return ADJUSTING.get(key)


def _voiced(below: FooterKey) -> Choice | None:
    """Return what the tactile voice key does: unlike the one on the glass it begins speech for whoever may not see."""
    return below.action.deed if below.on else Adjusted("explore")


def _known_by(stop: Stop) -> tuple[object, ...]:
    return stop.role, stop.words, stop.second, stop.pin
