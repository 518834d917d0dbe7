"""Whole pixels on the glass. Nothing here knows Qt."""

from __future__ import annotations

from typing import NamedTuple


class Rect(NamedTuple):
    """A rectangle in px; `right` and `bottom` lie just outside it."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    def moved(self, dx: int, dy: int) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: int) -> Rect:
        """Return it *by* px larger on every side (smaller when negative)."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def holds(self, other: Rect, *, slack: int = 0) -> bool:
        """Say whether *other* lies inside, give or take *slack* px."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def gap_to(self, other: Rect) -> int:
        """Return the px between the nearest edges of the two; negative when they overlap."""
        across = max(self.x - other.right, other.x - self.right)
        down = max(self.y - other.bottom, other.y - self.bottom)
        return max(across, down)


def columns(width: int, count: int, gap: int) -> tuple[tuple[int, int], ...]:
    """Return the x and width of *count* columns with *gap* px between them, without a rest at the end."""
    inner = width - gap * (count - 1)
    edges = [round(n * inner / count) for n in range(count + 1)]
    return tuple((edges[n] + n * gap, edges[n + 1] - edges[n]) for n in range(count))
