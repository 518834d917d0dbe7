"""How high letters stand on paper, in dots of a head of 203 dots an inch: 28 dots are 10 points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    small: int
    normal: int
    large: int
    heading: int
    huge: int
    letterhead: int
    vertical: int


USUAL = Scale(small=24, normal=28, large=36, heading=40, huge=96, letterhead=30, vertical=48)
LARGE = Scale(small=34, normal=42, large=50, heading=52, huge=104, letterhead=38, vertical=60)
