"""A plain card, asked as ISO/IEC 7816-4 has it; and by OpenSC, which others wrote."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulators.card.iso7816_applet import Iso7816Applet, Iso7816Content
from tests.devices.card.reader import Bay, wait_until_full

MASTER, DIRECTORY = 0x3F00, 0x5015
NAME = bytes.fromhex("A000000063504B43532D3135")
LIST, LONG, SECRET = (MASTER, 0x2F05), (MASTER, DIRECTORY, 0x4401), (MASTER, DIRECTORY, 0x4402)
PIN = "1357"  # invented
FILES = {LIST: b"the list", LONG: bytes(range(256)) * 200, SECRET: b"secret"}
CONTENT = Iso7816Content(FILES, {(MASTER, DIRECTORY): NAME}, frozenset({SECRET}), PIN)


@pytest.fixture
def card() -> Iso7816Applet:
    return Iso7816Applet(CONTENT)


def ask(card: Iso7816Applet, *commands: str) -> str:
    """Send commands in hex; return the last answer."""
    answers = [card.answer(bytes.fromhex(command)).hex().upper() for command in commands]
    return answers[-1]


@pytest.mark.parametrize(
    ("select", "read"),
    [
        ("00A4000C022F05", "00B0000008"),
        ("00A4020C022F05", "00B0000008"),
        ("00A4080C022F05", "00B0000008"),
        ("00A4000C00", "00B0850008"),
    ],
)
def test_a_file_is_found_by_identifier_by_path_and_by_short_identifier(card, select, read):
    assert ask(card, select) == "9000"
    assert ask(card, read) == b"the list".hex().upper() + "9000"


@pytest.mark.parametrize(
    "ways",
    [
        ("00A4000C025015", "00A4000C024401"),
        ("00A4010C025015", "00A4020C024401"),
        ("00A4080C0450154401",),
        ("00A4090C0450154401",),
        ("00A4040C0CA000000063504B43532D3135", "00A4020C024401"),
        ("00A4040C05A000000063", "00A4090C024401"),
        ("00A4000C022F05", "00A4000C025015", "00A4000C024402", "00A4000C024401"),
    ],
)
def test_a_file_in_a_directory_is_found_step_by_step_or_at_once(card, ways):
    assert all(ask(card, way) == "9000" for way in ways)
    assert ask(card, "00B0010004") == "000102039000"


def test_the_way_up_leads_to_the_master_file_and_no_further(card):
    assert ask(card, "00A4080C025015", "00A4030C00", "00A4020C022F05") == "9000"
    assert ask(card, "00A4000C023F00", "00A4030C00") == "6A82"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("00A4000C024401", "6A82"),
        ("00A4080C022F01", "6A82"),
        ("00A4040C0BA000000308000010000100", "6A82"),
        ("00A4040C00", "6A82"),
        ("00A4000C012F", "6A80"),
        ("00A4070C022F05", "6A86"),
        ("00B0000008", "6986"),
        ("00B09F0008", "6A82"),
        ("00200080", "6A88"),
        ("00CA000000", "6D00"),
        ("80A4000C023F00", "6E00"),
        ("00A4", "6700"),
    ],
)
def test_what_is_not_there_or_not_known_is_said_in_the_words_of_the_standard(card, command, answer):
    assert ask(card, command) == answer


def test_a_file_that_is_not_there_leaves_the_chosen_one(card):
    assert ask(card, "00A4000C022F05", "00A4000C027777", "00B0000003") == "7468659000"


def test_control_parameters_tell_size_kind_and_name(card):
    assert ask(card, "00A40004022F0500") == "620E8002000882010183022F058A01059000"
    directory = ask(card, "00A4000402501500")
    assert directory.endswith("9000")
    assert "820138" in directory
    assert NAME.hex().upper() in directory


def test_what_does_not_fit_is_asked_for_with_get_response(card):
    begun = ask(card, "00A4000402501504")
    assert begun[-4:-2] == "61"
    rest = ask(card, f"00C00000{begun[-2:]}")
    assert rest.endswith("9000")
    assert begun[:-4] + rest[:-4] == ask(card, "00A4000402501500")[:-4]


@given(st.integers(0, 0x7FFF), st.integers(1, 255))
def test_a_part_of_a_file_is_that_part(offset, size):
    card = Iso7816Applet(CONTENT)
    ask(card, "00A4080C0450154401")
    answer = bytes.fromhex(ask(card, f"00B0{offset:04X}{size:02X}"))
    assert answer == FILES[LONG][offset : offset + size] + b"\x90\x00"


def test_the_end_of_a_file_is_told_only_to_who_wants_more(card):
    ask(card, "00A4000C022F05")
    assert ask(card, "00B0000500") == b"ist".hex().upper() + "9000"
    assert ask(card, "00B0000508") == b"ist".hex().upper() + "6282"
    assert ask(card, "00B0000900") == "6B00"


def test_a_guarded_file_wants_the_pin_and_a_reset_forgets_it(card):
    read = ("00A4080C0450154402", "00B0000006")
    assert ask(card, *read) == "6982"
    assert ask(card, "00200001", "0020000104" + PIN.encode().hex()) == "9000"
    assert ask(card, "00200001") == "9000"
    assert ask(card, *read) == b"secret".hex().upper() + "9000"
    card.reset()
    assert ask(card, *read) == "6982"


def test_wrong_pins_count_down_and_block_and_a_right_one_counts_anew(card):
    wrong, right = "002000010430303030", "0020000108" + PIN.encode().hex() + "FFFFFFFF"
    assert [ask(card, "00200001"), ask(card, wrong), ask(card, wrong)] == ["63C3", "63C2", "63C1"]
    assert [ask(card, right), ask(card, wrong), ask(card, wrong), ask(card, wrong)] == ["9000", "63C2", "63C1", "6983"]
    assert ask(card, right) == "6983"
    assert ask(card, "00A4080C0450154402", "00B0000006") == "6982"


def test_a_challenge_is_as_long_as_it_is_wanted_and_never_the_same(card):
    first, second = ask(card, "0084000008"), ask(card, "0084000008")
    assert len(first) == len(second) == 20
    assert first != second
    assert len(ask(card, "0084000010")) == 36


def test_a_card_without_files_knows_no_application_and_has_a_master_file():
    card = Iso7816Applet()
    assert ask(card, "00A4040009A0000003080000100000") == "6A82"
    assert ask(card, "00A4000C023F00") == "9000"


@given(st.lists(st.binary(max_size=20) | st.binary(max_size=9).map(b"\x00".__add__), max_size=8))
def test_whatever_is_asked_there_is_a_status(commands):
    card = Iso7816Applet(CONTENT)
    assert all(len(card.answer(command)) >= 2 for command in commands)


@pytest.mark.parts
def test_opensc_reads_its_atr_and_selects_its_files(pcscd, slot: Bay):
    slot.insert(Iso7816Applet(CONTENT))
    wait_until_full(slot.reader)
    number = slot.reader.split()[-1].lstrip("0") or "0"

    def run(*command: str) -> str:
        environment = {**os.environ, **pcscd.environment}
        done = subprocess.run(
            ["opensc-tool", "-r", number, *command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        return done.stdout

    assert run("-a").strip().startswith("3b:8d:80:01")
    selected = run("-c", "default", "-s", "00:A4:00:0C:02:3F:00", "-s", "00:A4:00:0C:02:2F:05", "-s", "00:B0:00:00:08")
    assert selected.count("SW1=0x90, SW2=0x00") == 3
    assert "the list" in selected
