"""Say dates, times of day and durations.

An ISO date that is no day of the calendar is answered with None: the caller
reads it as digits rather than inventing a day.
"""

from __future__ import annotations

import datetime

from config.words import Language
from voices.verbalise import english, numbers

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_UNITS = {
    "mn": (("цаг", "цаг"), ("минут", "минут"), ("секунд", "секунд")),
    "en": (("hour", "hours"), ("minute", "minutes"), ("second", "seconds")),
}


def find_day(year: str, month: str, day: str) -> datetime.date | None:
    """Return the day these digits name, or None when the calendar has no such day."""
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def date(day: datetime.date, lang: Language) -> str:
    """Return *day* in words: `хоёр мянга хорин зургаан оны арван нэгдүгээр сарын хорин нэг`."""
    if lang == "en":
        return f"{_MONTHS[day.month - 1]} {english.ordinal(day.day)}, {english.year(day.year)}"
    return f"{numbers.year(day.year)} оны {numbers.ordinal(day.month)} сарын {numbers.cardinal(day.day)}"


def month(year: int, number: int, lang: Language) -> str:
    """Return a month of a year: `хоёр мянга хорин зургаан оны арван нэгдүгээр сар`."""
    if lang == "en":
        return f"{_MONTHS[number - 1]} {english.year(year)}"
    return f"{numbers.year(year)} оны {numbers.ordinal(number)} сар"


def time(hour: int, minute: int, lang: Language, *, second: int | None = None) -> str:
    """Return the time of day: 14:05 is `арван дөрвөн цаг таван минут`, in English `fourteen oh five`."""
    if lang == "en":
        return _english_time(hour, minute, second)
    said = f"{numbers.attributive(hour)} цаг"
    if minute or second:
        said += f" {numbers.attributive(minute)} минут"
    return f"{said} {numbers.attributive(second)} секунд" if second else said


def ended(said: str, ending: str) -> str:
    """Return a Mongolian time with the case *ending* of its hour: `найман цаг гучин минут` and `т` end in `минутад`."""
    if said.endswith("минут"):
        return said + {"т": "ад", "ийн": "ын"}.get(ending, ending)
    return said + ending


def _english_time(hour: int, minute: int, second: int | None) -> str:
    if minute:
        said = f"{english.cardinal(hour)} {'oh ' if minute < 10 else ''}{english.cardinal(minute)}"
    else:
        said = f"{english.cardinal(hour)} o'clock"
    return f"{said} and {english.cardinal(second)} {_UNITS['en'][2][second != 1]}" if second else said


def duration(seconds: int, lang: Language) -> str:
    """Return a length of time in hours, minutes and seconds; parts that are zero are left out."""
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    parts = [
        f"{numbers.attributive(count) if lang == 'mn' else english.cardinal(count)} {one if count == 1 else many}"
        for count, (one, many) in zip((hour, minute, second), _UNITS[lang], strict=True)
        if count
    ]
    return " ".join(parts) or ("тэг секунд" if lang == "mn" else "zero seconds")
