"""The dictionaries that requests are compressed with: `N.zdict`, 16 KiB each, never changed once used.

A sealed blob names the number of its dictionary, so that kiosks may be given a
new one while requests made with the old one still wait. Each was trained by
`python -m tests.payload.train`; how and on what: docs/decisions/022.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import zstandard

FOLDER = Path(__file__).parent
LEVEL = 12  # measured: 3 bytes a request less than level 6 in 4 us; 19 wins 4 bytes more and takes eight times as long


class Shelf:
    """The dictionaries in *folder*, each read when first needed."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._paths = {int(path.stem): path for path in folder.glob("*.zdict") if path.stem.isdecimal()}
        self._content = lru_cache(maxsize=8)(self._read)

    @property
    def newest(self) -> int:
        """The number of the dictionary to compress with."""
        return max(self._paths)

    def find(self, number: int) -> zstandard.ZstdCompressionDict | None:
        """Return dictionary *number*, ready to compress at `LEVEL`, or None where it is not known here."""
        return self._content(number) if number in self._paths else None

    def _read(self, number: int) -> zstandard.ZstdCompressionDict:
        dictionary = zstandard.ZstdCompressionDict(self._paths[number].read_bytes())
        dictionary.precompute_compress(compression_params=parameters())
        return dictionary


def parameters() -> zstandard.ZstdCompressionParameters:
    """Return how a request is compressed: the blob around it tells format and dictionary, so the frame need not."""
    return zstandard.ZstdCompressionParameters.from_level(
        LEVEL, write_dict_id=False, format=zstandard.FORMAT_ZSTD1_MAGICLESS
    )


SHELF = Shelf()
