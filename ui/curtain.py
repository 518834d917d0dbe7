"""The black glass: one quiet line on it, so that nobody thinks the machine is dead, and nothing of anybody."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter

from config.words import phrase
from ui.text import Laid, Setting
from ui.units import Drawing

BLACK = "#000000"
QUIET = "#b4b4b4"
"""Ten to one on black: quiet, and still to be read."""
PART = 0.86
"""Where the line stands, as a part of the height: below what is looked at, within reach of the eyes in a chair."""


def line(d: Drawing) -> Laid:
    """Return what stands on the black glass; *d* is as wide as the glass."""
    return d.lay(phrase("curtain-line"), Setting("note", width=d.width * 4 // 5, balanced=True, centred=True))


def paint(painter: QPainter, laid: Laid, width: int, height: int) -> None:
    """Paint *laid* on a glass that is black already."""
    laid.paint(painter, (width - laid.width) / 2 - laid.left, height * PART, QColor(QUIET))
