"""The speech child with a neural voice, on a real sound server: the same lines up and down, another sound."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.voices.neural.models import hertz, write_voice
from tests.voices.neural.test_model import tone_of
from voices.earcons import SAMPLE_RATE
from voices.neural.folder import FOLDER
from voices.null_sink import NullSink, Recorder
from voices.voice import EspeakVoice, Utterance

pytestmark = pytest.mark.parts


@contextmanager
def speaking(data: Path, null_sink: NullSink, folder: Path) -> Iterator[EspeakVoice]:
    voice = EspeakVoice(data, environment={**null_sink.environment, FOLDER: str(folder)})
    try:
        yield voice
    finally:
        voice.close()


def say(voice: EspeakVoice, text: str) -> None:
    finished = threading.Event()
    voice.say([Utterance(text, "mn")], finished.set)
    assert finished.wait(30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_voice(tmp_path / "mn")
    return tmp_path


def test_the_model_is_heard_in_place_of_the_engine(
    data: Path, null_sink: NullSink, heard: Recorder, folder: Path
) -> None:
    with speaking(data, null_sink, folder) as voice:
        began = time.monotonic()
        say(voice, "ааааааааааааааа")  # a tone of a second and a half
        sound = heard.sound_after(began, 5)
        assert sound is not None
        assert tone_of(heard.pcm(sound)[: SAMPLE_RATE // 2]) == pytest.approx(hertz("а"), abs=12)
        assert voice.state().engine == "neural"


def test_silence_comes_at_once_here_too(data: Path, null_sink: NullSink, heard: Recorder, folder: Path) -> None:
    with speaking(data, null_sink, folder) as voice:
        say(voice, "уу")
        asked = time.monotonic()
        voice.say([Utterance("у" * 100, "mn")])
        assert heard.sound_after(asked, 5) is not None
        stopped = time.monotonic()
        voice.silence()
        ended = heard.silence_after(stopped, 5)
        assert ended is not None
        assert ended - stopped < 1  # of ten seconds that were due


def test_with_a_model_that_is_none_the_usual_voice_speaks(data: Path, null_sink: NullSink, folder: Path) -> None:
    (folder / "mn" / "model.onnx").write_bytes(b"torn")
    with speaking(data, null_sink, folder) as voice:
        say(voice, "уу")
        assert (voice.state().engine, voice.state().mongolian) == ("espeak", True)
