"""Receipt numbers a person can read out: kiosk, sequence, two check digits.

`017-04826-93`: ISO 7064 MOD 97-10 over all digits, so one wrong digit and any
two digits exchanged are refused; from the thousandth kiosk on, `1017-04826-90`. Refuses everything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Where the parts of a long kiosk number end can only be seen, so there nothing may be left out.
_SHAPE = re.compile(r"(?:(\d{3})-?(\d{5,9})-?(\d{2})|(\d{4,6})-(\d{5,9})-(\d{2}))", re.ASCII)
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
    """Return the number of request *sequence* at *kiosk* (three to six digits); ValueError outside 1…10⁹−1."""
    if not re.fullmatch(r"\d{3,6}", kiosk, re.ASCII) or not 0 < sequence < 10**9:
        raise ValueError("a kiosk has three to six digits, a sequence one to nine")
    return ReceiptNumber(kiosk, sequence)


def parse(text: str) -> ReceiptNumber | None:
    """Return the number in *text*, or None when it cannot be one; blanks and any dash may separate."""
    shape = _SHAPE.fullmatch(_SEPARATORS.sub("-", text.strip()))
    if shape is None:
        return None
    kiosk, digits, check = (part for part in shape.groups() if part is not None)
    if _check(kiosk + digits) != int(check) or int(digits) == 0:
        return None
    return ReceiptNumber(kiosk, int(digits))


def as_code(number: str) -> str:
    """Return *number* as a square code says it: after a letter, so that a reader that types it is no keypad."""
    return f"K{number}"


def of_code(text: str) -> ReceiptNumber | None:
    """Return the number that a square code says, or somebody typed; None when it is none."""
    return parse(text.removeprefix("K"))


def _check(digits: str) -> int:
    return 98 - int(digits) * 100 % 97
