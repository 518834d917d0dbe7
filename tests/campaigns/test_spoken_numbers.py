"""What is said is counted back by a reader that knows nothing of the voice: numbers, money, days, times, codes.

The control arms make a mistake of the kind people would make into each of them; it must be noticed.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.campaigns import counting_back as back
from tests.campaigns.reckoning import tell, tries
from voices.verbalise import calendar, codes, english, money, numbers, quantities, verbalise

SEED = 20261122
PATIENCE = 20_000


@dataclass(frozen=True)
class Kind:
    """One kind of value: how it is drawn, said, and counted back."""

    draw: Callable[[random.Random], Any]
    say: Callable[[Any], str]
    read: Callable[[str], Any]
    share: int = 4


def number(rng: random.Random) -> int:
    """Draw a number of any length, round ones among them."""
    drawn = rng.randrange(10 ** rng.randint(1, 15))
    return drawn - drawn % 10 ** rng.randint(0, 6) if rng.random() < 0.3 else drawn


def amount(rng: random.Random) -> int:
    hundredths = rng.randrange(10 ** rng.randint(1, 14))
    return hundredths - hundredths % 100 if rng.random() < 0.5 else hundredths


def day(rng: random.Random) -> datetime.date:
    return datetime.date(1900, 1, 1) + datetime.timedelta(rng.randrange(73_000))


def digits(rng: random.Random) -> str:
    return "".join(rng.choices("0123456789", k=rng.randint(1, 18)))


def written(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def grouped(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def said(text: str, lang: Any) -> str:
    words = money.amount(text, lang)
    assert words is not None
    return words


KINDS = {
    "counted": Kind(number, numbers.cardinal, back.mongolian),
    "before a noun": Kind(number, numbers.attributive, back.mongolian),
    "a place": Kind(number, numbers.ordinal, back.mongolian_place),
    "money": Kind(amount, lambda value: said(written(value), "mn"), back.mongolian_amount),
    "a day": Kind(day, lambda value: calendar.date(value, "mn"), back.mongolian_date),
    "a length of time": Kind(
        lambda rng: rng.randrange(10**6), lambda value: calendar.duration(value, "mn"), back.mongolian_time
    ),
    "digits": Kind(digits, lambda value: codes.digits(value, "mn"), back.mongolian_digits),
    "in a sentence": Kind(number, lambda value: verbalise(grouped(value), "mn"), back.mongolian, share=1),
    "counted in English": Kind(number, english.cardinal, back.english),
    "a place in English": Kind(number, english.ordinal, back.english_place),
    "money in English": Kind(amount, lambda value: said(written(value), "en"), back.english_amount),
    "a day in English": Kind(day, lambda value: calendar.date(value, "en"), back.english_date),
    "a length of time in English": Kind(
        lambda rng: rng.randrange(10**6), lambda value: calendar.duration(value, "en"), back.english_duration
    ),
    "digits in English": Kind(digits, lambda value: codes.digits(value, "en"), back.english_digits),
    "in an English sentence": Kind(number, lambda value: verbalise(grouped(value), "en"), back.english, share=1),
}


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("what", KINDS)
def test_what_is_said_is_counted_back(what: str) -> None:
    kind, rng = KINDS[what], random.Random(SEED)
    number_of = tries(short=1_000, long=42_000) * kind.share
    for _ in range(number_of):
        value = kind.draw(rng)
        assert kind.read(kind.say(value)) == value
    tell(f"said and counted back: {what}", number_of)


def caught(kind: Kind, fault: Callable[[str], str]) -> bool:
    """Tell whether a voice with *fault* is found out by some value."""
    rng = random.Random(SEED)
    for _ in range(PATIENCE):
        value = kind.draw(rng)
        try:
            if kind.read(fault(kind.say(value))) != value:
                return True
        except (ValueError, KeyError, IndexError):
            return True
    return False


@pytest.mark.parametrize(
    ("what", "right", "wrong"),
    [
        ("counted", "дөрвөн", "гурван"),
        ("counted", "зуун ", ""),
        ("counted", " сая", " мянга"),
        ("before a noun", "есөн", "ес нэг"),
        ("before a noun", "тэрбум", "сая"),
        ("a place", "дугаар", ""),
        ("money", "мөнгө", "төгрөг"),
        ("money", "таван ", ""),
        ("a day", "нэгдүгээр", "хоёрдугаар"),
        ("a length of time", "минут", "секунд"),
        ("digits", "тэг", "нэг"),
        ("in a sentence", "долоо", "дал"),
        ("counted in English", "teen", "ty"),
        ("counted in English", " million", ""),
        ("a place in English", "fifth", "fifteenth"),
        ("money in English", "mungu", "tugriks"),
        ("a day in English", "June", "July"),
        ("a length of time in English", "hour", "minute"),
        ("digits in English", "nine", "five"),
        ("in an English sentence", "-", ""),
    ],
)
def test_control_a_voice_that_says_it_wrong_is_found_out(what: str, right: str, wrong: str) -> None:
    assert caught(KINDS[what], lambda words: words.replace(right, wrong))


def test_no_two_of_a_hundred_thousand_numbers_are_said_alike() -> None:
    for say in (
        numbers.cardinal,
        numbers.attributive,
        numbers.ordinal,
        numbers.since,
        english.cardinal,
        english.ordinal,
    ):
        assert len({say(value) for value in range(20_000)}) == 20_000


def test_ranges_begin_with_the_number_they_begin_with() -> None:
    stems = {numbers.since(value).rsplit(" ", 1)[-1] for value in range(1, 1001)}
    assert stems == {
        *("нэгээс", "хоёроос", "гурваас", "дөрвөөс", "таваас", "зургаагаас", "долоогоос", "наймаас", "есөөс"),
        *("арваас", "хориос", "гучаас", "дөчөөс", "тавиас", "жараас", "далаас", "наяас", "ерээс"),
        *("зуугаас", "мянгаас"),
    }


def test_parts_of_a_whole_are_named_by_it() -> None:
    parts = [quantities.fraction("1", str(whole), "mn") for whole in (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100)]
    assert parts == [
        *("хоёрны нэг", "гуравны нэг", "дөрөвний нэг", "тавны нэг", "зургааны нэг", "долооны нэг", "наймны нэг"),
        *("есний нэг", "аравны нэг", "хорины нэг", "зууны нэг"),
    ]
