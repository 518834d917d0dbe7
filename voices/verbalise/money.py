"""Say amounts of money: tögrög and möngö, and the currencies people meet beside them.

An amount without a sign is in tögrög: the state's fees are. What cannot be
read as an amount is left to the caller as None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.words import Language
from voices.verbalise import english, numbers


@dataclass(frozen=True)
class _Currency:
    """What a currency and its hundredth part are called; in English one of them and many."""

    mn: tuple[str, str]
    en: tuple[str, str]
    hundredths: tuple[str, str]


_TUGRIK = _Currency(("төгрөг", "мөнгө"), ("tugrik", "tugriks"), ("mungu", "mungu"))
_DOLLAR = _Currency(("доллар", "цент"), ("dollar", "dollars"), ("cent", "cents"))
_EURO = _Currency(("евро", "цент"), ("euro", "euros"), ("cent", "cents"))
_YUAN = _Currency(("юань", "фэн"), ("yuan", "yuan"), ("fen", "fen"))
_ROUBLE = _Currency(("рубль", "копейк"), ("rouble", "roubles"), ("kopeck", "kopecks"))
_SIGNS = {
    **dict.fromkeys(["₮", "төгрөг", "төг.", "төг", "mnt", "tögrög", "tögrögs"], _TUGRIK),
    **dict.fromkeys(["$", "usd"], _DOLLAR),
    **dict.fromkeys(["€", "eur"], _EURO),
    **dict.fromkeys(["¥", "cny"], _YUAN),
    **dict.fromkeys(["₽", "rub"], _ROUBLE),
}
BEFORE = r"[₮$€¥₽]"
"""Signs that may stand in front of an amount."""
BEHIND = r"(?:[₮$€¥₽]|төг\.|төгрөг(?!\w)|(?:MNT|USD|EUR|CNY|RUB)\b)"
_AMOUNT = re.compile(r"([-−]?)(\d+)(?:[.,](\d{1,2}))?")
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)), re.IGNORECASE)
_GAPS = re.compile(r"[\s'’,](?=\d{3}(?!\d))")


def amount(text: str, lang: Language) -> str | None:
    """Return the amount in *text* in words, or None: `25 300 ₮` is `хорин таван мянга гурван зуун төгрөг`."""
    sign = _SIGN.search(text)
    match = _AMOUNT.fullmatch(_GAPS.sub("", _SIGN.sub("", text)).strip())
    if match is None or int(match[2]) >= numbers.LIMIT:
        return None
    currency = _SIGNS[sign[0].lower()] if sign else _TUGRIK
    whole, fraction = int(match[2]), int((match[3] or "0").ljust(2, "0"))
    words = _mongolian(whole, fraction, currency) if lang == "mn" else _english(whole, fraction, currency)
    if match[1]:
        return f"{'хасах' if lang == 'mn' else 'minus'} {words}"
    return words


def _mongolian(whole: int, fraction: int, currency: _Currency) -> str:
    words = f"{numbers.attributive(whole)} {currency.mn[0]}"
    return f"{words} {numbers.attributive(fraction)} {currency.mn[1]}" if fraction else words


def _english(whole: int, fraction: int, currency: _Currency) -> str:
    words = f"{english.cardinal(whole)} {currency.en[whole != 1]}"
    return f"{words} {english.cardinal(fraction)} {currency.hundredths[fraction != 1]}" if fraction else words
