"""How each letter of a paper leaves: as a byte of the printer's page, as a letter taught to it, or as dots in a line.

It answers only for letters that stand alone in a cell of 12 × 24 dots; what
joins, combines or runs from the right is left to be drawn with its line.

    ESC t n                   the page
    ESC & 3 c c x d1…d(3x)    the letter c, x columns of 3 bytes, the highest bit on top
    ESC * 33 nL nH d1…d(3n)   the same dots in the middle of a line, for a printer that cannot be taught
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat

from devices.printer.encode import harmless
from devices.printer.profile import Encoding, Profile
from devices.printer.raster import Raster

CELL_DOTS, CELL_ROWS = 12, 24
"""A letter of font A."""
MOST_TAUGHT = 32
"""A lesson of so many letters is 1,216 bytes; what comes after is drawn in its line."""

_SPARE = tuple(range(0x7E, 0x20, -1))
"""The codes that can be taught, those that papers hardly use first."""
_ALONE = frozenset("LNPS")
_JOINING = 0x0590
"""From here on scripts join or run from the right; punctuation and signs of money are an island at 2000h."""
_SIGNS = range(0x2010, 0x2600)

DrawCell = Callable[[str], Raster]


@dataclass(frozen=True)
class Alphabet:
    """What a printer prints as letters: codes of its page, *taught* ones, and what *draw* draws of the *lacking*."""

    encoding: Encoding
    draw: DrawCell
    taught: Mapping[str, int] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset()

    def carries(self, text: str) -> bool:
        """Answer whether every letter of *text* can leave."""
        return all(char in self.lacking or byte_of(char, self.encoding) for char in text)

    def knows(self, text: str) -> bool:
        """Answer whether the printer itself has every letter of *text*, and so can print it enlarged."""
        return all(char in self.taught or byte_of(char, self.encoding) for char in text)

    def bytes_of(self, text: str, *, bold: bool = False) -> bytes:
        """Return what prints *text*, which it carries; dots in the line are not made *bold* by the printer."""
        return b"".join(self._leaving(char, bold) for char in text)

    def strip_of(self, letters: Sequence[tuple[str, bool]]) -> list[bytes]:
        """Return the 24 rows of dots of *letters*, each bold or not: what a printer that has them all would burn."""
        width = len(letters) * CELL_DOTS
        spare = -width % 8
        rows = [0] * CELL_ROWS
        for char, bold in letters:
            lines = repeat(bytes(2), CELL_ROWS) if char == " " else self.draw(char).lines()
            dots = [int.from_bytes(line, "big") >> 16 - CELL_DOTS for line in lines]
            rows = [row << CELL_DOTS | dot | (dot >> 1 if bold else 0) for row, dot in zip(rows, dots, strict=True)]
        return [(row << spare).to_bytes((width + spare) // 8, "big") for row in rows]

    def lesson(self) -> bytes:
        """Return what teaches the printer; it forgets at `ESC @` and without power."""
        letters = (
            b"\x1b\x26\x03" + bytes((code, code, CELL_DOTS)) + harmless(columns(self.draw(char)))
            for char, code in self.taught.items()
        )
        return b"".join(letters) + b"\x1b\x25\x01" if self.taught else b""

    def _leaving(self, char: str, bold: bool) -> bytes:
        if char in self.taught:
            return bytes((self.taught[char],))
        if byte := byte_of(char, self.encoding):
            return byte
        cell = columns(self.draw(char))
        return picture(_bold(cell) if bold else cell)


def alphabet_for(texts: Iterable[str], profile: Profile, draw: DrawCell) -> Alphabet:
    """Return the alphabet of *profile*, who has a page, for a paper with *texts*; *draw* draws what the page lacks."""
    if profile.page is None:
        raise ValueError("text needs a code page")
    encoding = profile.page.encoding
    letters = Counter(char for text in texts for char in text)
    lacking = [char for char, _ in letters.most_common() if _stands_alone(char) and not byte_of(char, encoding)]
    spare = [code for code in _SPARE if chr(code) not in letters] if profile.user_defined else []
    taught = dict(zip(lacking[:MOST_TAUGHT], spare, strict=False))
    return Alphabet(encoding, lru_cache(256)(draw), taught, frozenset(lacking))


def plain(text: str) -> str:
    """Return *text* with every letter as one character and every kind of blank as one blank; lines stay."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(char) == "Zs" else char for char in composed)


def byte_of(char: str, encoding: Encoding) -> bytes:
    """Return the byte of *char* on the page, b"" where the page has no such letter."""
    if char != " " and unicodedata.category(char)[0] not in _ALONE:
        return b""
    return char.encode(encoding, "ignore")


def columns(dots: Raster, left: int = 0, right: int = CELL_DOTS, top: int = 0) -> bytes:
    """Return 24 rows of *dots* from *top*, column by column of three bytes; below the picture is white."""
    return b"".join(_column(dots, x, top).to_bytes(3, "big") for x in range(left, right))


def picture(cells: bytes) -> bytes:
    """Return the command that puts columns of 24 dots into the line."""
    return b"\x1b\x2a\x21" + (len(cells) // 3).to_bytes(2, "little") + harmless(cells)


def _bold(cells: bytes) -> bytes:
    """Return *cells* with each dot also one to the right."""
    dots, moved = int.from_bytes(cells, "big"), int.from_bytes(bytes(3) + cells[:-3], "big")
    return (dots | moved).to_bytes(len(cells), "big")


def _column(dots: Raster, x: int, top: int) -> int:
    value = 0
    for y in range(top, top + CELL_ROWS):
        inside = y < dots.rows and dots.data[y * dots.row_bytes + x // 8] >> (7 - x % 8) & 1
        value = value << 1 | inside
    return value


def _stands_alone(char: str) -> bool:
    code = ord(char)
    return unicodedata.category(char)[0] in _ALONE and (code < _JOINING or code in _SIGNS)
