"""Turns dots into the bytes a printer understands (ESC/POS), and the small commands around them.

Pure: it opens nothing and waits for nothing.

    GS ( D   no power-off from bytes that only look like a command
    GS P     one unit is one dot
    GS v 0   a band of at most 24 rows, its white right side left out
    ESC J    white rows, fed
    …
    GS V     feed to the knife and cut
    GS ( H   say the id when all of this was worked on
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from devices.printer.profile import Profile
from devices.printer.raster import Raster

BAND_ROWS = 24
"""A broken band swallows what follows as dots: at 24 rows of 72 bytes, 1,728 bytes at most."""

INITIALIZE = b"\x1b\x40"
REPORT_CHANGES = b"\x1d\x61\xff"
NO_POWER_OFF = b"\x1d\x28\x44\x03\x00\x14\x02\x00"
CLEAR_BUFFER = b"\x10\x05\x02" + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""`DLE ENQ 2` and `DLE DC4 8`: makes know the one or the other."""
ASK_PAPER_SENSOR = b"\x1d\x72\x01"
ASK_FULL = b"\x10\x04\x14"
ASK_PAPER_LEFT = b"\x1d\xe1"
"""`DLE EOT 20` and `GS E1`, of kiosk printers (Custom)."""

_LONGEST_FEED = _MOST_UNITS = 255
_EXECUTABLE = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
_THICKER_DOT = 0x18


def page(raster: Raster, profile: Profile) -> bytearray:
    """Return the bytes that print *raster* and cut it off; the caller wipes them."""
    stream = bytearray(NO_POWER_OFF + units_are_dots(profile.dpi))
    for block in blocks(raster, dots_a_unit(profile.dpi)):
        stream += block
    stream += handing_out(profile)
    return stream


def units_are_dots(dpi: int) -> bytes:
    """Make one vertical unit one dot of a head of *dpi* dots an inch (`GS P`), or two where that is above 255."""
    units = dpi // dots_a_unit(dpi)
    return bytes((0x1D, 0x50, units, units))


def dots_a_unit(dpi: int) -> int:
    """Return how many dots of a head of *dpi* dots an inch are a unit after `units_are_dots`."""
    return -(-dpi // _MOST_UNITS)


def density(step: int) -> bytes:
    """Make print lighter (from -6) or darker (to 8) than usual, which is 0 (`GS ( K` function 49)."""
    return b"\x1d\x28\x4b\x02\x00\x31" + bytes((step & 0xFF,))


def handing_out(profile: Profile) -> bytes:
    """Return what cuts the paper and, where there are jaws, holds it out."""
    return profile.cutting + (bytes.fromhex(profile.presenter.present) if profile.presenter else b"")


def throwing_away(profile: Profile) -> bytes:
    """Return what cuts off a page that broke off; jaws take it in, for it has a name on it and is nobody's paper."""
    return profile.cutting + (bytes.fromhex(profile.presenter.retract) if profile.presenter else b"")


def blocks(raster: Raster, unit: int = 1) -> Iterator[bytes]:
    """Yield the picture as bands of ink and feeds of white, from the top; a *unit* of feed is so many dots."""
    for white, group in groupby(raster.lines(), key=lambda line: not any(line)):
        lines = list(group)
        if white:
            yield from feeds(-(-len(lines) // unit))
        else:
            yield from _bands(lines)


def process_id(id4: bytes) -> bytes:
    """Ask for *id4* back once everything before it was worked on (`GS ( H` function 48).

    Raises ValueError unless it is four bytes of printable ASCII.
    """
    if len(id4) != 4 or not all(0x21 <= byte <= 0x7E for byte in id4):
        raise ValueError("a process id is four printable characters")
    return b"\x1d\x28\x48\x06\x00\x30\x30" + id4


def feeds(rows: int) -> Iterator[bytes]:
    """Yield what feeds *rows* units (`ESC J`)."""
    for start in range(0, rows, _LONGEST_FEED):
        yield bytes((0x1B, 0x4A, min(_LONGEST_FEED, rows - start)))


def _bands(lines: list[bytes]) -> Iterator[bytes]:
    for start in range(0, len(lines), BAND_ROWS):
        yield band(lines[start : start + BAND_ROWS])


def band(lines: list[bytes]) -> bytes:
    """Return one `GS v 0` of *lines*, as wide as the longest of them has ink."""
    width = max(1, *(len(line.rstrip(b"\x00")) for line in lines))
    dots = b"".join(line[:width] for line in lines)
    return b"\x1d\x76\x30\x00" + width.to_bytes(2, "little") + len(lines).to_bytes(2, "little") + harmless(dots)


def harmless(dots: bytes) -> bytes:
    """Return *dots* free of bytes that a printer obeys even inside a picture.

    `10 04`, `10 05` and `10 14` ask for a status, clear the buffer or open a
    drawer wherever they stand. The lone dot of such a `10` gets a neighbour:
    one dot more, which no eye sees.
    """
    for sequence in _EXECUTABLE:
        dots = dots.replace(sequence, bytes((_THICKER_DOT, sequence[1])))
    return dots
