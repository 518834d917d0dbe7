"""The printer's own letters: pages, sizes, taught letters, dots in a line, dots doubled, and codes it draws itself.

Written from the command reference. The letters of its memory are drawn like
those of any font of 12 × 24 dots; a byte without a letter is a black box.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import segno

from devices.printer.render import RenderFault, draw_cell
from devices.simulators.printer.paper import Roll

CELL_DOTS, CELL_ROWS = 12, 24
PAGES = {0: "cp437", 7: "cp866", 10: "cp866", 17: "cp866", 53: "kz1048"}
"""What `ESC t` selects: Epson's numbers, and those under which other makes have CP866."""
_LEVELS = {48: "l", 49: "m", 50: "q", 51: "h"}
_BOX = (0,) * 4 + (0xFFE,) * 16 + (0,) * 4


@dataclass(frozen=True)
class _Picture:
    """Rows of dots as numbers, *width* dots wide, the highest bit leftmost."""

    width: int
    rows: tuple[int, ...]

    @lru_cache(maxsize=2048)  # noqa: B019 - pictures are values, and few
    def enlarged(self, across: int, down: int) -> _Picture:
        rows = [_stretched(row, self.width, across) for row in self.rows for _ in range(down)]
        return _Picture(self.width * across, tuple(rows))


@dataclass(frozen=True)
class _Manner:
    """How letters come out; the values after `ESC @`. *spacing* is in dots, a sixth of an inch."""

    page: int = 0
    bold: int = 0
    zoom: int = 0
    place: int = 0
    spacing: int = 34
    teaching: int = 0
    module: int = 3
    level: int = 48


class Letters:
    """A line that is being set and how; `transcript` is what a person would read."""

    def __init__(self, roll: Roll, width_dots: int) -> None:
        self.transcript: list[str] = []
        self._roll = roll
        self._width = width_dots
        self.initialize()
        self._commands: dict[bytes, Callable[[bytes], None]] = {
            b"\n": lambda _: self.end_line(),
            b"\x1bt": lambda rest: self._change(page=rest[0]),
            b"\x1bE": lambda rest: self._change(bold=rest[0] & 1),
            b"\x1d!": lambda rest: self._change(zoom=rest[0]),
            b"\x1ba": lambda rest: self._change(place=rest[0] % 48),
            b"\x1b2": lambda _: self._change(spacing=_Manner.spacing),
            b"\x1b%": lambda rest: self._change(teaching=rest[0] & 1),
            b"\x1b$": lambda rest: self._go_to(int.from_bytes(rest, "little")),
            b"\x1b&": self._learn,
            b"\x1b*": self._inline,
            b"\x1bM": lambda _: None,
            b"\x1bR": lambda _: None,
            b"\x1c.": lambda _: None,
        }

    @property
    def pending(self) -> bool:
        """Whether a line is begun: what may only stand at its beginning is refused."""
        return bool(self._line)

    @property
    def page(self) -> int:
        return self._manner.page

    def initialize(self) -> None:
        """Forget everything said and taught, and the line (`ESC @`)."""
        self._manner = _Manner()
        self._taught: dict[int, _Picture] = {}
        self._code = b""
        self.clear()

    def clear(self) -> None:
        """Throw the line away."""
        self._line: list[tuple[int, _Picture]] = []
        self._words: list[str] = []
        self._x = 0

    def obeys(self, name: bytes, rest: bytes) -> bool:
        """Carry the command out where it is about letters; answer whether it was."""
        if name in self._commands:
            self._commands[name](rest)
        elif len(name) == 1 and name[0] >= 0x20:
            self._letter(name[0])
        else:
            return False
        return True

    def set_spacing(self, dots: int) -> None:
        self._change(spacing=dots)

    def end_line(self, feed: int | None = None) -> None:
        """Put the line on paper and feed *feed* dots, the spacing where none is said, its own height at least."""
        feed = self._manner.spacing if feed is None else feed
        height = max((len(picture.rows) for _, picture in self._line), default=0)
        self._burn([self._composed(row, height) for row in range(height)])
        self._roll.feed(max(0, feed - height))
        if self._words:
            self.transcript.append("".join(self._words))
        self.clear()

    def burn(self, mode: int, across: int, dots: bytes) -> None:
        """Put a picture of *across* bytes a row in its place, doubled across by 1 and down by 2 of *mode*."""
        rows = tuple(int.from_bytes(dots[start : start + across], "big") for start in range(0, len(dots), across))
        self._place(_Picture(across * 8, rows).enlarged(1 + (mode & 1), 1 + (mode >> 1 & 1)))

    def symbol(self, function: int, body: bytes) -> None:
        """Carry out a function of `GS ( k` for QR codes."""
        match function:
            case 67 if body:
                self._change(module=body[0])
            case 69 if body:
                self._change(level=body[0])
            case 80:
                self._code = body[1:]
            case 81 if self._code:
                self._draw_code()

    def _change(self, **said: int) -> None:
        self._manner = replace(self._manner, **said)

    def _go_to(self, x: int) -> None:
        self._x = x

    def _letter(self, code: int) -> None:
        manner = self._manner
        if manner.teaching and code in self._taught:
            cell, char = self._taught[code], f"<{code:02x}>"
        else:
            char = bytes((code,)).decode(PAGES.get(manner.page, "cp437"), "replace")
            cell = _cell(char)
        if manner.bold:
            cell = _Picture(cell.width, tuple(row | row >> 1 for row in cell.rows))
        self._words.append(char)
        self._set(cell.enlarged((manner.zoom >> 4 & 7) + 1, (manner.zoom & 7) + 1))

    def _inline(self, rest: bytes) -> None:
        """`ESC * m nL nH d…`: 24 dots high for m = 33, the only one known here."""
        if rest[0] == 33:
            self._words.append("<*>")
            self._set(_by_columns(rest[3:]))

    def _learn(self, rest: bytes) -> None:
        """`ESC & y c1 c2 [x d…]…`: letters of another height or wider than a cell are not learnt."""
        code, body = rest[1], rest[3:]
        while rest[0] == 3 and body and body[0] <= CELL_DOTS:
            size = 1 + 3 * body[0]
            self._taught[code] = _padded(_by_columns(body[1:size]))
            code, body = code + 1, body[size:]

    def _set(self, picture: _Picture) -> None:
        if self._x + picture.width > self._width:
            self.end_line()
        self._line.append((self._x, picture))
        self._x += picture.width

    def _composed(self, row: int, height: int) -> int:
        """Return one row of the line, every picture standing on its foot."""
        dots = 0
        for x, picture in self._line:
            inside = row - (height - len(picture.rows))
            if inside >= 0:
                dots |= picture.rows[inside] << max(0, self._x - x - picture.width)
        return dots

    def _burn(self, rows: list[int]) -> None:
        if rows:
            self._place(_Picture(self._x, tuple(rows)))

    def _place(self, picture: _Picture) -> None:
        spare = self._width - picture.width
        left = max(0, (0, spare // 2, spare)[self._manner.place])
        whole = -(-max(self._width, picture.width) // 8) * 8
        rows = (row << (whole - left - picture.width) for row in picture.rows)
        self._roll.burn(whole // 8, b"".join(row.to_bytes(whole // 8, "big") for row in rows))

    def _draw_code(self) -> None:
        """Draw the code without white around it; one that is too wide or too long is left out."""
        modules = _modules(self._code, _LEVELS.get(self._manner.level, "l"))
        picture = modules.enlarged(self._manner.module, self._manner.module)
        if 0 < picture.width <= self._width:
            self._place(picture)


@lru_cache(maxsize=64)
def _modules(text: bytes, level: str) -> _Picture:
    """Return a code, one dot a module; nothing for a text that no code holds."""
    try:
        code = segno.make_qr(text, error=level, boost_error=False)
    except segno.DataOverflowError:
        return _Picture(0, ())
    return _Picture(
        len(code.matrix), tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in code.matrix)
    )


@lru_cache(maxsize=512)
def _cell(char: str) -> _Picture:
    try:
        drawn = draw_cell(char)
    except RenderFault:
        return _Picture(CELL_DOTS, _BOX)
    return _Picture(CELL_DOTS, tuple(int.from_bytes(line, "big") >> 16 - CELL_DOTS for line in drawn.lines()))


@lru_cache(maxsize=512)
def _by_columns(data: bytes) -> _Picture:
    """Return columns of three bytes as rows of dots."""
    width = len(data) // 3
    strips = [int.from_bytes(data[n * 3 : n * 3 + 3], "big") for n in range(width)]
    rows = (
        sum((strip >> CELL_ROWS - 1 - y & 1) << width - 1 - n for n, strip in enumerate(strips))
        for y in range(CELL_ROWS)
    )
    return _Picture(width, tuple(rows))


def _padded(cell: _Picture) -> _Picture:
    return _Picture(CELL_DOTS, tuple(row << CELL_DOTS - cell.width for row in cell.rows))


def _stretched(row: int, width: int, times: int) -> int:
    if times == 1:
        return row
    return int("".join(dot * times for dot in f"{row:0{width}b}"), 2)
