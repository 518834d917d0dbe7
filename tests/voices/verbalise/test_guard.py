"""No digit, no Latin run and no lone letter ever reaches the Mongolian engine."""

import re
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.words import Reading
from voices.verbalise import verbalise, verbalise_reading
from voices.verbalise.guard import is_speakable

_LIKELY = st.text(alphabet="абөүъьМОНГ XYzq@.:-/№₮%0123456789 \u00a0é\n", max_size=40)


@given(st.text(max_size=60) | _LIKELY, st.sampled_from(get_args(Reading)))
@example("٣ ² Ⅳ ½", "text")
@example("хэн ч ч л", "text")
@example("99:99 2026-02-30 +976", "text")
@example("1234567890123456", "money")
def test_whatever_is_written_the_mongolian_engine_gets_only_words(text: str, reading: Reading) -> None:
    assert is_speakable(verbalise_reading(text, reading, "mn"))


@given(st.text(max_size=60) | _LIKELY, st.sampled_from(get_args(Reading)))
def test_the_english_engine_gets_no_digit_and_no_cyrillic(text: str, reading: Reading) -> None:
    assert not re.search(r"[\dА-Яа-яЁёӨөҮү]", verbalise_reading(text, reading, "en"))


@given(st.text(alphabet="абвгдэ ӨҮ,.", max_size=40))
def test_saying_twice_changes_nothing(text: str) -> None:
    once = verbalise(text, "mn")
    assert verbalise(once, "mn") == once


@pytest.mark.parametrize("text", ["3", "PIN", "а", "сайн X", "дугаар №", "٣"])
def test_the_gate_itself_sees_what_must_not_pass(text: str) -> None:
    assert not is_speakable(text)
