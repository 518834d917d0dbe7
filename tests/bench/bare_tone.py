"""`python -m tests.bench.bare_tone`: miniaudio alone with our buffer; a line begins a tone, the next one ends it."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Generator
from math import pi, sin

import miniaudio

RATE, BUFFER_MS, HERTZ, LEVEL = 22050, 20, 800, 12000


def tone(sounds: list[bool]) -> Generator[bytes, int, None]:
    """Yield the samples asked for, a tone while *sounds* holds anything."""
    frames, place = (yield b""), 0
    while True:
        if sounds:
            wave = (round(LEVEL * sin(2 * pi * HERTZ * n / RATE)) for n in range(place, place + frames))
            place, frames = place + frames, (yield array("h", wave).tobytes())
        else:
            place, frames = 0, (yield bytes(2 * frames))


def main() -> None:
    sounds: list[bool] = []
    playing = tone(sounds)
    next(playing)
    with miniaudio.PlaybackDevice(
        nchannels=1, sample_rate=RATE, buffersize_msec=BUFFER_MS, backends=[miniaudio.Backend.PULSEAUDIO]
    ) as device:
        device.start(playing)
        for _ in sys.stdin.buffer:
            sounds[:] = [] if sounds else [True]


if __name__ == "__main__":
    main()
