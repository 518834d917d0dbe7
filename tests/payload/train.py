"""Trains a dictionary: `python -m tests.payload.train [N]` writes `sync/dictionaries/N.zdict`, over none that is there.

On invented requests, until there are real ones to train on at the platform.
"""

from __future__ import annotations

import sys
from pathlib import Path

import zstandard

from sync.dictionaries import FOLDER, LEVEL
from tests.payload.samples import Invention

SIZE = 16 * 1024
SEEDS = range(1000, 1060)
"""Of kiosks to learn from; what is measured has other seeds."""
REQUESTS_EACH = 50


def trained(number: int) -> bytes:
    """Return a dictionary that says it is *number*: COVER, its segments chosen by trying (zstd's `--train-cover`)."""
    samples: list[bytes | bytearray | memoryview] = [
        body for seed in SEEDS for body in Invention(seed).bodies(REQUESTS_EACH)
    ]
    return zstandard.train_dictionary(SIZE, samples, dict_id=number, d=6, steps=40, level=LEVEL, threads=1).as_bytes()


def main(number: int) -> Path:
    """Write dictionary *number*; FileExistsError, because what waits may need the one that is there."""
    path = FOLDER / f"{number}.zdict"
    with path.open("xb") as file:
        file.write(trained(number))
    return path


if __name__ == "__main__":
    print(main(int(sys.argv[1]) if sys.argv[1:] else 1))
