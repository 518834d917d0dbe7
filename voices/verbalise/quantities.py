"""Say the numbers inside a sentence by what stands around them.

A number in front of a noun takes another form than one that is counted; one
before `дугаар` or `-р` is a place; one with a leading zero, or too long to
be a quantity, is read digit by digit.
"""

from __future__ import annotations

import re

from voices.verbalise import codes, english, numbers
from voices.verbalise.abbreviations import UNITS
from voices.verbalise.calendar import Language

GAP = "[ \u00a0\u2009\u202f]"
WHOLE = rf"\d{{1,3}}(?:{GAP}\d{{3}})+(?!\d)|\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d+"
_NO_NOUNS = frozenset(
    [
        "байна",
        "байгаа",
        "байсан",
        "байв",
        "болно",
        "болсон",
        "болох",
        "юм",
        "ба",
        "болон",
        "буюу",
        "эсвэл",
        "гэж",
        "гэсэн",
        "гэдэг",
        "дээр",
        "доор",
        "хүртэл",
        "аас",
        "ээс",
        "оос",
        "өөс",
        "бол",
        "нь",
        "л",
        "ч",
        "уу",
        "үү",
        "вэ",
        "бэ",
        "дахин",
        "орно",
        "гарна",
    ]
)
_FRACTIONS = {1: "аравны", 2: "зууны", 3: "мянганы"}
_UNLIKE = {"ес": "өөс", "ер": "ээс"}
"""Ablative endings that no vowel of the word tells: nine is `есөөс`, ninety `ерээс`."""


def value(digits: str) -> int | None:
    """Return the whole number written by *digits* with or without gaps, or None when it is no quantity."""
    plain = re.sub(rf"{GAP}|,", "", digits)
    if len(plain) > 15 or (len(plain) > 1 and plain[0] == "0"):
        return None
    return int(plain)


def whole(digits: str, following: str, lang: Language) -> str:
    """Return *digits* in words, in the form the *following* text asks for."""
    number = value(digits)
    if number is None:
        return codes.digits(digits, lang)
    if lang == "en":
        return english.cardinal(number)
    word = re.match(rf"{GAP}*([а-яёөүА-ЯЁӨҮ]+)", following)
    if word is None or word[1].lower() in _NO_NOUNS:
        return numbers.cardinal(number)
    return numbers.attributive(number)


def place(digits: str, lang: Language) -> str:
    """Return the place *digits* names: `3-р` is `гуравдугаар`."""
    number = value(digits)
    if number is None:
        return codes.digits(digits, lang)
    return numbers.ordinal(number) if lang == "mn" else english.ordinal(number)


def ended(digits: str, ending: str) -> str:
    """Return *digits* with the Mongolian case *ending* that follows a hyphen."""
    number = value(digits)
    return codes.digits(digits, "mn") if number is None else numbers.declined(number, ending)


def decimal(before: str, after: str, unit: str | None, lang: Language) -> str:
    """Return a decimal fraction: `3.5` is `гурав аравны тав`, `three point five`; a Mongolian *unit* is written out."""
    number = value(before)
    if lang == "en":
        return f"{whole(before, '', lang)} point {codes.digits(after, lang)}"
    if number is None or len(after) not in _FRACTIONS:
        return f"{whole(before, '', lang)} цэг {codes.digits(after, lang)}"
    whole_part = f"{numbers.cardinal(number)} {_FRACTIONS[len(after)]}"
    if unit:
        return f"{whole_part} {numbers.attributive(int(after))} {UNITS[unit]}"
    return f"{whole_part} {numbers.cardinal(int(after))}"


def spread(low: str, high: str, following: str) -> str:
    """Return a Mongolian range: `3-5 хоног` begins with `гурваас таван`."""
    if int(low) >= int(high):
        return f"{numbers.cardinal(int(low))}, {whole(high, following, 'mn')}"
    return f"{numbers.declined(int(low), _from(int(low)))} {whole(high, following, 'mn')}"


def measured(digits: str, unit: str) -> str:
    """Return a quantity with the unit written out: `80 мм` is `наян миллиметр`."""
    return f"{whole(digits, ' ' + UNITS[unit], 'mn')} {UNITS[unit]}"


def _from(number: int) -> str:
    """Return the ablative ending that agrees with the last word of *number*."""
    last = numbers.cardinal(number).rsplit(" ", 1)[-1]
    if last in _UNLIKE:
        return _UNLIKE[last]
    vowels = [letter for letter in last if letter in "аоуэөүя"]
    return {"э": "ээс", "ү": "ээс", "ө": "өөс", "о": "оос"}.get(vowels[-1] if vowels else "", "аас")
