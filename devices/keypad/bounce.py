"""Which presses of a key count: a hand that trembles and a contact that bounces press once."""

from __future__ import annotations

from collections.abc import Callable


class Bounce:
    """Counts a press when its key was left alone for *seconds* before; *clock* counts seconds.

    EN 301 549 5.7 and 5.8, VVSG 2.0 7.2-M: a key that is held is pressed once, and how long it must be left alone is
    set for the machine. Whether a key is held or pressed anew, the source of the events tells.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._moved: dict[int, float] = {}

    def counts(self, code: int) -> bool:
        """Take that the key *code* goes down; say whether that counts."""
        before, now = self._moved.get(code), self._clock()
        self._moved[code] = now
        return before is None or now - before >= self._seconds

    def let_go(self, code: int) -> None:
        """Take that the key *code* goes up."""
        self._moved[code] = self._clock()
