"""Draws a document as one-bit dots; the only place that knows Pillow.

It refuses (`RenderFault`) rather than print a box for a letter it lacks, or
the vertical script as isolated letters. Nothing is dithered, nothing is
written to a disk unless `save_png` is asked to.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont, features
from PIL.Image import Image as Picture

from devices.printer.document import (
    Align,
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
    Size,
    Steps,
    Vertical,
)
from devices.printer.qr import QrTooLarge, module_dots, modules
from devices.printer.raster import Raster
from devices.printer.sizes import LARGE, USUAL, Scale
from devices.printer.verdict import Undrawn
from devices.printer.wrap import Measure, wrapped

FaultKind = Undrawn
FONTS = Path("/usr/share/fonts/truetype/noto")
"""Where Debian's fonts-noto-core puts its files."""
DOTS_PER_MM = 8
WHITE, BLACK = 255, 0
CELL_DOTS, CELL_ROWS = 12, 24
"""What a printer's own letter takes (font A)."""

_FILES = {"regular": "NotoSans-Regular.ttf", "bold": "NotoSans-Bold.ttf", "mongol": "NotoSansMongolian-Regular.ttf"}
_JOINERS = frozenset("\u200c\u200d\u180e")
_UNASSIGNED = "\uffff"
_BREAKS = frozenset("\n\r\x1c\x1d\x1e\x85\u2029")
_THRESHOLD = 120
_CELL_THRESHOLD = 150
_OVERHANG = 2
_BLACK_IS_ONE = "1;I"
_PROBE = "ӨөҮү₮№"
_VERTICAL_PROBE = "ᠮᠣᠩᠭᠣᠯ"


class RenderFault(Exception):  # noqa: N818 - a fault of this machine, not of the program
    """The document cannot be drawn on this machine; the message never holds its text."""

    def __init__(self, kind: FaultKind, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind


def render(document: Document, width_dots: int = 576, fonts: Path = FONTS) -> Raster:
    """Return *document* as black and white dots, *width_dots* wide (a multiple of 8).

    Raises `RenderFault` when raqm, a font or a letter is missing or a QR code is too large.
    """
    _require_raqm()
    setter = _Typesetter(width_dots, LARGE if document.large_print else USUAL, fonts)
    try:
        strips = [setter.strip(block) for block in document.blocks]
    except QrTooLarge as error:
        raise RenderFault("qr_too_large", str(error)) from error
    page = _stacked(strips, width_dots)
    try:
        return _raster(page)
    finally:
        _whiten(page, *strips)


def can_render(fonts: Path = FONTS) -> bool:
    """Answer whether Mongolian in both scripts can be drawn on this machine."""
    return find_render_fault(fonts) is None


def find_render_fault(fonts: Path = FONTS) -> RenderFault | None:
    """Return why nothing could be drawn on this machine, or None."""
    try:
        render(Document((Line(_PROBE), Line(_PROBE, bold=True), Vertical(_VERTICAL_PROBE))), fonts=fonts)
    except RenderFault as fault:
        return fault
    return None


def unprintable(text: str, fonts: Path = FONTS) -> frozenset[str]:
    """Return the characters of *text* that a line cannot carry.

    Raises `RenderFault` when raqm or a font is missing.
    """
    _require_raqm()
    return _missing(text.replace("\n", " "), _font(fonts / _FILES["regular"], 28))


def save_png(raster: Raster, path: Path) -> None:
    """Write *raster* to *path* as a black and white PNG."""
    Image.frombytes("1", (raster.width_dots, raster.rows), bytes(raster.data), "raw", _BLACK_IS_ONE).save(path, "PNG")


def load_png(path: Path) -> Raster:
    """Read a PNG as dots, black where it is darker than middle grey; the width is filled up to whole bytes."""
    with Image.open(path) as image:
        grey = image.convert("L")
    page = Image.new("1", (-(-grey.width // 8) * 8, grey.height), WHITE)
    page.paste(_thresholded(grey, 128), (0, 0))
    return _raster(page)


def draw_cell(char: str, fonts: Path = FONTS) -> Raster:
    """Return *char* as a printer's own letter: 12 × 24 dots, the left ones of 16, squeezed where it is wider.

    Raises `RenderFault` where no font has it.
    """
    font = _font(fonts / _FILES["regular"], 4 * CELL_ROWS)
    _require_letters(char, font)
    grey = Image.new("L", (max(4 * CELL_DOTS, int(_measure(font)(char))), 4 * CELL_ROWS), WHITE)
    ImageDraw.Draw(grey).text((grey.width // 2, 3 * CELL_ROWS), char, font=font, fill=BLACK, anchor="ms")
    cell = _blank(16, CELL_ROWS)
    cell.paste(_thresholded(grey.resize((CELL_DOTS - 1, CELL_ROWS), Image.Resampling.BOX), _CELL_THRESHOLD), (0, 0))
    return _raster(cell)


class _Typesetter:
    """Draws one block at a time as a strip as wide as the paper."""

    def __init__(self, width: int, scale: Scale, fonts: Path) -> None:
        self._width = width
        self._scale = scale
        self._fonts = fonts

    def strip(self, block: Block) -> Picture:
        match block:
            case Letterhead(vertical, lines):
                return self._letterhead(vertical, lines)
            case Heading(text):
                return self._paragraph(text, self._font("bold", self._scale.heading))
            case Line(text, "huge", _, align):
                return self._fitted(text, align)
            case Line(text, size, bold, align):
                return self._paragraph(text, self._face(size, bold=bold), align)
            case Pair(label, value):
                return self._pair(label, value)
            case Notice(text):
                return self._notice(text)
            case Steps(items):
                return _stacked([self._step(n, item) for n, item in enumerate(items, 1)], self._width)
            case Checks(items):
                return _stacked([self._check(item) for item in items], self._width)
            case Rule(dashed):
                return self._rule(dashed=dashed)
            case Gap(mm):
                return _blank(self._width, round(mm * DOTS_PER_MM))
            case Vertical(text):
                return self._placed(self._columns(text), "left")
            case Qr(payload, caption):
                return self._qr(payload, caption)
            case Ruler():
                return self._ruler()
            case Secret():
                raise ValueError("a document is opened before it is drawn")

    def _font(self, face: str, size: int) -> ImageFont.FreeTypeFont:
        return _font(self._fonts / _FILES[face], size)

    def _face(self, size: Size, *, bold: bool) -> ImageFont.FreeTypeFont:
        return self._font("bold" if bold else "regular", getattr(self._scale, size))

    def _paragraph(
        self, text: str, font: ImageFont.FreeTypeFont, align: Align = "left", width: int | None = None
    ) -> Picture:
        width = self._width if width is None else width
        lines = [_ink(line, font) for line in wrapped(text, width - 2 * _OVERHANG, _measure(font))]
        return _stacked([_placed(line, width, align) for line in lines], width)

    def _fitted(self, text: str, align: Align) -> Picture:
        size = self._scale.huge
        longest = max(text.split("\n"), key=len)
        while size > self._scale.normal and _measure(self._font("bold", size))(longest) > self._width - 2 * _OVERHANG:
            size -= 1
        return self._paragraph(text, self._font("bold", size), align)

    def _letterhead(self, vertical: str, lines: tuple[str, ...]) -> Picture:
        column = self._columns(vertical)
        left = column.width + 4 * DOTS_PER_MM
        faces = [
            self._font("bold" if first else "regular", self._scale.letterhead)
            for first in (n == 0 for n in range(len(lines)))
        ]
        width = self._width - left
        block = _stacked([self._paragraph(t, f, width=width) for t, f in zip(lines, faces, strict=True)], width)
        head = _blank(self._width, max(column.height, block.height))
        head.paste(column, (0, 0))
        head.paste(block, (left, (head.height - block.height) // 2))
        ImageDraw.Draw(head).rectangle((left - 15, 0, left - 13, head.height - 1), fill=BLACK)
        return head

    def _columns(self, text: str) -> Picture:
        font = self._font("mongol", self._scale.vertical)
        columns = [
            _trimmed(_ink(column, font, spare=self._scale.vertical)).transpose(Image.Transpose.ROTATE_270)
            for column in text.split("\n")
        ]
        gap = self._scale.vertical // 4
        lefts = list(accumulate((column.width + gap for column in columns), initial=0))
        whole = _blank(lefts.pop() - gap, max(column.height for column in columns))
        for column, left in zip(columns, lefts, strict=True):
            whole.paste(column, (left, 0))
        return whole

    def _pair(self, label: str, value: str) -> Picture:
        small, bold = self._face("small", bold=False), self._face("normal", bold=True)
        one_line = "\n" not in label + value
        if not one_line or _measure(small)(label) + _measure(bold)(value) + 3 * DOTS_PER_MM > self._width:
            return _stacked([self._paragraph(label, small), self._paragraph(value, bold)], self._width)
        left, right = _ink(label, small), _ink(value, bold)
        row = _blank(self._width, right.height)
        row.paste(left, (0, bold.getmetrics()[0] - small.getmetrics()[0]))
        row.paste(right, (self._width - right.width, 0))
        return row

    def _notice(self, text: str) -> Picture:
        edge = 2 * DOTS_PER_MM
        inner = self._paragraph(text, self._face("normal", bold=True), width=self._width - 2 * edge)
        frame = _blank(self._width, inner.height + 2 * edge - DOTS_PER_MM)
        ImageDraw.Draw(frame).rectangle((0, 0, self._width - 1, frame.height - 1), outline=BLACK, width=3)
        frame.paste(inner, (edge, (frame.height - inner.height) // 2))
        return frame

    def _step(self, number: int, text: str) -> Picture:
        mark = _ink(f"{number}.", self._face("normal", bold=True))
        return self._hanging(mark, text)

    def _check(self, item: Item) -> Picture:
        side = self._scale.normal * 3 // 4
        mark = _blank(side + 2, self._scale.normal * 9 // 8 + 2)
        pen = ImageDraw.Draw(mark)
        top = mark.height - side - 2
        pen.rectangle((0, top, side, top + side), outline=BLACK, width=2)
        if item.ticked:
            tick = (
                (side // 5, top + side // 2),
                (side * 2 // 5, top + side * 3 // 4),
                (side * 4 // 5, top + side // 5),
            )
            pen.line(tick, fill=BLACK, width=3)
        return self._hanging(mark, item.text)

    def _hanging(self, mark: Picture, text: str) -> Picture:
        indent = self._scale.normal * 3 // 2
        body = self._paragraph(text, self._face("normal", bold=False), width=self._width - indent)
        row = _blank(self._width, max(mark.height, body.height))
        row.paste(mark, (0, 0))
        row.paste(body, (indent, 0))
        return row

    def _rule(self, *, dashed: bool) -> Picture:
        strip = _blank(self._width, 18)
        pen = ImageDraw.Draw(strip)
        step = 16 if dashed else self._width
        for left in range(0, self._width, step):
            pen.rectangle((left, 8, left + (step // 2 if dashed else step) - 1, 9), fill=BLACK)
        return strip

    def _qr(self, payload: str, caption: str) -> Picture:
        rows = modules(payload)
        dots = module_dots(len(rows), self._width)
        code = Image.new("1", (len(rows), len(rows)), WHITE)
        code.putdata([BLACK if dark else WHITE for row in rows for dark in row])
        code = code.resize((len(rows) * dots,) * 2, Image.Resampling.NEAREST)
        below = [self._paragraph(caption, self._face("small", bold=False), "center")] if caption else []
        return _stacked([self._placed(code, "center"), *below], self._width)

    def _ruler(self) -> Picture:
        strip = _blank(self._width, 48)
        pen = ImageDraw.Draw(strip)
        for mm in range(self._width // DOTS_PER_MM + 1):
            height = 36 if mm % 10 == 0 else 24 if mm % 5 == 0 else 14
            left = min(mm * DOTS_PER_MM, self._width - 1)
            pen.line((left, 0, left, height), fill=BLACK)
        pen.line((0, 0, self._width - 1, 0), fill=BLACK, width=2)
        return strip

    def _placed(self, picture: Picture, align: Align) -> Picture:
        return _placed(picture, self._width, align)


def _require_raqm() -> None:
    if not features.check("raqm"):
        raise RenderFault("raqm_missing", "Pillow lays out without raqm; libfribidi0 may be missing")


@lru_cache(maxsize=64)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    if not path.is_file():  # Pillow would look for another file of this name all over the machine
        raise RenderFault("font_missing", path.name)
    try:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        raise RenderFault("font_missing", path.name) from error


def _measure(font: ImageFont.FreeTypeFont) -> Measure:
    def measure(text: str) -> float:
        if _BREAKS & set(text):  # raqm gives up on them with an error of its own
            _require_letters(text, font)
        return font.getlength(text, direction="ltr")

    return measure


def _missing(text: str, font: ImageFont.FreeTypeFont) -> frozenset[str]:
    return frozenset(char for char in set(text) if not _has_glyph(char, str(font.path), font.size))


@lru_cache(maxsize=4096)
def _has_glyph(char: str, path: str, size: float) -> bool:
    """Compare with what the font draws for no character at all; marks that turn the direction are refused."""
    if char not in _JOINERS and unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}:
        return False
    font = _font(Path(path), int(size))
    box, mask = font.getmask(_UNASSIGNED), font.getmask(char)
    return (mask.size, bytes(mask)) != (box.size, bytes(box))


def _ink(text: str, font: ImageFont.FreeTypeFont, spare: int = 0) -> Picture:
    """Draw one line of *text*, as high as the font is, as wide as the text, with *spare* white all around.

    Letters of the vertical script reach far beyond the height a font admits to.
    """
    _require_letters(text, font)
    ascent, descent = font.getmetrics()
    left = _OVERHANG + spare
    grey = Image.new("L", (int(_measure(font)(text)) + 2 * left, ascent + descent + 2 * spare), WHITE)
    ImageDraw.Draw(grey).text((left, ascent + spare), text, font=font, fill=BLACK, anchor="ls", direction="ltr")
    line = _thresholded(grey, _THRESHOLD)
    _whiten(grey)
    return line


def _require_letters(text: str, font: ImageFont.FreeTypeFont) -> None:
    if missing := _missing(text, font):
        raise RenderFault("glyph_missing", " ".join(sorted(f"U+{ord(char):04X}" for char in missing)))


def _thresholded(grey: Picture, level: int) -> Picture:
    return grey.point([BLACK if value < level else WHITE for value in range(256)], "1")


def _blank(width: int, height: int) -> Picture:
    return Image.new("1", (width, height), WHITE)


def _placed(picture: Picture, width: int, align: Align) -> Picture:
    strip = _blank(width, picture.height)
    left = {"left": 0, "center": (width - picture.width) // 2, "right": width - picture.width}[align]
    strip.paste(picture, (left, 0))
    return strip


def _stacked(strips: Iterable[Picture], width: int) -> Picture:
    parts = list(strips)
    tops = list(accumulate((part.height for part in parts), initial=0))
    page = _blank(width, tops.pop())
    for part, top in zip(parts, tops, strict=True):
        page.paste(part, (0, top))
    return page


def _trimmed(line: Picture) -> Picture:
    """Cut the white around the ink; a line without ink stays as it is."""
    return line.crop(ImageChops.invert(line).getbbox())


def _raster(page: Picture) -> Raster:
    return Raster(page.width, page.height, bytearray(page.tobytes("raw", _BLACK_IS_ONE)))


def _whiten(*pictures: Picture) -> None:
    """Overwrite pictures that may show a person's data."""
    for picture in pictures:
        picture.paste(WHITE, (0, 0, picture.width, picture.height))
