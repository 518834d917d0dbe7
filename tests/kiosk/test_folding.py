"""Cyrillic and every Latin spelling of a word come to one form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.folding import fold, fold_words


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        ("үнэмлэх", ["unemleh", "ünemlekh", "unemlex", "Ünemleh", "ҮНЭМЛЭХ"]),
        ("цэцэрлэг", ["tsetserleg", "cecerleg", "TSETSERLEG"]),
        ("өмч", ["umch", "omch", "ömch", "ømch", "umq"]),
        ("жолоо", ["joloo", "zholoo"]),
        ("шүүх", ["shuukh", "shüüh", "shuuh"]),
        ("хүүхэд", ["huuhed", "khuukhed", "xuuxed"]),
        ("говь", ["govi", "gowi"]),
        ("ерөнхий", ["yerunhii", "eronkhii", "yerönkhiy"]),
        ("яам", ["yaam", "iaam"]),
        ("ёс", ["yos", "ios"]),
    ],
)
def test_spellings_of_a_word_fall_together(word: str, spellings: list[str]) -> None:
    assert {fold(spelling) for spelling in spellings} == {fold(word)}


def test_different_words_stay_apart() -> None:
    assert len({fold(word) for word in ("цаг", "сар", "шар", "чар", "хар", "кар", "зар", "жар")}) == 8


def test_digits_are_never_drawn_together() -> None:
    assert fold("1111") == "1111"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_every_letter_of_the_form_has_its_place_in_the_source(text: str) -> None:
    for word in fold_words(text):
        assert len(word.form) == len(word.at)
        assert list(word.at) == sorted(word.at)
        assert 0 <= word.at[0] < word.end <= len(text)
        assert " " not in text[word.at[0] : word.end]
