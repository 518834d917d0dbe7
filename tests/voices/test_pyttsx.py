"""The fallback voice says one sentence at a time, in the voice of its language, or says that it cannot."""

import sys
import threading
from types import SimpleNamespace

import pytest

from voices.pyttsx import PyttsxVoice
from voices.voice import Utterance


class Engine:
    """What pyttsx3 offers, without sound; it can be held in the middle of a sentence."""

    def __init__(self, **voices: object) -> None:
        self.voices = voices or {"en": "en", "xgn/mn": "mn"}
        self.said: list[str] = []
        self.properties: dict[str, object] = {}
        self.may_end = threading.Event()
        self.began = threading.Event()
        self.may_end.set()

    def getProperty(self, _name: str) -> list[SimpleNamespace]:  # noqa: N802  # pyttsx3's name
        return [SimpleNamespace(id=name, languages=[language]) for name, language in self.voices.items()]

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802  # pyttsx3's name
        self.properties[name] = value

    def say(self, text: str) -> None:
        self.said.append(text)
        self.began.set()

    def runAndWait(self) -> None:  # noqa: N802  # pyttsx3's name
        assert self.may_end.wait(10)


def test_sentences_are_said_in_their_language() -> None:
    engine, finished = Engine(), threading.Event()
    voice = PyttsxVoice(lambda: engine)
    voice.set(7, 10)
    voice.say([Utterance("Нэг. Хоёр 3.", "mn")], finished.set)
    assert finished.wait(10)
    assert engine.said == ["Нэг.", "Хоёр гурав."]
    assert (engine.properties["voice"], engine.properties["volume"]) == ("xgn/mn", 1.0)
    assert voice.state().mongolian
    voice.close()


def test_a_voice_of_another_language_does_not_speak_mongolian() -> None:
    engine, finished = (
        Engine(mandarin="cmn", scots="en-gb-scotland", caribbean="en-029", us=b"\x02en-us"),
        threading.Event(),
    )
    voice = PyttsxVoice(lambda: engine)
    voice.say([Utterance("Нэг.", "mn"), Utterance("One.", "en")], finished.set)
    assert finished.wait(10)
    assert (engine.said, engine.properties["voice"]) == (["One."], "us")
    assert not voice.state().mongolian
    voice.close()


def test_an_interruption_waits_for_one_sentence_only() -> None:
    engine, old, new = Engine(), threading.Event(), threading.Event()
    engine.may_end.clear()
    voice = PyttsxVoice(lambda: engine)
    voice.say([Utterance("Нэг. Хоёр.", "mn")], old.set)
    assert engine.began.wait(10)
    voice.say([Utterance("Шинэ.", "mn")], new.set)
    engine.may_end.set()
    assert new.wait(10)
    assert engine.said == ["Нэг.", "Шинэ."]
    assert not old.is_set()
    voice.close()


def test_what_was_paused_is_over_the_second_time_and_nobody_waits_for_it() -> None:
    engine, paused = Engine(), threading.Event()
    engine.may_end.clear()
    voice = PyttsxVoice(lambda: engine)
    voice.say([Utterance("Нэг. Хоёр.", "mn")], paused.set)
    assert engine.began.wait(10)
    voice.pause()
    assert not paused.is_set()
    voice.pause()
    engine.may_end.set()
    assert paused.wait(10)
    assert engine.said == ["Нэг."]
    voice.close()


def test_what_was_silenced_while_it_was_paused_is_never_told_to_be_over() -> None:
    engine, cut, after = Engine(), threading.Event(), threading.Event()
    voice = PyttsxVoice(lambda: engine)
    engine.may_end.clear()
    voice.say([Utterance("Нэг.", "mn")], cut.set)
    assert engine.began.wait(10)
    voice.pause()
    voice.silence()
    voice.pause()
    engine.may_end.set()
    voice.say([Utterance("Хоёр.", "mn")], after.set)
    assert after.wait(10)
    assert not cut.is_set()
    voice.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system plays")
def test_without_the_player_of_the_system_it_does_not_say_that_it_spoke(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    finished = threading.Event()
    voice = PyttsxVoice()
    voice.say([Utterance("One.", "en")], finished.set)
    assert finished.wait(10)
    assert (voice.state().engine, voice.state().device) == ("none", "no_device")
    voice.close()


def test_without_a_driver_nothing_is_said_and_nobody_waits() -> None:
    def broken() -> Engine:
        raise RuntimeError("no driver")

    finished = threading.Event()
    voice = PyttsxVoice(broken)
    voice.say([Utterance("Нэг.", "mn")], finished.set)
    assert finished.wait(10)
    assert (voice.state().engine, voice.state().device) == ("none", "no_device")
    voice.close()
