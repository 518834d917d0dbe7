"""The roll, the head and the knife: dots that were burnt, and sheets that were cut off."""

from __future__ import annotations

from devices.printer.raster import Raster

HEAD_TO_KNIFE = 96
"""Rows between the head and the knife: 12 mm."""


class Roll:
    """Paper as wide as *width_dots*; what was not cut off yet hangs in the printer."""

    def __init__(self, width_dots: int) -> None:
        self._width = width_dots
        self._rows: list[bytes] = []
        self.sheets: list[Raster] = []

    @property
    def hanging(self) -> Raster:
        """What stands on the paper since the last cut."""
        return self._sheet(self._rows)

    def burn(self, across: int, dots: bytes) -> None:
        """Put rows of *across* bytes on paper; what is wider than the head is lost."""
        size = self._width // 8
        for start in range(0, len(dots), across):
            self._rows.append(dots[start : start + across][:size].ljust(size, b"\x00"))

    def feed(self, rows: int) -> None:
        self._rows += [bytes(self._width // 8)] * rows

    def cut(self, *, fed: bool) -> None:
        """Cut; paper that was not *fed* to the knife keeps its last rows inside the printer."""
        keep = 0 if fed else min(HEAD_TO_KNIFE, len(self._rows))
        whole, self._rows = self._rows[: len(self._rows) - keep], self._rows[len(self._rows) - keep :]
        self.sheets.append(self._sheet(whole))

    def _sheet(self, rows: list[bytes]) -> Raster:
        return Raster(self._width, len(rows), b"".join(rows))
