"""What stands on a paper, as data: blocks from the top to the bottom.

Every text arrives finished, in its language. Nothing here knows a printer, a
font or a service. No block shows its text in `repr`: it is often what a
citizen typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Size = Literal["small", "normal", "large", "huge"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True, repr=False)
class Letterhead:
    """A column of the vertical script, and beside it the lines that say whose paper this is."""

    vertical: str
    lines: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Heading:
    text: str


@dataclass(frozen=True, repr=False)
class Line:
    """A paragraph; it wraps between words. A `huge` one is never broken but made to fit the width."""

    text: str
    size: Size = "normal"
    bold: bool = False
    align: Align = "left"


@dataclass(frozen=True, repr=False)
class Pair:
    """A name and what it stands for: side by side where both fit, otherwise one above the other."""

    label: str
    value: str


@dataclass(frozen=True, repr=False)
class Notice:
    """The sentence that must not be overlooked, in a frame."""

    text: str


@dataclass(frozen=True, repr=False)
class Steps:
    """What happens next, numbered from 1."""

    items: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Item:
    text: str
    ticked: bool = False


@dataclass(frozen=True, repr=False)
class Checks:
    """A list with a box before each item, ticked or left for a pen."""

    items: tuple[Item, ...]


@dataclass(frozen=True, repr=False)
class Rule:
    dashed: bool = False


@dataclass(frozen=True, repr=False)
class Gap:
    mm: float


@dataclass(frozen=True, repr=False)
class Vertical:
    """Text in the vertical script; each line of it is a column, the first one leftmost."""

    text: str


@dataclass(frozen=True, repr=False)
class Qr:
    payload: str
    caption: str = ""


@dataclass(frozen=True, repr=False)
class Ruler:
    """The whole width with a mark every millimetre, for a technician's eye."""


Block = Letterhead | Heading | Line | Pair | Notice | Steps | Checks | Rule | Gap | Vertical | Qr | Ruler


@dataclass(frozen=True, repr=False)
class Document:
    """One paper; `large_print` sets every text larger, for eyes that need it."""

    blocks: tuple[Block, ...]
    large_print: bool = False
