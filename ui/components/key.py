"""The one component that paints everything pressable, and the words on a button."""

from __future__ import annotations

from dataclasses import dataclass

from ui.geometry import Rect
from ui.shapes import Icon, Plate, Shape, Text
from ui.text import Laid
from ui.theme import Look
from ui.units import Frame

STROKE = 2
LOWER_EDGE = 6
CHOSEN = 5
PRESSED_BY = 4
RADIUS = 12
KEY_RADIUS = 10


def face(size: Rect, frame: Frame, radius: int, look: Look, *, pressed: bool = False) -> tuple[Shape, ...]:
    """Return the shapes under the words of a key of *size* in the state *frame*."""
    if pressed:
        return _pressed(size, frame, radius, look)
    match frame:
        case "plain" | "tinted":
            return _raised(size, radius, look, fill="surface" if frame == "plain" else "tint")
        case "primary":
            edge = look.px(LOWER_EDGE)
            top = Rect(size.x, size.y, size.width, size.height - edge)
            return Plate(size, "primary_edge", radius=radius), Plate(top, "primary", radius=radius)
        case "chosen":
            return (Plate(size, "tint", "primary", look.px(CHOSEN), radius),)
        case "disabled":
            return (Plate(size, "", "dis", look.px(STROKE), radius, dashed=True),)


def shift_when_pressed(look: Look) -> int:
    """Return how many px the words go down while the finger is on the key."""
    return look.px(PRESSED_BY)


def ink_on(frame: Frame) -> str:
    """Return the colour of words on a key of *frame*."""
    return {"primary": "on_primary", "disabled": "ink2"}.get(frame, "ink")


def icon_on(frame: Frame) -> str:
    """Return the colour of an icon on a key of *frame*."""
    return {"primary": "on_primary", "disabled": "ink2"}.get(frame, "icon")


def _raised(size: Rect, radius: int, look: Look, *, fill: str) -> tuple[Shape, ...]:
    line, edge = look.px(STROKE), look.px(LOWER_EDGE)
    top = Rect(size.x + line, size.y + line, size.width - 2 * line, size.height - line - edge)
    return Plate(size, "edge", radius=radius), Plate(top, fill, radius=max(radius - line, 0))


def _pressed(size: Rect, frame: Frame, radius: int, look: Look) -> tuple[Shape, ...]:
    down = look.px(PRESSED_BY)
    lowered = Rect(size.x, size.y + down, size.width, size.height - down)
    if frame == "primary":
        return (Plate(lowered, "primary_edge", radius=radius),)
    if frame == "chosen":
        return (Plate(lowered, "tint", "primary", look.px(CHOSEN), radius),)
    return (Plate(lowered, "tint", "edge", look.px(STROKE), radius),)


@dataclass(frozen=True)
class Label:
    """Words with an icon beside them, in the middle of a key."""

    laid: Laid
    icon: str = ""
    icon_px: int = 0
    gap: int = 0
    icon_last: bool = False

    @property
    def width(self) -> int:
        return self.laid.width + (self.icon_px + self.gap if self.icon else 0)

    def content(self, box: Rect, frame: Frame) -> tuple[Shape, ...]:
        """Return its shapes within *box*."""
        left = box.x + (box.width - self.width) // 2
        lead = self.icon_px + self.gap if self.icon and not self.icon_last else 0
        words_y = box.y + (box.height - self.laid.height) // 2
        words = Text(self.laid, left + lead - self.laid.left, words_y, box, ink_on(frame))
        if not self.icon:
            return (words,)
        icon_x = left + (self.laid.width + self.gap if self.icon_last else 0)
        icon_y = box.y + (box.height - self.icon_px) // 2
        return words, Icon(self.icon, Rect(icon_x, icon_y, self.icon_px, self.icon_px), ink_on(frame))


def inner(size: Rect, look: Look, pad: int) -> Rect:
    """Return where the words of a key of *size* may lie: off its border, above its lower edge."""
    side = look.px(pad)
    return Rect(
        size.x + side, size.y + look.px(STROKE), size.width - 2 * side, size.height - look.px(STROKE + LOWER_EDGE)
    )
