"""A process that hands in requests is killed again and again: whatever it said is kept, once, and no number twice.

The control arm says a number before its commit, and must lose one.
"""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaigns.reckoning import tell, tries
from tests.campaigns.writer import open_outbox
from tests.sync.parts import hand_in

pytestmark = pytest.mark.timeout(3600)
START_SECONDS = 30.0
LONGEST_LIFE = 0.4


def said_before_death(folder: Path, life: float, manner: str = "") -> tuple[str, ...]:
    """Let a writer live for *life* seconds from its first word, kill it, and return the numbers it said."""
    command = (sys.executable, "-m", "tests.campaigns.writer", str(folder), manner)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        heard = b"".join(_heard(writer, life))
        writer.kill()
        rest = writer.communicate()[0]
    *whole, _ = (heard + rest).decode().split("\n")
    return tuple(whole)


def _heard(writer: subprocess.Popen[bytes], life: float) -> Iterator[bytes]:
    assert writer.stdout is not None
    pipe = writer.stdout.fileno()
    assert select.select([pipe], [], [], START_SECONDS)[0], "the writer did not start"
    end = time.monotonic() + life
    while (left := end - time.monotonic()) > 0:
        if select.select([pipe], [], [], left)[0]:
            yield os.read(pipe, 65536)


def kept(folder: Path) -> Counter[str]:
    """Open what the dead left as the next process would, prove it whole, and count the numbers in it."""
    outbox = open_outbox(folder)
    try:
        assert outbox.store.integrity_check().ok
        assert not outbox.tail_lost
        return Counter(entry.receipt for entry in outbox.entries())
    finally:
        outbox.store.close()


def test_what_a_killed_process_said_was_kept_is_kept_exactly_once(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    said: list[str] = []
    deaths = tries(short=6, long=400)
    for _ in range(deaths):
        said += said_before_death(tmp_path, chance.uniform(0, LONGEST_LIFE))
        held = kept(tmp_path)
        assert [number for number in said if held[number] != 1] == []
        assert len(held) <= len(said) + deaths, "beside what was said there is at most one a death"
        assert max(held.values()) == 1
    outbox = open_outbox(tmp_path)
    assert outbox.hand_in(hand_in()).number not in held
    outbox.store.close()
    tell("requests said to be kept by a process that was then killed", len(said))
    tell("kills of a process that was handing in", deaths)


def test_a_process_that_speaks_before_its_commit_is_caught(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(40):
        said += said_before_death(tmp_path, 0.0, "hasty")
        held = kept(tmp_path)
        if any(number not in held for number in said) or len(said) != len(set(said)):
            return
    pytest.fail("forty hasty processes lost nothing: the campaign would not notice")
