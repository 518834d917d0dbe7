"""The front of this very machine, as its site file tells it, fitted to a drawing.

Only the stretch that holds the parts is drawn. Without a site file the
usual front stands in: screen above, paper left, card right, keypad below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
        """Return the outline and the rectangle of each part, as large as *box* allows, in its middle.

        A tall machine is drawn shorter, by `MOST_SQUEEZED` at most, so that its small parts can be seen.
        """
        down = box.height / self.height
        across = min(box.width / self.width, down * MOST_SQUEEZED)
        down = min(down, across * MOST_SQUEEZED)
        width, height = round(self.width * across), round(self.height * down)
        left, top = box.x + (box.width - width) // 2, box.y + (box.height - height) // 2

        def drawn(place: Place) -> Rect:
            return Rect(
                left + round(place.x * across),
                top + round(place.y * down),
                max(round(place.width * across), 1),
                max(round(place.height * down), 1),
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
BELOW = 150.0
"""Room under the lowest part for the paper or card that hangs out of it, in mm."""
SCREEN_HIGH = 280.0
MOST_SQUEEZED = 1.5


def shape_of(machine: Machine) -> MachineShape:
    """Return the drawing of *machine*: the stretch from its first part to its last, a high screen drawn lower."""
    places = [Place(p.name, p.x_mm, p.y_mm, p.width_mm, p.height_mm) for p in machine.parts]
    if not places:
        return USUAL
    places = _with_lower_screen(places)
    top = min(place.y for place in places) - MARGIN
    bottom = max(place.y + place.height for place in places) + BELOW
    return MachineShape(machine.width_mm, bottom - top, tuple(replace(place, y=place.y - top) for place in places))


def _with_lower_screen(places: Sequence[Place]) -> list[Place]:
    """Cut a stretch out of a screen that is higher than `SCREEN_HIGH`; what is below moves up."""
    screen = next((place for place in places if place.name == "screen"), None)
    cut = max(screen.height - SCREEN_HIGH, 0.0) if screen else 0.0
    if screen is None or not cut:
        return list(places)
    end = screen.y + screen.height
    below = [replace(place, y=place.y - cut) if place.y >= end else place for place in places]
    return [replace(place, height=SCREEN_HIGH) if place.name == "screen" else place for place in below]
