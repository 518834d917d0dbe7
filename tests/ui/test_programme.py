"""The programs with a screen start and end by themselves: on a desk with simulators, and on a bare machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `kiosk run` for two seconds as a user who has never run it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
    folders = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_DIRS": str(tmp_path / "etc")}
    command = [sys.executable, "-m", "kiosk", "run", "--seconds", "2", *arguments]
    return subprocess.run(command, env=own | folders, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parts
def test_a_desk_with_simulators_starts_and_ends(tmp_path: Path):
    done = run(tmp_path, "--simulators")

    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr


def test_a_bare_machine_shows_that_it_is_out_of_service(tmp_path: Path):
    done = run(tmp_path)

    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert "catalogue_refused" in done.stderr
