"""The keys themselves: the order of the standard, twelve columns, a name for every key."""

import re
from pathlib import Path
from typing import get_args

import pytest

from config.fluent import WORDS as FOLDER
from config.fluent import Words
from config.regnum import LETTERS
from config.words import Verbatim
from kiosk.entry import Letters
from kiosk.keyboards import COLUMNS, keyboard, letters_only, month_pad, pad
from kiosk.pages.blocks import Key
from kiosk.session.events import Continued
from kiosk.session.typed import Typed

WORDS = [Words.load("mn"), Words.load("en")]
FILES = FOLDER / "mn"
KIOSK = Path(__file__).parents[2] / "kiosk"
FIND = Key(Verbatim("Хайх"), Continued())
KEYBOARDS = [keyboard(letters, action) for letters in get_args(Letters) for action in (None, FIND)]


def letters_of(keys):
    return "".join(key.deed.letter for row in keys.rows for key in row if isinstance(key.deed, Typed))


@pytest.mark.parametrize("keys", KEYBOARDS)
def test_every_row_is_twelve_columns_wide(keys):
    assert [sum(key.span for key in row) for row in keys.rows] == [COLUMNS] * 5


def test_the_order_is_that_of_the_mongolian_standard():
    assert letters_of(keyboard("small", FIND)) == "1234567890ещфцужэнгшүзкъйыбөахролдп-ячёсмитьвю "


@pytest.mark.parametrize("keys", [keyboard("capital"), letters_only()])
def test_all_thirty_five_letters_are_there(keys):
    assert set(LETTERS) <= set(letters_of(keys))


def test_a_register_number_begins_with_nothing_but_letters():
    assert sorted(letters_of(letters_only())) == sorted(LETTERS)


def test_no_key_stands_twice_on_one_keyboard():
    for keys in KEYBOARDS:
        if keys.rows[-1][-1].primary:
            assert len(set(letters_of(keys))) == len(letters_of(keys))


def test_the_action_stands_last_and_is_the_only_main_one():
    keys = [key for row in keyboard("small", FIND).rows for key in row]

    assert [key.primary for key in keys] == [False] * (len(keys) - 1) + [True]


@pytest.mark.parametrize("keys", [pad(), month_pad()])
def test_a_pad_is_three_columns_wide(keys):
    assert {sum(key.span for key in row) for row in keys.rows} == {3}


@pytest.mark.parametrize("keys", [*KEYBOARDS, letters_only(), pad(), month_pad()])
def test_every_key_has_a_face_or_an_icon_and_a_spoken_name(keys):
    for words in WORDS:
        for key in (key for row in keys.rows for key in row):
            assert words.text(key.words) or key.icon
            assert words.say(key.say or key.words)


def reached(key, sources):
    beginnings = re.findall(r'f"([a-z-]+-)\{', sources)
    return f'"{key}"' in sources or any(key.startswith(one) for one in beginnings)


@pytest.mark.parametrize(
    ("file", "rooms"),
    [
        ("fields", ("fields", "keyboards.py", "pages", "whom.py")),
        ("papers", ("papers",)),
        ("typing", ("pages", "echo.py", "script.py", "speech.py")),
    ],
)
def test_no_word_is_kept_for_nothing(file, rooms):
    sources = "".join(source.read_text("utf-8") for room in rooms for source in sources_of(KIOSK / room))
    written = re.findall(r"^([a-z0-9-]+) =", (FILES / f"{file}.ftl").read_text("utf-8"), re.MULTILINE)

    assert [key for key in written if not reached(key, sources)] == []
    assert not reached("form-on-the-moon", sources)


def sources_of(room):
    return [room] if room.is_file() else sorted(room.glob("*.py"))
