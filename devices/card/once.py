"""One answer, whoever gives it first: the card or the clock.

SCardTransmit has no time-out, so a silent card would leave a citizen waiting
for ever. The answer is given by a timer then, and the card's own answer, when
it comes at last, changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Once(Generic[_Value]):
    """Gives *late* after *seconds*, unless `settle` came before, or the end of a `with` block."""

    def __init__(self, give: Callable[[_Value], None], *, late: _Value, seconds: float) -> None:
        self._give = give
        self._late = late
        self._lock = threading.Lock()
        self._settled = False
        self._timer = threading.Timer(seconds, self.settle_late)
        self._timer.daemon = True
        self._timer.start()

    def settle(self, value: _Value) -> bool:
        """Give *value* if nothing was given yet; say whether it was."""
        with self._lock:
            if self._settled:
                return False
            self._settled = True
        self._timer.cancel()
        self._give(value)
        return True

    def settle_late(self) -> bool:
        """Give what is given when the time is over, now."""
        return self.settle(self._late)

    @property
    def is_settled(self) -> bool:
        return self._settled

    def __enter__(self) -> Once[_Value]:
        return self

    def __exit__(self, *_: object) -> None:
        """Give nothing any more."""
        with self._lock:
            self._settled = True
        self._timer.cancel()
