"""Make the short sounds that are not speech: every key of the PIN sounds the same.

All are under 300 ms, 16-bit mono at the rate of the sink. They carry no
information about what was typed (EN 301 549 5.1.3.8). Whoever works for long
says so by a `busy` every two seconds.
"""

from __future__ import annotations

import math
from array import array
from functools import cache
from typing import Literal, NamedTuple

ToneKind = Literal["pin", "edge", "activate", "error", "busy", "card", "paper"]

SAMPLE_RATE = 22050
_FADE = SAMPLE_RATE * 6 // 1000
_LEVEL = 0.2 * 32767
"""A little louder than speech."""


class _Note(NamedTuple):
    hertz: float
    milliseconds: int


_TONES: dict[ToneKind, tuple[_Note, ...]] = {
    "pin": (_Note(880, 70),),
    "edge": (_Note(220, 60),),
    "activate": (_Note(660, 40), _Note(990, 60)),
    "error": (_Note(330, 110), _Note(247, 150)),
    "busy": (_Note(1320, 40),),
    "card": (_Note(523, 70), _Note(659, 70), _Note(784, 90)),
    "paper": (_Note(784, 70), _Note(523, 110)),
}


@cache
def tone(kind: ToneKind) -> bytes:
    """Return the sound of *kind* as 16-bit mono PCM at `SAMPLE_RATE`."""
    return b"".join(_note(note) for note in _TONES[kind])


def _note(note: _Note) -> bytes:
    count = SAMPLE_RATE * note.milliseconds // 1000
    step = 2 * math.pi * note.hertz / SAMPLE_RATE
    return array("h", (int(_LEVEL * _envelope(n, count) * math.sin(n * step)) for n in range(count))).tobytes()


def _envelope(position: int, count: int) -> float:
    """Rise and fall over 6 ms, so that nothing clicks in a headset."""
    return min(1.0, position / _FADE, (count - 1 - position) / _FADE)
