"""Write out a sentence the way a careful reader would say it.

One ordered list of patterns, most particular first: addresses, dates, times,
codes, money, then plain numbers, then abbreviations and Latin words. A
pattern only ever leaves words behind, so that a later one cannot misread them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from voices.verbalise import abbreviations, calendar, codes, latin, letters, money, numbers, quantities
from voices.verbalise.calendar import Language
from voices.verbalise.quantities import WHOLE

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Language], str]]

_ALONE = r"(?<![\w])"
_CASES = "ны|ний|ын|ийн|ыг|ийг|г|д|т|аас|ээс|оос|өөс|аар|ээр|оор|өөр|тай|тэй|той|руу|рүү|дахь|дэх"
_STRETCHES = re.compile(r".{1,600}(?:\s|$)|.{1,600}", re.DOTALL)
_OWN = "аа|ээ|оо|өө"
_UNITS = "|".join(sorted(abbreviations.UNITS, key=len, reverse=True))


def _following(match: re.Match[str]) -> str:
    return match.string[match.end() :]


def _address(match: re.Match[str], lang: Language) -> str:
    if lang == "mn":
        return latin.address(match[0])
    return " ".join(letters.SIGNS["en"].get(sign, sign) for sign in re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", match[0]))


def _date(match: re.Match[str], lang: Language) -> str:
    day = calendar.find_day(match["year"], match["month"], match["day"])
    if day is None:
        return codes.code(match[0], lang)
    said = calendar.date(day, lang)
    if lang == "mn" and match["ending"]:
        said = said.rsplit(" ", 1)[0] + " " + numbers.declined(day.day % 10 or day.day, match["ending"])
    return f"{said}," if re.match(r" \d", _following(match)) else said


def _time(match: re.Match[str], lang: Language) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    return calendar.time(hour, minute, lang) if hour < 25 and minute < 60 else codes.digits(match[0], lang)


def _times(match: re.Match[str], lang: Language) -> str:
    first, last = (calendar.time(int(match[hour]), int(match[hour + 1]), lang) for hour in (1, 3))
    if lang == "en":
        return f"from {first} to {last}"
    return f"{first}аас {last} хүртэл"


def _money(match: re.Match[str], lang: Language) -> str:
    return money.amount(match[0], lang) or codes.digits(match[0], lang)


def _code(match: re.Match[str], lang: Language) -> str:
    return codes.code(match[0], lang)


def _phone(match: re.Match[str], lang: Language) -> str:
    return codes.digits(match[0], lang)


def _day_of_month(match: re.Match[str], lang: Language) -> str:
    return f"{quantities.place(match[1], lang)} сарын {quantities.whole(match[2], _following(match), lang)}"


def _number(match: re.Match[str], lang: Language) -> str:
    return quantities.whole(match[0], _following(match), lang)


def _latin(match: re.Match[str], lang: Language) -> str:
    return latin.said(match[1]) + (match[2] or "") if lang == "mn" else match[0]


def _cyrillic(match: re.Match[str], lang: Language) -> str:
    return abbreviations.said(match[1]) + (match[2] or "") if lang == "mn" else letters.romanised(match[0])


def _decimal(match: re.Match[str], lang: Language) -> str:
    return quantities.decimal(match[1], match[2], match[3], lang)


def _sign(match: re.Match[str], lang: Language) -> str:
    return f" {letters.SIGNS[lang].get(match[0], '')} "


def _ended(match: re.Match[str], lang: Language) -> str:
    return quantities.ended(match[1], match[2]) if lang == "mn" else _number(match, lang)


BOTH: tuple[Rule, ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[\w./-]*\w"), _address),
    (
        re.compile(
            rf"(?<![\w-])(?P<year>\d{{4}})([-./])(?P<month>\d{{2}})\2(?P<day>\d{{2}})(?:-(?P<ending>{_CASES})(?!\w)|(?!\d))"
        ),
        _date,
    ),
    (re.compile(r"(?<!\d)(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})(?!\d)"), _times),
    (re.compile(r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![\d:])"), _time),
    (re.compile(_ALONE + r"[А-ЯЁӨҮ]{2}\s?\d{8}(?!\d)"), _code),
    (re.compile(r"(?<![\w-])\d{2,}-\d{2,}(?:-\d{2,})+(?![\w-])"), _code),
    (
        re.compile(rf"(?:₮\s*(?:{WHOLE})(?:[.,]\d\d?)?)|(?:{WHOLE})(?:\.\d\d?)?\s*(?:₮|төг\.|төгрөг(?!\w)|MNT\b)"),
        _money,
    ),
    (re.compile(r"(?<![\w.,])(?:\+976[ -]?)?[5-9]\d{3}[ -]?\d{4}(?![\d.,]\d|\d)"), _phone),
)
DECIMAL: Rule = (re.compile(rf"(?<![\w.,])(\d+)[.,](\d{{1,6}})(?![\d.,]\d)(?:\s?({_UNITS})\b)?"), _decimal)
MONGOLIAN: tuple[Rule, ...] = (
    DECIMAL,
    (re.compile(r"(?<!\d)(\d{1,2})(?:-р)? сарын (\d{1,2})(?!\d)"), _day_of_month),
    (re.compile(r"(?<!\d)(\d{4}) (?=он(?:ы|д|оос|той|ыг)?(?!\w))"), lambda match, _: numbers.year(int(match[1])) + " "),
    (
        re.compile(rf"({WHOLE})(?:\s*-?р(?!\w)|\s?-?(?:дугаар|дүгээр))"),
        lambda match, lang: quantities.place(match[1], lang),
    ),
    (re.compile(rf"({WHOLE})\s?-\s?({_CASES})(?!\w)"), _ended),
    (
        re.compile(r"(?<![\w-])(\d{1,3})\s?[-–—]\s?(\d{1,3})(?![\w-])"),
        lambda match, _: quantities.spread(match[1], match[2], _following(match)),
    ),
    (re.compile(rf"({WHOLE})\s?({_UNITS})\b"),
     lambda match, _: quantities.measured(match[1], match[2])),
)  # fmt: skip
LAST: tuple[Rule, ...] = (
    DECIMAL,
    (re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)"), lambda *_: " "),
    (re.compile(r"(?<![\w\-])[-−](?=\d)"), lambda _, lang: "хасах " if lang == "mn" else "minus "),
    (re.compile(WHOLE), _number),
    (re.compile(r"г\.м\.?|т\.м\."), lambda match, lang: abbreviations.FULL[match[0]] if lang == "mn" else ""),
    (re.compile(rf"([A-Za-zÀ-ɏ]+(?:-[A-Za-zÀ-ɏ]+)*)(?:-({_CASES}|{_OWN})(?!\w))?"), _latin),
    (re.compile(r"(?<!\w)([А-ЯЁӨҮ])\.\s?(?=[А-ЯЁӨҮ])"), lambda match, lang: letters.name(match[1], lang) + " "),
    (re.compile(rf"([А-Яа-яЁёӨөҮү]+)(?:(?<=[А-ЯЁӨҮ])-({_CASES}|{_OWN})(?!\w))?"), _cyrillic),
    (re.compile(r"[@_+№&=#*%₮$€]"), _sign),
)


def written_out(text: str, lang: Language) -> str:
    """Return *text* with every number, code, abbreviation and sign in words, in time proportional to its length."""
    return " ".join(_stretch(match[0], lang) for match in _STRETCHES.finditer(text))


def _stretch(text: str, lang: Language) -> str:
    rules = (*BOTH, *MONGOLIAN, *LAST) if lang == "mn" else (*BOTH, *LAST)
    for pattern, say in rules:
        text = pattern.sub(lambda match, say=say: f"{say(match, lang)}", text)  # type: ignore[misc]  # bound per rule
    return text
