"""How fast the line to a printer is, and so which way a page goes: as dots, or as letters.

A serial line says it by its baud rate. Every other line is measured while a
page leaves; a page that left no slower than its paper moves says nothing
against the line. It decides nothing about what stands on a page.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from devices.printer import encode
from devices.printer.address import Address, SerialLine
from devices.printer.profile import Profile, Way
from devices.printer.transport import PATIENCE_SECONDS, OpenWire, Wire

LONGEST = 2.0
"""Seconds a page of dots may take on the line; what takes longer leaves as letters."""
BITS_A_BYTE = 10
"""8N1: a start bit, eight, a stop bit."""

_LONGEST_WORD = 512
"""Questions and the white that is fed to a torn page are no longer; pieces of a page are."""
_WAITING = 4096
"""So many bytes the system keeps for a serial line."""
_LEAST_BYTES = 8192
"""Less than this a socket's and a printer's buffers swallow at once."""
_PAPER_FAST, _PAPER_SLACK = 2.5, 0.5
"""How much longer than its paper moves a page may take (times, and seconds) before the line is called slow."""
_HELD = 20
"""So many pages a line stays slow; then dots are tried again, for the link may have been mended."""

Clock = Callable[[], float]


class Speed:
    """What is known of one line; *bytes_per_second* None: nothing, so it is taken for fast."""

    def __init__(self, bytes_per_second: float | None = None, *, clock: Clock = monotonic) -> None:
        self._fixed = self._speed = bytes_per_second
        self._clock = clock
        self._paper_seconds = 0.0
        self._held = 0

    def way(self, profile: Profile, size: int, rows: int) -> Way:
        """Return the way for a page that is *size* bytes and *rows* dots long as dots.

        Without a page of letters, and on a head so fine that its letters have other cells, there is one way only; a
        profile that wants letters gets them.
        """
        if profile.page is None or encode.dots_a_unit(profile.dpi) > 1:
            return "raster"
        if profile.way == "hybrid" or (self._speed is not None and size / self._speed > LONGEST):
            self._count()
            return "hybrid"
        self._paper_seconds = rows / profile.dpi * 25.4 / profile.speed_mm_s
        return "raster"

    def seconds_behind(self, size: int) -> float:
        """Return for how long the last bytes of *size* may still be leaving when all were handed over."""
        return min(size, _WAITING) / self._fixed if self._fixed is not None else 0.0

    def over(self, open_wire: OpenWire) -> OpenWire:
        """Return what opens the same line, and measures where nothing is known for certain."""
        return open_wire if self._fixed is not None else lambda: _TimedWire(open_wire(), self, self._clock)

    def learn(self, size: int, seconds: float) -> None:
        """Take in that *size* bytes left in *seconds*, the pauses of a printer at work among them."""
        if size < _LEAST_BYTES:
            return
        slow = seconds > self._paper_seconds * _PAPER_FAST + _PAPER_SLACK
        self._speed = size / seconds if slow else None
        self._held = _HELD if slow else 0

    def _count(self) -> None:
        if self._fixed is None and self._held:
            self._held -= 1
            if not self._held:
                self._speed = None


class _TimedWire:
    """Looks at the clock when the first piece of a page leaves and when the last one did, not at words between."""

    def __init__(self, wire: Wire, speed: Speed, clock: Clock) -> None:
        self._wire, self._speed, self._clock = wire, speed, clock
        self._bytes = 0
        self._began = self._ended = 0.0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        began = self._clock()
        self._wire.write(data)
        if len(data) > _LONGEST_WORD:
            self._began = self._began if self._bytes else began
            self._bytes += len(data)
            self._ended = self._clock()

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        return self._wire.read(patience)

    def close(self, *, discard: bool = False) -> None:
        self._wire.close(discard=discard)
        if not discard:
            self._speed.learn(self._bytes, self._ended - self._began)


def speed_of(address: Address) -> Speed:
    """Return what the *address* alone tells of its line."""
    return Speed(address.baud / BITS_A_BYTE if isinstance(address, SerialLine) else None)
