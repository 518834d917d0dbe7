"""A table of Khalkha sounds is added to those of the engine; what is laid out otherwise is refused."""

from pathlib import Path

import pytest

from voices.espeak import compile as compilation
from voices.espeak.compile import OverlayError, build_overlay, find_stock_data
from voices.espeak.library import Espeak
from voices.espeak.sounds import CONSONANTS, VOWELS, UnknownLayoutError, add_table

FILES = ("phontab", "phonindex")


@pytest.fixture(scope="module")
def stock() -> Path:
    found = find_stock_data()
    assert found is not None
    return found


def spoilt(stock: Path, folder: Path, name: str, content: bytes) -> Path:
    """Make a folder with the tables of *stock* but for the file *name*."""
    folder.mkdir()
    for file in FILES:
        (folder / file).write_bytes(content if file == name else (stock / file).read_bytes())
    return folder


def test_what_the_engine_brought_stays_as_it_was(stock: Path, tmp_path: Path) -> None:
    add_table(stock, tmp_path)
    for file in FILES:
        old, new = (stock / file).read_bytes(), (tmp_path / file).read_bytes()
        assert new[1 : len(old)] == old[1:]
        assert len(old) < len(new) < len(old) + 1024
    assert (tmp_path / "phontab").read_bytes()[0] == (stock / "phontab").read_bytes()[0] + 1


@pytest.mark.parametrize(
    ("word", "ipa"),
    [
        ("хот", "ɔ"), ("хоол", "oː"), ("ус", "ʊ"), ("уул", "ʊː"), ("үг", "u"), ("үүл", "uː"), ("төр", "ɵ"),
        ("төөр", "ɵː"), ("сайн", "ɛː"), ("ал", "ɮ"), ("аль", "ɮʲ"), ("хань", "nʲ"), ("тавь", "wʲ"),
        ("байхгүй", "i̯"), ("ой", "ɔi"), ("таван", "ˈa"), ("таал", "ˈaː"), ("ээж", "eː"), ("ийм", "iː"),
    ],
)  # fmt: skip
def test_every_sound_of_ours_is_heard_under_its_name(espeak: Espeak, word: str, ipa: str) -> None:
    assert ipa in espeak.phonemes(word, "mn")


def test_every_sound_of_the_table_is_tested_above() -> None:
    assert len(VOWELS) + len(CONSONANTS) == 19


@pytest.mark.parametrize(
    ("word", "stressed"),
    [
        ("таван", "ˈa"),
        ("ажил", "ˈa"),
        ("үнэмлэх", "ˈu"),
        ("зургаан", "ˈaː"),
        ("долоо", "ˈoː"),
        ("Улаанбаатар", "ɮˈaːm"),
    ],
)
def test_the_first_syllable_is_stressed_or_a_long_second_one(espeak: Espeak, word: str, stressed: str) -> None:
    assert stressed in espeak.phonemes(word, "mn")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [b"", b"\x05", bytes(64), b"\x01" + bytes(40)])
def test_tables_laid_out_otherwise_are_refused(stock: Path, tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(UnknownLayoutError):
        add_table(spoilt(stock, tmp_path / "other", name, content), tmp_path)


def test_a_voice_that_cannot_be_made_is_an_error_of_the_overlay(
    stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = spoilt(stock, tmp_path / "other", "phontab", b"\x05")
    (other / "lang").mkdir()
    monkeypatch.setattr(compilation, "find_stock_data", lambda: other)
    with pytest.raises(OverlayError, match="laid out"):
        build_overlay(tmp_path / "voice")
    assert not (tmp_path / "voice").exists()
