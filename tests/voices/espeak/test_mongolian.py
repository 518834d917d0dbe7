"""The Mongolian voice: every letter sounds, words that differ sound different, nothing is cut off."""

import re
from pathlib import Path

import pytest

from config.words import Language
from voices.espeak import compile as compilation
from voices.espeak.compile import OverlayError, StockDataMissingError, build_overlay
from voices.espeak.library import Espeak
from voices.verbalise import numbers

LETTERS = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"
SILENT = "ъь"


def length(espeak: Espeak, text: str, rate: int = 4) -> float:
    """Seconds of sound, without what is nearly silent."""
    pcm = memoryview(espeak.pcm(text, "mn", rate)).cast("h")
    return sum(abs(sample) > 300 for sample in pcm) / espeak.sample_rate


def test_the_voice_lies_over_the_installed_data_without_copying_it(data: Path) -> None:
    inside = data / "espeak-ng-data"
    own = {entry.name for entry in inside.rglob("*") if entry.is_file() and not entry.is_symlink()}
    ours = {"mn", "mn_dict", "phontab", "phonindex"}
    assert ours <= own
    assert own - ours <= {entry.name for entry in (inside / "lang").rglob("*")}
    assert (inside / "phondata").is_symlink()


def test_building_it_again_leaves_it_as_it_is(data: Path) -> None:
    made = (data / "espeak-ng-data" / "mn_dict").stat()
    assert (build_overlay(data) / "espeak-ng-data" / "mn_dict").stat() == made


def test_without_installed_data_it_says_so(tmp_path: Path) -> None:
    assert compilation.find_stock_data([tmp_path]) is None
    assert issubclass(StockDataMissingError, OverlayError)


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OverlayError):
        build_overlay(tmp_path / "file" / "voice")


@pytest.mark.parametrize("lang", ["mn", "en"])
def test_both_languages_have_a_voice(espeak: Espeak, lang: Language) -> None:
    assert espeak.has(lang)


@pytest.mark.parametrize("letter", [letter for letter in LETTERS if letter not in SILENT])
def test_every_letter_adds_a_sound_of_its_own(espeak: Espeak, letter: str) -> None:
    between, without = espeak.phonemes(f"та{letter}ам", "mn"), espeak.phonemes("таам", "mn")
    assert between
    assert between != without


def test_all_letters_have_sounds(espeak: Espeak) -> None:
    for letter in LETTERS:
        assert espeak.phonemes(f"та{letter}там", "mn")


@pytest.mark.parametrize(
    ("one", "other"),
    [("тал", "таал"), ("ул", "уул"), ("ул", "үл"), ("төр", "төөр"), ("үс", "үүс"), ("тав", "тавь"), ("ор", "өр")],
)
def test_words_that_differ_sound_different(espeak: Espeak, one: str, other: str) -> None:
    assert espeak.phonemes(one, "mn") != espeak.phonemes(other, "mn")


@pytest.mark.parametrize(("short", "long"), [("тал", "таал"), ("ул", "уул"), ("төр", "төөр"), ("үс", "үүс")])
def test_a_long_vowel_is_heard_as_long(espeak: Espeak, short: str, long: str) -> None:
    assert length(espeak, long) > 1.3 * length(espeak, short)


@pytest.mark.parametrize("word", ["та", "ба", "бэ", "тэ", "ол", "за", "ус"])
def test_a_word_of_one_syllable_keeps_its_vowel(espeak: Espeak, word: str) -> None:
    assert re.search("[aeɔoiuʊɵɛ]", espeak.phonemes(word, "mn"))


def test_numbers_are_told_apart_by_ear(espeak: Espeak) -> None:
    heard = {espeak.phonemes(numbers.cardinal(number), "mn") for number in range(1500)}
    assert len(heard) == 1500


def test_no_word_is_cut_short_by_an_unknown_sound(espeak: Espeak) -> None:
    consonants = re.compile("[бвгджзклмнпрстфхцчш]")
    for word in ("үнэмлэх", "лавлагаа", "хүсэлт", "баталгаажуулах", "Өвөрхангай", "Чингэлтэй", "зөвшөөрөл"):
        heard = re.sub("ts|tʃ|dʒ", "C", espeak.phonemes(word, "mn"))
        assert len(re.findall(r"[^\W\dˈˌːʲ̯aeɔoiuʊɵɛəj]", heard)) >= len(consonants.findall(word.lower())), heard


@pytest.mark.parametrize("lang", ["mn", "en"])
def test_a_higher_rate_is_shorter_at_every_step(espeak: Espeak, lang: Language) -> None:
    text = "иргэний үнэмлэхээ уншигчид хийнэ үү" if lang == "mn" else "please put your card into the reader"
    lengths = [len(espeak.pcm(text, lang, rate)) for rate in range(1, 8)]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == 7


def test_synthesis_stops_when_nobody_listens(espeak: Espeak) -> None:
    heard: list[bytes] = []

    def take(piece: bytes) -> bool:
        heard.append(piece)
        return len(heard) < 2

    assert not espeak.synthesise("нэг хоёр гурав дөрөв тав зургаа долоо", "mn", 4, take)
    assert len(heard) == 2


def test_phonemes_are_ipa_and_not_the_mnemonics_of_the_engine(espeak: Espeak) -> None:
    assert espeak.phonemes("жижиг чоно төөрөв хот", "mn") == "dʒˈidʒiɡ tʃˈɔn tˈɵːrɵw χˈɔt"
