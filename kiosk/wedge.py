"""A reader that types what it reads, as if it were a keyboard: the zone of a travel document, or the code on a paper.

Answers for telling it from keys: it begins with a letter or a brace, which no
key of the kiosk types, and goes on faster than a hand (`GAP_SECONDS`, which is
more than it pauses between its lines, and than a busy screen lets a key wait:
no digit of a document may reach a PIN pad). Where a code is awaited it may
begin with a digit, too. Until what it types is whole or the characters stop,
each of them is the reader's and nobody else's. Characters are kept in a
bytearray that is overwritten. Refuses a zone whose check digits do not fit
(ICAO 9303-3, 4.9); which document it is, only its chip can tell, and what a
code is worth, only its signature.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from devices.card.profiles.emrtd.mrz import BadMrz, password_of
from devices.card.wipe import wipe, wiped

GAP_SECONDS = 0.5
ZONES = (72, 88, 90)
"""Characters of the zones without line ends: TD2, TD3 (passports), TD1 (cards); 9303-4 to 9303-6."""
LONGEST = 4400
"""Bytes of the longest code: what the largest QR code holds (4,296), and a little."""
MEANT = 5
"""Fewer characters are neither document nor code: a key of a keyboard on a desk."""
_LINE_ENDS = "\r\n\t"
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
_CODE = re.compile(rb"HC1:.|EMN1:.|\{.|K?[0-9]{3,6}-?[0-9]{5,9}-?[0-9]{2}\Z", re.DOTALL)
"""How the codes begin that somebody may hold under the reader; a receipt's number is all of one."""

Taken = Literal["not_mine", "mine", "read", "code"]
Stopped = Literal["", "misread", "code"]


class Wedge:
    """What the reader has typed so far; *clock* counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._typed = bytearray(LONGEST)
        self._length = 0
        self._strange = self._whole = self._spilt = False
        self._until = 0.0

    def __repr__(self) -> str:
        return "Wedge(…)"

    def take(self, letter: str, *, awaited: bool = False) -> Taken:
        """Take one character: of a key, or of the reader; say whose it is, and when a zone or a code is whole.

        *awaited*: a code is, so that whatever is typed is the reader's.
        """
        if not self._is_going_on():
            if not _begins(letter, awaited=awaited):
                return "not_mine"
            self.wipe()
        self._until = self._clock() + GAP_SECONDS
        if letter not in _LINE_ENDS:
            return self._keep(letter)
        self._whole = self._whole or self._is_code()
        return "code" if self._whole and self._is_code() else "mine"

    def gave_up(self) -> Stopped:
        """Say, once, what came of characters that stopped without a line end: a code, or nothing that is known here."""
        if self._until == 0.0 or self._is_going_on():
            return ""
        self._until = 0.0
        if self._whole:
            return ""
        if self._is_code():
            self._whole = True
            return "code"
        misread = self._length >= MEANT
        self.wipe()
        return "misread" if misread else ""

    def hand_over(self) -> bytearray:
        """Return the zone or the code; from now on the receiver wipes it, and nothing is left here."""
        typed = self._typed[: self._length] if self._whole else bytearray()
        self.wipe()
        return typed

    def wipe(self) -> None:
        """Overwrite what was typed; what still comes of it, such as its last line end, is no key either."""
        wipe(self._typed)
        self._length, self._strange, self._whole, self._spilt = 0, False, False, False

    def _is_going_on(self) -> bool:
        return self._until != 0.0 and self._clock() <= self._until

    def _keep(self, letter: str) -> Taken:
        """Keep a character; in capitals, as all codes are but one that begins with a brace."""
        kept = (letter if self._typed[:1] == b"{" and self._length else letter.upper()).encode("utf-8", "replace")
        if self._whole or self._length + len(kept) > len(self._typed):
            self._spilt = self._spilt or not self._whole
            return "mine"
        self._typed[self._length : self._length + len(kept)] = kept
        self._length += len(kept)
        self._strange = self._strange or not _ALPHABET.issuperset(kept)
        if self._length not in ZONES or self._strange or not self._fits():
            return "mine"
        self._whole = True
        return "read"

    def _is_code(self) -> bool:
        return not self._spilt and _CODE.match(memoryview(self._typed)[: self._length]) is not None

    def _fits(self) -> bool:
        with wiped(self._typed[: self._length]) as zone:
            try:
                wipe(password_of(zone).secret)
            except BadMrz:
                return False
        return True


def _begins(letter: str, *, awaited: bool) -> bool:
    """Say whether *letter* is a reader's: none of the kiosk's own keys types one, or a code is *awaited*."""
    if len(letter) != 1:
        return False
    return letter.isalpha() or letter == "{" or (awaited and letter.isprintable() and letter != " ")
