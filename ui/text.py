"""Words laid out: broken at spaces, balanced, measured, and never shortened.

A `Laid` knows its lines and its true height before anything is painted, so
a box is made as large as its words. What the present page did not ask for is
let go of when the next page stands (`Typesetter.turn_over`), so that no text
of a person stays behind.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextLayout, QTextOption

from ui.theme import Look, TypeRole, font, line_height

NO_BREAK = "\u00a0"
_UNBOUNDED = 1_000_000
_STEPS = 8
TIGHT = 1.02
LONELY = 0.34
"""A last line narrower than this part of the widest is lonely."""


@dataclass(frozen=True)
class Setting:
    """How words are set: role, weight, width to break at, where lines begin.

    `balanced` lines are as even as can be, `even` ones only where the last
    would be lonely; `tight` lines stand on a key that is low.
    """

    role: TypeRole = "body"
    bold: bool = False
    width: int = _UNBOUNDED
    balanced: bool = False
    even: bool = False
    centred: bool = False
    tight: bool = False


class Laid:
    """Words in lines. `width` is the widest line, `height` all of them, in px."""

    def __init__(self, text: str, setting: Setting, look: Look) -> None:
        self.text = text
        self.setting = setting
        self.px = look.type_px(setting.role)
        self._step = self.px * (TIGHT if setting.tight else line_height(setting.role))
        self._layout = QTextLayout(text.replace("\n", "\u2028"), font(self.px, bold=setting.bold))
        self._layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._break(setting.width)
        if self.count > 1 and (setting.balanced or (setting.even and self.last_width < LONELY * self._widest())):
            self._balance()
        self._place()

    @property
    def count(self) -> int:
        return self._layout.lineCount()

    @property
    def breaks_a_word(self) -> bool:
        """Say whether a word had to be broken: its box is too narrow for it."""
        starts = (self._layout.lineAt(n).textStart() for n in range(1, self.count))
        return any(
            not self._layout.text()[start - 1].isspace() and self.text[start - 1] not in "-—/" for start in starts
        )

    @property
    def last_width(self) -> int:
        """Return where the last line ends, in px."""
        last = self._layout.lineAt(self.count - 1)
        return int(-(-last.naturalTextWidth() // 1))

    def paint(self, painter: QPainter, x: float, y: float, colour: QColor) -> None:
        painter.setPen(colour)
        self._layout.draw(painter, QPointF(x, y))

    def span(self, start: int, end: int) -> list[tuple[float, float, float]]:
        """Return (x, baseline y, width) of each line's part of the letters *start* to *end*."""
        parts = []
        for n in range(self.count):
            line = self._layout.lineAt(n)
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first < last:
                left, right = _x(line, first), _x(line, last)
                parts.append((left, line.y() + line.ascent(), right - left))
        return parts

    def _break(self, width: float) -> None:
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
        self._layout.endLayout()

    def _balance(self) -> None:
        """Find the narrowest width that keeps the number of lines."""
        count, low, high = self.count, self._widest() / self.count, self._widest()
        for _ in range(_STEPS):
            middle = (low + high) / 2
            self._break(middle)
            if self.count == count and not self.breaks_a_word:
                high = middle
            else:
                low = middle
        self._break(high + 0.5)

    def _widest(self) -> float:
        return max((self._layout.lineAt(n).naturalTextWidth() for n in range(self.count)), default=0.0)

    def _place(self) -> None:
        widest = self._widest()
        room = self.setting.width if self.setting.centred and self.setting.width < _UNBOUNDED else widest
        for n in range(self.count):
            line = self._layout.lineAt(n)
            lead = (self._step - line.height()) / 2
            left = (room - line.naturalTextWidth()) / 2 if self.setting.centred else 0.0
            line.setPosition(QPointF(left, n * self._step + lead))
        self.width = int(-(-widest // 1))
        self.left = int((room - widest) / 2) if self.setting.centred else 0
        self.height = int(-(-self.count * self._step // 1))


def _x(line: object, cursor: int) -> float:
    at = line.cursorToX(cursor)  # type: ignore[attr-defined]  # the stub of QTextLine answers a tuple or a float
    return float(at[0] if isinstance(at, tuple) else at)


class Typesetter:
    """Lays words out once and keeps them while they are shown."""

    def __init__(self) -> None:
        self._fresh: dict[tuple[str, Setting, Look], Laid] = {}
        self._kept: dict[tuple[str, Setting, Look], Laid] = {}

    def lay(self, text: str, setting: Setting, look: Look) -> Laid:
        key = (text, setting, look)
        laid = self._fresh.get(key) or self._kept.get(key) or Laid(text, setting, look)
        self._fresh[key] = laid
        return laid

    def turn_over(self) -> None:
        """Let go of every text that was not asked for since the last call."""
        self._kept, self._fresh = self._fresh, {}


def width_of(text: str, look: Look, role: TypeRole, *, bold: bool = False) -> int:
    """Return the px *text* takes in one line."""
    return int(-(-QFontMetricsF(font(look.type_px(role), bold=bold)).horizontalAdvance(text) // 1))


def after_comma(text: str) -> str:
    """Let a line break only after a comma: the parts of an area's name stay whole."""
    head, comma, tail = text.partition(", ")
    return text if not comma else head.replace(" ", NO_BREAK) + ", " + after_comma(tail).replace(" ", NO_BREAK)
