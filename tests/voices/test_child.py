"""Inside the speech child: of two speeches only the newer is ever written to the device."""

import io
import threading
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voices.child import Mouth
from voices.earcons import tone
from voices.protocol import Failed, Finished, Part, Ready, Report, Say, Started, Stop, Switch, Tone, Wake, report
from voices.sink import Outlet, Sink, write_wav


class Engine:
    """Speaks numbers: the text is the sample it repeats, and it goes on until it is stopped."""

    def __init__(self) -> None:
        self.began: dict[str, threading.Event] = {"111": threading.Event(), "222": threading.Event()}

    def has(self, _lang: str) -> bool:
        return True

    def synthesise(self, text: str, _lang: str, _rate: int, take: Callable[[bytes], bool]) -> bool:
        piece = array("h", [int(text)] * 50).tobytes()
        for _ in range(10_000 if text == "111" else 4):
            if not take(piece):
                return False
            self.began[text].set()
        return True


class Ear(Outlet):
    """A device that takes nothing by itself."""

    def open(self) -> None:
        self._turn("ok")

    def vanish(self) -> None:
        self._lose()


class NoEar(Outlet):
    def open(self) -> None:
        self._turn("no_device")


class Reports(io.RawIOBase):
    def __init__(self) -> None:
        self.all: list[Report] = []
        self.came = threading.Condition()

    def write(self, data: object) -> int:
        with self.came:
            self.all.append(report(bytes(data)))  # type: ignore[call-overload]  # one line at a time
            self.came.notify_all()
        return len(bytes(data))  # type: ignore[call-overload]  # as above

    def wait_for(self, wanted: Report) -> bool:
        with self.came:
            return self.came.wait_for(lambda: wanted in self.all, 10)


def say(generation: int, text: str) -> Say:
    return Say(generation, (Part("mn", text),), 4, 1.0)


@pytest.fixture
def mouth() -> Iterator[tuple[Mouth, Ear, Engine, Reports]]:
    sink, engine, reports = Sink(Ear), Engine(), Reports()
    mouth = Mouth(engine, sink, reports)  # type: ignore[arg-type]  # stand-ins
    mouth.obey(Wake("headset", "speaker", "speaker"))
    yield mouth, ear_of(sink), engine, reports
    mouth.close()


def ear_of(sink: Sink) -> Ear:
    """Return the device where sound leaves now."""
    assert isinstance(sink.here, Ear)
    return sink.here


def test_nothing_of_the_old_speech_is_written_after_the_new_one(
    mouth: tuple[Mouth, Ear, Engine, Reports],
) -> None:
    speaker, ear, engine, reports = mouth
    for generation in range(1, 20, 2):
        engine.began["111"].clear()
        speaker.obey(say(generation, "111"))
        assert engine.began["111"].wait(10)
        speaker.obey(say(generation + 1, "222"))
        ear.take(22050 * 3 // 1000)
        heard = array("h")
        while Finished(generation + 1) not in reports.all:
            heard.frombytes(ear.take(64))
        assert 111 not in heard
        assert heard.count(222) == 200


def test_after_stop_nothing_more_is_written(mouth: tuple[Mouth, Ear, Engine, Reports]) -> None:
    speaker, ear, engine, _ = mouth
    speaker.obey(say(1, "111"))
    assert engine.began["111"].wait(10)
    speaker.obey(Stop())
    ear.take(22050 * 3 // 1000)
    assert set(array("h", ear.take(20_000))) == {0}


def test_a_tone_is_heard_to_its_end_where_something_is_said_at_once_after_it(
    mouth: tuple[Mouth, Ear, Engine, Reports],
) -> None:
    speaker, ear, engine, _ = mouth
    speaker.obey(Tone("error", 1.0))
    speaker.obey(say(1, "222"))
    assert engine.began["222"].wait(10)
    samples = array("h", tone("error"))

    heard = array("h", ear.take(len(samples)))

    assert all(abs(one - other) <= 222 for one, other in zip(heard, samples, strict=True))


def test_a_part_is_reported_when_it_is_heard_not_when_it_is_made(mouth: tuple[Mouth, Ear, Engine, Reports]) -> None:
    speaker, ear, engine, reports = mouth
    speaker.obey(Say(1, (Part("mn", "222"), Part("mn", "222")), 4, 1.0))
    assert engine.began["222"].wait(10)
    ear.take(0)
    assert reports.wait_for(Started(1, 0))
    assert Started(1, 1) not in reports.all
    while Finished(1) not in reports.all:
        ear.take(100)
    assert reports.all.index(Started(1, 1)) > reports.all.index(Started(1, 0))


def test_without_a_device_it_says_so() -> None:
    reports = Reports()
    mouth = Mouth(Engine(), Sink(NoEar), reports)  # type: ignore[arg-type]  # stand-ins
    mouth.obey(Wake("", "", "speaker"))
    mouth.obey(say(1, "222"))
    assert reports.wait_for(Ready("espeak", "no_device", mongolian=True))
    assert reports.wait_for(Failed(1, "no_device"))
    mouth.close()


def test_a_recording_is_played_at_its_own_pace_and_the_engine_speaks_otherwise(
    mouth: tuple[Mouth, Ear, Engine, Reports], tmp_path: Path
) -> None:
    speaker, ear, _, reports = mouth
    clip = tmp_path / "one.wav"
    write_wav(clip, array("h", [77] * 50).tobytes())
    heard = {}
    for generation, (rate, file) in enumerate([(4, clip), (5, clip), (4, tmp_path / "gone.wav")], start=1):
        speaker.obey(Say(generation, (Part("mn", "222", str(file)),), rate, 1.0))
        samples = array("h")
        while Finished(generation) not in reports.all:
            samples.frombytes(ear.take(100))
        heard[rate, file.name] = {sample for sample in samples if sample}

    assert heard == {(4, "one.wav"): {77}, (5, "one.wav"): {222}, (4, "gone.wav"): {222}}


def test_nothing_of_a_sentence_is_heard_on_the_other_device() -> None:
    sink, engine, reports = Sink(Ear), Engine(), Reports()
    mouth = Mouth(engine, sink, reports)  # type: ignore[arg-type]  # stand-ins
    mouth.obey(Wake("headset", "speaker", "headset"))
    headset = ear_of(sink)
    mouth.obey(say(1, "111"))
    assert engine.began["111"].wait(10)
    mouth.obey(Switch("speaker"))
    speaker = ear_of(sink)
    mouth.obey(say(2, "222"))
    heard = array("h")
    while Finished(2) not in reports.all:
        heard.frombytes(speaker.take(64))
    headset.take(22050 * 3 // 1000)
    mouth.close()
    assert speaker is not headset
    assert set(heard) == {0, 222}
    assert set(array("h", headset.take(20_000))) == {0}


def test_what_is_said_to_a_device_that_vanishes_is_told_and_does_not_go_on_when_it_is_back(
    mouth: tuple[Mouth, Ear, Engine, Reports],
) -> None:
    speaker, ear, engine, reports = mouth
    speaker.obey(say(1, "111"))
    assert engine.began["111"].wait(10)
    ear.vanish()
    assert reports.wait_for(Ready("espeak", "no_device", mongolian=True))
    assert reports.wait_for(Failed(1, "no_device"))
    ear.open()
    ear.take(22050 * 3 // 1000)
    assert set(array("h", ear.take(20_000))) == {0}
    speaker.obey(Tone("edge", 1.0))
    assert any(array("h", ear.take(1000)))


def test_one_device_serves_both_routes_where_there_are_no_two() -> None:
    made: list[str] = []
    sink = Sink(lambda name, changed: made.append(name) or Ear(name, changed))  # type: ignore[func-returns-value]  # told
    sink.open("", "", lambda: None)
    before = sink.here
    sink.turn_to("headset")
    assert sink.here is before
    assert made == [""]
