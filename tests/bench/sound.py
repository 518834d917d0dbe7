"""From a key to its sound, captured on a real sound server, beside a tone written straight to the device."""

from __future__ import annotations

import contextlib
import tempfile
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from math import pi, sin
from pathlib import Path

from config.locations import config_file
from kiosk.demo.setting import prepare
from kiosk.demo.stage import Stage
from kiosk.knowledge import take
from kiosk.wiring import Kiosk, open_voice
from tests.bench.figures import Figure, beside_limit, beside_peer
from tests.stories.glass import BareGlass
from voices.earcons import SAMPLE_RATE
from voices.null_sink import NullSink, Recorder
from voices.sink import Sink

WARM_UP = 3
WAIT_SECONDS = 5.0
SILENCE_LIMIT_MS, SPEECH_LIMIT_MS = 150.0, 200.0
TONE = array("h", (round(12000 * sin(2 * pi * 800 * n / SAMPLE_RATE)) for n in range(SAMPLE_RATE // 10))).tobytes()


class NoSoundError(Exception):
    """Nothing was heard in time."""


def is_possible() -> bool:
    return NullSink.is_possible()


def measure(*, pairs: int, warm_up: int = WARM_UP) -> Iterable[Figure]:
    """Press a key and write a tone by turns, *pairs* times after *warm_up* unmeasured ones.

    The peer is our own device room alone: it contains the sound server's and the recorder's delay.
    """
    speech, tone, silence = [], [], []
    with tempfile.TemporaryDirectory(prefix="snd-") as folder, _speaking(Path(folder)) as (kiosk, glass, ears):
        press = kiosk.visit.press_key
        with _device() as sink:
            for _ in range(warm_up + pairs):
                glass.until(lambda: True, 0)
                kiosk._voice.silence()
                speech.append(_onset(ears, lambda: press("repeat")))
                silence.append(_silence(ears, lambda: press("voice")))
                press("voice")
                kiosk._voice.silence()
                tone.append(_onset(ears, lambda: sink.write(TONE)))
    beside = "a tone written to the open device"
    yield from beside_peer("key to first sound", speech[warm_up:], tone[warm_up:], beside, high=0.95)
    yield from beside_limit("key to first sound", speech[warm_up:], SPEECH_LIMIT_MS, "limit for new speech", high=0.95)
    yield from beside_limit("key to silence", silence[warm_up:], SILENCE_LIMIT_MS, "limit for silence", high=0.95)


@contextlib.contextmanager
def _speaking(folder: Path) -> Iterator[tuple[Kiosk, BareGlass, Recorder]]:
    """Run a kiosk without a screen that speaks its first page into a private sound server."""
    with Stage(prepare(folder / "demo")) as stage:
        assert stage.sink is not None
        glass, state = BareGlass(), stage.setting.state
        given = take(config_file(), state)
        kiosk = glass.kiosk = Kiosk(given, state, glass.surface, open_voice(given.settings, state))
        ears = stage.sink.record()
        try:
            kiosk.start()
            glass.until(lambda: kiosk.voice_told() and kiosk.visit.house.readiness.part("card").is_well, WAIT_SECONDS)
            kiosk.visit.press_key("voice")
            yield kiosk, glass, ears
        finally:
            kiosk.close()


@contextlib.contextmanager
def _device() -> Iterator[Sink]:
    sink = Sink()
    sink.open()
    try:
        yield sink
    finally:
        sink.close()


def _onset(ears: Recorder, deed: Callable[[], object]) -> float:
    """Do *deed* in silence; return after how many ms sound began."""
    _quiet(ears)
    began = time.monotonic()
    deed()
    heard = ears.sound_after(began, WAIT_SECONDS)
    if heard is None:
        raise NoSoundError
    return (heard - began) * 1000


def _silence(ears: Recorder, deed: Callable[[], object]) -> float:
    """Do *deed* in the middle of speech; return after how many ms the last sound ended."""
    began = time.monotonic()
    deed()
    ended = ears.silence_after(began, WAIT_SECONDS)
    if ended is None:
        raise NoSoundError
    return (ended - began) * 1000


def _quiet(ears: Recorder) -> None:
    if ears.silence_after(time.monotonic(), WAIT_SECONDS) is None:
        raise NoSoundError
