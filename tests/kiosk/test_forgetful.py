"""Memory that forgets is asked for once, and its children never hear of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import forgetful

ASKS = """
import os, sys
from kiosk.forgetful import begin_forgetful
begin_forgetful()
names = ("GLIBC_TUNABLES", "PYTHONMALLOC")
print([name for name in names if name in os.environ], sys.argv[1:], os.environ["MARK"])
"""
UNIT = Path(__file__).parents[2] / "setup" / "systemd" / "kiosk.service"


@pytest.mark.parametrize("given", [{}, {"GLIBC_TUNABLES": forgetful.TUNABLES, "PYTHONMALLOC": "malloc"}])
def test_a_process_begins_anew_with_its_own_words_and_keeps_no_sign_of_it(given: dict[str, str]) -> None:
    command = [sys.executable, "-c", ASKS, "run", "--seconds=3"]
    environment = {**os.environ, "MARK": "kept", **given}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=True).stdout
    assert said == "[] ['run', '--seconds=3'] kept\n"


def test_the_unit_asks_for_the_same() -> None:
    asked = next(line for line in UNIT.read_text("utf-8").splitlines() if "GLIBC_TUNABLES" in line)
    assert asked == f"Environment=GLIBC_TUNABLES={forgetful.TUNABLES} PYTHONMALLOC=malloc"
