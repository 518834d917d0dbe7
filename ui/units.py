"""What a component hands to the page: measured units of shapes and targets.

A unit is never cut: it stands whole on one list page. Its shapes lie from
its own upper left corner, the content of a target from the target's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol

from config.words import Language, Wording
from ui.geometry import Rect
from ui.machine_shape import MachineShape
from ui.shapes import Icon, Plate, Shape, Text
from ui.text import Laid, Setting, Typesetter
from ui.theme import Look, TypeRole

Frame = Literal["plain", "primary", "tinted", "chosen", "disabled"]
"""The states of §5 at rest. Pressed is painted out of them, focus by the page."""


class Words(Protocol):
    """The words of one language."""

    @property
    def language(self) -> Language: ...

    def text(self, wording: Wording) -> str: ...


@dataclass(frozen=True, slots=True)
class Target:
    """Something to press: `id` is that of its stop. `tight` where neighbours are near (§5, focus)."""

    id: str
    rect: Rect
    frame: Frame
    content: tuple[Shape, ...]
    radius: int
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """`above` is the space it wants over itself. `keeps_next`: never last on a list page.

    `pinned` stands on every list page, `bleeds` reaches from glass edge to glass
    edge, and no list page holds more than five that are `heavy`. Neighbours
    that are `carded` share one card, their hairlines `inset` px from its sides.
    `source` is the part of the screen whose words it shows (`kiosk.script.passage`).
    """

    width: int
    height: int
    shapes: tuple[Shape, ...] = ()
    targets: tuple[Target, ...] = ()
    above: int = 0
    keeps_next: bool = False
    pinned: bool = False
    bleeds: bool = False
    carded: bool = False
    inset: int = 0
    heavy: bool = False
    source: str = ""


@dataclass(frozen=True)
class Drawing:
    """What a component draws with: the look, the words, and the width it may fill.

    `compact` where every control must lie within reach from a chair.
    """

    look: Look
    words: Words
    typesetter: Typesetter
    machine: MachineShape
    width: int
    compact: bool = False

    def px(self, drawn: float) -> int:
        return self.look.px(drawn)

    def text(self, wording: Wording | str) -> str:
        return wording if isinstance(wording, str) else self.words.text(wording)

    def lay(self, wording: Wording | str, setting: Setting) -> Laid:
        return self.typesetter.lay(self.text(wording), setting, self.look)

    @property
    def has_plain_grounds(self) -> bool:
        """Say whether every ground has one colour, so that a frame must stand for it (§4)."""
        return self.look.colour("tint") == self.look.colour("surface")

    def narrowed(self, width: int) -> Drawing:
        return replace(self, width=width)

    def line(self, wording: Wording | str, role: TypeRole, width: int, *, bold: bool = False) -> Laid:
        """Return *wording* laid from the left, as many lines as it takes."""
        return self.lay(wording, Setting(role, bold, width))


def centred(laid: Laid, box: Rect, colour: str = "ink") -> Text:
    """Return *laid* in the middle of *box*."""
    x = box.x + (box.width - laid.width) // 2 - laid.left
    return Text(laid, x, box.y + (box.height - laid.height) // 2, box, colour)


def plated(d: Drawing, icon: str, box: Rect, *, plate: str = "tint", colour: str = "icon") -> tuple[Shape, ...]:
    """Return *icon* in the middle of a plate that fills *box*."""
    side = round(box.width * 0.52)
    inside = Rect(box.x + (box.width - side) // 2, box.y + (box.height - side) // 2, side, side)
    return Plate(box, plate, radius=d.px(10)), Icon(icon, inside, colour)
