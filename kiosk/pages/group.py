"""Stops that are walked as one until somebody opens them: a stretch of a keyboard, the rows of a few letters."""

from __future__ import annotations

from dataclasses import dataclass

from config.words import Wording


@dataclass(frozen=True)
class Group:
    """`size` stops of a block from the `first` on, counted from 0 in the order they are painted.

    `face` is what stands on a key that goes there, where there is one.
    """

    words: Wording
    first: int
    size: int
    face: Wording | None = None
