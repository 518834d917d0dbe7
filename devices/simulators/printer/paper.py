"""The roll, the head and the knife: dots that were burnt, and sheets that were cut off."""

from __future__ import annotations

from dataclasses import dataclass

from devices.printer.raster import Raster
from devices.simulators.printer.pace import HEAD_DPI, MM_PER_INCH, Pace

HEAD_TO_KNIFE = 96
"""Rows between the head and the knife: 12 mm."""


@dataclass(frozen=True)
class Passage:
    """When a sheet came out, in seconds of the pace's clock: each millimetre of it, and the knife at last."""

    millimetres: tuple[float, ...]
    cut: float


class Roll:
    """Paper as wide as *width_dots*; what was not cut off yet hangs in the printer."""

    def __init__(self, width_dots: int, pace: Pace | None = None) -> None:
        self._width = width_dots
        self._pace = pace or Pace()
        self._rows: list[bytes] = []
        self._times: list[float] = []
        self.sheets: list[Raster] = []
        self.passages: list[Passage] = []

    @property
    def hanging(self) -> Raster:
        """What stands on the paper since the last cut."""
        return self._sheet(self._rows)

    def burn(self, across: int, dots: bytes) -> None:
        """Put rows of *across* bytes on paper; what is wider than the head is lost."""
        size = self._width // 8
        self._move([dots[start : start + across][:size].ljust(size, b"\x00") for start in range(0, len(dots), across)])

    def feed(self, rows: int) -> None:
        self._move([bytes(self._width // 8)] * rows)

    def cut(self, *, fed: bool) -> None:
        """Cut; paper that was not *fed* to the knife keeps its last rows inside the printer."""
        whole = len(self._rows) - (0 if fed else min(HEAD_TO_KNIFE, len(self._rows)))
        self.sheets.append(self._sheet(self._rows[:whole]))
        self.passages.append(Passage(_by_millimetre(self._times[:whole]), self._pace.cut()))
        del self._rows[:whole], self._times[:whole]

    def _move(self, rows: list[bytes]) -> None:
        self._rows += rows
        self._times += self._pace.move(len(rows))

    def _sheet(self, rows: list[bytes]) -> Raster:
        return Raster(self._width, len(rows), b"".join(rows))


def _by_millimetre(times: list[float]) -> tuple[float, ...]:
    """Return when the last row of each whole millimetre came out."""
    rows = HEAD_DPI / MM_PER_INCH
    return tuple(times[int(mm * rows) - 1] for mm in range(1, int(len(times) / rows) + 1))
