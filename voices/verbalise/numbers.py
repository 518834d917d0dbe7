"""Say whole numbers in Mongolian words: counted, in front of a noun, in an order, with a case ending.

It answers for grammar only. It refuses numbers below zero and from 10^15 on:
those are read digit by digit by `codes`.
"""

from __future__ import annotations

LIMIT = 10**15

_ALONE = {
    **dict(enumerate(["тэг", "нэг", "хоёр", "гурав", "дөрөв", "тав", "зургаа", "долоо", "найм", "ес"])),
    **dict(zip(range(10, 100, 10), ["арав", "хорь", "гуч", "дөч", "тавь", "жар", "дал", "ная", "ер"], strict=True)),
}
_BEFORE = {
    **dict(enumerate(["тэг", "нэг", "хоёр", "гурван", "дөрвөн", "таван", "зургаан", "долоон", "найман", "есөн"])),
    **dict(
        zip(
            range(10, 100, 10),
            ["арван", "хорин", "гучин", "дөчин", "тавин", "жаран", "далан", "наян", "ерэн"],
            strict=True,
        )
    ),
}
_GROUPS = ((10**12, "их наяд"), (10**9, "тэрбум"), (10**6, "сая"), (10**3, "мянга"))
_FRONT_LAST = frozenset(["тэг", "нэг", "дөрөв", "ес", "дөч", "ер"])
_STEMS = {"гурав": "гурв", "дөрөв": "дөрв", "арав": "арв", "хорь": "хори", "тавь": "тави", "мянга": "мянг"}
_VOWELS = "аоуэөүиеёюяы"
_NASAL = {"нэг": "нэгэн", "хоёр": "хоёрон"}
"""What the two numbers without a nasal end in before `-нд` and `-наас`."""
_ABLATIVES = {"э": "ээс", "ү": "ээс", "ө": "өөс", "о": "оос"}
_UNLIKE = {"ес": "өөс", "ер": "ээс"}
"""Ablative endings that no vowel of the word tells: nine is `есөөс`, ninety `ерээс`."""


def cardinal(number: int) -> str:
    """Return *number* as it is counted: 12345 is `арван хоёр мянга гурван зуун дөчин тав`."""
    return " ".join(_words(number, before_noun=False))


def attributive(number: int) -> str:
    """Return *number* as it stands in front of a noun: 13 is `арван гурван`, 5000 is `таван мянган`."""
    return " ".join(_words(number, before_noun=True))


def ordinal(number: int) -> str:
    """Return the place *number* names: 11 is `арван нэгдүгээр`."""
    counted = cardinal(number)
    last = counted.rsplit(" ", 1)[-1]
    return counted + ("дүгээр" if last in _FRONT_LAST else "дугаар")


def year(number: int) -> str:
    """Return a year in front of `он`: 2026 is `хоёр мянга хорин зургаан`, 1990 is `мянга есөн зуун ерэн`."""
    words = attributive(number)
    return words.removeprefix("нэг ") if words.startswith("нэг мянга") else words


def declined(number: int, ending: str) -> str:
    """Return *number* with a case *ending* written after a hyphen: 5 and `ны` are `таваны`, 3 and `аас` `гурваас`."""
    *head, last = cardinal(number).split(" ")
    return " ".join([*head, _join(last, attributive(number).rsplit(" ", 1)[-1], ending)])


def since(number: int) -> str:
    """Return *number* as what a range begins with: 3 is `гурваас`, 9 `есөөс`."""
    last = cardinal(number).rsplit(" ", 1)[-1]
    vowels = [letter for letter in last if letter in "аоуэөүя"]
    ending = _UNLIKE.get(last) or _ABLATIVES.get(vowels[-1] if vowels else "", "аас")
    return declined(number, ending)


def part(whole: int) -> str:
    """Return *whole* as what a fraction is a part of: 4 is `дөрөвний`, 10 `аравны`."""
    *head, last = cardinal(whole).split(" ")
    stem = {"хорь": "хори", "тавь": "тави"}.get(last, last)
    return " ".join([*head, stem + ("ний" if last in _FRONT_LAST else "ны")])


def _join(last: str, before_noun: str, ending: str) -> str:
    if ending in {"дахь", "дэх"}:
        return f"{last} {ending}"
    if ending in {"ны", "ний"}:
        return before_noun + ending.removeprefix("н") if before_noun.endswith("н") else last + ending
    if ending.startswith("н"):
        return _NASAL.get(last, before_noun) + ending.removeprefix("н")
    if ending[:1] not in _VOWELS:
        return last + ending
    stem = _STEMS.get(last, last)
    if stem.endswith("и") and ending == "ын":
        return stem + "йн"
    if stem.endswith(("аа", "оо", "уу")):
        return f"{stem}г{ending}"
    return stem + ending[1:] if stem[-1] in _VOWELS and len(ending) > 1 else stem + ending


def _words(number: int, *, before_noun: bool) -> list[str]:
    if not 0 <= number < LIMIT:
        raise ValueError("number out of range")
    if number == 0:
        return ["тэг"]
    words: list[str] = []
    rest = number
    for size, name in _GROUPS:
        count, rest = divmod(rest, size)
        if count:
            words += [*_below_thousand(count, before_noun=True, leads=not words), name]
    if rest:
        words += _below_thousand(rest, before_noun=before_noun, leads=not words)
    elif before_noun and words[-1] == "мянга":
        words[-1] = "мянган"
    return words


def _below_thousand(number: int, *, before_noun: bool, leads: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words: list[str] = []
    if hundreds:
        if hundreds > 1 or not leads:
            words.append(_BEFORE[hundreds])
        words.append("зуун" if rest or before_noun else "зуу")
    tens, units = rest - rest % 10, rest % 10
    last = _BEFORE if before_noun else _ALONE
    if tens:
        words.append(_BEFORE[tens] if units else last[tens])
    if units:
        words.append(last[units])
    return words
