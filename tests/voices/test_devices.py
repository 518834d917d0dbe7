"""Headset and speaker apart, and devices that vanish and come back, on a real sound server."""

import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.voices.sound_server import sound_server
from voices.null_sink import NullSink, Recorder
from voices.outputs import Outputs
from voices.protocol import DeviceState
from voices.voice import EspeakVoice, Utterance

pytestmark = pytest.mark.parts
LONG = "Өөрийн иргэний үнэмлэхээ карт уншигчид хийгээд түр хүлээнэ үү, аль болох удаан ярина уу"
SHORT = "Амар байна уу"
PLACES = ("speaker", "headset")
"""The first is the default one; were it unplugged, the server would move what records the others."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NullSink]:
    with sound_server(tmp_path_factory.mktemp("pa"), *PLACES) as sink:
        yield sink


class Ears:
    """A voice on two devices, what each played, and the states it told."""

    def __init__(self, data: Path, server: NullSink, outputs: Outputs = Outputs("headset", "speaker")) -> None:
        self.states: queue.SimpleQueue[DeviceState] = queue.SimpleQueue()
        self.voice = EspeakVoice(data, environment=server.environment, outputs=outputs)
        self.voice.watch(lambda state: self.states.put(state.device))
        self.until("ok")
        self.heard: dict[str, Recorder] = {name: server.record(of=name) for name in PLACES}

    def until(self, wanted: DeviceState, seconds: float = 10) -> float:
        """Return after how many seconds the voice told that its device is *wanted*."""
        began = time.monotonic()
        while self.states.get(timeout=seconds) != wanted:
            pass
        return time.monotonic() - began

    def say(self, text: str) -> float:
        began = time.monotonic()
        self.voice.say([Utterance(text, "mn")])
        return began


@pytest.fixture
def ears(data: Path, server: NullSink) -> Iterator[Ears]:
    ears = Ears(data, server)
    yield ears
    ears.voice.close()


def test_another_route_silences_at_once_and_nothing_wanders_to_the_other_device(ears: Ears) -> None:
    ears.voice.route("headset")
    assert ears.heard["headset"].sound_after(ears.say(LONG), 5) is not None
    turned = time.monotonic()
    ears.voice.route("speaker")
    ended = ears.heard["headset"].silence_after(turned, 5)
    assert ended is not None
    assert ended - turned < 0.5, "a sentence of five seconds was not cut"
    assert not any(ears.heard["speaker"].pcm())
    said = ears.say(SHORT)
    assert ears.heard["speaker"].sound_after(said, 5) is not None
    assert not any(ears.heard["headset"].pcm(said))


def test_a_headset_that_vanishes_is_told_is_not_replaced_by_the_speaker_and_comes_back_by_itself(
    ears: Ears, server: NullSink
) -> None:
    ears.voice.route("headset")
    assert ears.heard["headset"].sound_after(ears.say(LONG), 5) is not None
    server.unplug("headset")
    ears.until("no_device")
    assert ears.voice.state().device == "no_device"
    server.plug("headset")
    ears.until("ok")
    assert not any(ears.heard["speaker"].pcm())
    ears.say(SHORT)
    assert server.record(of="headset").sound_after(0, 5) is not None
    assert not any(ears.heard["speaker"].pcm())


def test_a_device_that_nobody_named_is_not_replaced_by_another_for_whoever_listened(data: Path, tmp_path: Path) -> None:
    with sound_server(tmp_path / "pa", *PLACES) as server:
        ears = Ears(data, server, Outputs())
        ears.voice.route("headset")
        assert ears.heard["speaker"].sound_after(ears.say(LONG), 5) is not None
        server.unplug("speaker")
        ears.until("no_device")
        with pytest.raises(queue.Empty):  # three times it could have been opened
            ears.until("ok", 1.7)
        ears.say(SHORT)
        server.plug("speaker")
        ears.until("ok")
        assert not any(ears.heard["headset"].pcm())
        ears.voice.close()


def test_a_server_that_hangs_or_dies_is_told_while_nobody_speaks_and_comes_back_by_itself(
    ears: Ears, server: NullSink
) -> None:
    server.stall()
    ears.until("no_device")
    server.stall(stalled=False)
    ears.until("ok")
    server.kill()
    ears.until("no_device")
    finished = threading.Event()
    ears.voice.say([Utterance(SHORT, "mn")], finished.set)
    assert finished.wait(5), "whoever waits for the end of speech must not wait for a device"
    server.start()
    ears.until("ok")
    recorder = server.record(of="speaker")
    assert recorder.sound_after(ears.say(SHORT), 5) is not None
