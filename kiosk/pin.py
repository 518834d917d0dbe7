"""The digits of a PIN, in the only place they ever are: a bytearray that is overwritten.

They never become text, an event, a key of a dictionary or a line of a log.
"""

from __future__ import annotations

from kiosk.pages.model import PIN_KEYS

LONGEST = 8
"""SP 800-73-4, part 2, 2.4.3: a PIV PIN has at most eight digits."""


class PinDigits:
    """What has been pressed on the PIN pad so far."""

    def __init__(self) -> None:
        self._digits = bytearray()

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

    def hand_over(self) -> bytearray:
        """Return the digits; from now on the receiver wipes them, and none are left here."""
        digits, self._digits = self._digits, bytearray()
        return digits

    def wipe(self) -> None:
        """Overwrite every digit."""
        self._digits[:] = bytes(len(self._digits))
        self._digits = bytearray()

    def _add(self, digit: int) -> None:
        # growing may move the bytes and leave the old ones behind: copy and wipe instead
        grown = bytearray(len(self._digits) + 1)
        grown[:-1] = self._digits
        grown[-1] = digit
        self._digits[:] = bytes(len(self._digits))
        self._digits = grown

    def _drop_last(self) -> None:
        if self._digits:
            self._digits[-1] = 0
            del self._digits[-1]
