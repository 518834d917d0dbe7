"""Cuts a stream of ESC/POS into commands, by the lengths the command reference gives.

It carries nothing out. Bytes that begin no command are text, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D

_FIXED = {
    b"\x1b@": 2,
    b"\x1bJ": 3,
    b"\x1bd": 3,
    b"\x1ba": 3,
    b"\x1bt": 3,
    b"\x1bE": 3,
    b"\x1bM": 3,
    b"\x1bR": 3,
    b"\x1b2": 2,
    b"\x1b3": 3,
    b"\x1b%": 3,
    b"\x1b$": 4,
    b"\x1c.": 2,
    b"\x1d!": 3,
    b"\x1bi": 2,
    b"\x1bm": 2,
    b"\x1dP": 4,
    b"\x1da": 3,
    b"\x1dr": 3,
    b"\x1dI": 3,
    b"\x1d\xe0": 3,
    b"\x1d\xe1": 2,
    b"\x10\x04": 3,
    b"\x10\x05": 3,
}
"""The whole length of commands that are always as long."""


@dataclass(frozen=True)
class Command:
    """One command: its first two bytes (one for text and NUL), and what follows them."""

    name: bytes
    rest: bytes = b""

    @property
    def length(self) -> int:
        return len(self.name) + len(self.rest)


def find_command(stream: bytes | bytearray) -> Command | None:
    """Return the command *stream* begins with, None while it is not whole."""
    if not stream:
        return None
    if stream[0] not in {DLE, ESC, FS, GS}:
        return Command(bytes(stream[:1]))
    if len(stream) < 2:
        return None
    name = bytes(stream[:2])
    length = _length(name, stream)
    if length is None or len(stream) < length:
        return None
    return Command(name, bytes(stream[2:length])) if length > 1 else Command(bytes(stream[:1]))


def _length(name: bytes, stream: bytes | bytearray) -> int | None:
    """Return how long the command is, 1 where none has this name, None where more must come to know."""
    if name in _FIXED:
        return _FIXED[name]
    measure = _MEASURED.get(name)
    return measure(stream) if measure else 1


def _raster(stream: bytes | bytearray) -> int | None:
    """`GS v 0 m xL xH yL yH d1…dk`, k = x × y bytes."""
    if len(stream) < 8:
        return None
    across, down = int.from_bytes(stream[4:6], "little"), int.from_bytes(stream[6:8], "little")
    return 8 + across * down


def _extended(stream: bytes | bytearray) -> int | None:
    """`GS ( X pL pH …`: the length is in the command."""
    return None if len(stream) < 5 else 5 + int.from_bytes(stream[3:5], "little")


def _bit_image(stream: bytes | bytearray) -> int | None:
    """`ESC * m nL nH d1…dk`: three bytes a column from m = 32, one below."""
    if len(stream) < 5:
        return None
    return 5 + int.from_bytes(stream[3:5], "little") * (3 if stream[2] >= 32 else 1)


def _taught(stream: bytes | bytearray) -> int | None:
    """`ESC & y c1 c2 [x d1…d(y×x)]…`, once for each code from c1 to c2."""
    if len(stream) < 5:
        return None
    length = 5
    for _ in range(stream[3], stream[4] + 1):
        if len(stream) <= length:
            return None
        length += 1 + stream[2] * stream[length]
    return length


def _cut(stream: bytes | bytearray) -> int | None:
    """`GS V m` cuts here, `GS V m n` (m from 65) feeds to the knife first."""
    if len(stream) < 3:
        return None
    return 4 if stream[2] in {65, 66, 97, 98, 103, 104} else 3


def _presenter(stream: bytes | bytearray) -> int | None:
    """`GS e n`, and `GS e 3 m` (Custom)."""
    if len(stream) < 3:
        return None
    return 4 if stream[2] == 3 else 3


def _realtime(stream: bytes | bytearray) -> int | None:
    """`DLE DC4 fn …`: pulse and power-off take 2 more, the buzzer too, clearing takes 7."""
    if len(stream) < 3:
        return None
    return 10 if stream[2] == 8 else 5


_MEASURED: dict[bytes, Callable[[bytes | bytearray], int | None]] = {
    b"\x1dv": _raster,
    b"\x1d(": _extended,
    b"\x1dV": _cut,
    b"\x1b*": _bit_image,
    b"\x1b&": _taught,
    b"\x1de": _presenter,
    b"\x10\x14": _realtime,
}
