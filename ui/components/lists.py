"""Pressable lists: rows, tiles, options, and the tick box of consent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from kiosk.pages.blocks import Consent, Mark, Option, Options, Row, Rows, Tile, Tiles
from kiosk.pages.stops import block_stop
from ui.components.key import RADIUS, icon_on, ink_on
from ui.geometry import Rect, columns
from ui.shapes import Disc, Icon, Plate, Shape, Text
from ui.text import Laid, Setting, after_comma
from ui.units import Drawing, Frame, Target, Unit, plated

ROW_GAP = 16
FIRST_ABOVE = 24
CHIPS: dict[Mark, tuple[str, str]] = {
    "plain": ("band", "ink"),
    "ok": ("ok_bg", "ok"),
    "warn": ("warn_bg", "warn"),
    "err": ("err_bg", "err"),
    "info": ("primary", "on_primary"),
    "waiting": ("band", "ink"),
}


class RowStyle(NamedTuple):
    """How rows are drawn: least height, plate and its left edge, and whether an arrow leads on.

    `floor` is a least height in px of this panel, to make neighbours equal.
    """

    least: int
    plate: int
    left: int
    dense: bool = False
    arrow: bool = True
    floor: int = 0


ROOMY = RowStyle(142, 84, 24)
DENSE = RowStyle(124, 72, 24, dense=True)
PAIRED = RowStyle(136, 84, 24, arrow=False)


def rows(d: Drawing, block: Rows, index: int, style: RowStyle = ROOMY) -> list[Unit]:
    """Return one unit a row; a lone search row looks like the field it opens."""
    if len(block.rows) == 1 and block.rows[0].icon == "magnifying-glass" and block.rows[0].second is None:
        return [_search_row(d, block.rows[0], index)]
    if style is PAIRED and (pair := _pair(d, block, index)):
        return [pair]
    units = []
    for item, row in enumerate(block.rows):
        made = _row(d, row, block_stop(index, item), style)
        above = d.px(FIRST_ABOVE if not item else 14 if style.dense else ROW_GAP)
        units.append(Unit(d.width, made.rect.height, targets=(made,), above=above, heavy=row.state is not None))
    return units


def frame_of(row: Row) -> Frame:
    return "disabled" if row.deed is None else "tinted" if row.tinted else "plain"


def _row(d: Drawing, row: Row, id_: str, style: RowStyle) -> Target:
    frame = frame_of(row)
    lead = _icon_of(d, row, style)
    left = (d.px(style.left) + lead + d.px(38 if d.look.is_largest else 24)) if lead else d.px(30)
    right = d.px(84 if style.arrow else 24)
    lines = list(_lines(d, row, style, d.width - left - right))
    tall = sum(line.height for line in lines)
    least = style.least if len(lines) > 1 or not d.look.is_largest else 128
    height = max(d.px(least), tall + d.px(48), style.floor)
    box = Rect(left, 0, d.width - left - right, height - d.px(4))
    content = [*_lead_shapes(d, row, frame, style, height), *_stack(d, row, lines, box, frame)]
    if style.arrow and row.deed is not None:
        content.append(_arrow(d, height))
    return Target(id_, Rect(0, 0, d.width, height), frame, tuple(content), d.px(RADIUS))


def _icon_of(d: Drawing, row: Row, style: RowStyle) -> int:
    """Return the width its icon takes; at the largest letters it loses its plate."""
    return 0 if not row.icon else d.px(64 if d.look.is_largest else style.plate)


def _lead_shapes(d: Drawing, row: Row, frame: Frame, style: RowStyle, height: int) -> tuple[Shape, ...]:
    side = _icon_of(d, row, style)
    if not side:
        return ()
    box = Rect(d.px(style.left + (10 if d.look.is_largest else 0)), (height - d.px(4) - side) // 2, side, side)
    if d.look.is_largest or frame == "disabled":
        shrunk = box if d.look.is_largest else box.grown(-side // 4)
        return (Icon(row.icon, shrunk, icon_on(frame)),)
    return plated(
        d, row.icon, box, plate="primary" if row.tinted else "tint", colour="on_primary" if row.tinted else "icon"
    )


class _Line(NamedTuple):
    laid: Laid
    height: int
    kind: str


def _lines(d: Drawing, row: Row, style: RowStyle, width: int) -> Iterator[_Line]:
    """Yield its title, second line and state, laid for *width* px."""
    title = d.lay(row.title, Setting("body", row.deed is not None, width, balanced=True))
    yield _Line(title, title.height, "title")
    if row.second is not None and _shows_second(d, row):
        second = d.line(row.second, "caption" if style.dense else "note", width)
        yield _Line(second, second.height, "second")
    if row.state is not None:
        chip = d.lay(row.state[2], Setting("body", bold=True, width=width - d.px(90)))
        yield _Line(chip, chip.height + d.px(22), "state")


def _shows_second(d: Drawing, row: Row) -> bool:
    return not d.look.is_largest or row.deed is None or row.state is not None


def _stack(d: Drawing, row: Row, lines: list[_Line], box: Rect, frame: Frame) -> Iterator[Shape]:
    y = box.y + (box.height - sum(line.height for line in lines)) // 2
    for line in lines:
        if line.kind == "state" and row.state is not None:
            yield from _chip(d, row.state[0], row.state[1], line.laid, (box.x, y + d.px(10), box))
        else:
            spans = row.spans if d.words.language == "mn" else row.spans_en
            underlined = spans if line.kind == "title" else ()
            yield Text(line.laid, box.x, y, box, ink_on(frame), underlined)
        y += line.height


def _chip(d: Drawing, mark: Mark, icon: str, laid: Laid, at: tuple[int, int, Rect]) -> Iterator[Shape]:
    x, y, box = at
    ground, colour = CHIPS[mark]
    side = d.look.type_px("body")
    height = laid.height + d.px(10)
    plate = Rect(x, y, d.px(20) + side + d.px(14) + laid.width + d.px(22), height)
    framed = d.has_plain_grounds and ground != "primary"
    yield Plate(plate, ground, colour if framed else "", d.px(4) if framed else 0, min(height // 2, d.px(28)))
    yield Icon(icon, Rect(x + d.px(20), y + (height - side) // 2, side, side), colour)
    yield Text(laid, x + d.px(34) + side, y + d.px(5), box, colour)


def _arrow(d: Drawing, height: int) -> Icon:
    side = d.px(48 if d.look.is_largest else 40)
    return Icon("caret-right", Rect(d.width - d.px(28) - side, (height - d.px(4) - side) // 2, side, side), "ink")


def _search_row(d: Drawing, row: Row, index: int) -> Unit:
    frame = frame_of(row)
    side, left = d.px(60), d.px(34)
    words = left + side + d.px(20)
    laid = d.lay(
        row.title, Setting("body" if d.look.is_largest else "lead", d.look.is_largest, d.width - words - d.px(24))
    )
    height = max(d.px(112), laid.height + d.px(44))
    box = Rect(words, 0, d.width - words - d.px(24), height - d.px(4))
    icon = Icon(row.icon, Rect(left, (height - d.px(4) - side) // 2, side, side), "ink")
    text = Text(laid, words, (box.height - laid.height) // 2, box, ink_on(frame))
    target = Target(block_stop(index, 0), Rect(0, 0, d.width, height), frame, (icon, text), d.px(RADIUS))
    return Unit(d.width, height, targets=(target,), above=d.px(26))


def _pair(d: Drawing, block: Rows, index: int) -> Unit | None:
    """Return its rows side by side and equally high, or None where their words do not fit."""
    places = columns(d.width, len(block.rows), d.px(20))

    def made(floor: int) -> list[Target]:
        style = PAIRED._replace(floor=floor)
        rows = zip(block.rows, places, strict=True)
        return [_row(d.narrowed(w), row, block_stop(index, n), style) for n, (row, (_, w)) in enumerate(rows)]

    first = made(0)
    if any(isinstance(s, Text) and s.laid.breaks_a_word for target in first for s in target.content):
        return None
    height = max(target.rect.height for target in first)
    targets = (replace(t, rect=t.rect.moved(x, 0)) for t, (x, _) in zip(made(height), places, strict=True))
    return Unit(d.width, height, targets=tuple(targets), above=d.px(20))


def tiles(d: Drawing, block: Tiles, index: int) -> list[Unit]:
    """Return one unit a row of tiles: three columns, two when large, one when largest."""
    if d.look.is_largest:
        return rows(d, Rows(tuple(Row(t.icon, t.words, t.deed) for t in block.tiles)), index)
    across = 2 if d.look.size == "large" else 3
    while across > 1 and any(_tile_words(d, tile, across).breaks_a_word for tile in block.tiles):
        across -= 1
    lines = max(2, *(_tile_words(d, tile, across).count for tile in block.tiles)) if block.tiles else 2
    units = []
    for first in range(0, len(block.tiles), across):
        line = block.tiles[first : first + across]
        units.append(_tile_row(d, line, (index, first, across), lines))
    return units


TILE_PAD = 24
TILE_ICON = 60


def _tile_words(d: Drawing, tile: Tile, across: int) -> Laid:
    width = columns(d.width, across, d.px(ROW_GAP))[0][1] - d.px(2 * TILE_PAD - 6)
    text = d.text(tile.words)
    whole = d.lay(after_comma(text), Setting("body", bold=True, width=width))
    return d.lay(text, Setting("body", bold=True, width=width)) if whole.breaks_a_word else whole


def _tile_row(d: Drawing, line: tuple[Tile, ...], at: tuple[int, int, int], lines: int) -> Unit:
    index, first, across = at
    words = [_tile_words(d, tile, across) for tile in line]
    step = words[0].height // words[0].count
    height = d.px(TILE_PAD + TILE_ICON + 8) + lines * step + d.px(22)
    targets = []
    for n, (tile, laid, (x, width)) in enumerate(
        zip(line, words, columns(d.width, across, d.px(ROW_GAP)), strict=False)
    ):
        icon = Icon(tile.icon, Rect(d.px(20), d.px(22), d.px(TILE_ICON), d.px(TILE_ICON)))
        box = Rect(d.px(TILE_PAD), 0, width - d.px(2 * TILE_PAD - 6), height - d.px(8))
        text = Text(laid, box.x, height - d.px(22) - laid.height, box)
        targets.append(
            Target(block_stop(index, first + n), Rect(x, 0, width, height), "plain", (icon, text), d.px(RADIUS))
        )
    return Unit(d.width, height, targets=tuple(targets), above=d.px(ROW_GAP))


def options(d: Drawing, block: Options, index: int) -> list[Unit]:
    """Return one unit a choice, with its round mark."""
    return [_option(d, option, block_stop(index, n), first=not n) for n, option in enumerate(block.options)]


def _option(d: Drawing, option: Option, id_: str, *, first: bool) -> Unit:
    frame: Frame = "chosen" if option.chosen else "plain"
    side, left = d.px(60), d.px(34)
    words = left + side + d.px(28)
    width = d.width - words - d.px(24)
    laid = d.lay(option.words, Setting("lead", option.chosen, width, balanced=True))
    second = d.line(option.second, "note", width) if option.second else None
    tall = laid.height + (second.height if second else 0)
    height = max(d.px(148), tall + d.px(40))
    box = Rect(words, 0, width, height - d.px(4))
    y = (box.height - tall) // 2
    content: list[Shape] = [*_round_mark(d, Rect(left, (box.height - side) // 2, side, side), chosen=option.chosen)]
    content.append(Text(laid, words, y, box))
    if second:
        content.append(Text(second, words, y + laid.height, box, "ink2"))
    target = Target(id_, Rect(0, 0, d.width, height), frame, tuple(content), d.px(RADIUS))
    return Unit(d.width, height, targets=(target,), above=d.px(40 if first else ROW_GAP), heavy=True)


def _round_mark(d: Drawing, box: Rect, *, chosen: bool) -> tuple[Shape, ...]:
    if not chosen:
        return (Disc(box, "surface", "edge", d.px(4)),)
    return Disc(box, "primary"), Icon("check", box.grown(-d.px(9)), "on_primary")


def consent(d: Drawing, block: Consent, index: int) -> Unit:
    """Return the tick box with its sentence."""
    side, left = d.px(64), d.px(34)
    words = left + side + d.px(28)
    width = d.width - words - d.px(24)
    laid = d.line(block.words, "body", width)
    height = max(d.px(148), laid.height + d.px(48))
    mark = Rect(left, (height - d.px(4) - side) // 2, side, side)
    tick: tuple[Shape, ...] = (Plate(mark, "surface", "edge", d.px(4), d.px(8)),)
    if block.ticked:
        tick = (Plate(mark, "primary", radius=d.px(8)), Icon("check", mark.grown(-d.px(7)), "on_primary"))
    box = Rect(words, 0, width, height - d.px(4))
    text = Text(laid, words, (box.height - laid.height) // 2, box)
    frame: Frame = "chosen" if block.ticked else "plain"
    target = Target(block_stop(index, 0), Rect(0, 0, d.width, height), frame, (*tick, text), d.px(RADIUS))
    return Unit(d.width, height, targets=(target,), above=d.px(28))
