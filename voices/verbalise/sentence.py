"""Write out a sentence the way a careful reader would say it.

One ordered list of patterns, most particular first: addresses, dates, times,
codes, money, then plain numbers, then abbreviations and Latin words. A
pattern only ever leaves words behind, so that a later one cannot misread them.
"""

from __future__ import annotations

import re
import unicodedata

from config.words import Language
from voices.verbalise import (
    abbreviations,
    calendar,
    codes,
    english_sentence,
    latin,
    letters,
    lookalikes,
    money,
    mongolian,
    numbers,
    quantities,
)
from voices.verbalise.quantities import GAP, GROUPED, WHOLE
from voices.verbalise.rule import AMOUNT, CASES, DASH, OWN, YEAR, Rule, following

_STRETCHES = re.compile(r".{1,600}(?:\s|$)|.{1,600}", re.DOTALL)
_MONEY = rf"{money.BEFORE}\s*{AMOUNT}|{AMOUNT}\s*{money.BEHIND}"
_ADDRESS = (
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[\w./?=&%#~:+-]*[\w/]"
    r"|(?<![\w.-])(?:[A-Za-z][\w-]*\.)+(?:mn|com|org|net|gov|edu|info)(?![\w-])(?:/[\w./-]*\w)?"
)
_HOURS = r"цаг(?P<ending>т|аас|аар|ийн|ийг|тай)?(?!\w)"
_CLOCK = rf"(?P<clock>\s?{_HOURS})?"
"""The hour that is written behind a time as well as in it: `09:00 цагаас`."""
_DAY_ENDS = rf"(?:-(?P<ending>{CASES})(?!\w)|(?![\w/-]|\.\d))"
_STREETS = "|".join(f"(?<={street}{gap})" for street in ("хороо", "хороолол", "гудамж", "байр") for gap in (" ", ", "))
_LATIN = "[A-Za-zÀ-ÖØ-öø-ɏ]"
_NO_BUILDING = r"(?![\w./-]|\s?(?:байр|тоот|гудамж|орц|хашаа|тушаал|тоотын))"


def _address(match: re.Match[str], lang: Language) -> str:
    if lang == "mn":
        return latin.address(match[0])
    return " ".join(letters.SIGNS["en"].get(sign, sign) for sign in re.findall(r"[^\W\d_]+|\d|[^\w\s]|_", match[0]))


def _date(match: re.Match[str], lang: Language) -> str:
    day = calendar.find_day(match["year"], match["month"], match["day"])
    if day is None:
        return codes.code(match[0], lang)
    said = calendar.date(day, lang)
    if lang == "mn" and match["ending"]:
        said = said.rsplit(" ", 1)[0] + " " + numbers.declined(day.day % 10 or day.day, match["ending"])
    return f"{said}," if re.match(r" \d", following(match)) else said


def _days(match: re.Match[str], lang: Language) -> str:
    first = calendar.find_day(match["year"], match["month"], match["day"])
    last = calendar.find_day(match[5], match[6], match[7])
    if first is None or last is None:
        return match[0]
    if lang == "en":
        return f"from {calendar.date(first, lang)} to {calendar.date(last, lang)}"
    begins = calendar.date(first, lang).rsplit(" ", 1)[0]
    units = numbers.since(first.day % 10 or first.day)
    return f"{begins} {units} {calendar.date(last, lang)} хүртэл"


def _month(match: re.Match[str], lang: Language) -> str:
    return calendar.month(int(match[1]), int(match[2]), lang)


def _dotted(match: re.Match[str], _: Language) -> str:
    """Write a time, or two, with colons."""
    return ":".join(match.group(1, 2)) + (match[3] + ":".join(match.group(4, 5)) if match.re.groups > 3 else "")


def _time(match: re.Match[str], lang: Language) -> str:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if hour > 23 + (minute == second == 0) or minute > 59 or second > 59:
        return codes.digits(match[0], lang)
    said = calendar.time(hour, minute, lang, second=second)
    return calendar.ended(said, match["ending"] or "") if lang == "mn" else said + (match["clock"] or "")


def _times(match: re.Match[str], lang: Language) -> str:
    first, last = (calendar.time(int(match[hour]), int(match[hour + 1]), lang) for hour in (1, 3))
    if lang == "en":
        return f"from {first} to {last}{match['clock'] or ''}"
    until = "" if match["ending"] or re.match(" хүртэл", following(match)) else " хүртэл"
    return f"{first}аас {calendar.ended(last, match['ending'] or '')}{until}"


def _money(match: re.Match[str], lang: Language) -> str:
    said = money.amount(match["amount"], lang) or codes.digits(match["amount"], lang)
    return quantities.joined(said, match["ending"]) if match["ending"] and lang == "mn" else said


def _moneys(match: re.Match[str], lang: Language) -> str:
    low, high = quantities.value(match[1]), money.amount(match[2], lang)
    if low is None or high is None:
        return codes.digits(match[0], lang)
    return f"{numbers.since(low)} {high}" if lang == "mn" else f"{quantities.counted(low, '', lang)} to {high}"


def _code(match: re.Match[str], lang: Language) -> str:
    return codes.code(match[0], lang)


def _plate(match: re.Match[str], lang: Language) -> str:
    return match[0] if match[1] in abbreviations.FULL else codes.code(match[0], lang)


def _phone(match: re.Match[str], lang: Language) -> str:
    plus = letters.SIGNS[lang]["+"] + " " if match[0].startswith("+") else ""
    return plus + codes.digits(match[0], lang)


def _decimal(match: re.Match[str], lang: Language) -> str:
    if match[2] == "," and len(match[3]) == 3 and match[1] != "0" and len(match[1]) <= 3:
        return quantities.whole(match[1] + match[3], following(match), lang)
    return quantities.decimal(match[1], match[3], following(match), lang)


def _decimals(match: re.Match[str], lang: Language) -> str:
    low, high = (match[1], match[2] or ""), (match[3], match[4] or "")
    if not (low[1] or high[1]):
        return match[0]
    return quantities.spread_decimals(low, high, following(match), lang)


def _fraction(match: re.Match[str], lang: Language) -> str:
    said = quantities.fraction(match[2], match[3], lang)
    if said is None:
        return match[0]
    if not match[1]:
        return said
    return f"{match[1]} {'бүхэл' if lang == 'mn' else 'and'} {said}"


def _house(match: re.Match[str], lang: Language) -> str:
    return f"{quantities.whole(match[1], '', lang)}, {quantities.whole(match[2], following(match), lang)}"


def _years(match: re.Match[str], lang: Language) -> str:
    first, last = int(match[1]), int(match[2])
    if first >= last:
        return codes.code(match[0], lang)
    return quantities.years(first, last, following(match), lang)


def _range(match: re.Match[str], lang: Language) -> str:
    low, high = quantities.padded(match[1]), quantities.padded(match[2])
    if low is None or high is None:
        return codes.code(match[0], lang)
    return quantities.spread(low, high, following(match), lang)


def _number(match: re.Match[str], lang: Language) -> str:
    return quantities.whole(match[0], following(match), lang)


def _minus(_: re.Match[str], lang: Language) -> str:
    return "хасах " if lang == "mn" else "minus "


def _latin(match: re.Match[str], lang: Language) -> str:
    return latin.said(match[1]) + (match[2] or "") if lang == "mn" else match[0]


def _cyrillic(match: re.Match[str], lang: Language) -> str:
    if lang == "en":
        return letters.romanised(match[0])
    said = abbreviations.said(match[1])
    return quantities.joined(said, match[2]) if match[2] else said


def _initial(match: re.Match[str], lang: Language) -> str:
    return letters.name(match[1], lang) + " "


def _centre(_: re.Match[str], lang: Language) -> str:
    return quantities.spread(11, 11, "", lang)


def _sign(match: re.Match[str], lang: Language) -> str:
    return f" {letters.SIGNS[lang].get(match[0], '')} "


BOTH: tuple[Rule, ...] = (
    (re.compile(_ADDRESS), _address),
    (
        re.compile(
            r"(?<![\w-])(?P<year>\d{4})([-./])(?P<month>\d{2})\2(?P<day>\d{2})"
            rf"\s?{DASH}\s?(\d{{4}})\2(\d{{2}})\2(\d{{2}})(?![\w-])"
        ),
        _days,
    ),
    (re.compile(r"(?<=\d)\s?[xX\u0445\u0425]\s?(?=\d)"), lambda *_: " × "),
    (
        re.compile(
            rf"(?<![\w-])(?P<year>\d{{4}})([-./])(?P<month>\d{{2}})\2(?P<day>\d{{2}})(?:-(?P<ending>{CASES})(?!\w)|(?!\d))"
        ),
        _date,
    ),
    (
        re.compile(
            rf"(?<![\w.-])(?P<day>\d{{2}})([./])(?P<month>\d{{2}})\2(?P<year>{YEAR})(?:-(?P<ending>{CASES})(?!\w)|(?!\d))"
        ),
        _date,
    ),
    (re.compile(rf"(?<![\w.-])(?P<year>{YEAR})([-./])(?P<month>\d\d?)\2(?P<day>\d\d?){_DAY_ENDS}"), _date),
    (re.compile(rf"(?<![\w.-])(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>{YEAR}){_DAY_ENDS}"), _date),
    (re.compile(rf"(?<![\w.-])({YEAR})[-./](0[1-9]|1[0-2])(?![\w./-])"), _month),
    (re.compile(rf"(?<![\d.,:])(\d\d?)\.([0-5]\d)(?=(?:\s?{DASH}\s?\d\d?[.:]\d\d)?\s?{_HOURS})"), _dotted),
    (re.compile(rf"(?<![\d.,:])(0\d)\.([0-5]\d)(\s?{DASH}\s?)(\d\d?)\.([0-5]\d)(?!\d|[.,]\d|\s?%)"), _dotted),
    (re.compile(rf"(?<!\d)(\d{{1,2}}):(\d{{2}})\s*{DASH}\s*(\d{{1,2}}):(\d{{2}})(?!\d){_CLOCK}"), _times),
    (
        re.compile(rf"(?<![\d:])(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?(?![\d:]){_CLOCK}"),
        _time,
    ),
    (re.compile(r"(?<!\w)[A-ZА-ЯЁӨҮ]{2}\s?\d{8}(?!\d)"), _code),
    (re.compile(r"(?<![\w-])[A-ZА-ЯЁӨҮ]?\d{2,}-\d{2,}(?:-\d{2,})+(?![\w-])"), _code),
    (re.compile(r"(?<!\w)\d{4}\s?([А-ЯЁӨҮ]{3})(?![\w-])"), _plate),
    (re.compile(r"(?<![\w-])[A-ZА-ЯЁӨҮ]{1,4}-?\d{3,}(?![\w-])"), _code),
    (re.compile(rf"(?<=\d)\s?([%₮$€¥₽]|°C?)(?=\s?{DASH}\s?(?:{AMOUNT})\s?\1)"), lambda *_: ""),
    (re.compile(rf"(?<![\w.,)/-])[-−](?=\d|{money.BEFORE})"), _minus),
    (
        re.compile(rf"(?<![\w.,-])({WHOLE})\s?{DASH}\s?((?:{WHOLE})\s*{money.BEHIND})"),
        _moneys,
    ),
    (re.compile(rf"(?P<amount>{_MONEY})(?:-(?P<ending>{CASES}|{OWN})(?!\w))?"), _money),
    (re.compile(rf"(?=\d)(?:{_STREETS})(\d{{1,4}})[-/](\d{{1,4}})(?![\w/-])"), _house),
    (re.compile(rf"(?<![\w.,-])({YEAR})\s?{DASH}\s?({YEAR})(?![\w,-])"), _years),
    (re.compile(r"(?<![\w.,])\+\d{1,3}(?:[ -]?\d{2,8}){1,4}(?![\d.,]\d|\d)"), _phone),
    (re.compile(r"(?<![\w.,])(?:[5-9]\d{3}[ -]?\d{4}|\d{4}-\d{4}|[5-9]\d-\d{6})(?![\d.,-]\d|\d)"), _phone),
    (re.compile(r"(?:(?<=дугаар: )|(?<=данс: )|(?<=код: )|(?<=number: )|(?<=code: ))\d{5,}(?![\d.,]\d|\d)"), _code),
    (re.compile(r"(?:(?<=утас )|(?<=утас: )|(?<=phone )|(?<=phone: ))\d{4}(?![\w.,-]\d|\d)"), _phone),
    (re.compile(r"(?<![\w.,-])1111(?=\s(?:төв|centre))"), _centre),
    (re.compile(rf"(?<![\w./-])(?:(\d{{1,3}}) )?(\d{{1,2}})/(\d{{1,3}}){_NO_BUILDING}"), _fraction),
)
BETWEEN: tuple[Rule, ...] = (
    (
        re.compile(rf"(?<![\w.,-])(\d+)(?:[.,](\d\d?))?\s?{DASH}\s?(\d+)(?:[.,](\d\d?))?(?![\w-]|[.,]\d)"),
        _decimals,
    ),
    (re.compile(rf"(?<![\w-])({WHOLE}){GAP}?[–—]{GAP}?({WHOLE})(?![\w-])"), _range),
    (re.compile(r"(?<![\w.,-])(\d{1,3})\s?[-‐‑−]\s?(\d{1,3})(?![\w-])"), _range),
    (re.compile(rf"(?<![\w-])({WHOLE})\s?-\s?({WHOLE})(?= [а-яёөү]|{GAP}?[a-z])"), _range),
    (re.compile(rf"(?<![\w.,])({GROUPED}|\d+)([.,])(\d{{1,6}})(?![\d.,]*\d)"), _decimal),
)
LAST: tuple[Rule, ...] = (
    (re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)"), lambda *_: " "),
    (re.compile(WHOLE), _number),
    (re.compile(r"г\.м\.?|т\.м\."), lambda match, lang: abbreviations.FULL[match[0]] if lang == "mn" else ""),
    (re.compile(rf"({_LATIN}+(?:-{_LATIN}+)*)(?:-({CASES}|{OWN})(?!\w))?"), _latin),
    (re.compile(r"(?<!\w)([А-ЯЁӨҮ])\.\s?(?=[А-ЯЁӨҮ])"), _initial),
    (re.compile(rf"([А-Яа-яЁёӨөҮү]+)(?:(?<=[А-ЯЁӨҮ])-({CASES}|{OWN})(?!\w))?"), _cyrillic),
    (re.compile(r"[@_+№&=#*%₮$€¥₽×÷±≈~]"), _sign),
)
_RULES: dict[Language, tuple[Rule, ...]] = {
    "mn": (*BOTH, *mongolian.RULES, *BETWEEN, *LAST),
    "en": (*BOTH, *english_sentence.RULES, *BETWEEN, *LAST),
}


def written_out(text: str, lang: Language) -> str:
    """Return *text* with every number, code, abbreviation and sign in words, in time proportional to its length."""
    plain = _plain(lookalikes.as_meant(unicodedata.normalize("NFC", text)))
    return " ".join(_stretch(match[0], lang) for match in _STRETCHES.finditer(plain))


def _plain(text: str) -> str:
    """Return *text* with the digits of other scripts as ours, and ½ as 1/2."""
    return re.sub(
        r"(\d?)([^\x00-\x7fЀ-ӿ])", lambda match: match[1] + _ours(match[2], behind_digit=bool(match[1])), text
    )


def _ours(character: str, *, behind_digit: bool) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Nl" or "CIRCLED" in unicodedata.name(character, ""):
        plain = unicodedata.normalize("NFKC", character)
        return f" {plain} " if plain.isdecimal() else plain
    if unicodedata.category(character) == "No" and "VULGAR" in unicodedata.name(character, ""):
        return " " * behind_digit + unicodedata.normalize("NFKD", character).replace("\u2044", "/")
    return character


def _stretch(text: str, lang: Language) -> str:
    for pattern, say in _RULES[lang]:
        text = pattern.sub(lambda match, say=say: say(match, lang), text)  # type: ignore[misc]  # bound per rule
    return text
