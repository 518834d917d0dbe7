"""Speech into a file needs no sound device."""

import wave
from pathlib import Path

import pytest

from config.words import Language
from voices.offline import phonemes, synthesise


@pytest.mark.parametrize(("text", "lang"), [("Таны дугаар 12 345", "mn"), ("Your number is 12 345", "en")])
def test_both_languages_are_written_as_sound(data: Path, tmp_path: Path, text: str, lang: Language) -> None:
    seconds = synthesise(text, lang, tmp_path / "said.wav", data=data)
    again = synthesise(text, lang, tmp_path / "again.wav", data=data)

    with wave.open(str(tmp_path / "said.wav")) as said:
        samples = memoryview(said.readframes(said.getnframes())).cast("h")
        assert (said.getnchannels(), said.getsampwidth()) == (1, 2)
    assert 1 < seconds < 8, f"the second time {again:.2f} s: {phonemes(text, lang, data=data)}"
    assert max(map(abs, samples)) > 3000


def test_phonemes_are_those_of_the_words(data: Path) -> None:
    assert phonemes("12", "mn", data=data) == phonemes("арван хоёр", "mn", data=data) != ()
