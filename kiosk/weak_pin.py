"""Whether a new PIN is one that somebody else would try first.

Answers for digits in a bytearray that the caller wipes: nothing here makes a
text or a copy of them. Refuses only what a guesser who holds the card knows
or tries anyway: one digit, a run, the register number and the day of birth in
it, the PIN that was.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

Weakness = Literal["alike", "run", "known", "same"]

_CENTURY = {b"0": b"19", b"1": b"19", b"2": b"20", b"3": b"20"}
_MONTHS_AFTER_2000 = 20  # a register number adds 20 to the month of those born from 2000 on


def find_weakness(pin: bytearray, old: bytearray, regnum: str) -> Weakness | None:
    """Return why *pin* is no good new PIN, or None; *regnum* is its owner's, two letters and eight digits."""
    steps = {(later - earlier) % 10 for earlier, later in pairwise(pin)}
    if steps <= {0}:
        return "alike"
    if steps in ({1}, {9}):
        return "run"
    if any(fact in pin or pin in fact for fact in _facts(regnum)):
        return "known"
    return "same" if pin == old else None


def _facts(regnum: str) -> Iterator[bytes]:
    """Yield what everybody reads on the card: the digits of the register number, the birthday in every order."""
    digits = regnum[2:].encode("ascii", "ignore")
    if len(digits) < 8 or not digits.isdigit():
        return
    year, month, day = digits[:2], digits[2:4], digits[4:6]
    century = _CENTURY.get(month[:1], b"19")
    plain = b"%02d" % (int(month) % _MONTHS_AFTER_2000)
    yield digits
    for short in (year, century + year):
        yield from (short + plain + day, day + plain + short, plain + day + short)
