"""How often something happened in the last 24 hours. Refuses to look at a clock of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

DAY_SECONDS = 86_400.0
_KEPT = 1_000


class Tally:
    """Counts what `note` is told; *clock* counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._at: deque[float] = deque(maxlen=_KEPT)

    def note(self) -> None:
        """Count one more, now."""
        self._at.append(self._clock())

    @property
    def count(self) -> int:
        while self._at and self._clock() - self._at[0] >= DAY_SECONDS:
            self._at.popleft()
        return len(self._at)
