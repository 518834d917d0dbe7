"""The law of the gate, over everything that is written in this project."""

import re

import pytest

from config.words import Language
from tests.voices.texts import every_text, folders
from voices.verbalise import verbalise
from voices.verbalise.guard import is_speakable


def test_there_is_much_to_look_at() -> None:
    assert all(folder.is_dir() for folder in folders())
    assert min(len(every_text("mn")), len(every_text("en"))) > 1500


@pytest.mark.parametrize("lang", ["mn", "en"])
def test_every_text_of_the_kiosk_reaches_the_mongolian_engine_in_words(lang: Language) -> None:
    said = {text: verbalise(text, "mn") for text in every_text(lang)}
    assert [text for text, words in said.items() if not is_speakable(words)] == []


def test_every_english_text_reaches_the_english_engine_without_digits_and_cyrillic() -> None:
    said = {text: verbalise(text, "en") for text in every_text("en")}
    assert [text for text, words in said.items() if re.search(r"[\dА-Яа-яЁёӨөҮү]", words)] == []


@pytest.mark.parametrize("lang", ["mn", "en"])
def test_no_text_falls_silent(lang: Language) -> None:
    assert [text for text in every_text(lang) if re.search(r"\w", text) and not verbalise(text, lang)] == []
