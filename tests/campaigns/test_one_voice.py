"""However keys are mashed, never two utterances at once: real child, real sink, captured sound."""

from __future__ import annotations

import random
import sys
import threading
import time
from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.campaigns.carriers import heard, overlaps, write_carriers
from tests.campaigns.reckoning import tell, tries
from voices.espeak.compile import build_overlay
from voices.null_sink import NullSink
from voices.protocol import Part, Route
from voices.speaker import Speaker, Speech
from voices.voice import CHILD_COMMAND

pytestmark = [pytest.mark.parts, pytest.mark.timeout(1800)]
ROOT = Path(__file__).parents[2]
GAIN = 0.7
MOST_CONTROL_PRESSES = 400
BREATH_SECONDS = 1.0


class Masher:
    """Somebody who presses keys at random, faster than anything can be said."""

    def __init__(self, speaker: Speaker, carriers: Sequence[Part], seed: int) -> None:
        self._speaker, self._carriers, self._random = speaker, carriers, random.Random(seed)
        self._pause = threading.Event()
        self.slowest = 0.0

    def press(self, times: int) -> None:
        for _ in range(times):
            began = time.perf_counter()
            self._press(self._random.random())
            self.slowest = max(self.slowest, time.perf_counter() - began)
            self._pause.wait(self._random.uniform(0, 0.1))

    def _press(self, what: float) -> None:
        if what < 0.75:
            self._say()
        elif what < 0.83:
            self._speaker.silence()
        elif what < 0.90:
            self._speaker.tone(self._random.choice(("edge", "activate", "pin", "busy")), GAIN)
        elif what < 0.94:
            self._speaker.pause()
        elif what < 0.98:
            routes: tuple[Route, ...] = ("headset", "speaker")
            self._speaker.switch(self._random.choice(routes))
        else:
            self._speaker.forget()

    def _say(self) -> None:
        parts = tuple(self._random.choices(self._carriers, k=self._random.choice((1, 1, 2))))
        self._speaker.say(Speech(parts, 4, GAIN, final=self._random.random() < 0.02))


def mashed(server: NullSink, folder: Path, command: Sequence[str], presses: int, seed: int) -> tuple[array[int], float]:
    """Return what was heard while keys were mashed, and the longest a key held up whoever pressed it."""
    data = build_overlay(folder / "overlay")
    recorder = server.record()
    speaker = Speaker(command, {**server.environment, "ESPEAK_DATA_PATH": str(data), "PYTHONPATH": str(ROOT)})
    try:
        masher = Masher(speaker, write_carriers(folder), seed)
        masher.press(presses)
        speaker.silence()
        recorder.silence_after(time.monotonic(), 10, BREATH_SECONDS)
        return recorder.pcm(), masher.slowest
    finally:
        speaker.close()


def test_never_two_utterances_at_once_however_keys_are_mashed(server: NullSink, tmp_path: Path) -> None:
    presses = tries(short=80, long=10_000)
    sound, slowest = mashed(server, tmp_path, CHILD_COMMAND, presses, seed=random.randrange(1 << 30))
    assert overlaps(sound) == []
    assert heard(sound) >= presses // 40, "too little was heard to say anything"
    tell(f"two utterances at once ({heard(sound)} heard, slowest key {slowest * 1000:.1f} ms)", presses)


def test_the_campaign_hears_a_child_whose_utterances_overlap(server: NullSink, tmp_path: Path) -> None:
    pressed, command = 0, (sys.executable, "-m", "tests.campaigns.overlapping_child")
    while pressed < MOST_CONTROL_PRESSES:
        sound, _ = mashed(server, tmp_path, command, 40, seed=pressed)
        pressed += 40
        if overlaps(sound):
            return
    pytest.fail(f"{pressed} keys, and no overlap was heard")
