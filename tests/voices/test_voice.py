"""The whole voice on a real sound server: what is heard, when it begins, when it ends."""

import os
import statistics
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from math import log10
from pathlib import Path
from statistics import mean

import pytest

from voices.espeak.library import Espeak
from voices.null_sink import NullSink, Recorder
from voices.voice import EspeakVoice, SilentVoice, Utterance, parts

pytestmark = pytest.mark.parts
LONG = "Өөрийн иргэний үнэмлэхээ карт уншигчид хийгээд түр хүлээнэ үү, аль болох удаан ярина уу"
GREETING = "Амар байна уу"


@pytest.fixture
def voice(data: Path, null_sink: NullSink) -> Iterator[EspeakVoice]:
    voice = EspeakVoice(data, environment=null_sink.environment)
    yield voice
    voice.close()


def utter(voice: EspeakVoice, text: str, *, final: bool = False) -> threading.Event:
    finished = threading.Event()
    voice.say([Utterance(text, "mn", final=final)], finished.set)
    return finished


def test_speech_is_heard_and_finished(voice: EspeakVoice, heard: Recorder) -> None:
    began = time.monotonic()
    assert utter(voice, GREETING).wait(20)
    assert heard.sound_after(began, 5) is not None
    samples = heard.pcm(began)
    assert (sum(sample * sample for sample in samples) / len(samples)) ** 0.5 > 50
    assert (voice.state().engine, voice.state().device, voice.state().mongolian) == ("espeak", "ok", True)


def test_speech_begins_and_ends_at_once(voice: EspeakVoice, heard: Recorder) -> None:
    assert utter(voice, GREETING).wait(20)
    onsets, ends = [], []
    for _ in range(5):
        asked = time.monotonic()
        utter(voice, LONG)
        began = heard.sound_after(asked, 5)
        assert began is not None
        onsets.append(began - asked)
        heard.sound_after(began + 0.3, 5)
        asked = time.monotonic()
        voice.silence()
        ended = heard.silence_after(asked, 5)
        assert ended is not None
        ends.append(ended - asked)
    print(f"onset ms {sorted(round(s * 1000) for s in onsets)}, end ms {sorted(round(s * 1000) for s in ends)}")
    assert statistics.median(onsets) < 0.1
    assert statistics.median(ends) < 0.06


def test_new_speech_cuts_the_old_and_is_heard_alone(voice: EspeakVoice, heard: Recorder, espeak: Espeak) -> None:
    assert utter(voice, GREETING).wait(20)
    old = utter(voice, LONG)
    heard.sound_after(time.monotonic() + 0.2, 5)
    asked = time.monotonic()
    assert utter(voice, "Одоо").wait(20)
    ended = heard.silence_after(asked, 5)
    assert ended is not None
    assert ended - asked < len(espeak.pcm("Одоо", "mn", 4)) / 2 / 22050 + 0.2
    assert not old.is_set()


def test_final_speech_is_not_cut(voice: EspeakVoice) -> None:
    order: list[str] = []
    done = threading.Event()
    voice.say([Utterance(GREETING, "mn", final=True)], lambda: order.append("final"))
    voice.say([Utterance("ээ", "mn")], done.set)
    assert done.wait(20)
    assert order == ["final"]


def test_a_killed_engine_speaks_again(voice: EspeakVoice, heard: Recorder) -> None:
    asked = time.monotonic()
    finished = utter(voice, GREETING)
    heard.sound_after(asked, 10)
    pid = voice.pid
    assert pid is not None
    os.kill(pid, 9)
    assert finished.wait(20)
    assert voice.pid not in {None, pid}


def test_forgetting_changes_the_process_and_the_next_word_comes_at_once(voice: EspeakVoice, heard: Recorder) -> None:
    assert utter(voice, GREETING).wait(20)
    before = voice.pid
    voice.forget()
    asked = time.monotonic()
    assert utter(voice, "ээ").wait(20)
    began = heard.sound_after(asked, 5)
    assert began is not None
    assert voice.pid != before


def test_every_key_of_the_pin_sounds_exactly_the_same(voice: EspeakVoice, heard: Recorder) -> None:
    """A busy sound server drops samples, or puts silence between: then more tones are heard until three came whole."""
    assert utter(voice, GREETING).wait(20)
    sounds: list[list[int]] = []
    while (whole := max(sounds, key=len, default=[])) == [] or sounds.count(whole) < 3:
        assert len(sounds) < 40, "no three tones are alike"
        sounds.append(tone_heard(voice, heard))
    for sound in sounds:
        rest = iter(whole)
        assert all(sample in rest for sample in sound), "a tone holds what another does not"
    assert len(whole) < 22050 * 0.3


def test_steps_of_volume_are_even_where_they_are_heard_and_zero_is_silence(voice: EspeakVoice, heard: Recorder) -> None:
    assert utter(voice, GREETING).wait(20)
    levels = []
    for volume in range(10, 0, -1):
        voice.set(4, volume)
        levels.append(loudness(voice, heard))
    steps = [after - before for after, before in pairwise(levels)]
    assert all(step == pytest.approx(mean(steps), abs=1) for step in steps), steps
    assert mean(steps) == pytest.approx(4, abs=0.25), "what the machine of this test can do, in even steps"
    voice.set(4, 0)
    asked = time.monotonic()
    voice.tone("error")
    assert heard.sound_after(asked, 0.5, loud=0) is None


def loudness(voice: EspeakVoice, heard: Recorder) -> float:
    """Play a tone, and return its loudest sample in decibels; a busy server may drop a part of it, never raise it."""
    asked = time.monotonic()
    voice.tone("activate")
    assert heard.sound_after(asked, 5, loud=20) is not None
    assert heard.silence_after(asked, 5, quiet=0.1, loud=20) is not None
    return 20 * log10(max(heard.pcm(asked)))


def tone_heard(voice: EspeakVoice, heard: Recorder) -> list[int]:
    """Press a key of the PIN, and return every sample that sounded."""
    asked = time.monotonic()
    voice.tone("pin")
    assert heard.sound_after(asked, 5) is not None
    assert heard.silence_after(asked, 5) is not None
    return [sample for sample in heard.pcm(asked).tolist() if sample]


def test_paused_speech_is_silent_and_goes_on(voice: EspeakVoice, heard: Recorder) -> None:
    asked = time.monotonic()
    finished = utter(voice, "Амар байна уу, сайн байна уу")
    assert heard.sound_after(asked, 10) is not None
    voice.pause()
    held = heard.silence_after(time.monotonic(), 5, quiet=1.0)
    assert held is not None
    assert not finished.is_set()
    voice.pause()
    assert finished.wait(20)


def test_without_a_sound_device_the_state_says_so_and_nothing_waits(data: Path, tmp_path: Path) -> None:
    voice = EspeakVoice(data, environment={"PULSE_SERVER": f"unix:{tmp_path}/none"})
    try:
        assert utter(voice, GREETING).wait(20)
        assert voice.state().device == "no_device"
        voice.tone("pin")
        voice.pause()
        voice.silence()
    finally:
        voice.close()


def test_one_sentence_is_one_part_and_holds_only_words() -> None:
    said = parts([Utterance("Нэг. Хоёр 3!", "mn"), Utterance("…", "mn"), Utterance("УБ00112233", "mn", "code")])
    assert [part.text for part in said][:2] == ["Нэг.", "Хоёр гурав!"]
    assert len(said) == 3


def test_an_utterance_does_not_show_its_text() -> None:
    assert "нууц" not in repr(Utterance("нууц", "mn"))


def test_a_silent_voice_remembers_only_when_asked_and_forgets() -> None:
    forgetful, keeping = SilentVoice(), SilentVoice(keeps=True)
    for voice in (forgetful, keeping):
        voice.say([Utterance("үг", "mn")])
        voice.tone("pin")
    assert (forgetful.transcript, forgetful.tones) == ([], [])
    assert ([u.text for u in keeping.transcript], keeping.tones) == (["үг"], ["pin"])
    keeping.forget()
    assert keeping.transcript == []


def test_a_silent_voice_keeps_where_it_would_leave_and_a_change_of_route_ends_what_is_said() -> None:
    voice, finished = SilentVoice(holds=True), threading.Event()
    voice.route("speaker")
    voice.say([Utterance("үг", "mn")], finished.set)
    voice.route("speaker")
    voice.route("headset")
    voice.finish()
    assert voice.routes == ["speaker", "headset"]
    assert not finished.is_set()
