"""A printer is described by a file, and a file that describes none is refused by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from devices.printer import encode
from devices.printer.profile import ProfileFault, Shelf, UnknownProfile, get_profile, read_profile

WRITTEN = Shelf().names()
A_FILE = 'name = "here"\nmaker = "M"\nmodel = "X"\nsource = "self-test"\n'


@pytest.mark.parametrize("name", WRITTEN)
def test_every_file_describes_a_printer(name: str) -> None:
    profile = get_profile(name)

    assert (profile.name, profile.width_dots % 8) == (name, 0)
    assert profile.width_dots / profile.dpi * 25.4 <= profile.paper_mm
    assert encode.handing_out(profile).startswith(b"\x1dV")


def test_the_printers_of_the_list_are_there() -> None:
    assert {"epson-tm-t20iii", "epson-tm-t88vi", "star-tup500", "custom-vkp80", "custom-kpm", "generic-58"} <= set(
        WRITTEN
    )


def test_only_jaws_know_that_paper_was_taken() -> None:
    knowing = {name for name in WRITTEN if "taken" in get_profile(name).knows}

    assert knowing == {"custom-vkp80", "custom-kpm"}
    assert encode.handing_out(get_profile("custom-kpm")).endswith(b"\x1d\x65\x03\x0c")


def test_a_make_without_a_file_comes_from_the_list_of_the_library_in_any_writing() -> None:
    listed = get_profile("TM-T88II")

    assert (listed.name, listed.width_dots, listed.dpi) == ("tm-t88ii", 512, 180)
    assert listed.page is not None
    assert (listed.page.number, listed.page.encoding) == (53, "kz1048")
    assert listed.echo == "paper_sensor"


def test_what_nobody_described_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownProfile, match="generic-80"):
        get_profile("tm-unknown")


def test_the_library_is_not_loaded_for_its_list() -> None:
    find = "from devices.printer.profile import get_profile; get_profile('TM-T88II')"
    asked = f"import sys; {find}; print('escpos' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "more",
    [
        "width_dots = 577",
        "width_dots = 2000",
        'cut = "1d 5"',
        'colour = "green"',
        'echo = "none"',
        'knows = ["printed", "taken"]',
        'way = "hybrid"',
        "speed_mm_s = 0",
        "[page]\nnumber = 300\nencoding = 'cp866'",
        'name = "twice"',
        "=",
    ],
)
def test_a_file_that_describes_no_printer_is_refused_by_name(tmp_path: Path, more: str) -> None:
    path = tmp_path / "here.toml"
    path.write_text(A_FILE + more, "utf-8")

    with pytest.raises(ProfileFault, match=r"here\.toml"):
        read_profile(path)


def test_a_file_of_the_site_stands_before_ours(tmp_path: Path) -> None:
    (tmp_path / "generic-80.toml").write_text(A_FILE.replace("here", "generic-80") + "width_dots = 384", "utf-8")

    assert get_profile("generic-80", Shelf((tmp_path, *Shelf().folders))).width_dots == 384


def test_a_file_named_otherwise_than_its_printer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "there.toml"
    path.write_text(A_FILE, "utf-8")

    with pytest.raises(ProfileFault, match="the file names here"):
        read_profile(path)
