"""How a page looks to one person: colours, letter sizes and the scale of this panel.

Every length in the components is given in px at 3.2 px/mm, as in the
pictures of the design; `Look.px` turns it into px of this panel.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase

from config.themes import DRAWN_AT_PX_PER_MM, Theme
from config.themes import line_height as line_of
from config.themes import type_px as px_of
from kiosk.presentation import TextSize

TypeRole = Literal["caption", "note", "body", "lead", "title", "display", "number", "seconds"]
TEXT_FAMILY = "Noto Sans"
VERTICAL_FAMILY = "Noto Sans Mongolian"


class LookError(Exception):
    """The page cannot be drawn as designed."""


class FontMissing(LookError):  # noqa: N818 - said as people say it
    """A font of the design is not installed (Debian package fonts-noto-core)."""


SECONDS_PX = {"small": 150, "normal": 168, "large": 178, "largest": 188}
"""The seconds of the idle ring, which are larger than any role of the words."""
SECONDS_LINE = 1.16


class Look:
    """The colours of a theme and the sizes of one text size on this panel."""

    def __init__(self, theme: Theme, size: TextSize, px_per_mm: float) -> None:
        self.theme, self.size, self.px_per_mm = theme, size, px_per_mm

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Look) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[Theme, TextSize, float]:
        return self.theme, self.size, self.px_per_mm

    @property
    def is_largest(self) -> bool:
        return self.size == "largest"

    def px(self, drawn: float) -> int:
        """Return *drawn* px of the pictures in px of this panel."""
        return round(drawn * self.px_per_mm / DRAWN_AT_PX_PER_MM)

    def mm(self, length: float) -> int:
        return round(length * self.px_per_mm)

    def colour(self, token: str) -> QColor:
        return _colour(getattr(self.theme, token))

    def type_px(self, role: TypeRole) -> int:
        if role == "seconds":
            return self.px(SECONDS_PX[self.size])
        return px_of(role, self.size, self.px_per_mm)


@lru_cache(maxsize=256)
def _colour(value: str) -> QColor:
    return QColor(value)


@lru_cache(maxsize=64)
def font(px: int, *, bold: bool = False, family: str = TEXT_FAMILY) -> QFont:
    """Return the font of *px* pixels to the em.

    Raises FontMissing rather than let another font change every measure.
    """
    if not QFontDatabase.hasFamily(family):
        raise FontMissing(family)
    made = QFont(family)
    made.setPixelSize(px)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def line_height(role: TypeRole) -> float:
    """Return the height of a line of *role*, in em."""
    return SECONDS_LINE if role == "seconds" else line_of(role)
