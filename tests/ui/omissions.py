"""Seeded omissions: a screen that is told with something of it left out, and one that tells more than is shown.

Each takes what the voice is given and returns it with one thing missing, or
None where the page has no such thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from config.words import Verbatim
from kiosk.pages.blocks import (
    Answer,
    Answers,
    Block,
    Box,
    Boxes,
    Code,
    Consent,
    Fact,
    Facts,
    Heading,
    Machine,
    Note,
    Number,
    Options,
    Paragraph,
    Progress,
    Row,
    Rows,
    Steps,
    Ticks,
    Tiles,
    Welcome,
)
from kiosk.pages.model import Page, Screen

Omission = Callable[[Screen], Screen | None]
NOTHING = Boxes(())
SILENCE = Verbatim("")
BLOCKS: tuple[type[Any], ...] = (
    *(Paragraph, Heading, Note, Facts, Ticks, Rows, Tiles, Options, Consent, Answers),
    *(Boxes, Number, Code, Steps, Machine, Progress),
)
LINES: tuple[tuple[type[Any], str], ...] = (
    *((Note, "title"), (Note, "words"), (Fact, "label"), (Fact, "value"), (Row, "title"), (Row, "second")),
    *((Row, "state"), (Answer, "label"), (Answer, "value"), (Box, "text")),
    *((Number, "label"), (Number, "number"), (Number, "below"), (Machine, "title"), (Machine, "words")),
    *((Progress, "words"), (Progress, "service"), (Welcome, "below")),
)
OF_PAGE = ("title", "lead", "above", "main", "second")


def without_block(kind: type[Any]) -> Omission:
    """Leave out the first block of *kind*; the others keep their places."""

    def omit(screen: Screen) -> Screen | None:
        blocks = list(screen.page.blocks)
        place = next((n for n, block in enumerate(blocks) if isinstance(block, kind)), None)
        if place is None:
            return None
        blocks[place] = NOTHING
        return _with(screen, blocks=tuple(blocks))

    return omit


def without_line(kind: type[Any], name: str) -> Omission:
    """Leave out the line *name* of the first *kind* that has one, however deep it stands."""

    def omit(screen: Screen) -> Screen | None:
        found = _first_without(screen.page, kind, name)
        return None if found is None else replace(screen, page=found)

    return omit


def without_part(name: str) -> Omission:
    """Leave out a part of the page itself."""

    def omit(screen: Screen) -> Screen | None:
        if getattr(screen.page, name) is None:
            return None
        return _with(screen, **{name: SILENCE if name == "title" else None})

    return omit


def _without_actions(screen: Screen) -> Screen | None:
    return _with(screen, actions=()) if screen.page.actions else None


def _without_banner(screen: Screen) -> Screen | None:
    return replace(screen, banner=None) if screen.banner else None


def _without_place(screen: Screen) -> Screen | None:
    return replace(screen, header=replace(screen.header, place=SILENCE))


def _without_sign(screen: Screen) -> Screen | None:
    return replace(screen, header=replace(screen.header, signs=screen.header.signs[1:]))


def _without_last_key(screen: Screen) -> Screen | None:
    return replace(screen, footer=screen.footer[:-1])


def _without_step_line(screen: Screen) -> Screen | None:
    return _in_first(screen, Steps, lambda block: replace(block, steps=tuple((one, None) for one, _ in block.steps)))


def _without_tick(screen: Screen) -> Screen | None:
    return _in_first(screen, Ticks, lambda block: replace(block, items=block.items[:-1]))


def _without_code_line(screen: Screen) -> Screen | None:
    return _in_first(screen, Code, lambda block: replace(block, beside=block.beside[:-1]))


OMISSIONS: Mapping[str, Omission] = {
    **{f"block {kind.__name__}": without_block(kind) for kind in BLOCKS},
    **{f"{kind.__name__}.{name}": without_line(kind, name) for kind, name in LINES},
    **{f"page {name}": without_part(name) for name in OF_PAGE},
    "page actions": _without_actions,
    "banner": _without_banner,
    "place": _without_place,
    "sign": _without_sign,
    "last key": _without_last_key,
    "second line of a step": _without_step_line,
    "last tick": _without_tick,
    "last line beside a code": _without_code_line,
}


def only_told(screen: Screen) -> Screen:
    """Return *screen* with a paragraph that nobody sees."""
    return _with(screen, blocks=(*screen.page.blocks, Paragraph(Verbatim("Нууц үг"))))


def _with(screen: Screen, **changes: Any) -> Screen:
    page: Page = replace(screen.page, **changes)
    return replace(screen, page=page)


def _in_first(screen: Screen, kind: type[Any], change: Callable[[Any], Block]) -> Screen | None:
    for place, block in enumerate(screen.page.blocks):
        if isinstance(block, kind) and change(block) != block:
            return _with(screen, blocks=(*screen.page.blocks[:place], change(block), *screen.page.blocks[place + 1 :]))
    return None


def _first_without(value: Any, kind: type[Any], name: str) -> Any:
    """Return *value* with the first line *name* of a *kind* in it left out, or None where there is none."""
    if isinstance(value, tuple):
        for place, one in enumerate(value):
            found = _first_without(one, kind, name)
            if found is not None:
                return (*value[:place], found, *value[place + 1 :])
    elif isinstance(value, kind):
        line = getattr(value, name)
        if line is not None and line != SILENCE:
            return replace(value, **{name: None if name in ("state", "below", "service", "second") else SILENCE})
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            found = _first_without(getattr(value, one.name), kind, name)
            if found is not None:
                return replace(value, **{one.name: found})
    return None
