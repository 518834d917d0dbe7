"""Every pad that is shipped reaches everything with one key at a time, and a site's own keys are held to the same."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from config.keycodes import CHORDING, CODES
from config.keypads import (
    FIVE,
    KEY_NAMES,
    TWO,
    KeypadSettings,
    ProfileFault,
    get_profile,
    mistakes,
    pad_of,
    profile_names,
    read_profile,
)
from config.loader import ConfigProblems, default_settings, load_settings
from tests.config.test_loader import GOOD

HEADER = Path("/usr/include/linux/input-event-codes.h")
ALONE = ("nav5", "nav8", "switch2", "desk")


def test_the_profiles_are_those_of_the_airlines_kiosks_a_keyboard_and_two_switches():
    assert profile_names() == ("audio6", "desk", "nav5", "nav8", "switch2")
    counts = {name: len(get_profile(name).keys) for name in ("nav5", "nav8", "audio6", "switch2")}
    assert counts == {"nav5": 5, "nav8": 8, "audio6": 6, "switch2": 2}


@pytest.mark.parametrize("name", ALONE)
def test_each_pad_alone_reaches_everything(name):
    assert list(mistakes(KeypadSettings(profile=(name,)))) == []


@pytest.mark.parametrize("pads", list(itertools.permutations(("nav5", "nav8", "audio6", "switch2"), 2)))
def test_any_two_pads_stand_beside_each_other(pads):
    assert list(mistakes(KeypadSettings(profile=pads))) == []
    names = {name for pad in pads for name in get_profile(pad).keys}
    assert set(pad_of(KeypadSettings(profile=pads)).names) == names


@pytest.mark.parametrize("name", profile_names())
def test_no_key_of_a_profile_is_pressed_with_another_or_has_two_meanings(name):
    codes = [
        code
        for several in get_profile(name).keys.values()
        for code in ([several] if isinstance(several, str) else several)
    ]

    assert len(codes) == len(set(codes))
    assert CHORDING.isdisjoint(CODES[code] for code in codes)


@pytest.mark.skipif(not HEADER.exists(), reason="no headers of the kernel here")
def test_the_codes_are_those_of_the_kernel():
    defined = re.findall(r"#define\s+(KEY_|BTN_)(\w+)\s+(0x[0-9a-f]+|\d+)", HEADER.read_text())
    theirs = {(name if kind == "KEY_" else kind + name): int(code, 0) for kind, name, code in defined}

    assert {name: theirs[name] for name in CODES} == dict(CODES)


def test_a_machine_without_a_word_on_its_keypad_has_a_keyboard():
    pad = pad_of(default_settings().keypad)

    assert set(pad.names) == set(KEY_NAMES)


def test_a_switch_is_felt_again_after_half_a_second_unless_the_site_says_otherwise():
    assert pad_of(KeypadSettings(profile=("switch2",))).debounce == 0.5
    assert pad_of(KeypadSettings(profile=("nav5", "switch2"))).debounce == 0.5
    assert pad_of(KeypadSettings(profile=("switch2",), debounce_ms=1500)).debounce == 1.5


def test_a_sites_own_key_replaces_that_of_the_profile():
    pad = pad_of(KeypadSettings(profile=("nav5",), keys={"up": "F13", "help": ("F17", "HELP")}))

    assert pad.codes[CODES["F13"]] == "up"
    assert CODES["F18"] not in pad.codes
    assert [pad.codes[CODES[code]] for code in ("F17", "HELP")] == ["help", "help"]


WRONG = {
    'profile = ["nav9"]': ("keypad.profile[1]", "no keypad is called 'nav9'"),
    'profile = ["audio6"]': ("keypad.profile", "not all is reached: it takes up, down, back, next, enter, or move"),
    'profile = ["nav5"]\n[keypad.keys]\nupp = "F13"': ("keypad.keys.upp", "unknown key"),
    'profile = ["nav5"]\n[keypad.keys]\nup = "LEFTSHIFT+F13"': ("keypad.keys.up", "together with another key"),
    'profile = ["nav5"]\n[keypad.keys]\nup = "RIGHTCTRL"': ("keypad.keys.up", "together with another key"),
    'profile = ["nav5"]\n[keypad.keys]\nup = "F99"': ("keypad.keys.up", "no key is called 'F99'"),
    'profile = ["nav5"]\n[keypad.keys]\nup = "F19"': ("keypad.keys.up", "'F19' is 'down' and 'up'"),
    'device = ["/dev/sda"]': ("keypad.device", "/dev/input"),
    "debounce_ms = 5000": ("keypad.debounce_ms", "2000"),
    'colour = "red"': ("keypad.colour", "unknown key"),
}


@pytest.mark.parametrize("written", WRONG)
def test_what_is_wrong_with_a_keypad_is_named_with_its_line(written, tmp_path):
    site = tmp_path / "site.toml"
    site.write_text(f"{GOOD}\n[keypad]\n{written}\n", "utf-8")
    with pytest.raises(ConfigProblems) as caught:
        load_settings(site)

    where, what = WRONG[written]
    (problem,) = caught.value.problems
    assert problem.where == where
    assert what in problem.what
    last = written.splitlines()[-1]
    assert site.read_text("utf-8").splitlines()[problem.line - 1] == last


@pytest.mark.parametrize(
    "text", ["", 'name = "b"', 'name = "a"\npad = "x"\nsource = "y"\n[keys]\nfly = "F1"', "=", "\xff"]
)
def test_a_file_that_is_no_profile_is_refused(text, tmp_path):
    (tmp_path / "a.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ProfileFault):
        read_profile(tmp_path / "a.toml")


def test_the_names_of_the_walking_keys_are_known():
    assert set(FIVE + TWO) <= set(KEY_NAMES)
