"""Cut the silence a sentence begins with, so that its first sound follows the key at once.

The engine puts 10 to 50 ms of it before a sentence, most before a stop
consonant, whose closure it renders. Nothing that can be heard is cut: the
first sample above the bound and 2 ms before it stay.
"""

from __future__ import annotations

from collections.abc import Callable

from voices.earcons import SAMPLE_RATE

QUIET = 40
"""Of 32767, -58 dB: far below the softest burst."""
_KEPT = SAMPLE_RATE * 2 // 1000


class Onset:
    """Passes sound on to *take* from its first audible sample; answers what *take* answers."""

    def __init__(self, take: Callable[[bytes], bool]) -> None:
        self._take = take
        self._begun = False
        self._before = b""

    def __call__(self, pcm: bytes) -> bool:
        if self._begun:
            return self._take(pcm)
        sound = self._before + pcm
        first = next((n for n, sample in enumerate(memoryview(sound).cast("h")) if abs(sample) > QUIET), None)
        if first is None:
            self._before = sound[-2 * _KEPT :]
            return self._take(b"")
        self._begun, self._before = True, b""
        return self._take(sound[2 * max(0, first - _KEPT) :])
