"""What stands on a paper, as data: blocks from the top to the bottom.

Every text arrives finished, in its language. Nothing here knows a printer, a
font or a service. No block shows its text in `repr`: it is often what a
citizen typed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from devices.printer.on_paper import OnPaperOnly

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


@dataclass(frozen=True, repr=False)
class Secret:
    """A text that may stand on the paper only: beside its *label*, or as a *code* with the label below."""

    label: str
    text: OnPaperOnly
    code: bool = False


Block = Letterhead | Heading | Line | Pair | Notice | Steps | Checks | Rule | Gap | Vertical | Qr | Ruler | Secret


@dataclass(frozen=True, repr=False)
class Document:
    """One paper; `large_print` sets every text larger, for eyes that need it."""

    blocks: tuple[Block, ...]
    large_print: bool = False


def opened(document: Document) -> Document:
    """Return *document* as it is drawn, its secrets in the open; for the printer's thread. Raises `Spent`."""
    return replace(document, blocks=tuple(_open(block) for block in document.blocks))


def secrets_of(document: Document) -> tuple[OnPaperOnly, ...]:
    """Return what must be wiped once *document* may have come out."""
    return tuple(block.text for block in document.blocks if isinstance(block, Secret))


def _open(block: Block) -> Block:
    match block:
        case Secret(label, text, True):
            return Qr(text.reveal(), label)
        case Secret(label, text):
            return Pair(label, text.reveal())
        case _:
            return block
