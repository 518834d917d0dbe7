"""A page as data: its blocks in reading order, its actions, and what stands around it.

The screen paints it, the keypad walks it and the voice reads it, all from
this one value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from config.words import Wording
from kiosk.pages.blocks import Action, Block, Box, Boxes, Mark, Progress
from kiosk.session.events import Choice as Deed


@dataclass(frozen=True)
class Page:
    """One page of a visit.

    `name` is stable and names its picture. `mark` puts a large disc beside the title, `above` stands over it.
    `back` and `help` are what the footer keys do; None leaves them dashed. `actions` are further equal buttons over
    the main one. `bare` covers everything but the page itself. `heard` is said after the title: where one stands.
    `final`: it opens with what must be heard once to its end: received, its number, take your card, take your paper.
    `lit`: no curtain hides it, for it holds nothing of anybody, and whoever stands beside may have to help.
    """

    name: str
    title: Wording
    blocks: tuple[Block, ...] = ()
    lead: Wording | None = None
    main: Action | None = None
    second: Action | None = None
    actions: tuple[Action, ...] = ()
    back: Deed | None = None
    help: Deed | None = None
    above: Progress | None = None
    mark: tuple[Mark, str] | None = None
    staff: bool = False
    bare: bool = False
    stacked: bool = False
    heard: tuple[Wording, ...] = ()
    final: bool = False
    lit: bool = False

    @property
    def known_by(self) -> tuple[str, Wording]:
        """Return what stays the same while what stands on the page changes."""
        return self.name, self.title

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Return every field that is typed on it."""
        return tuple(box for block in self.blocks if isinstance(block, Boxes) for box in block.boxes)


@dataclass(frozen=True)
class Sign:
    """One line of the header: what is so, in words, and whether it is well."""

    icon: str
    words: Wording
    well: bool


@dataclass(frozen=True)
class Header:
    place: Wording
    below: Wording
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class FooterKey:
    """One of the seven keys that never move. `dots` is (filled, of); `on` fills the key."""

    name: Literal["back", "help", "language", "letters", "colours", "voice", "lower"]
    action: Action
    dots: tuple[int, int] | None = None
    on: bool = False


Footer = tuple[FooterKey, ...]


@dataclass(frozen=True)
class Banner:
    """The amber band under the header: what is so on every page of this visit.

    It is said when it comes up, `last` after the page; with `always`, after every page.
    """

    words: Wording
    icon: str
    always: bool = False
    last: bool = False


@dataclass(frozen=True)
class Screen:
    """Everything that is shown now. `focus` is the id of the stop the keypad stands on."""

    page: Page
    header: Header
    footer: Footer
    focus: str | None = None
    banner: Banner | None = None
