"""Secrets that are gone when their block ends.

Best effort, and said so: Python may copy, and pyscard's own C buffer is freed
without being cleared. What we hold ourselves is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from typing import TypeVar

_Secret = TypeVar("_Secret", bound=MutableSequence[int])


def wipe(secret: MutableSequence[int]) -> None:
    """Overwrite *secret* with zeros, in place."""
    for place in range(len(secret)):
        secret[place] = 0


@contextmanager
def wiped(secret: _Secret) -> Iterator[_Secret]:
    """Lend *secret* for a block and overwrite it afterwards, whatever happened."""
    try:
        yield secret
    finally:
        wipe(secret)
