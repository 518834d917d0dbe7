"""A document reader that types what it reads, as if it were a keyboard.

Answers for telling it from keys: it begins with a letter, which no key of the
kiosk types, and goes on faster than a hand (`GAP_SECONDS`, which is more than
it pauses between its lines, and than a busy screen lets a key wait: no digit
of a document may reach a PIN pad). Until the zone is whole or the characters stop, each
of them is the reader's and nobody else's. Characters are kept in a
bytearray that is overwritten. Refuses a zone whose check digits do not fit
(ICAO 9303-3, 4.9); which document it is, only its chip can tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from devices.card.profiles.emrtd.mrz import BadMrz, password_of
from devices.card.wipe import wipe, wiped

GAP_SECONDS = 0.5
ZONES = (72, 88, 90)
"""Characters of the zones without line ends: TD2, TD3 (passports), TD1 (cards); 9303-4 to 9303-6."""
MEANT = 5
"""Fewer characters are no document: a key of a keyboard on a desk."""
_LINE_ENDS = "\r\n\t"
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")

Taken = Literal["not_mine", "mine", "read"]


class Wedge:
    """What the document reader has typed so far; *clock* counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._typed = bytearray(ZONES[-1])
        self._length = 0
        self._strange = self._whole = False
        self._until = 0.0

    def __repr__(self) -> str:
        return "Wedge(…)"

    def take(self, letter: str) -> Taken:
        """Take one character: of a key, or of the reader; say whose it is, and when the zone is whole."""
        capital = letter.upper()
        if not self._is_going_on():
            if not ("A" <= capital <= "Z" and len(capital) == 1):
                return "not_mine"
            self.wipe()
        self._until = self._clock() + GAP_SECONDS
        return "mine" if capital in _LINE_ENDS else self._keep(capital)

    def gave_up(self) -> bool:
        """Say, once, whether characters came that are no zone, and stopped."""
        if self._until == 0.0 or self._is_going_on():
            return False
        misread = not self._whole and self._length >= MEANT
        if not self._whole:
            self.wipe()
        self._until = 0.0
        return misread

    def hand_over(self) -> bytearray:
        """Return the zone; from now on the receiver wipes it, and nothing is left here."""
        zone = self._typed[: self._length] if self._whole else bytearray()
        self.wipe()
        return zone

    def wipe(self) -> None:
        """Overwrite what was typed; what still comes of it, such as its last line end, is no key either."""
        wipe(self._typed)
        self._length, self._strange, self._whole = 0, False, False

    def _is_going_on(self) -> bool:
        return self._until != 0.0 and self._clock() <= self._until

    def _keep(self, capital: str) -> Taken:
        if self._whole or capital not in _ALPHABET or self._length == len(self._typed):
            self._strange = self._strange or not self._whole
            return "mine"
        self._typed[self._length] = ord(capital)
        self._length += 1
        if self._length not in ZONES or self._strange or not self._fits():
            return "mine"
        self._whole = True
        return "read"

    def _fits(self) -> bool:
        with wiped(self._typed[: self._length]) as zone:
            try:
                wipe(password_of(zone).secret)
            except BadMrz:
                return False
        return True
