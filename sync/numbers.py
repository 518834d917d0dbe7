"""Receipt numbers a person can read out: kiosk, sequence, two check digits.

`017-04826-93`: ISO 7064 MOD 97-10 over all digits, so one wrong digit and any
two digits exchanged are refused. Refuses everything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHAPE = re.compile(r"(\d{3})-?(\d{5,9})-?(\d{2})", re.ASCII)
_SEPARATORS = re.compile(r"[\s\u2010-\u2015\u2212]+")


@dataclass(frozen=True)
class ReceiptNumber:
    """A number that passed its check; `str` gives the written form."""

    kiosk: str
    sequence: int

    def __str__(self) -> str:
        digits = f"{self.sequence:05d}"
        return f"{self.kiosk}-{digits}-{_check(self.kiosk + digits):02d}"


def number(kiosk: str, sequence: int) -> ReceiptNumber:
    """Return the number of request *sequence* at *kiosk* (three digits); ValueError outside 1…10⁹−1."""
    if not re.fullmatch(r"\d{3}", kiosk, re.ASCII) or not 0 < sequence < 10**9:
        raise ValueError("a kiosk has three digits, a sequence one to nine")
    return ReceiptNumber(kiosk, sequence)


def parse(text: str) -> ReceiptNumber | None:
    """Return the number in *text*, or None when it cannot be one; blanks and any dash may separate."""
    shape = _SHAPE.fullmatch(_SEPARATORS.sub("-", text.strip()))
    if shape is None:
        return None
    kiosk, digits, check = shape.groups()
    if _check(kiosk + digits) != int(check) or int(digits) == 0:
        return None
    return ReceiptNumber(kiosk, int(digits))


def _check(digits: str) -> int:
    return 98 - int(digits) * 100 % 97
