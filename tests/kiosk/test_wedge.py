"""A document reader that types: told from keys by what comes and how fast, and believed only when its digits fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.profiles.emrtd.mrz import check_digit
from kiosk.wedge import GAP_SECONDS, LONGEST, Wedge
from tests.kiosk.crew import Clock

FILLED = "<" * 44


def digit(text: str) -> str:
    return chr(check_digit(text.encode()))


def passport(number: str = "E1234567<") -> tuple[str, str]:
    """Return the two lines of a passport; invented."""
    number, born, expires, optional = number + digit(number), "9011153", "3105041", "<" * 14
    born, expires = born[:6] + digit(born[:6]), expires[:6] + digit(expires[:6])
    body = f"{number}MNG{born}M{expires}{optional}<"
    whole = digit(number + born + expires + optional + "<")
    return ("P<MNGDORJ<<BATBAYAR" + FILLED)[:44], body + whole


def card() -> tuple[str, str, str]:
    """Return the three lines of a card; invented."""
    number, born, expires = ("C1234567<", "901115", "310504")
    first = f"I<MNG{number}{digit(number)}" + "<" * 15
    second = f"{born}{digit(born)}M{expires}{digit(expires)}MNG" + "<" * 11
    whole = digit(first[5:30] + second[:7] + second[8:15] + second[18:29])
    return first, second + whole, ("DORJ<<BATBAYAR" + FILLED)[:30]


class Reader:
    """A wedge, and somebody or something that types on it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.wedge = Wedge(self.clock)

    def types(self, text: str, gap: float = 0.005) -> list[str]:
        told = []
        for letter in text:
            self.clock.seconds += gap
            told.append(self.wedge.take(letter))
        return told


@pytest.mark.parametrize("lines", [passport(), card()], ids=["passport", "card"])
@pytest.mark.parametrize("end", ["\r", "\r\n", "\t", ""])
def test_a_zone_is_whole_at_its_last_character_and_every_character_is_the_readers(lines: tuple[str, ...], end: str):
    reader = Reader()

    told = reader.types(end.join(lines) + end)

    assert told.count("read") == 1
    assert "not_mine" not in told
    assert bytes(reader.wedge.hand_over()).decode() == "".join(lines)
    assert not reader.wedge.gave_up()


def test_small_letters_are_taken_as_capitals():
    reader = Reader()
    assert "read" in reader.types("\r".join(passport()).lower())


@pytest.mark.parametrize("place", [50, 58, 66, 87])
def test_a_misread_character_is_no_zone_and_is_said_once_the_reader_stops(place: int):
    reader, zone = Reader(), "".join(passport())
    wrong = zone[:place] + ("8" if zone[place] != "8" else "9") + zone[place + 1 :]

    assert "read" not in reader.types(wrong)

    assert not reader.wedge.gave_up()
    reader.clock.seconds += 1
    assert reader.wedge.gave_up() == "misread"
    assert not reader.wedge.gave_up()
    assert not any(reader.wedge._typed)


def test_a_letter_of_another_alphabet_spoils_the_zone():
    reader, zone = Reader(), "".join(passport())
    assert "read" not in reader.types(zone[:3] + "ж" + zone[3:])


@pytest.mark.parametrize("key", [*"0123456789", "\r", " ", "<", ""])
def test_what_a_kiosks_own_keys_type_is_not_the_readers(key: str):
    assert Reader().wedge.take(key) == "not_mine"


def test_under_another_keyboard_layout_no_digit_of_a_document_is_a_key_either():
    reader, zone = Reader(), "".join(passport())
    told = reader.types(zone.translate(str.maketrans("PEMNGDORJBATYX<", "Зүссмүөроиайыч,")) + "\r")

    assert set(told) == {"mine"}
    reader.clock.seconds += 1
    assert reader.wedge.gave_up() == "misread"


def test_a_hand_on_the_keys_after_the_reader_is_a_hand_again():
    reader = Reader()
    reader.types("P<MNG")
    reader.clock.seconds += GAP_SECONDS + 0.01
    assert reader.types("5", gap=0) == ["not_mine"]


@pytest.mark.parametrize("place", [7, 53, 60, 70])
def test_a_screen_that_is_busy_for_a_moment_makes_no_digit_of_a_document_a_key(place: int):
    reader, zone = Reader(), "".join(passport())
    told = reader.types(zone[:place])
    reader.clock.seconds += 0.3
    assert "not_mine" not in [*told, *reader.types(zone[place:])]


def test_enter_after_a_whole_zone_is_still_the_readers_and_a_later_one_is_not():
    reader = Reader()
    reader.types("\r".join(passport()))
    assert reader.types("\r") == ["mine"]
    reader.clock.seconds += GAP_SECONDS + 0.01
    assert reader.types("\r", gap=0) == ["not_mine"]


def test_a_letter_on_a_desk_is_nothing_to_complain_of():
    reader = Reader()
    reader.types("ab")
    reader.clock.seconds += 1
    assert not reader.wedge.gave_up()


def test_a_second_document_replaces_the_first():
    reader = Reader()
    reader.types("".join(passport()))
    reader.clock.seconds += 1
    reader.types("".join(passport("E7654321<")))
    assert b"E7654321" in bytes(reader.wedge.hand_over())


def test_what_was_handed_over_or_wiped_is_nowhere_left():
    reader = Reader()
    reader.types("".join(passport()))
    kept = reader.wedge._typed
    reader.wedge.wipe()
    assert not any(kept)
    assert reader.wedge.hand_over() == bytearray()
    assert "E123" not in repr(reader.wedge)


@given(st.text(alphabet="ABE<0123456789\r\nжß ", max_size=400))
def test_nothing_typed_ever_breaks_it_or_makes_it_grow(text: str):
    reader = Reader()
    told = reader.types(text)
    assert len(reader.wedge._typed) == LONGEST
    assert set(told) <= {"mine", "not_mine", "read", "code"}


CODES = [
    "K017-04826-42",
    "HC1:" + "6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5" * 40,
    "EMN1:ABC $%*+-./:",
    '{"data":{"n":"Dörj"}}',
]


@pytest.mark.parametrize("code", CODES, ids=["number", "HC1", "EMN1", "VDS-NC"])
@pytest.mark.parametrize("end", ["\r", "\r\n", "\t"])
def test_a_code_is_whole_at_its_line_end_and_every_character_is_the_readers(code: str, end: str):
    reader = Reader()

    told = reader.types(code + end)

    assert told.count("code") >= 1
    assert set(told) == {"mine", "code"}
    assert reader.wedge.hand_over().decode() == code
    assert reader.types("\n") == ["mine"]
    assert not any(reader.wedge._typed)


def test_a_code_without_a_line_end_is_whole_when_the_reader_stops():
    reader = Reader()
    assert set(reader.types(CODES[2])) == {"mine"}
    reader.clock.seconds += 1
    assert reader.wedge.gave_up() == "code"
    assert reader.wedge.hand_over().decode() == CODES[2]
    assert not reader.wedge.gave_up()


def test_a_locked_shift_key_changes_no_code_in_capitals():
    reader = Reader()
    assert "code" in reader.types(CODES[2].lower() + "\r")
    assert reader.wedge.hand_over().decode() == CODES[2]


def test_a_number_begins_with_a_digit_and_is_a_code_only_where_one_is_awaited():
    reader = Reader()
    told = [reader.wedge.take(letter, awaited=True) for letter in "017-04826-93\r"]
    assert told == ["mine"] * 12 + ["code"]
    assert reader.wedge.hand_over() == b"017-04826-93"
    reader.clock.seconds += 1
    assert reader.types("0") == ["not_mine"]


def test_a_link_on_a_poster_is_nothing_that_is_known_here():
    reader = Reader()
    assert set(reader.types("https://e-mongolia.mn/x\r")) == {"mine"}
    reader.clock.seconds += 1
    assert reader.wedge.gave_up() == "misread"
    assert not any(reader.wedge._typed)


def test_more_than_any_code_holds_is_no_code():
    reader = Reader()
    assert "code" not in reader.types("HC1:" + "A" * LONGEST + "\r", gap=0.001)
    reader.clock.seconds += 1
    assert reader.wedge.gave_up() == "misread"


def test_a_digit_of_a_code_is_no_key_however_long_the_code_is():
    reader = Reader()
    assert "not_mine" not in reader.types("HC1:" + "0123456789" * 300, gap=0.02)


@given(st.text(max_size=300), st.booleans())
def test_no_character_of_any_alphabet_breaks_it(text: str, awaited: bool):
    reader = Reader()
    for letter in text:
        reader.wedge.take(letter, awaited=awaited)
    reader.clock.seconds += 1
    reader.wedge.gave_up()
    reader.wedge.hand_over()
    assert not any(reader.wedge._typed)
