"""A Mongolian voice that came with the engine is taken when it tells apart what people do, and not otherwise."""

import shutil
from pathlib import Path

import pytest

from voices.espeak import compile as compilation
from voices.espeak.compile import build_overlay
from voices.espeak.probe import flaws, judged, words
from voices.verbalise import numbers

DATA = "espeak-ng-data"


@pytest.fixture
def stock(data: Path, tmp_path: Path) -> Path:
    """An installation that brings a Mongolian voice: here, ours."""
    place = tmp_path / "lib" / DATA
    shutil.copytree(data / DATA, place, symlinks=True)
    return place


def spoil(stock: Path, tmp_path: Path, **letters: str) -> None:
    """Have the voice of *stock* read *letters* as it should not."""
    sources = tmp_path / "sources"
    shutil.copytree(compilation.SOURCES, sources, ignore=shutil.ignore_patterns("__pycache__"))
    rules = (sources / "mn_rules").read_text("utf-8")
    for letter, wrong in letters.items():
        at = rules.index(f".group {letter}\n")
        end = rules.find("\n.group", at + 1)
        rules = f"{rules[:at]}.group {letter}\n\t{letter}\t{wrong}\n{rules[end:] if end > 0 else ''}"
    (sources / "mn_rules").write_text(rules, "utf-8")
    compilation.compile_rules(sources, stock.parent)


def test_a_good_voice_of_the_system_is_preferred_to_ours(
    stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert flaws(stock) == ()
    monkeypatch.setattr(compilation, "find_stock_data", lambda: stock)

    made = build_overlay(tmp_path / "made")

    assert (made / DATA).is_symlink()
    assert (made / DATA).resolve() == stock.resolve()


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ({"ы": ""}, "ы has no sound"),
        ({"у": "u"}, "ул and үл sound alike"),
        ({"м": ""}, "is cut short"),
    ],
)
def test_a_voice_that_mixes_up_what_people_tell_apart_is_not(
    stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letters: dict[str, str], said: str
) -> None:
    spoil(stock, tmp_path, **letters)
    assert said in " ".join(flaws(stock))
    monkeypatch.setattr(compilation, "find_stock_data", lambda: stock)
    made = build_overlay(tmp_path / "made")
    assert not (made / DATA / "mn_dict").is_symlink()


def test_numbers_that_sound_alike_are_counted() -> None:
    heard = {word: word for word in words()}
    heard[numbers.cardinal(11)] = heard[numbers.cardinal(12)]
    assert "of 1000 numbers only 999 are told apart" in tuple(judged(heard))


def test_an_engine_that_does_not_answer_word_by_word_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / DATA).mkdir()
    assert flaws(tmp_path / DATA) == ("it does not answer word by word",)
