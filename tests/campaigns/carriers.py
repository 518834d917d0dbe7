"""Utterances that can be told apart by ear: each is one pitch, so two at once show in the spectrum."""

from __future__ import annotations

from array import array
from itertools import groupby
from math import pi, sin
from pathlib import Path

import numpy as np

from voices.earcons import SAMPLE_RATE
from voices.protocol import Part
from voices.sink import write_wav

PITCHES = tuple(range(1500, 5000, 300))
"""In Hz; above every earcon, and so far apart that 16 ms tell them apart."""
_WINDOW = SAMPLE_RATE * 16 // 1000
_HOP = SAMPLE_RATE * 4 // 1000
_SECONDS = 0.6
_SHARE = 0.1
_LASTING = 8
"""In hops: a change from one to the next falls into four windows, with its fade into five."""
_BLOCK = 4096


def write_carriers(folder: Path) -> tuple[Part, ...]:
    """Write a recording for each pitch into *folder* and return what a child is asked to say."""
    return tuple(Part("mn", "дуу", str(_write(folder / f"{pitch}.wav", pitch))) for pitch in PITCHES)


def _write(path: Path, pitch: int) -> Path:
    count = int(SAMPLE_RATE * _SECONDS)
    write_wav(path, array("h", (round(9000 * sin(2 * pi * pitch * n / SAMPLE_RATE)) for n in range(count))).tobytes())
    return path


def overlaps(sound: array[int]) -> list[float]:
    """Return the lengths, in seconds, of all stretches in which two pitches are heard at once."""
    at_once = (many >= 2 for many in _strong(sound).sum(axis=1).tolist())
    lengths = [sum(1 for _ in run) for is_so, run in groupby(at_once) if is_so]
    return [length * _HOP / SAMPLE_RATE for length in lengths if length >= _LASTING]


def heard(sound: array[int]) -> int:
    """Return how many utterances were heard: stretches of one pitch alone, with or without silence between."""
    pitches = (row.index(True) if sum(row) == 1 else None for row in _strong(sound).tolist())
    return sum(pitch is not None and len(list(run)) > 1 for pitch, run in groupby(pitches))


def _strong(sound: array[int]) -> np.ndarray:
    """Return for each window which pitches have a tenth of what the strongest of all windows has."""
    waves = np.exp(-2j * np.pi * np.outer(np.arange(_WINDOW), PITCHES) / SAMPLE_RATE) * np.hanning(_WINDOW)[:, None]
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(sound, dtype=np.float32), _WINDOW)[::_HOP]
    strengths = [np.abs(windows[at : at + _BLOCK] @ waves) for at in range(0, len(windows), _BLOCK)]
    least = _SHARE * max(float(block.max()) for block in strengths)
    return np.concatenate([block > least for block in strengths])
