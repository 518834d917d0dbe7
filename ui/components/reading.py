"""What is only read: title with its mark, paragraphs, headings, panels, ticks, progress."""

from __future__ import annotations

from config.words import Wording
from kiosk.pages.blocks import Heading, Mark, Note, Paragraph, Progress, Ticks
from kiosk.pages.model import Page
from ui.geometry import Rect, columns
from ui.shapes import Disc, Icon, Plate, Shape, Text
from ui.text import Laid, Setting
from ui.theme import TypeRole
from ui.units import Drawing, Unit, plated

MARK_SIDE = 128
GROUNDS: dict[Mark, tuple[str, str]] = {
    "plain": ("band", "ink"),
    "ok": ("ok_bg", "ok"),
    "warn": ("warn_bg", "warn"),
    "err": ("err_bg", "err"),
    "info": ("tint", "on_tint"),
    "waiting": ("band", "ink"),
}
NOTE_ABOVE: dict[Mark, int] = {"plain": 20, "ok": 28, "warn": 48, "err": 24, "info": 48, "waiting": 48}
FRAMED: frozenset[Mark] = frozenset({"ok", "err"})


def title(d: Drawing, page: Page) -> Unit:
    """Return the title with what stands under it, and the large mark beside both."""
    beside = d.px(MARK_SIDE + 32) if page.mark else 0
    width = d.width - beside
    role: TypeRole = "display" if page.bare else "title"
    head = d.lay(page.title, Setting(role, bold=True, width=width, balanced=True, centred=page.bare))
    lead_role: TypeRole = "lead" if page.bare else "body"
    set_ = Setting(lead_role, width=width, balanced=True, centred=page.bare)
    lead = d.lay(page.lead, set_) if page.lead else None
    gap = d.px(24 if page.bare else 8)
    tall = head.height + (gap + lead.height if lead else 0)
    height = max(tall, d.px(MARK_SIDE) if page.mark else 0)
    y = (height - tall) // 2
    box = Rect(beside, 0, width, height)
    shapes: list[Shape] = [Text(head, beside, y, box)]
    if lead:
        shapes.append(Text(lead, beside, y + head.height + gap, box, "ink" if page.bare else "ink2"))
    if page.mark:
        shapes += _mark(d, page.mark)
    return Unit(d.width, height, tuple(shapes), above=d.px(_title_above(page)), pinned=True, source="title")


def running_title(d: Drawing, page: Page) -> Unit:
    """Return the title as it leads list pages after the first: smaller, with nothing under it."""
    laid = d.lay(page.title, Setting("body", bold=True, width=d.width, balanced=True))
    words = Text(laid, 0, 0, Rect(0, 0, d.width, laid.height), "ink2")
    return Unit(d.width, laid.height, (words,), source="title")


def _title_above(page: Page) -> int:
    if page.bare:
        return 88
    return 32 if page.above and page.above.service else 16


def _mark(d: Drawing, mark: tuple[Mark, str]) -> tuple[Shape, ...]:
    kind, icon = mark
    box = Rect(0, 0, d.px(MARK_SIDE), d.px(MARK_SIDE))
    inside = box.grown(-d.px(20 if kind == "ok" else 28))
    if kind == "ok":
        return Disc(box, "ok"), Icon("check-bold" if icon == "check" else icon, inside, "surface")
    ground, colour = GROUNDS[kind]
    border = "warn_mark" if kind == "warn" else colour
    return Plate(box, ground, border, d.px(4), d.px(16)), Icon(icon, inside, colour)


def paragraph(d: Drawing, block: Paragraph, *, centred: bool = False) -> list[Unit]:
    """Return the paragraph, one unit a sentence-end when it is long, so that it may be paged there."""
    parts = sentences(d.text(block.words), SHORT if d.look.is_largest else LONG)
    units = []
    for n, part in enumerate(parts):
        unit = _paragraph(d, part, block.role, block.icon if not n else "", centred=centred)
        units.append(unit if not n else Unit(unit.width, unit.height, unit.shapes, above=d.px(8)))
    return units


LONG, SHORT = 280, 140
"""Letters in a paragraph from which on it may be parted at the end of a sentence; `SHORT` at the largest letters."""


def sentences(text: str, most: int) -> list[str]:
    """Part *text* at line ends and sentence ends into pieces of at most *most* letters, as far as they go."""
    if len(text) <= most:
        return [text]
    pieces: list[str] = []
    for sentence in text.replace("\n", " \n").replace(". ", ".\0").split("\0"):
        if pieces and len(pieces[-1]) + len(sentence) < most:
            pieces[-1] += " " + sentence
        else:
            pieces.append(sentence)
    return pieces


def _paragraph(d: Drawing, text: str, role: TypeRole, icon: str, *, centred: bool) -> Unit:
    side = d.px(48) if icon else 0
    left = side + d.px(34) if icon else 0
    laid = d.lay(text, Setting(role, width=d.width - left, even=len(text) < SHORT, centred=centred and not icon))
    height = max(laid.height, side)
    words = Text(
        laid,
        left,
        (height - laid.height) // 2,
        Rect(left, 0, d.width - left, height),
        "ink" if role == "body" else "ink2",
    )
    drawn: tuple[Shape, ...] = (Icon(icon, Rect(d.px(3), (height - side) // 2, side, side), "ink"),) if icon else ()
    return Unit(d.width, height, (words, *drawn), above=d.px(30))


def heading(d: Drawing, block: Heading, *, presses: bool) -> Unit:
    """Return a heading; smaller over things to press than over things to read."""
    laid = d.lay(block.words, Setting("body" if presses else "lead", bold=True, width=d.width, balanced=True))
    return Unit(
        d.width,
        laid.height,
        (Text(laid, 0, 0, Rect(0, 0, d.width, laid.height)),),
        above=d.px(30 if presses else 54),
        keeps_next=True,
    )


def note(d: Drawing, block: Note) -> Unit:
    """Return a panel with its icon: state in words, colour only repeats it."""
    ground, colour = GROUNDS[block.mark]
    plain = block.mark in ("plain", "waiting")
    side = d.px(84 if plain else 52)
    left = d.px(24 if plain else 30)
    words_x = left + side + d.px(24)
    width = d.width - words_x - d.px(24)
    lines = _note_lines(d, block, width)
    tall = sum(line.height for line, _ in lines)
    height = max(tall + d.px(44), side + d.px(44))
    box = Rect(words_x, 0, width, height)
    frame = _note_frame(d, block.mark, colour)
    shapes: list[Shape] = [Plate(Rect(0, 0, d.width, height), ground, *frame, d.px(12))]
    at = Rect(left, (height - side) // 2, side, side)
    shapes += plated(d, block.icon, at, plate="surface") if plain else (Icon(block.icon, at, colour),)
    y = (height - tall) // 2
    for line, ink in lines:
        shapes.append(Text(line, words_x, y, box, ink))
        y += line.height
    return Unit(d.width, height, tuple(shapes), above=d.px(NOTE_ABOVE[block.mark]), pinned=block.mark == "err")


def _note_frame(d: Drawing, mark: Mark, colour: str) -> tuple[str, int]:
    if mark in FRAMED:
        return colour, d.px(5 if mark == "err" else 4)
    if d.has_plain_grounds:
        return ("warn_mark" if mark == "warn" else colour), d.px(4)
    return "", 0


def _note_lines(d: Drawing, block: Note, width: int) -> list[tuple[Laid, str]]:
    _, colour = GROUNDS[block.mark]
    if block.title is None:
        return [(d.lay(block.words, Setting("body", block.mark in FRAMED, width, even=True)), colour)]
    head = d.lay(block.title, Setting("body", bold=True, width=width, balanced=True))
    return [
        (head, colour),
        (d.lay(block.words, Setting("note", width=width, even=True)), "ink" if block.mark != "info" else colour),
    ]


def ticks(d: Drawing, block: Ticks, *, listed: bool) -> list[Unit]:
    """Return one unit a line; `listed` under a heading, where the icons need no plates."""
    side = d.px(48 if listed else 84)
    left = side + d.px(22 if listed else 26)
    units = []
    for n, (icon, words) in enumerate(block.items):
        laid = d.line(words, "body", d.width - left)
        height = max(laid.height, side)
        box = Rect(0, (height - side) // 2, side, side)
        drawn = (Icon(icon, box, "ink"),) if listed else plated(d, icon, box)
        text = Text(laid, left, (height - laid.height) // 2, Rect(left, 0, d.width - left, height))
        above = d.px((14 if listed else 36) if not n else (20 if listed else 26))
        units.append(Unit(d.width, height, (*drawn, text), above=above))
    return units


def above_title(d: Drawing, progress: Progress) -> Unit:
    """Return the step in words, its bar at the right, and the service below."""
    words = d.lay(progress.words, Setting("body", width=d.width))
    shapes: list[Shape] = [Text(words, 0, 0, Rect(0, 0, d.width, words.height), "ink2")]
    left = words.width + d.px(28)
    height = words.height
    if d.width - left >= d.px(240):
        shapes += _segments(d, progress, Rect(left, (words.height - d.px(14)) // 2, d.width - left, d.px(14)))
    else:
        shapes += _segments(d, progress, Rect(0, height + d.px(8), d.width, d.px(14)))
        height += d.px(22)
    if progress.service:
        service = _service(d, progress.service, progress.icon, height + d.px(18))
        shapes += service[1]
        height = service[0]
    return Unit(d.width, height, tuple(shapes), pinned=True)


def _service(d: Drawing, words: Wording, icon: str, y: int) -> tuple[int, tuple[Shape, ...]]:
    """Return where the line of the service ends, and its shapes."""
    side = d.px(50) if icon else 0
    left = side + d.px(20) if icon else 0
    laid = d.line(words, "body", d.width - left, bold=True)
    height = max(laid.height, side)
    drawn: tuple[Shape, ...] = (Icon(icon, Rect(0, y + (height - side) // 2, side, side)),) if icon else ()
    text = Text(laid, left, y + (height - laid.height) // 2, Rect(left, y, d.width - left, height), "icon")
    return y + height, (*drawn, text)


def progress(d: Drawing, block: Progress) -> Unit:
    """Return a wide bar of segments with its words over and its next step under it."""
    words = d.line(block.words, "body", d.width, bold=True)
    y = words.height + d.px(20)
    shapes: list[Shape] = [Text(words, 0, 0, Rect(0, 0, d.width, words.height))]
    shapes += _segments(d, block, Rect(0, y, d.width, d.px(32)))
    y += d.px(32)
    if block.service:
        y, service = _service(d, block.service, block.icon, y + d.px(24))
        shapes += service
    return Unit(d.width, y, tuple(shapes), above=d.px(40))


def _segments(d: Drawing, block: Progress, bar: Rect) -> list[Shape]:
    gap = d.px(10)
    drawn: list[Shape] = []
    for n, (x, width) in enumerate(columns(bar.width, max(block.of, 1), gap)):
        part = Rect(bar.x + x, bar.y, width, bar.height)
        full = n < block.done
        fill, border = ("primary", "") if full else ("surface", "edge")
        drawn.append(Plate(part, fill, border, 0 if full else d.px(2), bar.height // 2))
    return drawn
