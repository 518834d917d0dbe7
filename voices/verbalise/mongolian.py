"""The rules that only a Mongolian sentence has: endings behind numbers, units, ranges, Roman numerals."""

from __future__ import annotations

import re

from config.words import Language
from voices.verbalise import numbers, quantities, roman
from voices.verbalise.abbreviations import UNITS
from voices.verbalise.quantities import GAP, GROUPED, WHOLE
from voices.verbalise.rule import CASES, DASH, OF_NUMBERS, OWN, YEAR, Rule, following

_UNITS = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_ENDINGS = f"{CASES}|{OF_NUMBERS}"
_NUMBERED = "(?:дугаар|дүгээр)(?!(?:ын|ийн) утас|т залга)"
"""What makes a place of a number; a telephone of that number it leaves alone."""
_PLAIN = r"(?<![\w-])"


def _unit(match: re.Match[str], _: Language) -> str:
    word = UNITS[match[1]]
    return f" {quantities.joined(word, match[2]) if match[2] else word}"


def _day_of_month(match: re.Match[str], lang: Language) -> str:
    month = f"{quantities.place(match[1], lang)} сарын"
    if match[3]:
        return f"{month} {quantities.ended(str(int(match[2])), match[3])}"
    return f"{month} {quantities.counted(int(match[2]), following(match), lang)}"


def _year(match: re.Match[str], _: Language) -> str:
    return f"{numbers.year(int(match[1]))} "


def _place(match: re.Match[str], lang: Language) -> str:
    said = quantities.place(match[1], lang)
    if match["ending"] in {"ын", "ийн"}:
        return said + ("ийн" if said.endswith("дүгээр") else "ын")
    return said + (match["ending"] or "")


def _places(match: re.Match[str], lang: Language) -> str:
    return f"{quantities.place(match[1], lang)}{_from_place(int(match[1]))} {quantities.place(match[2], lang)}"


def _from_place(number: int) -> str:
    return "ээс" if numbers.ordinal(number).endswith("дүгээр") else "аас"


def _ended(match: re.Match[str], _: Language) -> str:
    return quantities.ended(match[1], match[2])


def _ended_range(match: re.Match[str], _: Language) -> str:
    low = quantities.padded(match[1])
    return match[0] if low is None else f"{numbers.since(low)} {quantities.ended(match[2], match[3])}"


def _ended_decimal(match: re.Match[str], lang: Language) -> str:
    *head, last = quantities.decimal(match[1], match[2], "", lang).split(" ")
    return " ".join([*head, numbers.declined(int(match[2]) % 10, match[3]) if int(match[2]) % 10 else last + match[3]])


def _limit(match: re.Match[str], lang: Language) -> str:
    number = quantities.value(match[2])
    if number is None:
        return match[2]
    if match[1] in "≤≥":
        return f"{'ихдээ' if match[1] == '≤' else 'багадаа'} {quantities.counted(number, following(match), lang)}"
    return f"{numbers.since(number)} {'бага' if match[1] == '<' else 'их'}"


def _roman(match: re.Match[str], _: Language) -> str:
    number = roman.value(match[1], following(match))
    return match[0] if number is None else numbers.ordinal(number)


RULES: tuple[Rule, ...] = (
    (re.compile(rf"(?<=\d)\s?({_UNITS})(?:-({CASES}|{OWN}))?(?![\w²³/]|\.[мa-z])"), _unit),
    (
        re.compile(rf"(?<!\d)(\d{{1,2}})(?:-р)? сарын (\d{{1,2}})(?!\d)(?:\s?-\s?({CASES})(?!\w))?"),
        _day_of_month,
    ),
    (re.compile(rf"(?<!\d)({YEAR}|\d{{4}}){GAP}(?=он(?:ы|д|оос|той|ыг|ууд)?(?!\w))"), _year),
    (re.compile(rf"{_PLAIN}(\d{{1,3}})\s?{DASH}\s?(\d{{1,3}})\s?-?\s?(?:р(?!\w)|дугаар|дүгээр)"), _places),
    (
        re.compile(rf"({WHOLE})(?:\s*{DASH}?р(?!\w)|{DASH}р(?P<ending>т|ын|ийн)(?!\w)|\s?-?{_NUMBERED})"),
        _place,
    ),
    (re.compile(rf"(?<![\w.,])({GROUPED}|\d+)[.,](\d{{1,2}})\s?{DASH}\s?({_ENDINGS})(?!\w)"), _ended_decimal),
    (
        re.compile(rf"(?<![\w.,-])(\d{{1,3}})\s?{DASH}\s?(\d{{1,3}})\s?[-‐‑–]\s?({_ENDINGS})(?!\w)"),
        _ended_range,
    ),
    (re.compile(rf"({WHOLE})\s?[-‐‑–]\s?({_ENDINGS})(?!\w)"), _ended),
    (re.compile(rf"([<>≤≥])\s?({WHOLE})"), _limit),
    (roman.PATTERN, _roman),
)
