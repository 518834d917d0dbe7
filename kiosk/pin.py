"""The digits of a PIN, in the only place they ever are: bytearrays that are overwritten.

They never become text, an event, a key of a dictionary or a line of a log.
"""

from __future__ import annotations

import hmac

from devices.card.wipe import wipe
from kiosk.pages.blocks import PIN_KEYS
from kiosk.session.pin_answers import (
    NewPinProblem,
    PinStage,
)
from kiosk.weak_pin import find_weakness

LONGEST = 8
"""SP 800-73-4, part 2, 2.4.3: a PIV PIN has at most eight digits."""


class PinDigits:
    """What has been pressed on the PIN pad so far."""

    def __init__(self) -> None:
        self._digits = bytearray()
        self._marked = 0

    def __len__(self) -> int:
        return len(self._digits)

    def __repr__(self) -> str:
        return "PinDigits(…)"

    def press(self, place: int) -> None:
        """Take the key at *place* of `PIN_KEYS`; a ninth digit is not taken."""
        key = PIN_KEYS[place]
        if key == "erase_all":
            self.wipe()
        elif key == "erase_one":
            self._drop_last()
        elif len(self._digits) < LONGEST:
            self._add(ord(key))

    def mark(self) -> None:
        """Note how many there are before a key that may be no hand's."""
        self._marked = len(self._digits)

    def take_back(self) -> None:
        """Drop what came since the mark: no hand pressed it."""
        while len(self._digits) > self._marked:
            self._drop_last()

    def hand_over(self) -> bytearray:
        """Return the digits; from now on the receiver wipes them, and none are left here."""
        digits, self._digits = self._digits, bytearray()
        return digits

    def wipe(self) -> None:
        """Overwrite every digit."""
        wipe(self._digits)
        self._digits = bytearray()

    def _add(self, digit: int) -> None:
        # growing may move the bytes and leave the old ones behind: copy and wipe instead
        grown = bytearray(len(self._digits) + 1)
        grown[:-1] = self._digits
        grown[-1] = digit
        wipe(self._digits)
        self._digits = grown

    def _drop_last(self) -> None:
        if self._digits:
            self._digits[-1] = 0
            del self._digits[-1]


class ChangeDigits:
    """The PIN that is and the one that shall be, while a citizen changes it."""

    def __init__(self) -> None:
        self._current = bytearray()
        self._new = bytearray()

    def __len__(self) -> int:
        return len(self._current) + len(self._new)

    def __repr__(self) -> str:
        return "ChangeDigits(…)"

    def take(self, stage: PinStage, digits: bytearray, regnum: str) -> NewPinProblem | None:
        """Keep *digits* of *stage*, or wipe them and return why the new PIN cannot be theirs."""
        if stage == "current":
            self.wipe()
            self._current = digits
            return None
        if stage == "new":
            return self._take_new(digits, regnum)
        return self._take_again(digits)

    def hand_over(self) -> tuple[bytearray, bytearray]:
        """Return the old PIN and the new one; from now on the receiver wipes them, and none are left here."""
        both = self._current, self._new
        self._current, self._new = bytearray(), bytearray()
        return both

    def wipe(self) -> None:
        """Overwrite every digit."""
        for digits in self.hand_over():
            wipe(digits)

    def _take_new(self, digits: bytearray, regnum: str) -> NewPinProblem | None:
        wipe(self._new)
        weakness = find_weakness(digits, self._current, regnum)
        if weakness is not None:
            wipe(digits)
            digits = bytearray()
        self._new = digits
        return weakness

    def _take_again(self, digits: bytearray) -> NewPinProblem | None:
        same = hmac.compare_digest(digits, self._new)
        wipe(digits)
        if not same:
            wipe(self._new)
            self._new = bytearray()
        return None if same else "mismatch"
