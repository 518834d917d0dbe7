"""Reads number words back the way a listener adds them up; it knows nothing of how the voice makes them.

Every table is written by hand. What is not understood raises ValueError.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

_MN_UNITS = {
    "тэг": 0, "нэг": 1, "хоёр": 2, "гурав": 3, "гурван": 3, "дөрөв": 4, "дөрвөн": 4, "тав": 5, "таван": 5,
    "зургаа": 6, "зургаан": 6, "долоо": 7, "долоон": 7, "найм": 8, "найман": 8, "ес": 9, "есөн": 9,
}  # fmt: skip
_MN_TENS = {
    "арав": 10, "арван": 10, "хорь": 20, "хорин": 20, "гуч": 30, "гучин": 30, "дөч": 40, "дөчин": 40,
    "тавь": 50, "тавин": 50, "жар": 60, "жаран": 60, "дал": 70, "далан": 70, "ная": 80, "наян": 80,
    "ер": 90, "ерэн": 90,
}  # fmt: skip
_MN_GROUPS = {"мянга": 10**3, "мянган": 10**3, "сая": 10**6, "тэрбум": 10**9, "наяд": 10**12}
_EN_SMALL = {
    "zero": 0, "oh": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_EN_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_EN_GROUPS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_EN_PLACES = {
    "zeroth": "zero", "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight",
    "ninth": "nine", "twelfth": "twelve",
}  # fmt: skip
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def mongolian(words: str) -> int:
    """Return the number *words* say, in any form."""
    total = group = 0
    last = 10**15
    for word in words.replace("их наяд", "наяд").split():
        if word in _MN_GROUPS:
            size = _MN_GROUPS[word]
            if size >= last or not group:
                raise ValueError(words)
            total, group, last = total + group * size, 0, size
        elif word in {"зуу", "зуун"}:
            if group > 9:
                raise ValueError(words)
            group = (group or 1) * 100
        else:
            group += _below_hundred(word, group, words)
    return total + group


def _below_hundred(word: str, group: int, words: str) -> int:
    if word in _MN_TENS and not group % 100:
        return _MN_TENS[word]
    if word in _MN_UNITS and not group % 10:
        return _MN_UNITS[word]
    raise ValueError(words)


def mongolian_place(words: str) -> int:
    """Return the place *words* name: `хорин нэгдүгээр` is 21."""
    for ending in ("дугаар", "дүгээр"):
        if words.endswith(ending):
            return mongolian(words.removesuffix(ending))
    raise ValueError(words)


def mongolian_amount(words: str) -> int:
    """Return the hundredths of an amount in tögrög."""
    tugriks, _, rest = words.partition(" төгрөг")
    return mongolian(tugriks) * 100 + (mongolian(rest.removesuffix(" мөнгө").strip()) if rest else 0)


def mongolian_date(words: str) -> datetime.date:
    year, _, rest = words.partition(" оны ")
    month, _, day = rest.partition(" сарын ")
    counted = mongolian(year if year.split()[0] != "мянга" else f"нэг {year}")
    return datetime.date(counted, mongolian_place(month), mongolian(day))


def mongolian_time(words: str) -> int:
    """Return the seconds that *words* count in hours, minutes and seconds, of a day or of a duration."""
    return _seconds(words, {"цаг": 3600, "минут": 60, "секунд": 1}, mongolian)


def english_duration(words: str) -> int:
    sizes = {"hour": 3600, "hours": 3600, "minute": 60, "minutes": 60, "second": 1, "seconds": 1}
    return _seconds(words, sizes, english)


def _seconds(words: str, sizes: dict[str, int], count: Callable[[str], int]) -> int:
    total, gathered = 0, ""
    for word in words.split():
        if word in sizes:
            total, gathered = total + count(gathered.strip()) * sizes[word], ""
        else:
            gathered += f" {word}"
    if gathered:
        raise ValueError(words)
    return total


def mongolian_digits(words: str) -> str:
    return "".join(str(_MN_UNITS[word]) for word in words.replace(",", "").split())


def english_digits(words: str) -> str:
    return "".join(str(_EN_SMALL[word]) for word in words.replace(",", "").split())


def english(words: str) -> int:
    """Return the number *words* say."""
    total = group = 0
    last = 10**15
    for word in words.replace("-", " ").split():
        if word in _EN_GROUPS:
            size = _EN_GROUPS[word]
            if size >= last or not group:
                raise ValueError(words)
            total, group, last = total + group * size, 0, size
        elif word == "hundred":
            group *= 100
        elif word in _EN_TENS and not group % 100:
            group += _EN_TENS[word]
        elif word in _EN_SMALL and not group % (10 if _EN_SMALL[word] < 10 else 100):
            group += _EN_SMALL[word]
        else:
            raise ValueError(words)
    return total + group


def english_place(words: str) -> int:
    head, gap, last = words.replace("-", " ").rpartition(" ")
    if last in _EN_PLACES:
        counted = _EN_PLACES[last]
    elif last.endswith("ieth"):
        counted = last.removesuffix("ieth") + "y"
    elif last.endswith("th"):
        counted = last.removesuffix("th")
    else:
        raise ValueError(words)
    return english(f"{head}{gap}{counted}")


def english_amount(words: str) -> int:
    unit = " tugriks" if " tugriks" in words else " tugrik"
    tugriks, _, rest = words.partition(unit)
    return english(tugriks) * 100 + (english(rest.removesuffix(" mungu").strip()) if rest else 0)


def english_year(words: str) -> int:
    century, _, rest = words.partition(" ")
    if rest == "hundred":
        return english(century) * 100
    if century == "twenty" or _EN_SMALL.get(century, 0) > 10:
        return english(century) * 100 + english(rest.removeprefix("oh "))
    return english(words)


def english_date(words: str) -> datetime.date:
    day, _, year = words.partition(", ")
    month, _, place = day.partition(" ")
    return datetime.date(english_year(year), _MONTHS.index(month) + 1, english_place(place))
