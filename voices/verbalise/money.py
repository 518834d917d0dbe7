"""Say amounts of money, in tögrög and möngö.

Only the tögrög is known: the state's fees are in it. An amount that cannot be
read is left to the caller as None.
"""

from __future__ import annotations

import re

from voices.verbalise import english, numbers
from voices.verbalise.calendar import Language

_AMOUNT = re.compile(r"(-?)(\d+)(?:[.,](\d{1,2}))?")
_GAPS = re.compile(r"[\s',](?=\d{3}(?!\d))|₮|төг\w*|mnt|tögrögs?", re.IGNORECASE)


def amount(text: str, lang: Language) -> str | None:
    """Return the amount in *text* in words, or None: `25 300 ₮` is `хорин таван мянга гурван зуун төгрөг`."""
    match = _AMOUNT.fullmatch(_GAPS.sub("", text).strip())
    if match is None or int(match[2]) >= numbers.LIMIT:
        return None
    whole, fraction = int(match[2]), int((match[3] or "0").ljust(2, "0"))
    words = _mongolian(whole, fraction) if lang == "mn" else _english(whole, fraction)
    if match[1]:
        return f"{'хасах' if lang == 'mn' else 'minus'} {words}"
    return words


def _mongolian(whole: int, fraction: int) -> str:
    words = f"{numbers.attributive(whole)} төгрөг"
    return f"{words} {numbers.attributive(fraction)} мөнгө" if fraction else words


def _english(whole: int, fraction: int) -> str:
    words = f"{english.cardinal(whole)} {'tugrik' if whole == 1 else 'tugriks'}"
    return f"{words} {english.cardinal(fraction)} mungu" if fraction else words
