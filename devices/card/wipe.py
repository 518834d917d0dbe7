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
    """Overwrite *secret* with zeros, in place and in one step: another thread sees all of it or nothing."""
    secret[:] = bytes(len(secret))


def is_wiped(secret: bytearray) -> bool:
    """Say whether *secret* was overwritten; no PIN and nothing printed is written in zeros."""
    return bool(secret) and not any(secret)


@contextmanager
def wiped(secret: _Secret) -> Iterator[_Secret]:
    """Lend *secret* for a block and overwrite it afterwards, whatever happened."""
    try:
        yield secret
    finally:
        wipe(secret)


@contextmanager
def taken(secret: bytearray) -> Iterator[bytearray]:
    """Lend a copy of *secret* for a block, whole or wiped, whoever overwrites it meanwhile; overwrite both after."""
    with wiped(secret), wiped(bytearray(secret)) as copy:
        yield copy
