"""How much paper what leaves for a printer takes, read from the very bytes: whatever made them, and however it ended.

Text, pictures, feeds and codes count, in dots; a cut counts the sheet and the way to the knife. It keeps no byte of
what is printed longer than a command is cut in two. Bytes that are no command it knows count as letters.
"""

from __future__ import annotations

from collections.abc import Callable

from devices.printer.flash import SHOW_BODY
from devices.printer.qr import side_of
from devices.printer.transport import PATIENCE_SECONDS, OpenWire, Wire

Went = Callable[[float, int], None]
"""Takes millimetres and sheets that went."""

KNIFE_MM = 12.0
"""From head to knife, in most makes."""
_ESC, _GS, _DLE, _FS = 0x1B, 0x1D, 0x10, 0x1C
_SHORT_CODE = 8
_LINES_AN_INCH, _POWER_ON_UNITS = 6, 360
_LENGTHS = {
    _ESC: dict.fromkeys(b"@im2<", 2) | {ord("$"): 4, ord("*"): 5, ord("&"): 6},
    _GS: {0x50: 4, 0x76: 8, 0xE1: 2},
    _DLE: {},
    _FS: {0x2E: 2},
}
"""Whole lengths of commands, or of their heads where data follow; three for all others."""
_CUT_AFTER_FEED = frozenset((65, 66, 97, 98, 103, 104))
_CLEARING = 8


class Metered:
    """Counts what leaves over lines of a printer of *dpi*; *went* is told when a line is given back."""

    def __init__(self, dpi: int, went: Went, *, logo_rows: int = 0) -> None:
        self._dpi, self._went, self._logo_rows = dpi, went, logo_rows

    def over(self, open_wire: OpenWire) -> OpenWire:
        """Return what opens the same line, and counts."""
        return lambda: _MeteredWire(open_wire(), self._went, lambda: Tape(self._dpi, self._logo_rows))


class _MeteredWire:
    def __init__(self, wire: Wire, went: Went, new_tape: Callable[[], Tape]) -> None:
        self._wire, self._went, self._new_tape = wire, went, new_tape
        self._tape = new_tape()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._wire.write(data)
        self._tape.feed(data)

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        return self._wire.read(patience)

    def close(self, *, discard: bool = False) -> None:
        self._wire.close(discard=discard)
        tape, self._tape = self._tape, self._new_tape()
        if tape.dots or tape.sheets:
            self._went(tape.dots / tape.dpi * 25.4 + tape.sheets * KNIFE_MM, tape.sheets)


class Tape:
    """Dots down, of a head of *dpi*, and sheets so far; a picture in the printer's flash is *logo_rows* high."""

    def __init__(self, dpi: int = 203, logo_rows: int = 0) -> None:
        self.dots = 0.0
        self.sheets = 0
        self.dpi, self._logo_rows = dpi, logo_rows
        self._head = b""
        self._skip = 0
        self._unit = self._spacing = 0.0
        self._module, self._letters = 3, 0
        self._initialize()

    def feed(self, data: bytes | bytearray | memoryview) -> None:
        """Count *data*, however it was cut into pieces."""
        stream, at = self._head + bytes(data), 0
        self._head = b""
        while at < len(stream):
            if self._skip:
                step = min(self._skip, len(stream) - at)
                self._skip, at = self._skip - step, at + step
                continue
            size = _length(stream[at : at + 5])
            if size == 0 or at + size > len(stream):
                self._head = stream[at:]
                return
            self._count(stream[at : at + size])
            at += size

    def _count(self, command: bytes) -> None:
        match command[:2]:
            case b"\x1bJ":
                self.dots += command[2] * self._unit
            case b"\x1bd":
                self.dots += command[2] * self._spacing
            case b"\x1b3":
                self._spacing = command[2] * self._unit
            case b"\x1b2":
                self._spacing = self.dpi / _LINES_AN_INCH
            case b"\x1b@":
                self._initialize()
            case b"\x1dP":
                self._unit = self.dpi / (command[3] or _POWER_ON_UNITS)
            case b"\x1dv":
                self._picture(command)
            case b"\x1bi" | b"\x1bm" | b"\x1dV":
                self.sheets += 1
            case b"\x1b*":
                self._skip = 3 * int.from_bytes(command[3:5], "little")
            case b"\x1b&":
                self._skip = command[2] * command[5]
            case b"\x1d(":
                self._skip = int.from_bytes(command[3:5], "little") if len(command) < _SHORT_CODE else 0
                if command[2] == ord("L") and self._skip == SHOW_BODY:
                    self.dots += self._logo_rows
                if command[2] == ord("k"):
                    self._code(command)
            case b"\n":
                self.dots += self._spacing

    def _initialize(self) -> None:
        self._unit = self.dpi / _POWER_ON_UNITS
        self._spacing = self.dpi / _LINES_AN_INCH
        self._module = 3

    def _picture(self, command: bytes) -> None:
        across, down = int.from_bytes(command[4:6], "little"), int.from_bytes(command[6:8], "little")
        self._skip = across * down
        self.dots += down * (2 if command[3] & 2 else 1)

    def _code(self, command: bytes) -> None:
        """Count a code that the printer draws itself, when it is told to (`GS ( k` functions 167, 180 and 181)."""
        if len(command) < _SHORT_CODE:
            self._letters = max(1, self._skip - 3)
            return
        if command[6] == 67:
            self._module = command[7]
        elif command[6] == 81 and self._letters:
            self.dots += self._module * side_of(self._letters)


def _length(begin: bytes) -> int:
    """Return how long the command is that begins so, or its head where data follow; 0 where more must come to know."""
    first, second, third = (*begin[:3], -1, -1)[:3]
    if first not in _LENGTHS:
        return 1
    if second in _LENGTHS[first]:
        return _LENGTHS[first][second]
    if third < 0:
        return 0
    if (first, second) == (_GS, ord("(")):
        return 0 if len(begin) < 5 else _SHORT_CODE if begin[2:5] == b"k\x03\x00" else 5
    return _by_third(first, second, third)


def _by_third(first: int, second: int, third: int) -> int:
    """Return the length that the third byte tells."""
    match first, chr(second):
        case 0x10, "\x14":
            return 10 if third == _CLEARING else 5
        case 0x1D, "V":
            return 4 if third in _CUT_AFTER_FEED else 3
        case 0x1D, "e":
            return 4 if third == 3 else 3
        case _:
            return 3
