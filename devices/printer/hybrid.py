"""Turns a document into letters where the printer has them, and dots where it has none: for slow lines.

Pure, as `encode` is. A slip is some 2 KB this way and 60 KB as dots.

    GS ( D · GS P     as for dots
    FS . …            what the profile says must come before text
    ESC R 0 · ESC M 0 · ESC t n    the letters of the page, font A
    ESC & … · ESC % 1              letters the page lacks; resent with each paper, for `ESC @` forgets them
    text LF           sizes by GS !, bold by ESC E, the place by ESC a, rows by ESC 3
    GS ( L            the heading, where the printer keeps it
    GS v 0            what is drawn; m = 3 where the printer doubles dots
    GS ( k            a code that the printer draws itself
    GS V              feed to the knife and cut
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import Path

from devices.printer import encode, flash
from devices.printer.alphabet import CELL_ROWS, Alphabet, alphabet_for, columns, picture, plain
from devices.printer.document import Align, Block, Document, Letterhead, Line, Qr
from devices.printer.grid import MARKS, Beside, Code, Dots, Feed, Grid, Piece, Row, Run, Stroke, Zoom
from devices.printer.heading import BAR_DOTS, one_picture
from devices.printer.profile import Logo, Profile
from devices.printer.qr import QUIET_MODULES, QrTooLarge, draws_itself, module_dots, modules
from devices.printer.raster import Raster
from devices.printer.render import FONTS, RenderFault, draw_cell, render

_PLACES: dict[Align, int] = {"left": 0, "center": 1, "right": 2}
_ROW_AIR, _MORE_AIR = 6, 2
"""White dots between two rows of text, and how many more for each time the letters are higher."""
_USUAL_LETTERS = b"\x1b\x52\x00" + b"\x1b\x4d\x00"


def page(document: Document, profile: Profile, fonts: Path = FONTS) -> bytearray:
    """Return the bytes that print *document* on a printer whose *profile* has a page, and cut it off.

    The caller wipes them. Raises `RenderFault` for what could not be drawn either, ValueError without a page.
    """
    alphabet, grid = _set_up(document, profile, fonts)
    writer = _Writer(profile, alphabet)
    for block in document.blocks:
        for piece in grid.set(block):
            writer.put(piece)
    return writer.finished()


def heading(letterhead: Letterhead, profile: Profile, fonts: Path = FONTS, *, large: bool = False) -> Raster:
    """Return the picture that *letterhead* is on each paper, for the printer's flash; in *large* print its script.

    Raises `RenderFault`, ValueError without a page or where there is nothing to keep.
    """
    alphabet, grid = _set_up(Document((letterhead,), large), profile, fonts)
    picture = one_picture(next(grid.set(letterhead)), alphabet, profile.width_dots)
    if picture is None:
        raise ValueError("a heading without ink")
    return picture


def _set_up(document: Document, profile: Profile, fonts: Path) -> tuple[Alphabet, Grid]:
    alphabet = alphabet_for(_texts(document), profile, lambda char: draw_cell(char, fonts))

    def draw(block: Block) -> Raster:
        return render(Document((block,), document.large_print), profile.width_dots, fonts)

    return alphabet, Grid(profile, alphabet, draw, large=document.large_print)


class _Writer:
    """Writes piece after piece; says a size, a place or a spacing only where it changes."""

    def __init__(self, profile: Profile, alphabet: Alphabet) -> None:
        self._profile = profile
        self._alphabet = alphabet
        self._said: dict[bytes, int] = {}
        self._stream = bytearray(encode.NO_POWER_OFF + encode.units_are_dots(profile.dpi))
        if profile.page is not None:
            self._stream += bytes.fromhex(profile.page.before) + _USUAL_LETTERS
            self._stream += bytes((0x1B, 0x74, profile.page.number)) + alphabet.lesson()

    def finished(self) -> bytearray:
        """Return everything that was written, and the cut."""
        self._place("left")
        self._stream += encode.handing_out(self._profile)
        return self._stream

    def put(self, piece: Piece) -> None:
        logo = self._profile.logo
        if logo is not None and self._is(piece, logo):
            self._put([flash.show(logo)])
            return
        match piece:
            case Row():
                self._row(piece)
            case Beside():
                self._beside(piece)
            case Dots(raster):
                self._dots(raster)
            case Stroke(thick, pattern):
                self._stroke(thick, pattern)
            case Feed(dots):
                self._put(encode.feeds(dots))
            case Code(payload):
                self._code(payload)

    def _is(self, piece: Piece, logo: Logo) -> bool:
        """Answer whether the printer keeps *piece* as *logo*, dot for dot."""
        picture = one_picture(piece, self._alphabet, self._profile.width_dots)
        if picture is None:
            return False
        same = flash.logo_of(picture) == logo
        picture.wipe()
        return same

    def _put(self, commands: Iterable[bytes]) -> None:
        self._place("left")
        self._stream += b"".join(commands)

    def _dots(self, raster: Raster) -> None:
        self._put(encode.blocks(raster))
        raster.wipe()

    def _row(self, row: Row) -> None:
        self._place(row.align)
        if row.zoom != (1, 1) and not all(self._alphabet.knows(run.text) for run in row.runs):
            self._doubled_row(row)
            return
        self._say(b"\x1b\x33", CELL_ROWS * row.zoom[1] + _air(row))
        self._runs(row.runs, row.zoom)
        self._stream += b"\n"

    def _doubled_row(self, row: Row) -> None:
        """Send a row as our own dots of its letters, enlarged by the printer as letters would be."""
        across, down = row.zoom
        lines = self._alphabet.strip_of([(char, run.bold) for run in row.runs for char in run.text])
        self._stream += _single(lines, (across - 1) | (down - 1) << 1)
        self._stream += b"".join(encode.feeds(_air(row)))

    def _runs(self, runs: tuple[Run, ...], zoom: Zoom) -> None:
        self._say(b"\x1d\x21", (zoom[0] - 1) << 4 | (zoom[1] - 1))
        for run in runs:
            if run.text:
                self._say(b"\x1b\x45", int(run.bold))
                self._stream += self._alphabet.bytes_of(run.text, bold=run.bold)

    def _beside(self, piece: Beside) -> None:
        self._place("left")
        self._say(b"\x1b\x33", CELL_ROWS)
        for n, row in enumerate(piece.rows):
            self._stream += picture(_trimmed(columns(piece.picture, 0, piece.bar, n * CELL_ROWS)))
            self._stream += _jump(piece.bar) + picture(b"\xff" * 3 * BAR_DOTS)
            if row.runs:
                self._stream += _jump(piece.text)
                self._runs(row.runs, row.zoom)
            self._stream += b"\n"
        piece.picture.wipe()

    def _stroke(self, thick: int, pattern: int) -> None:
        """Draw a line by half its dots where the printer doubles them."""
        if self._profile.doubles:
            half = bytes((pattern,)) * (self._profile.width_dots // 16)
            self._put((_doubled([half] * thick),))
        else:
            whole = bytes((0xFF if pattern & 0xF0 else 0, 0xFF if pattern & 0x0F else 0))
            line = (whole * self._profile.width_dots)[: self._profile.width_dots // 8]
            self._put((encode.band([line] * 2 * thick),))

    def _code(self, payload: str) -> None:
        try:
            rows = modules(payload)
            dots = module_dots(len(rows), self._profile.width_dots)
        except QrTooLarge as error:
            raise RenderFault("qr_too_large", str(error)) from error
        native = self._profile.native_qr and draws_itself(payload, self._profile.width_dots, dots)
        quiet = list(encode.feeds(QUIET_MODULES * (dots if native else 4)))
        self._put(quiet)
        self._place("center")
        self._stream += _native(payload, dots) if native else b"".join(self._drawn_code(rows))
        self._put(quiet)

    def _drawn_code(self, rows: tuple[tuple[bool, ...], ...]) -> Iterator[bytes]:
        """Yield the code at 4 dots a module: drawn at 2 and doubled, or as it is."""
        times, band = (2, _doubled) if self._profile.doubles else (4, _single)
        inner = [row[QUIET_MODULES:-QUIET_MODULES] for row in rows[QUIET_MODULES:-QUIET_MODULES]]
        lines = [_bits(row, times) for row in inner for _ in range(times)]
        for start in range(0, len(lines), encode.BAND_ROWS):
            yield band(lines[start : start + encode.BAND_ROWS])

    def _place(self, align: Align) -> None:
        self._say(b"\x1b\x61", _PLACES[align])

    def _say(self, command: bytes, value: int) -> None:
        if self._said.get(command, 0) != value:
            self._said[command] = value
            self._stream += command + bytes((value,))


def _texts(document: Document) -> Iterator[str]:
    """Yield every text of *document* that may be set in letters."""
    yield MARKS
    for block in document.blocks:
        match block:
            case Line(text):
                yield plain(text)
            case Qr(_, caption):
                yield plain(caption)
            case Letterhead(_, lines):
                yield from map(plain, lines)
            case _:
                yield from _words(dataclasses.astuple(block))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield plain(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from _words(part)


def _air(row: Row) -> int:
    """Return the white dots below a row."""
    return _ROW_AIR + _MORE_AIR * (row.zoom[1] - 1)


def _jump(dots: int) -> bytes:
    """Go on at this column of dots (`ESC $`)."""
    return b"\x1b\x24" + dots.to_bytes(2, "little")


def _trimmed(cells: bytes) -> bytes:
    """Return columns of three bytes without the white ones at the right, one at least."""
    inked = len(cells.rstrip(b"\x00"))
    return cells[: max(3, -(-inked // 3) * 3)]


def _bits(row: tuple[bool, ...], times: int) -> bytes:
    text = "".join(str(int(dark)) * times for dark in row)
    return int(text.ljust(-(-len(text) // 8) * 8, "0"), 2).to_bytes(-(-len(text) // 8), "big")


def _single(lines: list[bytes], mode: int = 0) -> bytes:
    """Return one `GS v 0` of *lines*, all as wide as the first."""
    head = b"\x1d\x76\x30" + bytes((mode,)) + len(lines[0]).to_bytes(2, "little") + len(lines).to_bytes(2, "little")
    return head + encode.harmless(b"".join(lines))


def _doubled(lines: list[bytes]) -> bytes:
    """Return *lines* as dots that the printer doubles in both directions (m = 3)."""
    return _single(lines, 3)


def _native(payload: str, dots: int) -> bytes:
    """Return what makes the printer draw a code: model 2, *dots* a module, level Q, the text, print (`GS ( k`)."""
    functions = (b"\x41\x32\x00", bytes((0x43, dots)), b"\x45\x32", b"\x50\x30" + payload.encode("ascii"), b"\x51\x30")
    return b"".join(b"\x1d\x28\x6b" + (len(body) + 1).to_bytes(2, "little") + b"\x31" + body for body in functions)
