"""The order in which keys reach what is on the screen, and the name of each place.

The view paints the focus on the stop of the same id; the voice reads the
stops in the same order. A page cannot have something to press that is not a
stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from config.words import Verbatim, Wording, phrase
from kiosk.pages.model import (
    PIN_KEYS,
    Action,
    Answers,
    Block,
    Boxes,
    Consent,
    Keys,
    Options,
    Page,
    Parts,
    PinPad,
    Rows,
    Screen,
    Tiles,
)
from kiosk.session.events import Choice as Deed

StopRole = Literal["button", "option", "tick", "tile", "row", "key", "pin", "footer"]


@dataclass(frozen=True)
class Stop:
    """Something that can be pressed: `place` of `count` within its group.

    `deed` is None when it cannot be pressed now (`reason` says why) and for
    the keys of the PIN pad, which report `pin` instead: the place in
    `PIN_KEYS`. `state` is the small mark of a row, in words.
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


def block_stop(block: int, item: int) -> str:
    """Return the id of the *item*-th target of the *block*-th block."""
    return f"{block}.{item}"


def stops(screen: Screen) -> tuple[Stop, ...]:
    """Return every stop of *screen* in the order the keys walk it."""
    return (*page_stops(screen.page), *footer_stops(screen))


def page_stops(page: Page) -> tuple[Stop, ...]:
    """Return the stops of *page* alone: blocks, actions, second, main; main before them where it stands above."""
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
            chosen=key.on or None,
        )
        for place, key in enumerate(screen.footer, 1)
    )


def _button(name: str, action: Action) -> Stop:
    return Stop(name, action.words, "button", action.deed, reason=action.reason)


def _of_block(index: int, block: Block) -> Iterator[Stop]:
    bare = tuple(_unnumbered(block))
    for item, stop in enumerate(bare):
        yield replace(stop, id=block_stop(index, item), place=item + 1, count=len(bare))


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
                    yield Stop("", answer.change.words, "button", answer.change.deed, second=answer.label)
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
