"""A picture as the print head sees it: one bit a dot, rows of whole bytes.

It knows nothing of how the picture was drawn, sent or stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Raster:
    """Hold *rows* lines of `width_dots / 8` bytes; the highest bit of a byte is its left dot, 1 is black."""

    width_dots: int
    rows: int
    data: bytes | bytearray = field(repr=False)

    def __post_init__(self) -> None:
        if self.width_dots <= 0 or self.width_dots % 8 or len(self.data) != self.rows * self.row_bytes:
            raise ValueError(f"{self.width_dots} dots × {self.rows} rows do not fill {len(self.data)} bytes")

    @property
    def row_bytes(self) -> int:
        return self.width_dots // 8

    def lines(self) -> Iterator[bytes]:
        """Yield the rows from the top."""
        size = self.row_bytes
        for start in range(0, len(self.data), size):
            yield bytes(self.data[start : start + size])

    def wipe(self) -> None:
        """Overwrite the picture with white, where it lies in memory that can be written."""
        if isinstance(self.data, bytearray):
            self.data[:] = bytes(len(self.data))
