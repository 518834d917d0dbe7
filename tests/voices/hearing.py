"""What an ear makes of captured or synthesised sound: how long, how loud, how high, how alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from voices.earcons import SAMPLE_RATE

QUIET = 100
_FRAME = SAMPLE_RATE * 40 // 1000
_LOWEST, _HIGHEST = 60, 320
_VOICED = 0.5


def as_samples(pcm: bytes | Sequence[int]) -> np.ndarray:
    return np.frombuffer(pcm, dtype="<i2").astype(float) if isinstance(pcm, bytes) else np.asarray(pcm, dtype=float)


def seconds(samples: np.ndarray) -> float:
    """Return how long it takes from the first sound to the last."""
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    return float(loud[-1] - loud[0] + 1) / SAMPLE_RATE if len(loud) else 0.0


def mean_level(samples: np.ndarray) -> float:
    """Return the mean level of what sounds, in dB below a sine at full scale; pauses do not count."""
    frames = [frame for frame in _frames(samples) if np.abs(frame).max() > QUIET]
    power = float(np.mean([np.mean(frame**2) for frame in frames]))
    return 10 * float(np.log10(power / (32767**2 / 2)))


def pitch(samples: np.ndarray) -> float:
    """Return the median pitch of what is voiced, in Hz, by autocorrelation of 40 ms."""
    return float(np.median(list(_pitches(samples))))


def _pitches(samples: np.ndarray) -> Iterator[float]:
    least, most = SAMPLE_RATE // _HIGHEST, SAMPLE_RATE // _LOWEST
    for frame in _frames(samples):
        if np.abs(frame).max() < 20 * QUIET:
            continue
        centred = frame - frame.mean()
        spectrum = np.fft.rfft(centred, 2 * _FRAME)
        likeness = np.fft.irfft(np.abs(spectrum) ** 2)[:_FRAME]
        likeness = likeness / likeness[0] * _FRAME / (_FRAME - np.arange(_FRAME))
        best = int(np.argmax(likeness[least:most])) + least
        if likeness[best] > _VOICED:
            yield SAMPLE_RATE / best


def _frames(samples: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(samples) - _FRAME + 1, _FRAME):
        yield samples[start : start + _FRAME]


def unlikeness(one: np.ndarray, other: np.ndarray) -> float:
    """Return how far two short sounds are apart in time and spectrum: 0 the same, 1 nothing in common."""
    length = max(len(one), len(other))
    first, second = (_picture(np.pad(sound, (0, length - len(sound)))) for sound in (one, other))
    return float(np.sum((first - second) ** 2) / np.sum(first**2 + second**2))


def _picture(samples: np.ndarray) -> np.ndarray:
    """Return the strength of each 30 Hz to 8 kHz band in each 20 ms."""
    window = SAMPLE_RATE * 20 // 1000
    padded = np.pad(samples, (0, -len(samples) % window)).reshape(-1, window)
    return np.abs(np.fft.rfft(padded * np.hanning(window), axis=1))[:, : window * 8000 // SAMPLE_RATE]
