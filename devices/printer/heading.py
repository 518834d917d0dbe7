"""The heading of a paper as the one picture that a printer may keep: the very dots that letters beside it would burn.

Pure; it knows no commands.
"""

from __future__ import annotations

from devices.printer.alphabet import CELL_ROWS, Alphabet
from devices.printer.grid import Beside, Dots, Piece, Row
from devices.printer.raster import Raster

BAR_DOTS = 2


def one_picture(piece: Piece, alphabet: Alphabet, width_dots: int) -> Raster | None:
    """Return *piece* as one picture without the white at its right; None for what a printer cannot keep."""
    match piece:
        case Dots(raster):
            return _trimmed(list(raster.lines()))
        case Beside():
            lines = [line for n, row in enumerate(piece.rows) for line in _lines(piece, row, n, alphabet, width_dots)]
            return _trimmed([line.to_bytes(width_dots // 8, "big") for line in lines])
        case _:
            return None


def _lines(piece: Beside, row: Row, n: int, alphabet: Alphabet, width: int) -> list[int]:
    """Return the 24 lines of one row, as numbers *width* bits wide: the picture's slice, the bar, the text."""
    letters = alphabet.strip_of([(char, run.bold) for run in row.runs for char in run.text])
    shift = width - piece.text - 8 * len(letters[0])
    bar = ((1 << BAR_DOTS) - 1) << width - piece.bar - BAR_DOTS
    left = -1 << width - piece.bar
    slices = list(piece.picture.lines())[n * CELL_ROWS : (n + 1) * CELL_ROWS]
    slices += [bytes(piece.picture.row_bytes)] * (CELL_ROWS - len(slices))
    return [
        (_number(dots) & left) | bar | (_number(text) << shift if shift > 0 else _number(text) >> -shift)
        for dots, text in zip(slices, letters, strict=True)
    ]


def _trimmed(lines: list[bytes]) -> Raster | None:
    width = max((len(line.rstrip(b"\x00")) for line in lines), default=0)
    return Raster(8 * width, len(lines), bytearray(b"".join(line[:width] for line in lines))) if width else None


def _number(line: bytes) -> int:
    return int.from_bytes(line, "big")
