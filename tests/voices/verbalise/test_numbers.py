"""Mongolian and English numbers: golden forms, and what is said can be counted back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voices.verbalise import english, numbers

_UNITS = {
    "тэг": 0, "нэг": 1, "хоёр": 2, "гурав": 3, "гурван": 3, "дөрөв": 4, "дөрвөн": 4, "тав": 5, "таван": 5,
    "зургаа": 6, "зургаан": 6, "долоо": 7, "долоон": 7, "найм": 8, "найман": 8, "ес": 9, "есөн": 9,
    "арав": 10, "арван": 10, "хорь": 20, "хорин": 20, "гуч": 30, "гучин": 30, "дөч": 40, "дөчин": 40,
    "тавь": 50, "тавин": 50, "жар": 60, "жаран": 60, "дал": 70, "далан": 70, "ная": 80, "наян": 80,
    "ер": 90, "ерэн": 90,
}  # fmt: skip
_GROUPS = {"мянга": 10**3, "мянган": 10**3, "сая": 10**6, "тэрбум": 10**9, "наяд": 10**12}


def counted_back(words: str) -> int:
    """Read Mongolian number words the way a listener adds them up."""
    total = group = 0
    for word in words.replace("их наяд", "наяд").split():
        if word in {"зуу", "зуун"}:
            group = max(group, 1) * 100
        elif word in _GROUPS:
            total, group = total + group * _GROUPS[word], 0
        else:
            group += _UNITS[word]
    return total + group


@pytest.mark.parametrize(
    ("number", "alone", "before_noun"),
    [
        (0, "тэг", "тэг"),
        (3, "гурав", "гурван"),
        (10, "арав", "арван"),
        (11, "арван нэг", "арван нэг"),
        (13, "арван гурав", "арван гурван"),
        (20, "хорь", "хорин"),
        (50, "тавь", "тавин"),
        (88, "наян найм", "наян найман"),
        (100, "зуу", "зуун"),
        (125, "зуун хорин тав", "зуун хорин таван"),
        (300, "гурван зуу", "гурван зуун"),
        (1000, "нэг мянга", "нэг мянган"),
        (1500, "нэг мянга таван зуу", "нэг мянга таван зуун"),
        (2026, "хоёр мянга хорин зургаа", "хоёр мянга хорин зургаан"),
        (10_000, "арван мянга", "арван мянган"),
        (12_345, "арван хоёр мянга гурван зуун дөчин тав", "арван хоёр мянга гурван зуун дөчин таван"),
        (1_000_000, "нэг сая", "нэг сая"),
        (12_345_678, "арван хоёр сая гурван зуун дөчин таван мянга зургаан зуун далан найм",
         "арван хоёр сая гурван зуун дөчин таван мянга зургаан зуун далан найман"),
        (5 * 10**9, "таван тэрбум", "таван тэрбум"),
    ],
)  # fmt: skip
def test_a_number_is_said_as_it_is_counted_and_as_it_stands_before_a_noun(
    number: int, alone: str, before_noun: str
) -> None:
    assert (numbers.cardinal(number), numbers.attributive(number)) == (alone, before_noun)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "нэгдүгээр"), (2, "хоёрдугаар"), (3, "гуравдугаар"), (4, "дөрөвдүгээр"), (5, "тавдугаар"),
        (6, "зургаадугаар"), (7, "долоодугаар"), (8, "наймдугаар"), (9, "есдүгээр"), (10, "аравдугаар"),
        (11, "арван нэгдүгээр"), (12, "арван хоёрдугаар"), (21, "хорин нэгдүгээр"), (40, "дөчдүгээр"),
    ],
)  # fmt: skip
def test_a_place_is_said_with_the_ending_that_agrees(number: int, said: str) -> None:
    assert numbers.ordinal(number) == said


@pytest.mark.parametrize(
    ("number", "ending", "said"),
    [(5, "ны", "таваны"), (21, "ний", "хорин нэгний"), (3, "аас", "гурваас"), (10, "т", "аравт"), (20, "ны", "хорины")],
)
def test_a_case_ending_joins_its_number(number: int, ending: str, said: str) -> None:
    assert numbers.declined(number, ending) == said


@given(st.integers(0, 20_000) | st.integers(0, numbers.LIMIT - 1))
def test_every_number_can_be_counted_back(number: int) -> None:
    assert counted_back(numbers.cardinal(number)) == number
    assert counted_back(numbers.attributive(number)) == number


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_two_numbers_never_sound_the_same_on_paper(one: int, other: int) -> None:
    assert (numbers.cardinal(one) == numbers.cardinal(other)) == (one == other)
    assert (english.cardinal(one) == english.cardinal(other)) == (one == other)


@pytest.mark.parametrize(
    ("number", "said", "place"),
    [
        (0, "zero", "zeroth"), (12, "twelve", "twelfth"), (21, "twenty-one", "twenty-first"),
        (30, "thirty", "thirtieth"), (345, "three hundred forty-five", "three hundred forty-fifth"),
        (12_345, "twelve thousand three hundred forty-five", "twelve thousand three hundred forty-fifth"),
    ],
)  # fmt: skip
def test_english_numbers_and_places(number: int, said: str, place: str) -> None:
    assert (english.cardinal(number), english.ordinal(number)) == (said, place)


@pytest.mark.parametrize(
    ("number", "said"),
    [(1990, "nineteen ninety"), (2000, "two thousand"), (2005, "two thousand five"), (2026, "twenty twenty-six")],
)
def test_english_years_are_read_in_pairs(number: int, said: str) -> None:
    assert english.year(number) == said


@pytest.mark.parametrize("number", [-1, numbers.LIMIT])
def test_what_is_no_quantity_is_refused(number: int) -> None:
    for say in (numbers.cardinal, numbers.attributive, english.cardinal):
        with pytest.raises(ValueError, match="range"):
            say(number)
