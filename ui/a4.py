"""A paper as an A4 page: a PDF/A file from a document, by Qt, in a process of its own that ends with the page.

`python -m ui.a4 LANGUAGE TITLE` reads a paper as JSON (`devices.printer.document_json`) from standard input and writes
the PDF to standard output. Nothing touches a disk. It refuses what is no paper (exit 2), has a letter no
font has (3) or a code too large (4).
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QRawFont,
    QTextLayout,
    QTextOption,
)

from devices.printer.document import (
    Block,
    Checks,
    Document,
    Gap,
    Heading,
    Item,
    Letterhead,
    Line,
    Notice,
    Pair,
    Qr,
    Rule,
    Ruler,
    Secret,
    Steps,
    Vertical,
)
from devices.printer.document_json import DocumentFault, read_document
from devices.printer.qr import QrTooLarge, modules
from ui.pdf_language import with_language

WELL, NO_PAPER, NO_LETTER, NO_CODE = 0, 2, 3, 4
DPI = 300
MM = DPI / 25.4
MARGIN_MM = 20.0
MODULE_MM = 0.7
"""A code of version 17 is 65 mm wide, well above what a telephone needs."""
TEXT, VERTICAL_SCRIPT = "Noto Sans", "Noto Sans Mongolian"
CREATOR = "e-Mongolia kiosk"
_SIZES = {"small": 9.0, "normal": 11.0, "large": 14.0, "huge": 24.0}
_HEADING, _VERTICAL_SIZE, _LARGER = 16.0, 20.0, 1.35
_GAP_MM = 2.0
_CAPTION_MODULES = 4
"""The white edge of a code, in modules: its caption begins under its first dark one."""
_KEPT_LINES = 4
"""What is bold leads what follows: it begins where so many lines have room."""


class A4Fault(Exception):  # noqa: N818 - a fault of the paper
    """The paper cannot be drawn; never says what stood there. `code` is what the process ends with."""

    def __init__(self, words: str, code: int = NO_PAPER) -> None:
        super().__init__(words)
        self.code = code


@dataclass
class Sheet:
    """The pages of one paper while they are drawn from the top down; lengths are in dots."""

    writer: QPdfWriter
    painter: QPainter
    scale: float
    y: float = 0.0
    under_code: bool = False

    @property
    def width(self) -> float:
        return float(self.writer.width())

    def put(self, block: Block) -> None:
        """Draw *block* below what stands there."""
        match block:
            case Letterhead(vertical, lines):
                self._letterhead(vertical, lines)
            case Heading(text):
                self._keep()
                self._text(text, self._font(_HEADING, bold=True))
            case Line(text, size, bold, align):
                self._line(text, self._font(_SIZES[size], bold=bold or size == "huge"), align)
            case Pair(label, value):
                self._pair(label, value)
            case Notice(text):
                self._notice(text)
            case Steps(items):
                for n, item in enumerate(items, 1):
                    self._hanging(f"{n}.", item)
            case Checks(items):
                for check in items:
                    self._check(check)
            case Rule():
                self._rule()
            case Gap(mm):
                self.y += mm * MM
            case Vertical(text):
                self._room(self._columns(text, 0, draw=False)[1])
                self.y += self._columns(text, 0)[1]
            case Qr(payload, caption):
                self._code(payload, caption)
            case Ruler():
                self._rule()
            case Secret():
                raise A4Fault("what may stand on one paper only is not spooled")
        self.under_code = isinstance(block, Qr)

    def _line(self, text: str, font: QFont, align: str) -> None:
        """Draw a line; under a code it goes on where the caption begins, for here the code stands at the left."""
        if font.bold():
            self._keep()
        if self.under_code:
            self._text(text, font, left=_CAPTION_MODULES * MODULE_MM * MM)
        else:
            self._text(text, font, align)

    def _keep(self) -> None:
        self._room(_KEPT_LINES * _SIZES["large"] * self.scale / 72 * DPI)

    def _font(self, points: float, *, bold: bool = False, family: str = TEXT) -> QFont:
        font = QFont(family)
        font.setPointSizeF(points * self.scale)
        font.setBold(bold)
        return font

    def _text(self, text: str, font: QFont, align: str = "left", left: float = 0.0, width: float | None = None) -> None:
        """Draw a paragraph; it wraps between words and goes on on the next page."""
        _require_letters(text, font)
        layout = QTextLayout(text, font, self.writer)
        layout.setTextOption(QTextOption(_ALIGNS[align]))
        layout.beginLayout()
        lines = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width - left if width is None else width)
            lines.append(line)
        layout.endLayout()
        for line in lines:
            self._room(line.height())
            line.draw(self.painter, QPointF(left, self.y))
            self.y += line.height()
        self.y += _GAP_MM / 2 * MM

    def _room(self, height: float) -> None:
        """Begin a new page where *height* does not fit below."""
        if self.y > 0 and self.y + height > self.writer.height():
            self.writer.newPage()
            self.y = 0.0

    def _letterhead(self, vertical: str, lines: tuple[str, ...]) -> None:
        top = self.y
        across, down = self._columns(vertical, top)
        for n, line in enumerate(lines):
            self._text(line, self._font(_SIZES["normal"], bold=n == 0), left=across + 6 * MM)
        self.painter.fillRect(QRectF(across + 3 * MM, top, 0.5 * MM, max(down, self.y - top)), _BLACK)
        self.y = max(self.y, top + down) + 3 * MM

    def _columns(self, text: str, top: float, *, draw: bool = True) -> tuple[float, float]:
        """Draw the vertical script: shaped along its line, turned clockwise; return how wide and high it is."""
        font = self._font(_VERTICAL_SIZE, family=VERTICAL_SCRIPT)
        _require_letters(text.replace("\n", ""), font)
        metrics = QFontMetricsF(font, self.writer)
        left, down = 0.0, 0.0
        for column in text.split("\n"):
            if draw:
                self.painter.save()
                self.painter.translate(left + metrics.descent(), top)
                self.painter.rotate(90)
                self.painter.setFont(font)
                self.painter.drawText(QPointF(0, 0), column)
                self.painter.restore()
            left += metrics.height()
            down = max(down, metrics.horizontalAdvance(column))
        return left, down

    def _pair(self, label: str, value: str) -> None:
        top, gap = self.y, self.width * 0.4
        self._room(2 * _HEADING * self.scale / 72 * DPI)
        top = min(top, self.y)
        self._text(label, self._font(_SIZES["normal"]), width=gap - 4 * MM)
        ended, self.y = self.y, top
        self._text(value, self._font(_SIZES["normal"], bold=True), left=gap)
        self.y = max(self.y, ended)

    def _notice(self, text: str) -> None:
        edge, font = 3 * MM, self._font(_SIZES["large"], bold=True)
        width = self.width - 2 * edge
        box = QFontMetricsF(font, self.writer).boundingRect(QRectF(0, 0, width, 1e6), Qt.TextFlag.TextWordWrap, text)
        self._room(box.height() + 3 * edge)
        top = self.y
        self.y += edge
        self._text(text, font, left=edge, width=width)
        self.painter.drawRect(QRectF(0, top, self.width, self.y - top + edge / 2))
        self.y += edge

    def _hanging(self, mark: str, text: str) -> None:
        font = self._font(_SIZES["normal"])
        self._room(QFontMetricsF(font, self.writer).height())
        top = self.y
        self._text(mark, font)
        self.y = top
        self._text(text, font, left=8 * MM)

    def _check(self, item: Item) -> None:
        side, top = 3.5 * MM * self.scale, self.y
        self._hanging("", item.text)
        box = QRectF(0, (top if self.y > top else 0) + 0.8 * MM, side, side)
        self.painter.drawRect(box)
        if item.ticked:
            self.painter.drawLine(box.topLeft(), box.bottomRight())
            self.painter.drawLine(box.topRight(), box.bottomLeft())

    def _rule(self) -> None:
        self._room(_GAP_MM * MM)
        self.painter.fillRect(QRectF(0, self.y + _GAP_MM / 2 * MM, self.width, 0.3 * MM), _BLACK)
        self.y += _GAP_MM * MM

    def _code(self, payload: str, caption: str) -> None:
        rows, side = modules(payload), MODULE_MM * MM
        self._room((len(rows) + 12) * side)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    place = QRectF(across * side, self.y + down * side, side, side)
                    self.painter.fillRect(place, _BLACK)
        self.y += len(rows) * side
        if caption:
            self._text(caption, self._font(_SIZES["small"]), left=_CAPTION_MODULES * side)


_BLACK = QColor(Qt.GlobalColor.black)
_ALIGNS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def pdf(document: Document, language: str, title: str) -> bytes:
    """Return *document* as a PDF/A-1b file in *language*; raises `A4Fault`. A QGuiApplication must be there."""
    buffer = QBuffer(kept := QByteArray())
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, title)
    painter = QPainter(writer)
    try:
        sheet = Sheet(writer, painter, _LARGER if document.large_print else 1.0)
        for block in document.blocks:
            sheet.put(block)
    except QrTooLarge as error:
        raise A4Fault("the code is too large", NO_CODE) from error
    finally:
        painter.end()
        buffer.close()
    return with_language(bytes(kept.data()), language)


def _writer(buffer: QBuffer, title: str) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(DPI)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
        )
    )
    writer.setTitle(title)
    writer.setCreator(CREATOR)
    return writer


def _require_letters(text: str, font: QFont) -> None:
    """Refuse a letter that no font has: a box on an official paper says nothing."""
    raw = QRawFont.fromFont(font)
    if raw.familyName() != font.family():
        raise A4Fault(f"the font {font.family()} is missing", NO_LETTER)
    for char in set(text) - {"\n", " "}:
        if not raw.supportsCharacter(ord(char)):
            raise A4Fault(f"no font has U+{ord(char):04X}", NO_LETTER)


def main(arguments: list[str], source: bytes) -> int:
    """Write the PDF of the paper in *source* to standard output, and return the exit code."""
    application = QGuiApplication(["a4"])
    try:
        content = pdf(read_document(source), arguments[0], arguments[1])
    except (DocumentFault, A4Fault) as fault:
        sys.stderr.write(f"{fault}\n")
        return getattr(fault, "code", NO_PAPER)
    finally:
        application.quit()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return WELL


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer.read()))
