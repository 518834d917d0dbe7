"""Eight hours of speech, pressed together: neither the speech child nor its parent grows."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.campaigns.memory import resident_kib
from tests.campaigns.reckoning import tell, tries
from voices.espeak.compile import build_overlay
from voices.null_sink import NullSink
from voices.speaker import Speaker, Speech
from voices.voice import CHILD_COMMAND, Utterance, parts

pytestmark = [pytest.mark.parts, pytest.mark.timeout(1800)]
ROOT = Path(__file__).parents[2]
A_DAY = 7200
"""Something new is said every four seconds."""
WARM_UP = 100
PACE_SECONDS = 0.015
MOST_KIB = 2048
LEAK_UTTERANCES = (100, 400, 1600)
"""More where the machine is so busy that little is spoken before it is cut."""
TEXTS = (
    "Үйлчилгээгээ сонгоно уу. Доош товчоор дараагийн мөр рүү шилжинэ.",
    "Таны хүсэлтийг хүлээн авлаа. Дугаар нь 12 345.",
    "Иргэний үнэмлэхээ уншигчид хийгээд түр хүлээнэ үү.",
)


def growth(server: NullSink, folder: Path, command: Sequence[str], number: int) -> tuple[int, int]:
    """Return by how many KiB child and parent grew while *number* things were said after the first ones."""
    data = build_overlay(folder / "overlay")
    speaker = Speaker(command, {**server.environment, "ESPEAK_DATA_PATH": str(data), "PYTHONPATH": str(ROOT)})
    said = itertools.cycle(parts([Utterance(text, "mn")]) for text in TEXTS)
    pause = threading.Event()
    try:
        sizes: list[tuple[int, int]] = []
        for many in (WARM_UP, number):
            for _ in range(many):
                speaker.say(Speech(next(said), 4, 0.5))
                speaker.tone("busy", 0.5)
                pause.wait(PACE_SECONDS)
            assert speaker.pid is not None
            sizes.append((resident_kib(speaker.pid), resident_kib()))
        (child, parent), (child_then, parent_then) = sizes
        return child_then - child, parent_then - parent
    finally:
        speaker.close()


def test_a_day_of_speech_leaves_nothing_behind(server: NullSink, tmp_path: Path) -> None:
    number = tries(short=150, long=A_DAY)
    child, parent = growth(server, tmp_path, CHILD_COMMAND, number)
    tell(f"growth of the speech child {child} KiB, of its parent {parent} KiB", number)
    assert child < MOST_KIB
    assert parent < MOST_KIB


def test_the_campaign_sees_a_child_that_keeps_what_it_said(server: NullSink, tmp_path: Path) -> None:
    for number in LEAK_UTTERANCES:
        child, _ = growth(server, tmp_path, (sys.executable, "-m", "tests.campaigns.leaking_child"), number)
        if child > MOST_KIB:
            return
    pytest.fail("a child that leaks was not seen")
