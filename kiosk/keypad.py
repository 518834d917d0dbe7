"""The tactile keys: they walk the stops of the screen and press the one they stand on.

Five keys do everything (up, down, back, next, enter); the others are short
cuts for help and for the voice.
"""

from __future__ import annotations

from typing import Literal

from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop, stops
from kiosk.session.events import Adjusted, Choice

KeyName = Literal[
    "up",
    "down",
    "back",
    "next",
    "enter",
    "help",
    "voice",
    "louder",
    "softer",
    "faster",
    "slower",
    "repeat",
    "pause",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
]

FIVE: tuple[KeyName, ...] = ("up", "down", "back", "next", "enter")

ADJUSTING: dict[str, Adjusted] = {
    "voice": Adjusted("voice"),
    "louder": Adjusted("louder"),
    "softer": Adjusted("softer"),
    "faster": Adjusted("faster"),
    "slower": Adjusted("slower"),
}


def first_focus(screen: Screen) -> str | None:
    """Return where the keys stand when a page opens: its first stop, of a question the answer that loses nothing.

    Whoever presses twice, or at the very moment the question comes up, has not answered it.
    """
    found = stops(screen)
    if screen.page.stacked and screen.page.main:
        return "main"
    return found[0].id if found else None


def find_stop(screen: Screen, focus: str | None) -> Stop | None:
    """Return the stop the keys stand on, or None."""
    return next((stop for stop in stops(screen) if stop.id == focus), None)


def kept_focus(before: Screen, now: Screen, focus: str | None) -> str | None:
    """Return where *focus* of *before* is on *now*: the stop that says the same, else the one in its place, or None.

    A note that comes up or goes moves every block below it.
    """
    was, here = find_stop(before, focus), find_stop(now, focus)
    if was is None or (here is not None and _known_by(here) == _known_by(was)):
        return here.id if here else None
    same = (stop.id for stop in stops(now) if _known_by(stop) == _known_by(was))
    return next(same, here.id if here else None)


def moved(screen: Screen, step: Literal[-1, 1]) -> tuple[str | None, bool]:
    """Return the focus one stop on (or back), and whether it stood at the edge already."""
    order = [stop.id for stop in stops(screen)]
    if not order:
        return None, True
    if screen.focus not in order:
        return order[0 if step == 1 else -1], False
    place = order.index(screen.focus) + step
    inside = 0 <= place < len(order)
    return order[min(max(place, 0), len(order) - 1)], not inside


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
        case _:
            return ADJUSTING.get(key)


def _known_by(stop: Stop) -> tuple[object, ...]:
    return stop.role, stop.words, stop.second, stop.pin
