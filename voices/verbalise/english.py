"""Say whole numbers in English words.

It answers for the cardinal, the ordinal and the year; like `numbers` it
refuses what is below zero or from 10^15 on.
"""

from __future__ import annotations

LIMIT = 10**15

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_GROUPS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def cardinal(number: int) -> str:
    """Return *number* in words: 12345 is `twelve thousand three hundred forty-five`."""
    if not 0 <= number < LIMIT:
        raise ValueError("number out of range")
    words: list[str] = []
    rest = number
    for size, name in _GROUPS:
        count, rest = divmod(rest, size)
        if count:
            words += [_below_thousand(count), name]
    if rest or not words:
        words.append(_below_thousand(rest))
    return " ".join(words)


def ordinal(number: int) -> str:
    """Return the place *number* names: 21 is `twenty-first`."""
    counted = cardinal(number)
    cut = max(counted.rfind(" "), counted.rfind("-")) + 1
    head, last = counted[:cut], counted[cut:]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def year(number: int) -> str:
    """Return a year as it is read: 2026 is `twenty twenty-six`, 2005 is `two thousand five`."""
    century, rest = divmod(number, 100)
    if not 1100 <= number <= 2099 or 2000 <= number <= 2009:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{_SMALL[hundreds]} hundred" + (f" {_below_thousand(rest)}" if rest else "")
    if rest < 20:
        return _SMALL[rest]
    tens, units = divmod(rest, 10)
    return _TENS[tens] + (f"-{_SMALL[units]}" if units else "")
