"""The country as an address names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.places import Places, PlacesBroken

PLACES = Places.load()


def test_there_are_the_capital_and_21_aimags_with_330_soums_and_9_duuregs() -> None:
    aimags = PLACES.aimags()
    kinds = [unit.kind for aimag in aimags for unit in PLACES.soums_of(aimag.code)]
    assert [aimag.kind for aimag in aimags].count("aimag") == 21
    assert (kinds.count("soum"), kinds.count("duureg")) == (330, 9)


def test_a_code_finds_its_unit_and_its_aimag() -> None:
    soum, aimag = PLACES.find("6519"), PLACES.aimag_of("6519")
    assert soum is not None
    assert aimag is not None
    assert (soum.name.mn, soum.name.en, aimag.name.mn) == ("Өлзийт", "Ölziit", "Архангай")


def test_soums_of_one_name_are_told_apart_by_code() -> None:
    namesakes = [unit for aimag in PLACES.aimags() for unit in PLACES.soums_of(aimag.code) if unit.name.mn == "Булган"]
    assert len({unit.code for unit in namesakes}) == len(namesakes) == 6


def test_bags_are_numbered_and_khoroos_belong_to_the_capital() -> None:
    bag, khoroo = PLACES.find("6519-01"), PLACES.find("1101-05")
    assert bag is not None
    assert khoroo is not None
    assert (bag.kind, bag.name.mn, khoroo.kind, khoroo.name.en) == ("bag", "1-р баг", "khoroo", "khoroo 5")
    assert bag in PLACES.bags_of("6519")


@pytest.mark.parametrize("code", ["", "9", "99", "6599", "6519-99", "6519-1", "-01"])
def test_an_unknown_code_finds_nothing(code: str) -> None:
    assert PLACES.find(code) is None
    assert PLACES.bags_of(code) == ()


def test_every_name_is_in_the_letters_of_its_language() -> None:
    for unit in (*PLACES.aimags(), *(soum for aimag in PLACES.aimags() for soum in PLACES.soums_of(aimag.code))):
        assert not any("a" <= letter.lower() <= "z" for letter in unit.name.mn), unit
        assert not any("а" <= letter.lower() <= "я" or letter.lower() in "ёөү" for letter in unit.name.en), unit


@pytest.mark.parametrize("content", ["", "{", "[{}]", "[1]"])
def test_a_broken_list_is_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "units.json"
    path.write_text(content)
    with pytest.raises(PlacesBroken):
        Places.load(path)


def test_a_code_given_twice_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "units.json"
    aimag = '{"code": "11", "iso": "MN-1", "mn": "А", "en": "A", "soums": []}'
    path.write_text(f"[{aimag}, {aimag}]")
    with pytest.raises(PlacesBroken, match="twice"):
        Places.load(path)
