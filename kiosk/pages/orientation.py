"""Where somebody who does not see the machine stands: the place, its parts in the site file's words, the keys."""

from __future__ import annotations

from collections.abc import Iterator

from config.settings import MachinePart, PartName
from config.words import Wording, phrase
from kiosk.house import House
from kiosk.keypad import find_stop
from kiosk.pages.blocks import Answer, Answers, Machine, PinPad, Steps
from kiosk.pages.model import Page, Screen
from kiosk.pages.pad import how_keys_work, keys_here, other_language
from kiosk.pages.stops import Stop
from kiosk.script import focus_line, service_of

FELT: tuple[PartName, ...] = ("keypad", "headset", "card", "printer", "screen")
"""The parts that are found by hand, in the order they are needed."""


def welcome(house: House) -> tuple[Wording, ...]:
    """Return what is said at the very start: the place, the keys, the parts but the reader, how to hear it again.

    Where the reader is stands on that page.
    """
    parts = (part.where.wording() for part in _parts(house) if part.name not in ("card", "screen"))
    place = house.settings.kiosk.place.wording()
    return (*other_language(house), place, *how_keys_work(house), *parts, phrase("say-again"))


def about_machine(house: House) -> tuple[Wording, ...]:
    """Return how the keys work, and of every part where it is, its shape and its use."""
    return (*how_keys_work(house), *(line for part in _parts(house) for line in _whole(part)))


def shown_machine(house: House) -> Answers:
    """Return the same words to be read."""
    return Answers(tuple(Answer(phrase(f"part-{part.name}"), _joined(part)) for part in _parts(house)))


def where_am_i(screen: Screen, house: House, focus: str | None) -> Iterator[Wording]:
    """Yield the title, the focused item, what the keys do here, the parts that matter here, and the header."""
    page = screen.page
    yield page.title
    service = service_of(page)
    if service is not None:
        yield service
    stop = find_stop(screen, focus)
    if stop is not None:
        yield from _focused(stop, house)
    yield from keys_here(page, house)
    for part in _parts(house):
        if part.name in _matters(page):
            yield from _whole(part)
    yield from (screen.header.place, screen.header.below, *(sign.words for sign in screen.header.signs))


def _focused(stop: Stop, house: House) -> Iterator[Wording]:
    """Yield the focused item; which key of a PIN pad it is only where nobody else hears it."""
    if stop.pin is not None and house.route != "headset":
        yield phrase("pin-key-hidden")
    else:
        yield from focus_line(stop)


def _matters(page: Page) -> frozenset[str]:
    lit: set[str] = set()
    for block in page.blocks:
        match block:
            case Machine():
                lit.add(block.lit)
            case Steps():
                lit |= set(block.lit)
            case PinPad():
                lit.add("keypad")
            case _:
                pass
    return frozenset(lit)


def _parts(house: House) -> Iterator[MachinePart]:
    found = (house.settings.machine.find_part(name) for name in FELT)
    return (part for part in found if part is not None)


def _whole(part: MachinePart) -> Iterator[Wording]:
    return (text.wording() for text in (part.where, part.shape, part.use) if text is not None)


def _joined(part: MachinePart) -> Wording:
    where, *more = _whole(part)
    joined: Wording = where
    for one in more:
        joined = phrase("machine-part", first=joined, then=one)
    return joined
