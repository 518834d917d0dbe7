"""The front of this very machine, as its site file tells it, fitted to a drawing.

Only the stretch that holds the parts is drawn. Without a site file the
usual front stands in: screen above, paper left, card right, keypad below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from config.settings import Machine
from ui.geometry import Rect


@dataclass(frozen=True)
class Place:
    """A part on the front, in mm from the upper left corner of the drawing."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class MachineShape:
    """The drawn stretch of the front: its size in mm and the places of its parts."""

    width: float
    height: float
    places: tuple[Place, ...]

    def fitted(self, box: Rect) -> tuple[Rect, dict[str, Rect]]:
        """Return the outline and the rectangle of each part, as large as *box* allows, in its middle."""
        scale = min(box.width / self.width, box.height / self.height)
        width, height = round(self.width * scale), round(self.height * scale)
        left, top = box.x + (box.width - width) // 2, box.y + (box.height - height) // 2

        def drawn(place: Place) -> Rect:
            return Rect(
                left + round(place.x * scale),
                top + round(place.y * scale),
                max(round(place.width * scale), 1),
                max(round(place.height * scale), 1),
            )

        return Rect(left, top, width, height), {place.name: drawn(place) for place in self.places}


USUAL = MachineShape(
    336,
    376,
    (
        Place("screen", 30, 29, 276, 171),
        Place("printer", 38, 232, 118, 22),
        Place("card", 188, 232, 110, 22),
        Place("keypad", 186, 322, 112, 30),
    ),
)
MARGIN = 28.0


def shape_of(machine: Machine) -> MachineShape:
    """Return the drawing of *machine*: the stretch from its first part to its last."""
    places = [Place(p.name, p.x_mm, p.y_mm, p.width_mm, p.height_mm) for p in machine.parts]
    if not places:
        return USUAL
    top = min(place.y for place in places) - MARGIN
    bottom = max(place.y + place.height for place in places) + 3 * MARGIN
    return MachineShape(machine.width_mm, bottom - top, tuple(_lowered(places, top)))


def _lowered(places: Iterable[Place], top: float) -> Iterable[Place]:
    return (Place(p.name, p.x, p.y - top, p.width, p.height) for p in places)
