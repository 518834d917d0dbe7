"""The order in which keys reach what is on the screen, and the name of each place.

The view paints the focus on the stop of the same id; the voice reads the
stops in the same order. A page cannot have something to press that is not a
stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from config.words import Verbatim, Wording, phrase
from kiosk.pages.blocks import (
    PIN_KEYS,
    Action,
    Answers,
    Block,
    Boxes,
    Consent,
    Group,
    Keys,
    Options,
    Parts,
    PinPad,
    Rows,
    Tiles,
)
from kiosk.pages.model import FooterKey, Page, Screen
from kiosk.session.events import Choice as Deed

StopRole = Literal["button", "option", "tick", "tile", "row", "key", "pin", "footer", "group"]


@dataclass(frozen=True)
class Stop:
    """Something that can be pressed: `place` of `count` within its group.

    `deed` is None when it cannot be pressed now (`reason` says why) and for
    the keys of the PIN pad, which report `pin` instead: the place in
    `PIN_KEYS`. `state` is the small mark of a row, or what was answered, in words. `group` is the stop that stands for
    it, with others, until it is opened.
    """

    id: str
    words: Wording
    role: StopRole
    deed: Deed | None
    place: int = 1
    count: int = 1
    second: Wording | None = None
    chosen: bool | None = None
    reason: Wording | None = None
    pin: int | None = None
    state: Wording | None = None
    group: Stop | None = None


def block_stop(block: int, item: int) -> str:
    """Return the id of the *item*-th target of the *block*-th block."""
    return f"{block}.{item}"


def stops(screen: Screen) -> tuple[Stop, ...]:
    """Return every stop of *screen* in the order the keys walk it."""
    return (*page_stops(screen.page), *footer_stops(screen))


def walk(all_stops: Iterable[Stop], focus: str | None = None) -> tuple[Stop, ...]:
    """Return what the keys walk of *all_stops*: a group is one stop, but for the one that *focus* is in."""
    found = tuple(all_stops)
    inside = next((stop.group for stop in found if stop.id == focus), None)
    walked = (stop.group if stop.group and stop.group != inside else stop for stop in found)
    return tuple(dict.fromkeys(walked))


def members(screen: Screen, focus: str | None) -> tuple[str, ...]:
    """Return the ids of the stops that *focus* stands on: one, or all of a group."""
    return tuple(s.id for s in stops(screen) if focus and (s.id == focus or (s.group and s.group.id == focus)))


def page_stops(page: Page) -> tuple[Stop, ...]:
    """Return the stops of *page* alone: blocks, actions, second, main; main before them where it stands above.

    They are kept with the page they are of, and go when it goes: a key asks for them ten times.
    """
    kept: dict[str, tuple[Stop, ...]] = vars(page)
    if STOPS not in kept:
        kept[STOPS] = _page_stops(page)
    return kept[STOPS]


STOPS = "_stops"


def _page_stops(page: Page) -> tuple[Stop, ...]:
    inside = (stop for index, block in enumerate(page.blocks) for stop in _of_block(index, block))
    extra = (_button(f"action.{n}", action) for n, action in enumerate(page.actions))
    second = (_button("second", page.second),) if page.second else ()
    main = (_button("main", page.main),) if page.main else ()
    return (*inside, *main, *extra, *second) if page.bare else (*inside, *extra, *second, *main)


def footer_stops(screen: Screen) -> tuple[Stop, ...]:
    """Return the seven keys below, which every page has."""
    count = len(screen.footer)
    return tuple(
        Stop(
            f"footer.{key.name}",
            key.action.words,
            "footer",
            key.action.deed,
            place,
            count,
            reason=key.action.reason,
            chosen=key.on if key.name in ("voice", "lower") else None,
            state=_how_far(key),
        )
        for place, key in enumerate(screen.footer, 1)
    )


def _how_far(key: FooterKey) -> Wording | None:
    """Return in words what the dots of *key* show."""
    if key.dots is None:
        return None
    filled, of = key.dots
    return phrase("say-step", n=filled + (key.name == "colours"), of=of)


def _button(name: str, action: Action) -> Stop:
    return Stop(name, action.words, "button", action.deed, reason=action.reason)


def _of_block(index: int, block: Block) -> Iterator[Stop]:
    bare = tuple(_unnumbered(block))
    groups = block.groups if isinstance(block, Keys | Options) else ()
    own = [_stop_of(index, number, groups) for number in range(len(groups))]
    for item, stop in enumerate(bare):
        id_ = block_stop(index, item)
        number = next((n for n, one in enumerate(groups) if one.first <= item < one.first + one.size), None)
        if number is None:
            yield replace(stop, id=id_, place=item + 1, count=len(bare))
        else:
            group = groups[number]
            yield replace(stop, id=id_, place=item - group.first + 1, count=group.size, group=own[number])


def _stop_of(index: int, number: int, groups: tuple[Group, ...]) -> Stop:
    """Return the stop of a group, which has a place among the groups of its block."""
    return Stop(f"{index}.g{number}", groups[number].words, "group", None, number + 1, len(groups))


def _unnumbered(block: Block) -> Iterator[Stop]:
    match block:
        case Rows():
            for row in block.rows:
                state = row.state[2] if row.state else None
                yield Stop("", row.title, "row", row.deed, second=row.second, reason=row.second, state=state)
        case Tiles():
            yield from (Stop("", tile.words, "tile", tile.deed) for tile in block.tiles)
        case Options():
            for option in block.options:
                yield Stop("", option.words, "option", option.deed, second=option.second, chosen=option.chosen)
        case Consent():
            yield Stop("", block.words, "tick", block.deed, chosen=block.ticked)
        case Answers():
            for answer in block.answers:
                if answer.change:
                    yield Stop(
                        "", answer.change.words, "button", answer.change.deed, second=answer.label, state=answer.value
                    )
        case Boxes():
            yield from (_button("", box.clear) for box in block.boxes if box.clear)
        case Keys():
            for key in (key for line in block.rows for key in line):
                yield Stop("", key.say or key.words, "key", key.deed)
        case PinPad():
            for place, name in enumerate(PIN_KEYS):
                yield Stop("", _pin_words(name), "pin", None, pin=place)
        case Parts():
            for part in block.parts:
                if part.test:
                    yield Stop("", part.test.words, "button", part.test.deed, second=part.name)
        case _:
            return


def _pin_words(name: str) -> Wording:
    return Verbatim(name, "digits") if name.isdigit() else phrase("button-" + name.replace("_", "-"))
