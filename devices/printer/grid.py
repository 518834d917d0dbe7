"""Sets a document in the cells of a printer's own letters: rows of text, and what must be drawn between them.

It knows columns and sizes, no bytes. What the printer has no letters for
becomes dots, a whole block of it, never a question mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from devices.printer.alphabet import CELL_DOTS, CELL_ROWS, Alphabet, plain
from devices.printer.document import (
    Align,
    Block,
    Checks,
    Gap,
    Heading,
    Item,
    Letterhead,
    Line,
    Notice,
    Pair,
    Qr,
    Rule,
    Size,
    Steps,
    Vertical,
)
from devices.printer.profile import Profile
from devices.printer.raster import Raster
from devices.printer.render import DOTS_PER_MM
from devices.printer.wrap import wrapped

Zoom = tuple[int, int]
"""How many times as wide and as high as font A."""

MARKS = "[x] 0123456789."
"""What stands before steps and boxes."""
_HUGEST = 4
_BETWEEN = 2
"""Columns that part a label from its value."""
_INDENT = 3
_TICK_INDENT = 4
_AIR = 6
_BAR_LEFT, _TEXT_LEFT = 17, 32
"""Dots from a vertical column to the bar beside it, and to the text."""


@dataclass(frozen=True, repr=False)
class Run:
    text: str
    bold: bool = False


@dataclass(frozen=True, repr=False)
class Row:
    """One line of letters."""

    runs: tuple[Run, ...]
    align: Align = "left"
    zoom: Zoom = (1, 1)


@dataclass(frozen=True, repr=False)
class Beside:
    """A picture at the left, *rows* of text at its right, row for row of 24 dots, a bar between them."""

    picture: Raster
    bar: int
    text: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, repr=False)
class Dots:
    """A strip drawn by us."""

    raster: Raster


@dataclass(frozen=True)
class Stroke:
    """A line across the paper, *thick* times 2 dots; each byte of *pattern* is 16 dots of it."""

    thick: int = 1
    pattern: int = 0xFF


@dataclass(frozen=True)
class Feed:
    dots: int


@dataclass(frozen=True, repr=False)
class Code:
    payload: str


Piece = Row | Beside | Dots | Stroke | Feed | Code
Draw = Callable[[Block], Raster]


class Grid:
    """Sets blocks on the paper of *profile*; *draw* draws what letters cannot say."""

    def __init__(self, profile: Profile, alphabet: Alphabet, draw: Draw, *, large: bool = False) -> None:
        self._width = profile.width_dots
        self._columns = profile.width_dots // CELL_DOTS
        self._doubles = profile.doubles
        self._alphabet = alphabet
        self._draw = draw
        self._large = large

    def set(self, block: Block) -> Iterator[Piece]:
        """Yield the pieces of *block* from the top; a block with a letter that is not carried is drawn."""
        match block:
            case Gap(mm):
                yield Feed(round(mm * DOTS_PER_MM))
            case Rule(dashed):
                yield from (Feed(_AIR), Stroke(pattern=0xF0 if dashed else 0xFF), Feed(2 * _AIR))
            case Qr(payload, caption):
                yield Code(payload)
                if caption:
                    yield from self.set(Line(caption, "small", align="center"))
            case Letterhead():
                yield from self._letterhead(block)
            case _:
                yield from self._lettered(block)

    def _lettered(self, block: Block) -> Iterator[Piece]:
        rows = self._rows(block)
        if rows is None or not all(self._carried(row) for row in rows):
            yield Dots(self._draw(block))
        elif isinstance(block, Notice):
            yield from (Feed(_AIR), Stroke(2), Feed(2 * _AIR))
            yield from rows
            yield from (Feed(_AIR), Stroke(2), Feed(2 * _AIR))
        else:
            yield from rows

    def _rows(self, block: Block) -> list[Row] | None:
        """Return *block* as text, None where it is a picture."""
        match block:
            case Heading(text):
                return self._heading(text)
            case Line(text, "huge", _, align):
                return self._fitted(text, align)
            case Line(text, size, bold, align):
                return self._paragraph(text, self._zoom(text, size), bold=bold, align=align)
            case Pair(label, value):
                return self._pair(label, value)
            case Notice(text):
                return self._hanging(" ", text, 1, bold=True)
            case Steps(items):
                indent = max(_INDENT, len(f"{len(items)}. "))
                return [row for n, item in enumerate(items, 1) for row in self._hanging(f"{n}.", item, indent)]
            case Checks(items):
                return [row for item in items for row in self._hanging(_box(item), item.text, _TICK_INDENT)]
            case _:
                return None

    def _carried(self, row: Row) -> bool:
        """Answer whether the printer sets *row*, or doubles our dots of it where it cannot enlarge a letter."""
        text = "".join(run.text for run in row.runs)
        doubled = row.zoom == (1, 1) or (max(row.zoom) == 2 and self._doubles)
        return self._alphabet.carries(text) if doubled else self._alphabet.knows(text)

    def _zoom(self, text: str, size: Size, indent: int = 0) -> Zoom:
        """Return the size of *text*: large print is twice as large, and only twice as high where a word needs it."""
        if not self._large:
            return (1, 2) if size == "large" else (1, 1)
        return (1, 2) if (indent + self._longest_word(text)) * 2 > self._columns else (2, 2)

    def _longest_word(self, text: str) -> int:
        return max((len(word) for word in plain(text).split()), default=0)

    def _heading(self, text: str) -> list[Row]:
        wide = len(plain(text)) * 2 <= self._columns or (self._large and self._longest_word(text) * 2 <= self._columns)
        return self._paragraph(text, (2, 2) if wide else (1, 2), bold=True)

    def _fitted(self, text: str, align: Align) -> list[Row]:
        times = max(1, min(_HUGEST, self._columns // max(1, *map(len, plain(text).split("\n")))))
        return self._paragraph(text, (times, max(times, 3) if times > 1 else 1), bold=True, align=align)

    def _paragraph(self, text: str, zoom: Zoom, *, bold: bool = False, align: Align = "left") -> list[Row]:
        lines = wrapped(plain(text), self._columns // zoom[0], len)
        return [Row((Run(line, bold),), align, zoom) for line in lines]

    def _pair(self, label: str, value: str) -> list[Row]:
        zoom = self._zoom(f"{label} {value}", "normal")
        room = self._columns // zoom[0] - len(plain(label)) - len(plain(value))
        if room < _BETWEEN or "\n" in label + value:
            return self._paragraph(label, self._zoom(label, "small")) + self._paragraph(value, zoom, bold=True)
        return [Row((Run(plain(label) + " " * room), Run(plain(value), bold=True)), zoom=zoom)]

    def _hanging(self, mark: str, text: str, indent: int, *, bold: bool = False) -> list[Row]:
        zoom = self._zoom(text, "normal", indent)
        lines = wrapped(plain(text), self._columns // zoom[0] - indent, len)
        marks = [mark.ljust(indent), *[" " * indent] * (len(lines) - 1)]
        return [
            Row((Run(mark, bold=True), Run(line, bold)), zoom=zoom) for mark, line in zip(marks, lines, strict=True)
        ]

    def _letterhead(self, block: Letterhead) -> Iterator[Piece]:
        """Set the lines beside the vertical script, or below it where they are large."""
        column = self._draw(Vertical(block.vertical))
        if self._large:
            yield from (Dots(column), Feed(_AIR))
            for n, line in enumerate(block.lines):
                yield from self.set(Line(line, bold=n == 0))
            return
        width = _inked(column)
        left = width + _TEXT_LEFT
        room = max(1, (self._width - left) // CELL_DOTS)
        lines = [
            Row((Run(part, n == 0),)) for n, text in enumerate(block.lines) for part in wrapped(plain(text), room, len)
        ]
        if left * 2 <= self._width and all(self._carried(row) for row in lines):
            yield Beside(column, width + _BAR_LEFT, left, _spread(lines, -(-column.rows // CELL_ROWS)))
        else:
            column.wipe()
            yield Dots(self._draw(block))


def _box(item: Item) -> str:
    return "[x]" if item.ticked else "[ ]"


def _inked(dots: Raster) -> int:
    """Return how many columns of *dots* there are up to the last with ink, in whole bytes."""
    return 8 * max((len(line.rstrip(b"\x00")) for line in dots.lines()), default=0)


def _spread(lines: list[Row], room: int) -> tuple[Row, ...]:
    """Return *lines* in the middle of *room* rows, every other one where that fits."""
    step = 2 if 2 * len(lines) - 1 <= room else 1
    rows = [Row(())] * max(room, len(lines))
    first = (len(rows) - (len(lines) - 1) * step - 1) // 2
    rows[first : first + len(lines) * step : step] = lines
    return tuple(rows)
