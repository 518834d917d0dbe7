"""What stands around every page: header, practice banner, and the seven keys of the footer."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.pages.model import Banner, FooterKey, Header, Page, Screen, Sign
from ui.components.key import RADIUS, ink_on, inner
from ui.geometry import Rect, columns
from ui.shapes import Area, Disc, Icon, Plate, Shape, Text
from ui.text import Laid, Setting
from ui.units import Drawing, Frame, Target, Unit, centred

MARGIN = 48
HEADER = 112
SIGNS_SHARE = 42
"""Part of the header for the signs at the right, in %."""
FOOTER_PAD = 22
FOOTER_GAP = 12
FOOTER_KEY = 122
WIDE_KEY = 150
UNDER = 40
"""Words higher than this stand beside their icon, in drawn px."""
BESIDE_MM = 2.0
"""Room beside a footer word, in mm; with less the footer takes two rows (§8)."""


def header(d: Drawing, screen: Screen) -> Unit:
    """Return the header, ink on staff pages. *d* is as wide as the glass."""
    page = screen.page
    if not page.staff:
        return _header(d, screen.header, staff=False)
    hour = (
        (Sign("", page.lead, well=False),)
        if page.lead and stands_in_header(d, page, d.width - 2 * d.px(MARGIN))
        else ()
    )
    place = screen.header.place
    short = d.lay(place, Setting("caption")).width <= _signs_room(d)
    signs = (*hour, Sign("", place, well=True)) if short else hour
    return _header(d, Header(page.title, screen.header.below, signs), staff=True)


def stands_in_header(d: Drawing, page: Page, column: int) -> bool:
    """Say whether what stands under a title is short enough for the header of a staff page."""
    return (
        page.lead is not None and d.lay(page.lead, Setting("caption", bold=True)).width <= column * SIGNS_SHARE // 100
    )


def _signs_room(d: Drawing) -> int:
    return (d.width - 2 * d.px(MARGIN)) * SIGNS_SHARE // 100


def _header(d: Drawing, header: Header, *, staff: bool) -> Unit:
    margin = d.px(MARGIN)
    signs = [_sign(d, sign) for sign in header.signs]
    signs_width = max((width for width, _, _ in signs), default=0)
    mark = d.px(64 if not d.look.is_largest else 88)
    left = margin + mark + d.px(20)
    room = d.width - margin - signs_width - d.px(24) - left
    place = d.line(header.place, "note", room, bold=True)
    below = d.line(_shortened(d, d.text(header.below), room), "caption", room)
    tall = place.height + below.height
    signs_tall = sum(laid.height + d.px(8) for _, _, laid in signs)
    height = max(d.px(HEADER), tall + d.px(44), signs_tall + d.px(36))
    ground, ink = ("ink", "surface") if staff else ("surface", "ink")
    shapes: list[Shape] = [Plate(Rect(0, 0, d.width, height), ground)]
    if not staff:
        shapes.append(Plate(Rect(0, height - d.px(2), d.width, d.px(2)), "line"))
    at = Rect(margin, (height - mark) // 2, mark, mark)
    shapes += _emblem(d, at) if not staff else (Icon("wrench", at.grown(-d.px(6)), ink),)
    y = (height - tall) // 2
    box = Rect(left, 0, room, height)
    shapes += [Text(place, left, y, box, ink), Text(below, left, y + place.height, box, ink if staff else "ink2")]
    top = (height - signs_tall) // 2
    shapes += _signs(d, signs, Rect(d.width - margin - signs_width, top, signs_width, height), staff=staff)
    return Unit(d.width, height, tuple(shapes), bleeds=True, source="header")


def _shortened(d: Drawing, text: str, room: int) -> str:
    """Drop the first of parts between middle dots while *text* takes more than one line (§10.6)."""
    while "·" in text and d.line(text, "caption", room).count > 1:
        text = text.partition("·")[2].strip()
    return text


def _emblem(d: Drawing, at: Rect) -> tuple[Shape, ...]:
    """Return the mark: a low sun over two white hills."""

    def point(x: float, y: float) -> tuple[float, float]:
        return at.x + x * at.width / 64, at.y + y * at.height / 64

    sun = Rect(at.x + at.width * 31 // 64, at.y + at.height * 14 // 64, at.width * 20 // 64, at.height * 20 // 64)
    hills = tuple(point(x, y) for x, y in ((6, 46), (21, 31), (28, 38), (41, 30), (58, 46)))
    sun_colour = "on_primary" if d.has_plain_grounds else "sun"
    disc = Disc(sun, sun_colour)
    return Plate(at, "primary", radius=d.px(14)), disc, Area(hills, "on_primary")


def _sign(d: Drawing, sign: Sign) -> tuple[int, Sign, Laid]:
    """Return the width of a sign, the sign, and its words in at most their share of the header."""
    icon = _sign_icon(d) + d.px(12) if sign.icon else 0
    laid = d.lay(sign.words, Setting("caption", not sign.well, _signs_room(d) - icon, balanced=True))
    return icon + laid.width, sign, laid


def _sign_icon(d: Drawing) -> int:
    return d.look.type_px("caption") * 4 // 3


def _signs(d: Drawing, signs: Sequence[tuple[int, Sign, Laid]], at: Rect, *, staff: bool) -> list[Shape]:
    side, y = _sign_icon(d), at.y
    shapes: list[Shape] = []
    for width, sign, laid in signs:
        step = laid.height + d.px(8)
        colour = "surface" if staff else "ok" if sign.well else "warn"
        left = at.right - width if staff else at.x
        if sign.icon:
            shapes.append(Icon(sign.icon, Rect(left, y + (step - side) // 2, side, side), colour))
        x = left + (side + d.px(12) if sign.icon else 0)
        shapes.append(Text(laid, x, y + d.px(4), Rect(x, 0, at.right - x, at.height), colour))
        y += step
    return shapes


def banner(d: Drawing, shown: Banner) -> Unit:
    """Return the amber band of practice, or of who serves."""
    margin, side = d.px(MARGIN), d.look.type_px("note") * 5 // 4
    laid = d.lay(shown.words, Setting("note", bold=True, width=d.width - 2 * margin - side - d.px(20), balanced=True))
    height = laid.height + d.px(30)
    line = d.px(4)
    box = Rect(margin + side + d.px(20), 0, d.width - 2 * margin - side - d.px(20), height)
    shapes = (
        Plate(Rect(0, 0, d.width, height), "warn_bg"),
        Plate(Rect(0, height - line, d.width, line), "warn_mark"),
        Icon(shown.icon, Rect(margin, (height - line - side) // 2, side, side), "warn"),
        Text(laid, box.x, (height - line - laid.height) // 2, box, "warn"),
    )
    return Unit(d.width, height, shapes, bleeds=True, source="banner")


def footer(d: Drawing, keys: Sequence[FooterKey]) -> Unit | None:
    """Return the footer: seven keys in a row, or three over four where a word has no room beside it."""
    if not keys:
        return None
    margin, gap, pad = d.px(MARGIN), d.px(FOOTER_GAP), d.px(FOOTER_PAD)
    inside = d.width - 2 * margin
    words = [d.lay(key.action.words, Setting("caption", centred=True)) for key in keys]
    narrow = columns(inside, len(keys), gap)[0][1] - 2 * d.look.mm(BESIDE_MM)
    wide = any(laid.width > narrow for laid in words)
    split = len(keys) // 2 if wide else len(keys)
    y = pad
    targets: list[Target] = []
    for first, last in ((0, split), (split, len(keys))):
        if first == last:
            continue
        height = d.px(WIDE_KEY if wide else FOOTER_KEY)
        line = list(zip(keys[first:last], words[first:last], strict=True))
        for (key, laid), (x, width) in zip(line, columns(inside, len(line), d.px(16) if wide else gap), strict=True):
            targets.append(_footer_key(d, key, laid, Rect(margin + x, y, width, height)))
        y += height + d.px(16)
    height = y - d.px(16) + d.px(24)
    ground = (Plate(Rect(0, 0, d.width, height), "band"), Plate(Rect(0, 0, d.width, d.px(2)), "line"))
    return Unit(d.width, height, ground, tuple(targets), bleeds=True)


def _footer_key(d: Drawing, key: FooterKey, laid: Laid, at: Rect) -> Target:
    size = Rect(0, 0, at.width, at.height)
    frame: Frame = "disabled" if not key.action.enabled else "primary" if key.on else "plain"
    beside = at.height > d.px(FOOTER_KEY) or laid.height > d.px(UNDER)
    content = _beside(d, key, laid, size, frame) if beside else _under(d, key, laid, size, frame)
    return Target(f"footer.{key.name}", at, frame, content, d.px(RADIUS), tight=True)


def _under(d: Drawing, key: FooterKey, laid: Laid, size: Rect, frame: Frame) -> tuple[Shape, ...]:
    """Return the icon over its word, and dots under it."""
    side = d.px(44)
    icon = Icon(key.action.icon, Rect((size.width - side) // 2, d.px(13), side, side), ink_on(frame))
    room = inner(size, d.look, 4)
    words = centred(laid, Rect(room.x, d.px(76) - laid.height // 2, room.width, laid.height), ink_on(frame))
    return icon, words, *_dots(d, key, size.width, d.px(102), frame)


def _beside(d: Drawing, key: FooterKey, laid: Laid, size: Rect, frame: Frame) -> tuple[Shape, ...]:
    """Return the icon beside its word, and dots under both."""
    side, gap = d.px(48), d.px(16)
    room = inner(size, d.look, 6)
    if side + gap + laid.width > room.width:
        side, gap = d.px(36), d.px(8)
    left = room.x + (room.width - side - gap - laid.width) // 2
    middle = room.y + (room.height - (d.px(18) if key.dots else 0)) // 2
    icon = Icon(key.action.icon, Rect(left, middle - side // 2, side, side), ink_on(frame))
    words = Text(laid, left + side + gap - laid.left, middle - laid.height // 2, room, ink_on(frame))
    return icon, words, *_dots(d, key, size.width, size.height - d.px(32), frame)


def _dots(d: Drawing, key: FooterKey, width: int, middle: int, frame: Frame) -> tuple[Shape, ...]:
    """Return the dots of a size (filled up to it) or of a theme (only its own)."""
    if key.dots is None:
        return ()
    filled, of = key.dots
    side, step = d.px(12), d.px(19)
    left = (width - (of - 1) * step - side) // 2
    one = key.name == "colours"

    def dot(n: int) -> Disc:
        full = n == filled if one else n < filled
        box = Rect(left + n * step, middle - side // 2, side, side)
        return Disc(box, ink_on(frame)) if full else Disc(box, "", ink_on(frame), d.px(2))

    return tuple(dot(n) for n in range(of))
