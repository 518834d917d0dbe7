"""From a key to its sound and to silence, captured on a real sound server, beside a tone by miniaudio alone."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from config.locations import config_file
from kiosk.demo.setting import prepare
from kiosk.demo.stage import Stage
from kiosk.knowledge import take
from kiosk.voice_site import open_voice
from kiosk.wiring import Kiosk
from tests.bench.figures import Figure, beside_limit, beside_peer
from tests.stories.glass import BareGlass
from voices.null_sink import NullSink, Recorder

WARM_UP = 3
WAIT_SECONDS = 5.0
LIMIT_MS = 60.0
BESIDE = "a tone by miniaudio alone, same buffer"
PEER = (sys.executable, "-m", "tests.bench.bare_tone")


class NoSoundError(Exception):
    """Nothing was heard in time."""


def is_possible() -> bool:
    return NullSink.is_possible()


def measure(*, pairs: int, warm_up: int = WARM_UP) -> Iterable[Figure]:
    """Press keys and let a bare program play a tone by turns, *pairs* times after *warm_up* unmeasured ones.

    The peer holds the sound server's and the recorder's delay, as ours does.
    """
    speech, silence, tone, tone_end = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="snd-") as folder, _speaking(Path(folder)) as (kiosk, glass, ears):
        press = kiosk.visit.press_key
        with _peer() as switch:
            for _ in range(warm_up + pairs):
                glass.until(lambda: True, 0)
                kiosk._voice.silence()
                speech.append(_onset(ears, lambda: press("page")))
                silence.append(_silence(ears, lambda: press("mute")))
                tone.append(_onset(ears, switch))
                tone_end.append(_silence(ears, switch))
    ours = {"key to first sound": (speech, tone), "key to silence": (silence, tone_end)}
    for name, (own, peer) in ours.items():
        yield from beside_peer(name, own[warm_up:], peer[warm_up:], BESIDE, high=0.95)
        yield from beside_limit(name, own[warm_up:], LIMIT_MS, "the limit we set", high=0.95)


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
def _peer() -> Iterator[Callable[[], None]]:
    """Run the bare program, and give what begins its tone, and ends it."""
    with subprocess.Popen(PEER, stdin=subprocess.PIPE) as process:

        def switch() -> None:
            assert process.stdin is not None
            process.stdin.write(b"\n")
            process.stdin.flush()

        yield switch


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
