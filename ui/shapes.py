"""What a page is painted with: a closed set of flat shapes, each a plain value.

A shape compares equal when it looks the same, so a page is repainted only
where it changed. Colours are names of the theme, never values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.geometry import Rect
from ui.icons import pixmap, require
from ui.text import Laid
from ui.theme import VERTICAL_FAMILY, Look, font


@dataclass(frozen=True, slots=True)
class Plate:
    """A rectangle with round corners; its border is drawn inside, like a frame."""

    rect: Rect
    fill: str = ""
    border: str = ""
    stroke: int = 0
    radius: int = 0
    dashed: bool = False

    def paint(self, painter: QPainter, look: Look) -> None:
        inset = self.stroke / 2
        box = QRectF(*self.rect).adjusted(inset, inset, -inset, -inset)
        painter.setPen(_pen(look, self.border, self.stroke, dashed=self.dashed))
        painter.setBrush(look.colour(self.fill) if self.fill else Qt.BrushStyle.NoBrush)
        round_ = max(self.radius - inset, 0)
        painter.drawRoundedRect(box, round_, round_)


@dataclass(frozen=True, slots=True)
class Disc:
    rect: Rect
    fill: str = ""
    border: str = ""
    stroke: int = 0

    def paint(self, painter: QPainter, look: Look) -> None:
        inset = self.stroke / 2
        painter.setPen(_pen(look, self.border, self.stroke))
        painter.setBrush(look.colour(self.fill) if self.fill else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(*self.rect).adjusted(inset, inset, -inset, -inset))


@dataclass(frozen=True, slots=True)
class Text:
    """Laid words at a place. `box` is what they must stay within."""

    laid: Laid
    x: int
    y: int
    box: Rect
    colour: str = "ink"
    underlined: tuple[tuple[int, int], ...] = ()

    @property
    def rect(self) -> Rect:
        return Rect(self.x + self.laid.left, self.y, self.laid.width, self.laid.height)

    def paint(self, painter: QPainter, look: Look) -> None:
        for start, end in self.underlined:
            for left, base, width in self.laid.span(start, end):
                line = QRectF(self.x + left, self.y + base + look.px(5), width, look.px(4))
                painter.fillRect(line, look.colour("focus"))
        self.laid.paint(painter, self.x, self.y, look.colour(self.colour))


@dataclass(frozen=True, slots=True)
class Icon:
    name: str
    rect: Rect
    colour: str = "icon"

    def __post_init__(self) -> None:
        """Refuse an unknown name while the page is laid out, not while it is painted."""
        require(self.name)

    def paint(self, painter: QPainter, look: Look) -> None:
        painter.drawPixmap(
            self.rect.x, self.rect.y, pixmap(self.name, self.rect.width, look.colour(self.colour).name())
        )


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring; `part` of it, clockwise from the top, is filled."""

    rect: Rect
    stroke: int
    part: float
    colour: str = "primary"
    ground: str = "line"

    def paint(self, painter: QPainter, look: Look) -> None:
        box = QRectF(*self.rect).adjusted(self.stroke / 2, self.stroke / 2, -self.stroke / 2, -self.stroke / 2)
        painter.setBrush(look.colour("surface"))
        painter.setPen(_pen(look, self.ground, self.stroke))
        painter.drawEllipse(box)
        painter.setPen(_pen(look, self.colour, self.stroke))
        painter.drawArc(box, 90 * 16, -round(self.part * 360 * 16))


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """A closed area: straight from point to point, or curved through triples of Bézier points."""

    points: tuple[Point, ...]
    fill: str
    border: str = ""
    stroke: int = 0
    curved: bool = False

    @property
    def rect(self) -> Rect:
        across, down = [x for x, _ in self.points], [y for _, y in self.points]
        left, top = int(min(across)) - self.stroke, int(min(down)) - self.stroke
        return Rect(left, top, int(max(across)) + self.stroke + 1 - left, int(max(down)) + self.stroke + 1 - top)

    def paint(self, painter: QPainter, look: Look) -> None:
        path = QPainterPath(QPointF(*self.points[0]))
        if self.curved:
            for n in range(1, len(self.points) - 2, 3):
                path.cubicTo(*(QPointF(*point) for point in self.points[n : n + 3]))
        for point in () if self.curved else self.points[1:]:
            path.lineTo(QPointF(*point))
        path.closeSubpath()
        painter.setPen(_pen(look, self.border, self.stroke))
        painter.setBrush(look.colour(self.fill))
        painter.drawPath(path)


@dataclass(frozen=True, slots=True)
class Squares:
    """A square code, always black on white, whatever the theme."""

    rect: Rect
    rows: tuple[tuple[bool, ...], ...]

    def paint(self, painter: QPainter, look: Look) -> None:
        del look
        painter.fillRect(QRectF(*self.rect), QColor("#FFFFFF"))
        side = self.rect.width // len(self.rows)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for down, row in enumerate(self.rows):
            for across, dark in enumerate(row):
                if dark:
                    painter.fillRect(
                        self.rect.x + across * side, self.rect.y + down * side, side, side, QColor("#000000")
                    )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


@dataclass(frozen=True, slots=True)
class Vertical:
    """A line of the vertical script, set along and turned a quarter clockwise."""

    text: str
    rect: Rect
    px: int
    colour: str = "on_tint"

    def paint(self, painter: QPainter, look: Look) -> None:
        painter.save()
        painter.translate(self.rect.right, self.rect.y)
        painter.rotate(90)
        painter.setFont(font(self.px, family=VERTICAL_FAMILY))
        painter.setPen(look.colour(self.colour))
        box = QRectF(0, 0, self.rect.height, self.rect.width)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text)
        painter.restore()


Shape = Plate | Disc | Text | Icon | Ring | Area | Squares | Vertical


def paint_all(painter: QPainter, look: Look, shapes: Iterable[Shape]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in shapes:
        shape.paint(painter, look)


def _pen(look: Look, colour: str, stroke: int, *, dashed: bool = False) -> QPen | Qt.PenStyle:
    if not (colour and stroke):
        return Qt.PenStyle.NoPen
    pen = QPen(look.colour(colour), stroke)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([3.0, 2.0])
    return pen
