"""The rules that only an English sentence has: places, units, years, Roman numerals."""

from __future__ import annotations

import re

from config.words import Language
from voices.verbalise import english, quantities, roman
from voices.verbalise.quantities import WHOLE
from voices.verbalise.rule import YEAR, Rule, following

_UNITS = {
    "mm": ("millimetre", "millimetres"),
    "cm": ("centimetre", "centimetres"),
    "m": ("metre", "metres"),
    "m²": ("square metre", "square metres"),
    "m2": ("square metre", "square metres"),
    "m³": ("cubic metre", "cubic metres"),
    "km": ("kilometre", "kilometres"),
    "km/h": ("kilometre an hour", "kilometres an hour"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "kg": ("kilogram", "kilograms"),
    "t": ("tonne", "tonnes"),
    "ml": ("millilitre", "millilitres"),
    "l": ("litre", "litres"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "ha": ("hectare", "hectares"),
    "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowatt-hour", "kilowatt-hours"),
    "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "°C": ("degree", "degrees"),
    "°": ("degree", "degrees"),
    "%": ("percent", "percent"),
}
_NAMES = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_SHORT = {"e.g.": "for example", "i.e.": "that is", "etc.": "and so on", "approx.": "about"}


def _unit(match: re.Match[str], _: Language) -> str:
    one, many = _UNITS[match[2]]
    return f"{match[1]} {one if match[1] == '1' else many}"


def _place(match: re.Match[str], lang: Language) -> str:
    return quantities.place(match[1], lang)


def _year(match: re.Match[str], _: Language) -> str:
    return f"{match[1]} {english.year(int(match[2]))}"


def _limit(match: re.Match[str], _: Language) -> str:
    said = {"<": "less than", ">": "more than", "≤": "at most", "≥": "at least"}[match[1]]
    return f"{said} {match[2]}"


def _roman(match: re.Match[str], _: Language) -> str:
    number = roman.value(match[1], following(match))
    if number is None:
        return match[0]
    return english.ordinal(number) if re.match(" (?:century|quarter)", following(match)) else english.cardinal(number)


RULES: tuple[Rule, ...] = (
    (re.compile(rf"(?<![\w.,])((?:\d+(?:[.,]\d+)*))\s?({_NAMES})(?![\w²³/])"), _unit),
    (re.compile(rf"({WHOLE})(?:st|nd|rd|th)\b"), _place),
    (
        re.compile(rf"\b([Ii]n|[Ss]ince|[Oo]f|[Ff]rom|[Uu]ntil|[Tt]ill|[Bb]y|[Yy]ear|example) ({YEAR})(?!\w|[,.]\d|-)"),
        _year,
    ),
    (re.compile(rf"([<>≤≥])\s?({WHOLE})"), _limit),
    (re.compile(r"\bNos?\. ?(?=\d)"), lambda *_: "number "),
    (re.compile(r"\b(?:e\.g\.|i\.e\.|etc\.|approx\.)"), lambda match, _: _SHORT[match[0]]),
    (roman.PATTERN, _roman),
)
