"""A neural voice speaks what it has letters for, at every pace, and is done without where it cannot be used."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy
import pytest

from tests.voices.neural.models import hertz, write_voice
from voices.earcons import SAMPLE_RATE
from voices.engine import EngineError, Engines, Take
from voices.neural.folder import open_voices
from voices.neural.model import PACES, NeuralError, VitsVoice, read_tokens

WORD = "сайн"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_voice(tmp_path / "mn")
    return tmp_path


@pytest.fixture
def voice(folder: Path) -> VitsVoice:
    return VitsVoice(folder / "mn")


def heard(voice: VitsVoice | Engines, text: str, rate: int = 4) -> array[int]:
    pieces: list[bytes] = []

    def take(piece: bytes) -> bool:
        pieces.append(piece)
        return True

    if isinstance(voice, Engines):
        assert voice.synthesise(text, "mn", rate, take)
    else:
        assert voice.synthesise(text, rate, take)
    return array("h", b"".join(pieces))


def tone_of(sound: array[int]) -> float:
    """Return the loudest frequency of *sound*, in Hz."""
    spectrum = numpy.abs(numpy.fft.rfft(numpy.array(sound, dtype=float) * numpy.hanning(len(sound))))
    return float(spectrum.argmax() * SAMPLE_RATE / len(sound))


def test_every_letter_is_heard_in_its_place_at_the_rate_of_the_sink(voice: VitsVoice) -> None:
    sound = heard(voice, WORD)
    each = len(sound) // len(WORD)
    assert len(sound) == pytest.approx(len(WORD) * SAMPLE_RATE / 10, rel=0.01)
    for place, letter in enumerate(WORD):
        assert tone_of(sound[place * each : (place + 1) * each]) == pytest.approx(hertz(letter), abs=12)


@pytest.mark.parametrize("rate", range(1, 8))
def test_a_rate_changes_how_long_it_takes_and_not_how_high_it_is(voice: VitsVoice, rate: int) -> None:
    sound = heard(voice, "а", rate)
    assert len(sound) == pytest.approx(PACES[rate - 1] * SAMPLE_RATE / 10, rel=0.02)
    assert tone_of(sound) == pytest.approx(hertz("а"), abs=20)


def test_capitals_and_signs_change_nothing(voice: VitsVoice) -> None:
    assert voice.speaks("Сайн, байна уу?")
    assert heard(voice, "САЙН!") == heard(voice, WORD)


@pytest.mark.parametrize("text", ["", "?!", "PDF", "сайн 5", "а" * 1001])
def test_what_it_has_no_letters_for_it_does_not_speak(voice: VitsVoice, text: str) -> None:
    assert not voice.speaks(text)


def test_it_stops_where_it_is_told_to(voice: VitsVoice) -> None:
    taken: list[bytes] = []

    def once(piece: bytes) -> bool:
        taken.append(piece)
        return False

    assert not voice.synthesise(WORD, 4, once)
    assert len(taken) == 1


class Plain:
    """Another engine, which remembers what it was asked for."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def has(self, _lang: str) -> bool:
        return True

    def synthesise(self, text: str, _lang: str, _rate: int, take: Take) -> bool:
        self.said.append(text)
        return take(b"\1\0")


def test_what_the_model_cannot_speak_the_engine_does(folder: Path) -> None:
    plain = Plain()
    engines = Engines(open_voices(folder), plain)
    assert len(heard(engines, WORD)) > SAMPLE_RATE / 10
    assert len(heard(engines, "PDF")) == 1
    assert plain.said == ["PDF"]


def test_a_model_that_gives_no_sound_costs_no_word_and_is_not_asked_again(tmp_path: Path) -> None:
    write_voice(tmp_path / "mn", quiet=True)
    voices, plain = open_voices(tmp_path), Plain()
    with pytest.raises(NeuralError, match="no sound"):
        heard(voices["mn"], WORD)
    engines = Engines(voices, plain)
    assert [len(heard(engines, WORD)), len(heard(engines, "уу"))] == [1, 1]
    assert plain.said == [WORD, "уу"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"frontend": "phonemes"}, "phonemes"),
        ({"sample_rate": ""}, "sample_rate"),
        ({"sample_rate": "9"}, "sample_rate"),
    ],
)
def test_a_model_of_another_kind_is_refused_by_its_name(tmp_path: Path, given: dict[str, str], why: str) -> None:
    write_voice(tmp_path / "mn", **given)  # type: ignore[arg-type]  # words for words
    with pytest.raises(NeuralError, match=why):
        VitsVoice(tmp_path / "mn")


@pytest.mark.parametrize("content", [b"", b"no model", b"\x08\x08\x12\x04"])
def test_a_file_that_is_no_model_is_refused(folder: Path, content: bytes) -> None:
    (folder / "mn" / "model.onnx").write_bytes(content)
    with pytest.raises(NeuralError):
        VitsVoice(folder / "mn")


@pytest.mark.parametrize("lines", ["а", "а b\n", "а 1\nб 1\n", "\xff\n"])
def test_a_list_of_letters_that_makes_no_sense_is_refused(tmp_path: Path, lines: str) -> None:
    (tmp_path / "tokens.txt").write_bytes(lines.encode("latin-1") if lines == "\xff\n" else lines.encode())
    with pytest.raises(NeuralError):
        read_tokens(tmp_path / "tokens.txt")


def test_a_space_may_be_written_as_a_number_alone(tmp_path: Path) -> None:
    (tmp_path / "tokens.txt").write_text("а 1\n  2\n", "utf-8")
    assert read_tokens(tmp_path / "tokens.txt") == {"а": 1, " ": 2}
    (tmp_path / "tokens.txt").write_text("а 1\n 2\n", "utf-8")
    assert read_tokens(tmp_path / "tokens.txt") == {"а": 1, " ": 2}


def test_a_folder_without_a_voice_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no voice"):
        open_voices(tmp_path)


def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="looked into"):
        open_voices(tmp_path / ("a" * 300))  # root may look into any other


def test_a_number_that_is_none_for_the_model_costs_no_word(folder: Path) -> None:
    tokens = folder / "mn" / "tokens.txt"
    tokens.write_text(tokens.read_text("utf-8").replace("а 2", f"а {10**30}"), "utf-8")
    plain = Plain()

    assert len(heard(Engines(open_voices(folder), plain), WORD)) == 1
    assert plain.said == [WORD]
