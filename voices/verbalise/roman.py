"""Read Roman numerals, and tell them from words and abbreviations.

Only numerals up to thirty-nine are taken (I, V, X): what people write with the
other letters (`CD`, `MM`) is hardly ever a number. One letter alone is a number
only in front of what is counted so (`V бүлэг`).
"""

from __future__ import annotations

import re

_VALUES = {"I": 1, "V": 5, "X": 10}
_WRITTEN = re.compile("X{0,3}(?:IX|IV|V?I{0,3})")
_COUNTED = re.compile(
    r"[ \u00a0]?(?:-?р(?!\w)|(?:зуун|улир|бүлэг|бүлг|хэсэг|хэсг|анги|шат|зэрэг|зэрг|үе|century|quarter|chapter)\w*)",
    re.IGNORECASE,
)
PATTERN = re.compile(r"(?<![\w-])([IVXХ]+)(?:\s?-?\s?р(?!\w)|(?!\w))")
"""What may be a numeral: Latin letters, with a Cyrillic Х where the keyboard was not switched."""


def value(text: str, following: str) -> int | None:
    """Return the number *text* stands for in front of the *following* text, or None when it is none."""
    latin = text.replace("Х", "X")
    if not _WRITTEN.fullmatch(latin) or not set(text) & set(_VALUES):
        return None
    if len(text) == 1 and not _COUNTED.match(following):
        return None
    digits = [_VALUES[letter] for letter in latin]
    return sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))
