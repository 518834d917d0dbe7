"""The folder `make bundle` made runs by itself, without Python or the sources, and tells the truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

from devices.simulators.card.pcscd import NoPrivatePcscd, PrivatePcscd
from kiosk.faults import FAULTS
from tests.campaigns.memory import places_of

BUNDLE = Path(__file__).parents[2] / "dist" / "kiosk"
LARGEST_MB = 300
SECONDS = 120

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(600)]


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    """What a machine gives the program: no Python, no settings, nothing of this checkout."""
    if not (BUNDLE / "kiosk").exists():
        pytest.fail("there is no dist/kiosk: run make bundle")
    own = {name: str(tmp_path) for name in ("HOME", "KIOSK_STATE_DIR", "XDG_CONFIG_DIRS", "XDG_CACHE_HOME")}
    return {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", **own}


def kiosk(home: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(BUNDLE / "kiosk"), *words]
    return subprocess.run(
        command, env=dict(home), cwd=home["HOME"], capture_output=True, text=True, timeout=SECONDS, check=False
    )


def test_it_knows_its_version(home: Mapping[str, str]) -> None:
    done = kiosk(home, "version")
    assert (done.returncode, done.stdout.strip()) == (0, f"kiosk {version('emongolia-kiosk')}")


def test_it_says_in_json_what_a_bare_machine_lacks(home: Mapping[str, str]) -> None:
    done = kiosk(home, "diagnose", "--json")
    report = json.loads(done.stdout)
    faulty = {part["fault"] for part in report["parts"] if part["fault"]}
    assert done.returncode == 1
    assert report["state"] == "unavailable"
    assert faulty
    assert faulty <= set(FAULTS)
    assert all(part["next"] for part in report["parts"] if part["fault"]), "every fault has a next step in words"


def test_it_shows_its_screen_and_ends_by_itself(home: Mapping[str, str]) -> None:
    began = time.monotonic()
    done = kiosk(home, "run", "--seconds", "3")
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began >= 3
    assert "Traceback" not in done.stderr


def test_its_memory_overwrites_what_is_freed(home: Mapping[str, str]) -> None:
    command = [str(BUNDLE / "kiosk"), "run", "--seconds", "60"]
    with subprocess.Popen(command, env=dict(home), cwd=home["HOME"], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            process.stderr.readline()  # it says what it lacks once everything is loaded
            marks = places_of(process.pid, {"by the C library": "\xa5" * 64, "by Python": "\xdd" * 64}, ("latin-1",))
        finally:
            process.kill()
    assert {mark.split(" in ")[0] for mark in marks} == {"by the C library", "by Python"}


def test_it_speaks_both_languages_with_the_engine_of_the_machine(home: Mapping[str, str], tmp_path: Path) -> None:
    for language, text in (("mn", "Сайн байна уу"), ("en", "Good morning")):
        done = kiosk(home, "speak", text, "--lang", language, "--wav", str(tmp_path / f"{language}.wav"))
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"{language}.wav").stat().st_size > 10_000


def test_the_whole_demonstration_plays_from_the_folder(home: Mapping[str, str], tmp_path: Path) -> None:
    try:
        with PrivatePcscd(tmp_path / "card"):
            pass
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))
    done = kiosk(home, "demo", "--out", str(tmp_path / "demo"))
    report = json.loads((tmp_path / "demo" / "report.json").read_text("utf-8"))
    assert (done.returncode, report["failure"]) == (0, ""), done.stderr
    assert (report["requests_accepted"], report["lost"], report["duplicated"]) == (5, 0, 0)


def test_it_holds_nothing_that_is_the_machines_or_the_tests() -> None:
    names = {path.relative_to(BUNDLE / "_internal").as_posix() for path in (BUNDLE / "_internal").rglob("*")}
    strangers = ("tests", "docs", "pytest", "numpy", "cv2", "libespeak-ng", "libpulse", "libpcsclite", "libgtk")
    assert [name for name in names if name.startswith(strangers)] == []
    assert [path for path in (BUNDLE / "_internal").rglob("*") if path.is_symlink() and not path.exists()] == []


def test_it_stays_small() -> None:
    files = [path for path in BUNDLE.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"bundle: {size:.0f} MB in {len(files)} files, {sys.platform}, {os.cpu_count()} cores")
    assert size < LARGEST_MB
