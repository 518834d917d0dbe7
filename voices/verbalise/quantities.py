"""Say the numbers inside a sentence by what stands around them.

A number in front of a noun takes another form than one that is counted; one
before `дугаар` or `-р` is a place; one with a leading zero, or too long to
be a quantity, is read digit by digit.
"""

from __future__ import annotations

import re

from config.words import Language
from voices.verbalise import codes, english, numbers

GAP = "[ \u00a0\u2009\u202f]"
GROUPED = rf"\d{{1,3}}(?:{GAP}\d{{3}})+(?!\d)|\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d{{1,3}}(?:['’]\d{{3}})+(?!\d)"
WHOLE = rf"{GROUPED}|\d+"
_NO_NOUNS = frozenset(
    ["байна", "байгаа", "байсан", "байв", "болно", "болсон", "болох", "юм", "ба", "болон", "буюу", "эсвэл", "гэж",
     "гэсэн", "гэдэг", "дээр", "доор", "хүртэл", "аас", "ээс", "оос", "өөс",
     "дугаарын", "дугаарт", "дахь", "дэх", "орчим", "гаруй", "шахам",
     "бол", "нь", "л", "ч", "уу", "үү", "вэ", "бэ", "дахин", "орно", "гарна"]
)  # fmt: skip
_VERB = re.compile(r"\w{2,}(?:л(?:аа|ээ|оо|өө)|[лрдгсвхжч](?:ана|энэ|оно|өнө))")
_NOUN = re.compile(rf"{GAP}*([а-яёөүА-ЯЁӨҮ]+)")
_MADE_OF_TEN = {1: 10, 2: 100, 3: 1000}
_CLOCK = re.compile(rf"{GAP}*(?:цаг|минут|секунд|сар|өдөр)")
_CODE = 10
"""So many digits without a gap are an account or a code, and no quantity."""
_NO_FRACTIONS = 100
_VOWELS = tuple("аоуэөүиы")
_LONG_VOWELS = ("аа", "ээ", "оо", "өө", "уу", "үү")
_SHORT_VOWEL = re.compile("(?<=[^аоуэөүиыяеёю])[аоэөи]$")
_FLEETING = re.compile("(?:газар|хурал|дүүрэг)$")
"""Words that lose a vowel before an ending: of offices, parliaments and districts."""


def value(digits: str) -> int | None:
    """Return the whole number written by *digits* with or without gaps, or None when it is no quantity."""
    plain = re.sub(rf"{GAP}|[,'’]", "", digits)
    if len(plain) > 15 or (len(plain) > 1 and plain[0] == "0"):
        return None
    return int(plain)


def whole(digits: str, following: str, lang: Language) -> str:
    """Return *digits* in words, in the form the *following* text asks for."""
    number = int(digits) if len(digits) == 2 and _CLOCK.match(following) else value(digits)
    if number is None or (digits.isdecimal() and len(digits) >= _CODE):
        return codes.digits(digits, lang)
    return counted(number, following, lang)


def counted(number: int, following: str, lang: Language) -> str:
    """Return *number* in words, in the form the *following* text asks for."""
    if lang == "en":
        return english.cardinal(number)
    noun = _NOUN.match(following)
    if noun is None or noun[1].lower() in _NO_NOUNS or _VERB.fullmatch(noun[1]):
        return numbers.cardinal(number)
    return numbers.attributive(number)


def place(digits: str, lang: Language) -> str:
    """Return the place *digits* names: `3-р` is `гуравдугаар`, `01-р` `нэгдүгээр`."""
    number = padded(digits)
    if number is None:
        return codes.digits(digits, lang)
    return numbers.ordinal(number) if lang == "mn" else english.ordinal(number)


def padded(digits: str) -> int | None:
    """Return the number *digits* write, two of them also with a nought in front, or None."""
    return int(digits) if len(digits) == 2 else value(digits)


def ended(digits: str, ending: str) -> str:
    """Return *digits* with the Mongolian case *ending* that follows a hyphen."""
    number = padded(digits)
    if number is None:
        return codes.digits(digits, "mn")
    return numbers.since(number) if ending == "с" else numbers.declined(number, ending)


def decimal(before: str, after: str, following: str, lang: Language) -> str:
    """Return a decimal fraction: `3.5` is `гурав аравны тав`, `three point five`."""
    number = value(before)
    if lang == "en":
        return f"{whole(before, '', lang)} point {' '.join(english.cardinal(int(digit)) for digit in after)}"
    if number is None or len(after) not in _MADE_OF_TEN:
        return f"{whole(before, '', lang)} цэг {codes.digits(after, lang)}"
    tenths = counted(int(after), following, lang)
    return f"{numbers.cardinal(number)} {numbers.part(_MADE_OF_TEN[len(after)])} {tenths}"


def spread_decimals(low: tuple[str, str], high: tuple[str, str], following: str, lang: Language) -> str:
    """Return a range of which an end is a decimal fraction, each end as what stands before and behind its comma."""
    begins, ends = (
        decimal(whole_part, rest, after, lang) if rest else whole(whole_part, after, lang)
        for (whole_part, rest), after in ((low, ""), (high, following))
    )
    if lang == "en":
        return f"{begins} to {ends}"
    last = int(low[1] or low[0])
    return f"{begins.removesuffix(numbers.cardinal(last))}{numbers.since(last)} {ends}"


def fraction(count: str, whole_part: str, lang: Language) -> str | None:
    """Return `3/4` as `дөрөвний гурав`, `three quarters`; None when it is hardly a fraction."""
    top, bottom = int(count), int(whole_part)
    if not 0 < top < bottom <= _NO_FRACTIONS:
        return None
    if lang == "mn":
        return f"{numbers.part(bottom)} {numbers.cardinal(top)}"
    one = {2: "half", 4: "quarter"}.get(bottom, english.ordinal(bottom))
    many = "halves" if bottom == 2 else f"{one}s"
    return f"{english.cardinal(top)} {one if top == 1 else many}"


def spread(low: int, high: int, following: str, lang: Language) -> str:
    """Return a range: `3-5 хоног` begins with `гурваас таван`."""
    if low >= high:
        return f"{counted(low, '', lang)}, {counted(high, following, lang)}"
    if lang == "en":
        return f"{english.cardinal(low)} to {english.cardinal(high)}"
    return f"{numbers.since(low)} {counted(high, following, lang)}"


def years(first: int, last: int, following: str, lang: Language) -> str:
    """Return a range of years: `2026-2027 он` is `хоёр мянга хорин зургаагаас хоёр мянга хорин долоон он`."""
    if lang == "en":
        return f"{english.year(first)} to {english.year(last)}"
    said = numbers.year(last) if _NOUN.match(following) else numbers.cardinal(last)
    return f"{numbers.since(first)} {said}"


def joined(word: str, ending: str) -> str:
    """Return *word* with a case *ending* written after a hyphen: `хувь` and `ийн` are `хувийн`."""
    if ending[:1] not in _VOWELS:
        return word + ending
    if stem := _FLEETING.search(word):
        return word[: stem.start()] + stem[0][:-2] + stem[0][-1] + ending
    if _SHORT_VOWEL.search(word):
        return word[:-1] + ending
    if word.endswith(_LONG_VOWELS):
        return f"{word}г{ending}"
    if not word.endswith("ь"):
        return word + ending
    return word[:-1] + ("" if ending.startswith("и") else "и") + (ending if ending.startswith("и") else ending[1:])
