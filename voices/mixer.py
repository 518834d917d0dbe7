"""What one device plays next: speech in order, a tone on top of it, silence when there is none.

It answers for samples and for when they were handed over. It knows no device
and no volume steps, only a gain.
"""

from __future__ import annotations

import threading
from array import array
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from voices.earcons import SAMPLE_RATE

_FADE = SAMPLE_RATE * 3 // 1000
_DUCK = 0.35


class _Mark(NamedTuple):
    position: int
    reached: Callable[[], None]


class Mixer:
    """Speech and tones on their way to one device.

    Positions and lengths are in bytes of 16-bit mono PCM. `mark` calls back on
    the device's thread when everything written before it was handed over.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._speech = bytearray()
        self._tone = bytearray()
        self._marks: deque[_Mark] = deque()
        self._written = 0
        self.gain = 1.0
        """What every sample is multiplied by, from the next one on."""
        self.played = 0
        self.paused = False

    @property
    def waiting(self) -> int:
        """Bytes of speech that were not handed over yet."""
        return len(self._speech)

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

    def clear(self, *, keeps_tone: bool = False) -> None:
        """Forget all speech, its marks and every tone, but for 3 ms that fade out.

        *keeps_tone*: a tone that has begun is heard to its end, over what is said now.
        """
        with self._lock:
            tail = array("h", bytes(self._speech[: _FADE * 2]))
            _wipe(self._speech)
            self._marks.clear()
            self._speech += array("h", (s * (_FADE - n) // _FADE for n, s in enumerate(tail))).tobytes()
            self.played = 0
            self._written = len(self._speech)
            if not keeps_tone:
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
        return _mixed(speech, tone, frames, self.gain)

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


def _mixed(speech: bytes, tone: bytes, frames: int, gain: float) -> bytes:
    if not speech and not tone:
        return bytes(frames * 2)
    mixed = [0.0] * frames
    for samples, level in ((speech, gain * (_DUCK if tone else 1.0)), (tone, gain)):
        for position, sample in enumerate(array("h", samples)):
            mixed[position] += sample * level
    return array("h", (max(-32768, min(32767, round(sample))) for sample in mixed)).tobytes()


def _wipe(queue: bytearray) -> None:
    queue[:] = bytes(len(queue))
    queue.clear()
