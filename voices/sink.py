"""Play everything that is heard: one device, always open, speech and tones through the same callback.

It answers for silence within a buffer of 20 ms after `clear`. It refuses to
queue behind a device that is gone: `open` says so and nothing waits. It is
the only module that knows miniaudio.
"""

from __future__ import annotations

import contextlib
import threading
import wave
from array import array
from collections import deque
from collections.abc import Callable, Generator
from pathlib import Path
from typing import NamedTuple

import miniaudio

from voices.earcons import SAMPLE_RATE

BUFFER_MS = 20
_FADE = SAMPLE_RATE * 3 // 1000
_DUCK = 0.35
_BACKENDS = [miniaudio.Backend.PULSEAUDIO, miniaudio.Backend.ALSA]


class SinkError(Exception):
    """The sound device cannot be used."""


class NoDeviceError(SinkError):
    """There is no sound device, or it does not open."""


class _Mark(NamedTuple):
    position: int
    reached: Callable[[], None]


class Mixer:
    """What the device plays next: speech in order, a tone on top of it, silence when there is none.

    Positions and lengths are in bytes of 16-bit mono PCM. `mark` calls back on
    the device's thread when everything written before it was handed over.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._speech = bytearray()
        self._tone = bytearray()
        self._marks: deque[_Mark] = deque()
        self._written = 0
        self._gain = 1.0
        self.played = 0
        self.paused = False

    def set_volume(self, level: int) -> None:
        """Set the loudness of speech and tones: 10 is full, each step below 4 dB less, 0 is silence."""
        self._gain = 0.0 if level <= 0 else 10 ** ((min(level, 10) - 10) * 4 / 20)

    def write(self, pcm: bytes) -> None:
        """Append *pcm* to the speech."""
        with self._lock:
            self._speech += pcm
            self._written += len(pcm)

    def mark(self, reached: Callable[[], None]) -> None:
        """Call *reached* when the speech written so far has been played; it must return at once."""
        with self._lock:
            self._marks.append(_Mark(self._written, reached))

    def tone(self, pcm: bytes) -> None:
        """Play *pcm* now, over the speech, in place of the tone that sounds."""
        with self._lock:
            self._tone[:] = pcm

    def clear(self) -> None:
        """Forget all speech, its marks and every tone, but for 3 ms that fade out."""
        with self._lock:
            tail = array("h", bytes(self._speech[: _FADE * 2]))
            _wipe(self._speech)
            self._marks.clear()
            self._speech += array("h", (s * (_FADE - n) // _FADE for n, s in enumerate(tail))).tobytes()
            self.played = 0
            self._written = len(self._speech)
            self._tone.clear()
            self.paused = False

    def take(self, frames: int) -> bytes:
        """Return the next *frames* samples and run the marks they reach."""
        with self._lock:
            speech = self._taken(self._speech, 0 if self.paused else frames)
            tone = self._taken(self._tone, frames)
            self.played += len(speech)
            reached = self._reached()
        for mark in reached:
            mark.reached()
        return _mixed(speech, tone, frames, self._gain)

    def _reached(self) -> list[_Mark]:
        reached: list[_Mark] = []
        while self._marks and self._marks[0].position <= self.played:
            reached.append(self._marks.popleft())
        return reached

    @staticmethod
    def _taken(queue: bytearray, frames: int) -> bytes:
        taken = bytes(queue[: frames * 2])
        del queue[: frames * 2]
        return taken


class Sink(Mixer):
    """The mixer with a device behind it."""

    def __init__(self) -> None:
        super().__init__()
        self._device: miniaudio.PlaybackDevice | None = None

    @property
    def is_open(self) -> bool:
        return self._device is not None and bool(self._device.running)

    def open(self) -> None:
        """Open the default device and keep it playing, silence included.

        Raises:
            NoDeviceError: there is none, or it does not start.
        """
        if self.is_open:
            return
        self.close()
        try:
            self._device = miniaudio.PlaybackDevice(
                nchannels=1, sample_rate=SAMPLE_RATE, buffersize_msec=BUFFER_MS, backends=_BACKENDS, app_name="kiosk"
            )
            self._device.stop_callback = self._lost
            self._device.start(self._feed())
        except miniaudio.MiniaudioError as error:
            self.close()
            raise NoDeviceError("no sound device") from error

    def close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            with contextlib.suppress(miniaudio.MiniaudioError):
                device.close()

    @staticmethod
    def _lost() -> None:
        """Let the device be opened again by the next sound; miniaudio has marked it as not running."""

    def _feed(self) -> Generator[bytes, int, None]:
        feed = self._generate()
        next(feed)
        return feed

    def _generate(self) -> Generator[bytes, int, None]:
        frames = yield b""
        while True:
            frames = yield self.take(frames)


def write_wav(path: Path, pcm: bytes, rate: int = SAMPLE_RATE) -> None:
    """Write 16-bit mono *pcm* as a WAV file."""
    with path.open("wb") as file, wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)


def _mixed(speech: bytes, tone: bytes, frames: int, gain: float) -> bytes:
    if not speech and not tone:
        return bytes(frames * 2)
    mixed = [0.0] * frames
    for samples, level in ((speech, gain * (_DUCK if tone else 1.0)), (tone, gain)):
        for position, sample in enumerate(array("h", samples)):
            mixed[position] += sample * level
    return array("h", (max(-32768, min(32767, int(sample))) for sample in mixed)).tobytes()


def _wipe(queue: bytearray) -> None:
    queue[:] = bytes(len(queue))
    queue.clear()
