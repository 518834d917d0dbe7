"""A site file is right, or every mistake in it is named with its line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.loader import DEMO_SITE, ConfigProblems, Problem, default_settings, load_settings
from config.locations import config_file, demo_dir, state_dir
from config.tomllines import KeyLines

GOOD = """\
[kiosk]
number = "042"
place = { mn = "Төв", en = "Centre" }
aimag = { mn = "Төв аймаг", en = "Töv aimag" }
phone = "70001111"
nearest = { mn = "Зуунмод", en = "Zuunmod" }
"""

BAD = """\
colour = "blue"
demo = "yes"

[kiosk]
number = "42"
place = { mn = "Төв" }
aimag = { mn = "Төв аймаг", en = "Töv aimag" }
phone = "70001111"

[screen]
px_per_mm = 0.0
# height_px = 3
width_px = "wide"

[printer]
address = [
  9100,
]
paper = 80

[[machine.parts]]
name = "card"
x_mm = 1
y_mm = 1
width_mm = 1
height_mm = 1
where = { mn = "Доор", en = "Below" }

[[machine.parts]]
name = "coin slot"
x_mm = -3
"""

DEMO_LINES = DEMO_SITE.read_text(encoding="utf-8").splitlines()

PART = """\
[[machine.parts]]
name = "card"
x_mm = 1
y_mm = 1
width_mm = 2
height_mm = 2
where = { mn = "Доор", en = "Below" }
"""


def _site(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _problems(folder: Path, text: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigProblems) as caught:
        load_settings(_site(folder, text))
    return caught.value.problems


def test_the_shipped_site_files_are_right() -> None:
    assert default_settings().demo
    assert not load_settings(DEMO_SITE.with_name("example.toml")).demo


def test_the_demonstration_knows_every_part_of_its_machine() -> None:
    assert {part.name for part in default_settings().machine.parts} == {
        "screen",
        "card",
        "printer",
        "headset",
        "keypad",
    }


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    settings = load_settings(_site(tmp_path, GOOD))
    assert (settings.kiosk.number, settings.screen.width_px, settings.visit.idle_seconds) == ("042", 1080, 120)


def test_every_mistake_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    found = {(problem.line, problem.where) for problem in _problems(tmp_path, BAD)}
    assert found == {
        (1, "colour"),
        (2, "demo"),
        (5, "kiosk.number"),
        (6, "kiosk.place.en"),
        (4, "kiosk.nearest"),
        (11, "screen.px_per_mm"),
        (13, "screen.width_px"),
        (16, "printer.address"),
        (19, "printer.paper"),
        (30, "machine.parts[2].name"),
        (31, "machine.parts[2].x_mm"),
        *((29, f"machine.parts[2].{name}") for name in ("y_mm", "width_mm", "height_mm", "where")),
    }


def test_mistakes_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    lines = [problem.line for problem in _problems(tmp_path, BAD)]
    assert lines == sorted(line for line in lines if line is not None)


def test_a_mistake_reads_as_a_sentence_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems, match=r"site\.toml:1: colour: unknown key; known here are card, catalogue"):
        load_settings(_site(tmp_path, BAD))


@pytest.mark.parametrize(
    ("text", "line"), [("[kiosk\n", 1), ("a = 1\na = 2\n", 2), ("a = \n", 1), ('[kiosk]\nnumber = "0', 2)]
)
def test_what_is_not_toml_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert [problem.line for problem in _problems(tmp_path, text)] == [line]


def test_what_is_not_text_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(b"demo = true\n\xff\xfe\n")
    with pytest.raises(ConfigProblems) as caught:
        load_settings(path)
    assert caught.value.problems == (Problem("site.toml", 2, "", "is not UTF-8 text"),)


def test_a_file_that_is_not_there_is_a_problem_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems, match="cannot be read"):
        load_settings(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("addition", "where"),
    [
        ("[visit]\nidle_seconds = 30\nwarning_seconds = 30\n", "visit.warning_seconds"),
        ('[link]\ngateway_url = "http://platform.example"\n', "link.gateway_url"),
        ("[card]\nwarn_after_days = 91\n", "card.refuse_after_days"),
        ('[card]\nofficer = "1.2.3"\ntechnician = "1.2.3"\n', "card.officer"),
        ('[[card.issuers]]\nauthority = "A"\n[[card.issuers]]\nauthority = "A"\n', "card.issuers[2].authority"),
        (
            "[machine]\nwidth_mm = 100\nheight_mm = 100\n" + PART.replace("x_mm = 1\n", "x_mm = 99\n"),
            "machine.parts[1].x_mm",
        ),
    ],
)
def test_what_cannot_be_true_together_is_a_problem(tmp_path: Path, addition: str, where: str) -> None:
    assert [problem.where for problem in _problems(tmp_path, GOOD + addition)] == [where]


@pytest.mark.parametrize("bad", ["2.5.", "2.05.4", "3.1.2", "serialNumber", "2.5.4.5\\n", "1.2." + "9" * 11])
def test_what_is_no_object_identifier_is_a_problem(tmp_path: Path, bad: str) -> None:
    addition = f'[[card.issuers]]\nauthority = "A"\nregnum = "{bad}"\n'
    assert [problem.where for problem in _problems(tmp_path, GOOD + addition)] == ["card.issuers[1].regnum"]


def test_a_blank_name_of_the_place_is_a_problem(tmp_path: Path) -> None:
    found = _problems(tmp_path, GOOD.replace('"Centre"', '" "'))
    assert [(problem.line, problem.where) for problem in found] == [(3, "kiosk.place")]


def test_a_part_described_twice_is_named_at_its_second_place(tmp_path: Path) -> None:
    found = _problems(tmp_path, GOOD + PART + PART)
    assert [(problem.line, problem.where) for problem in found] == [(15, "machine.parts[2].name")]


def test_lines_inside_long_values_are_not_taken_for_keys() -> None:
    lines = KeyLines('a = """\nb = 1\n"""\nc = [\n  "d = 1",  # ]\n  "]",\n]\n"b" = 2\n[t."u v"]\nw.x = 1\n')
    asked = [lines.find(where) for where in (("a",), ("b",), ("c",), ("t", "u v", "w", "x"), ("t", "other"), ("none",))]
    assert asked == [1, 8, 4, 10, 9, None]


@settings(deadline=None)
@given(st.text(max_size=200))
@example("[!]")
@example("[[ ]]")
def test_no_text_breaks_the_line_finder(text: str) -> None:
    KeyLines(text).find(("a",))


@pytest.mark.parametrize("text", ["demo = " + "1" * 5000, "demo = " + "[" * 100_000])
def test_what_is_too_much_for_the_parser_is_a_problem_too(tmp_path: Path, text: str) -> None:
    assert "too long" in _problems(tmp_path, text)[0].what


@settings(deadline=None)
@given(st.lists(st.sampled_from(DEMO_LINES)), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_gives_settings_or_problems(
    tmp_path_factory: pytest.TempPathFactory, a: list[str], b: list[str]
) -> None:
    path = _site(tmp_path_factory.mktemp("any"), "\n".join((*a, *b)))
    with suppress(ConfigProblems):
        assert load_settings(path).kiosk.number


def test_the_environment_moves_settings_and_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "mine.toml"))
    monkeypatch.setenv("KIOSK_STATE_DIR", str(tmp_path / "state"))
    assert (config_file(), state_dir()) == (tmp_path / "mine.toml", tmp_path / "state")


def test_without_an_environment_there_are_places_of_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KIOSK_CONFIG", raising=False)
    monkeypatch.delenv("KIOSK_STATE_DIR", raising=False)
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert config_file() == DEMO_SITE
    assert state_dir() == tmp_path / "state" / "emongolia-kiosk"
    prepared = demo_dir() / "site.toml"
    prepared.parent.mkdir(parents=True)
    prepared.write_text(GOOD, encoding="utf-8")
    assert (config_file(), state_dir()) == (prepared, demo_dir() / "state")
    site = tmp_path / "emongolia-kiosk" / "site.toml"
    site.parent.mkdir()
    site.write_text(GOOD, encoding="utf-8")
    assert (config_file(), state_dir()) == (site, tmp_path / "state" / "emongolia-kiosk")
