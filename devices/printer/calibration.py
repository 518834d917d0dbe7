"""The sheets by which a technician finds out what a printer nobody described can do: bytes only.

Each one shows numbers, and asks for the one at which something can be seen. Nothing is taken for granted but `ESC @`,
pictures (`GS v 0`) and Latin letters. Pure: it opens nothing.
"""

from __future__ import annotations

from devices.printer import encode
from devices.printer.alphabet import Alphabet
from devices.printer.document import Document, Line
from devices.printer.profile import USUAL_CUT, Encoding
from devices.printer.raster import Raster
from devices.printer.render import draw_cell, render

WIDTHS = (384, 432, 512, 576, 640, 832)
"""Heads of 48, 54, 64, 72, 80 and 104 mm at 203 dots an inch."""
BAR_DOTS = 360
"""The bar that is measured: 50.8 mm at 180 dots an inch, 45 at 203, 30.5 at 300."""
PAGES = 100
"""How many code pages the sheet of letters goes through, from 0."""
DENSITIES = (-4, -2, 0, 2, 4)
CUTS = (USUAL_CUT, "1b 64 05 1d 56 00", "1b 64 05 1b 69", "1b 64 05 1b 6d")
"""Ways to cut, in hex: feed and cut, cut, and the two commands of old makes."""
NO_KNIFE = "1b 64 06"
LONG_MM, SHORT_MM = 200, 20
"""What is fed to measure how fast it prints: the difference is free of what the knife takes."""
SAMPLES: tuple[tuple[Encoding, str], ...] = (("kz1048", "ӨөҮү"), ("cp866", "ЖжЯя"))

TAUGHT = "ӨөҮү₮"
_PLAIN_LETTERS = b"\x1c\x2e" + b"\x1b\x52\x00" + b"\x1b\x4d\x00"
"""No Chinese letters of two bytes, no national letters, font A."""
_LABEL_DOTS, _LABEL_ROWS, _GAP_ROWS = 96, 40, 16


def begun(dpi: int = 203) -> bytes:
    """Return what each sheet begins with: units that are dots of a head of *dpi* dots an inch."""
    return encode.INITIALIZE + encode.REPORT_CHANGES + encode.NO_POWER_OFF + encode.units_are_dots(dpi)


def widths() -> bytes:
    """Return the sheet of widths: bars with a number before a black end, and a bar to be measured."""
    bars = [row for width in WIDTHS for row in (*_ended(width), *_white(_GAP_ROWS))]
    measured = [*_label("mm ?"), *[b"\xff" * (BAR_DOTS // 8)] * _LABEL_ROWS]
    return _finished(_drawn([*bars, *_white(_GAP_ROWS), *measured]))


def letters() -> bytes:
    """Return the sheet of letters: each code page by its number, Ө ө Ү ү and Ж ж Я я as their encodings have them."""
    lines = [b"".join(_of_page(n) for n in range(first, first + 2)) for first in range(0, PAGES, 2)]
    tests = _taught() + _doubling() + _native_code()
    return _finished(_PLAIN_LETTERS + b"\n".join(lines) + b"\n\n" + tests)


def densities() -> bytes:
    """Return the sheet of densities: steps from light to dark, each with fine lines and a black field."""
    steps = (encode.density(n) + _drawn(_patch(place)) for place, n in enumerate(DENSITIES, 1))
    return _finished(b"".join(steps) + encode.density(0))


def cuts() -> bytes:
    """Return four strips, each with the number of the way in which it is cut."""
    strips = (_drawn(_label(str(n))) + bytes.fromhex(cut) for n, cut in enumerate(CUTS, 1))
    return b"".join(strips)


def lengths(mm: int, dpi: int) -> bytes:
    """Return a sheet *mm* long with a thin line every 10 mm, so light on the wire that only the paper takes time."""
    rows = round(10 / 25.4 * dpi)
    mark = encode.band([b"\xff" * (WIDTHS[0] // 8)] * 2)
    return _finished((mark + bytes((0x1B, 0x4A, (rows - 2) // encode.dots_a_unit(dpi)))) * (mm // 10))


def _of_page(n: int) -> bytes:
    samples = b" ".join(text.encode(encoding) for encoding, text in SAMPLES)
    return b"\x1b\x74\x00" + b"%02d " % n + b"\x1b\x74" + bytes((n,)) + samples + b"\x1b\x74\x00   "


def _taught() -> bytes:
    """Return a line of letters that the printer is taught for it (`ESC &`)."""
    taught = {char: 0x7E - n for n, char in enumerate(TAUGHT)}
    alphabet = Alphabet("cp866", draw_cell, taught, frozenset(TAUGHT))
    return alphabet.lesson() + b"U " + alphabet.bytes_of(TAUGHT) + b"\n\x1b\x25\x00"


def _doubling() -> bytes:
    """Return two squares from the same dots, the second doubled by the printer."""
    square = b"\x1d\x76\x30%c" + (8).to_bytes(2, "little") + (64).to_bytes(2, "little") + b"\xff" * 512
    return b"D1\n" + square % 0 + b"D2\n" + square % 3 + b"\n"


def _native_code() -> bytes:
    """Return a QR code that the printer draws itself (`GS ( k` functions 167, 169, 180, 181)."""
    text = b"0123456789"
    return (
        b"Q\n\x1d\x28\x6b\x03\x00\x31\x43\x06"
        b"\x1d\x28\x6b\x03\x00\x31\x45\x33"
        + (b"\x1d\x28\x6b" + (len(text) + 3).to_bytes(2, "little") + b"\x31\x50\x30" + text)
        + b"\x1d\x28\x6b\x03\x00\x31\x51\x30\n"
    )


def _ended(width: int) -> list[bytes]:
    """Return a bar *width* dots wide: its number stands before its black end."""
    label = _label(str(width))
    lead = width // 8 - 1 - len(label[0])
    rows = [bytes(lead) + row + b"\xff" for row in label]
    rows[-4:] = [b"\xff" * (width // 8)] * 4
    return rows


def _patch(place: int) -> list[bytes]:
    fine = [b"\xaa" * 12 + b"\xcc" * 8 + b"\xff" * 16] * 48
    return [*_beside(_label(str(place)), fine), *_white(_GAP_ROWS)]


def _label(text: str) -> list[bytes]:
    """Return *text* as `_LABEL_ROWS` rows of dots."""
    lines = list(render(Document((Line(text, bold=True),)), _LABEL_DOTS).lines())
    return (lines + [bytes(_LABEL_DOTS // 8)] * _LABEL_ROWS)[:_LABEL_ROWS]


def _beside(left: list[bytes], right: list[bytes]) -> list[bytes]:
    """Return *left* and *right* side by side, as high as the right one."""
    blank = bytes(len(left[0]))
    filled = left + [blank] * (len(right) - len(left))
    return [a + b for a, b in zip(filled, right, strict=False)]


def _white(rows: int) -> list[bytes]:
    return [b"\x00"] * rows


def _drawn(rows: list[bytes]) -> bytes:
    width = max(len(row) for row in rows)
    picture = Raster(width * 8, len(rows), b"".join(row.ljust(width, b"\x00") for row in rows))
    return b"".join(encode.blocks(picture))


def _finished(content: bytes) -> bytes:
    return content + bytes.fromhex(CUTS[0])
