"""How fast keys follow one another: whether a hand can have pressed them.

A code that begins with a digit is typed by its reader as a keypad would type
it. What tells it from a hand is its pace alone, by the moments the window
system gives the keys: a busy screen hands over late, and all at once, what a
hand pressed in time. Where the moments are not known nothing is said.
"""

from __future__ import annotations

HAND_SECONDS = 0.03
"""No hand presses four keys that follow each other within this; a reader takes 1 to 20 ms a character (USB)."""
SURE = 4
"""Keys after which it is sure: two or three go down together under a hand that trembles, or that rolls."""


class Pace:
    """Counts the keys that followed each other faster than a hand presses them."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._run = 0

    @property
    def is_no_hand(self) -> bool:
        """Say whether no hand can have pressed the last keys."""
        return self._run >= SURE

    def take(self, at: float | None, *, repeated: bool = False) -> bool:
        """Take a key that went down at *at*, seconds of any clock (None: nobody knows); say whether it followed one.

        *repeated*: it is called the repeat of a key that is held, as the second of two that are alike may be. A key
        that is held repeats after a while, and proves nothing.
        """
        follows = at is not None and self._last is not None and 0 <= at - self._last <= HAND_SECONDS
        self._run = self._run + 1 if follows and self._run else int(not repeated)
        self._last = at
        return follows
