"""The icons of the screen: Phosphor outlines in their bold weight, drawn once per name, size and colour.

An unknown name is an error, never an empty place.
"""

from __future__ import annotations

from functools import lru_cache

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPixmap

from ui.theme import LookError

FAMILY = "ph"
FILLING = 1.14
"""qtawesome draws a glyph at 0.875 of its square; this fills the square."""


class UnknownIcon(LookError, LookupError):  # noqa: N818 - said as people say it
    """No icon of that name is in the set."""


def require(name: str) -> str:
    """Return *name* if the set has it; raise UnknownIcon otherwise."""
    if name not in _names():
        raise UnknownIcon(name)
    return name


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    qtawesome.font(FAMILY, 16)
    return frozenset(qtawesome._instance().charmap[FAMILY])


def _heavier(name: str) -> str:
    bold = f"{name}-bold"
    return bold if bold in _names() else name


@lru_cache(maxsize=512)
def pixmap(name: str, px: int, colour: str) -> QPixmap:
    """Return the icon *name* in a square of *px* pixels, in *colour* (`#rrggbb`)."""
    icon = qtawesome.icon(f"{FAMILY}.{_heavier(require(name))}", color=QColor(colour), scale_factor=FILLING)
    drawn: QPixmap = icon.pixmap(QSize(px, px), 1.0)
    return drawn
