"""What a register number, a telephone, a plate, a soum and a day may look like. All numbers are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.formats import FORMATS, format_checker
from config.regnum import LETTERS, Regnum, parse_regnum

# invented register numbers throughout
TABLE = [
    ("regnum", "УБ85031415", True),
    ("regnum", "ӨҮ05251420", True),
    ("regnum", "ЁЯ00222910", True),
    ("regnum", "УБ00022910", False),
    ("regnum", "УБ85131415", False),
    ("regnum", "УБ85333415", False),
    ("regnum", "УБ85043115", False),
    ("regnum", "уб85031415", False),
    ("regnum", "УB85031415", False),
    ("regnum", "У85031415", False),
    ("regnum", "УБ8503141", False),
    ("regnum", "УБ850314155", False),
    ("regnum", "ІЇ85031415", False),
    ("regnum", "УБ85031415\n", False),
    ("regnum", "УБ８5031415", False),
    ("phone", "99112233", True),
    ("phone", "70001111", True),
    ("phone", "11323334", False),
    ("phone", "9911223", False),
    ("phone", "+97699112233", False),
    ("phone", "9911 2233", False),
    ("phone", "99112233\n", False),
    ("plate", "1234УБА", True),
    ("plate", "0001ӨВҮ", True),
    ("plate", "123УБА", False),
    ("plate", "1234UBA", False),
    ("plate", "1234уба", False),
    ("soum", "6519", True),
    ("soum", "1119", True),
    ("soum", "65", False),
    ("soum", "6599", False),
    ("soum", "6519-01", False),
    ("bag", "6519-03", True),
    ("bag", "6519-3", False),
    ("bag", "6599-03", False),
    ("bag", "6519", False),
    ("date", "2024-02-29", True),
    ("date", "2023-02-29", False),
    ("date", "20240229", False),
    ("date", "2024-2-29", False),
    ("date", "2024-W09-4", False),
]


@pytest.mark.parametrize(("name", "text", "holds"), TABLE)
def test_a_format_holds_or_does_not(name: str, text: str, holds: bool) -> None:
    assert FORMATS[name](text) is holds
    assert format_checker().conforms(text, name) is holds


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_no_text_is_not_a_matter_of_format(name: str) -> None:
    assert format_checker().conforms(5, name)


@settings(deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.text())
def test_no_text_breaks_a_format(name: str, text: str) -> None:
    assert FORMATS[name](text) in (True, False)


@settings(deadline=None)
@given(
    letters=st.text(LETTERS, min_size=2, max_size=2),
    born=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    tail=st.integers(0, 99),
)
def test_a_register_number_tells_when_its_holder_was_born(letters: str, born: date, tail: int) -> None:
    month = born.month + 20 * (born.year >= 2000)
    parsed = parse_regnum(f"{letters}{born.year % 100:02}{month:02}{born.day:02}{tail:02}")
    assert isinstance(parsed, Regnum)
    assert (parsed.born, parsed.sex) == (born, "male" if tail // 10 % 2 else "female")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("УБ8503141", "length"),
        ("У985031415", "letters"),
        ("УБ8503141А", "digits"),
        ("УБ85023015", "birth_date"),
        ("УБ30272015", "birth_date"),
    ],
)
def test_the_part_that_cannot_be_is_named(text: str, problem: str) -> None:
    assert parse_regnum(text, today=date(2026, 11, 22)) == problem


def test_small_letters_spaces_and_latin_look_alikes_are_put_right() -> None:
    parsed = parse_regnum(" аа 8503 1415")
    assert isinstance(parsed, Regnum)
    assert parsed.text == "АА85031415"
    latin = parse_regnum("AX85031415")
    assert isinstance(latin, Regnum)
    assert latin.text == "АХ85031415"


def test_a_register_number_does_not_show_itself() -> None:
    assert "85031415" not in repr(parse_regnum("УБ85031415"))
