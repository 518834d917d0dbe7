"""Words that cannot be made are said to be over, so that nobody waits for their end."""

import os
import queue
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.mouth import Mouth
from tests.voices.test_speaker import ROOT
from voices.protocol import Part
from voices.voice import EspeakVoice, Utterance, parts

UNSAYABLE = Utterance("баримт", "de")  # type: ignore[arg-type]  # no language of ours: its words cannot be made


def test_an_utterance_without_words_costs_itself_and_not_what_stands_beside_it() -> None:
    said = parts([Utterance("Нэг.", "mn"), UNSAYABLE, Utterance("Хоёр.", "mn")])

    assert said == (Part("mn", "Нэг."), Part("mn", "Хоёр."))


def test_nobody_waits_for_the_end_of_words_that_could_not_be_made(data: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "heard")
    heard = os.open(tmp_path / "heard", os.O_RDWR)
    environment = {"HEARD": str(tmp_path / "heard"), "PYTHONPATH": str(ROOT)}
    child = (sys.executable, "-m", "tests.voices.scripted_child")
    voice = EspeakVoice(data, child_command=child, environment=environment)
    told: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    mouth = Mouth(voice, told.put)
    try:
        mouth.say((UNSAYABLE,), (UNSAYABLE,))
        for _ in range(2):
            assert mouth.talks
            told.get(timeout=20)()
        assert not mouth.talks
    finally:
        voice.close()
        os.close(heard)
