"""Drawings: the attract picture, this machine with a part lit, steps, the idle ring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from config.words import Wording
from kiosk.pages.blocks import Countdown, Machine, Part, Steps, Welcome
from ui.components.cards import card
from ui.components.hills import HILLS
from ui.geometry import Rect
from ui.shapes import Area, Disc, Icon, Plate, Ring, Shape, Text, Vertical
from ui.text import Laid, Setting, width_of
from ui.theme import TypeRole
from ui.units import Drawing, Unit, centred

DRAWN_BOTTOM, DRAWN_WIDTH = 972, 1080
SUN = (318, 536, 104)
TEXT_END = 312
"""Where greeting and vertical script end on the drawn picture, and the land may begin."""
SCRIPT_END, SCRIPT_LONG, SCRIPT_PX = 552, 360, 56
"""Where the vertical script meets the first hill, how long it is, and its letters, in drawn px."""

Move = Literal["in", "out", "turn"]
ARROWS: dict[Move, str] = {"in": "arrow-up-bold", "out": "arrow-down-bold", "turn": "arrow-clockwise-bold"}


def welcome(d: Drawing, block: Welcome, height: int) -> Unit:
    """Return the attract picture *height* px high, *d.width* being the whole glass."""
    margin, top = d.px(48), d.px(54)
    head, below = _greeting(d, block)
    stretch = _stretch(d, height, top + head.height + below.height)
    sky = Rect(0, 0, d.width, height)
    shapes: list[Shape] = [Plate(sky, "sky"), *_land(d, height, stretch)]
    shapes.append(Text(head, margin, top, sky, "on_tint"))
    shapes.append(Text(below, margin, top + head.height + d.px(6), sky, "on_tint"))
    shapes += _script(d, block, round(height - (DRAWN_BOTTOM - SCRIPT_END) * stretch))
    return Unit(d.width, height, tuple(shapes), bleeds=True, source="welcome")


def _greeting(d: Drawing, block: Welcome) -> tuple[Laid, Laid]:
    room = d.width - 2 * d.px(48) - d.px(110)
    head = d.lay(block.greeting, Setting("display", bold=True, width=room, balanced=True))
    return head, d.lay(block.below, Setting("body", width=room, balanced=True))


def _script(d: Drawing, block: Welcome, end: int) -> list[Shape]:
    """Return the vertical script over the hills, smaller where the sky is low, not at all where it is too low."""
    top, wide = d.px(46), d.px(76)
    long = min(d.px(SCRIPT_LONG), end - top)
    if long < d.px(SCRIPT_LONG) // 2:
        return []
    at = Rect(d.width - d.px(48) - wide, top, wide, long)
    return [Vertical(block.vertical.text, at, d.px(SCRIPT_PX) * long // d.px(SCRIPT_LONG))]


def _stretch(d: Drawing, height: int, words_end: int) -> float:
    """Return the px of a drawn px in height, so that sun and hills lie under the words."""
    start = max(min(words_end + d.px(40), height - d.px(160)), 0)
    return min((height - start) / (DRAWN_BOTTOM - TEXT_END - 60), d.px(1000) / 1000)


def _land(d: Drawing, height: int, stretch: float) -> list[Shape]:
    """Return sun and hills, pressed together where the picture is low."""

    def down(y: float) -> float:
        return height - (DRAWN_BOTTOM - y) * stretch

    wide = d.width / DRAWN_WIDTH
    line = "edge" if d.has_plain_grounds else ""
    x, y, radius = SUN[0] * wide, down(SUN[1]), SUN[2] * stretch
    shapes: list[Shape] = []
    if radius >= d.px(40):
        shapes.append(Disc(Rect(round(x - radius), round(y - radius), round(2 * radius), round(2 * radius)), "sun"))
    for colour, crest in HILLS:
        points = [(px * wide, down(py)) for px, py in crest]
        right, left = (d.width, height), (0.0, height)
        flat = ((points[-1], right, right), (right, left, left))
        closed = (*points, *flat[0], *flat[1])
        shapes.append(Area(closed, colour, line, d.px(2) if line else 0, curved=True))
    return shapes


def least_welcome(d: Drawing, block: Welcome) -> int:
    """Return the least height in which its words have room."""
    head, below = _greeting(d, block)
    return d.px(110) + head.height + below.height + d.px(OVERLAP)


CARD_PAD = 48
DRAWN = (336, 380)
"""Width and height of the drawing of the machine."""
DRAWN_BELOW = 200
LEAST_BESIDE = 380
"""Room for words beside it; with less they stand over it."""
TALLEST_BESIDE = 520
"""Words higher than this are dealt out step by step: beside the drawing they are one piece, and may find no room."""
OVERLAP = 97
"""By how much the first card covers the foot of the picture, in drawn px."""
RING, RING_LARGEST = 432, 336
"""The seconds left; beside the largest letters it gives its room to the words."""


def front(d: Drawing, box: Rect, lit: Sequence[Part], *, move: Move = "in") -> list[Shape]:
    """Return the front of this machine in *box*, the parts *lit* in `primary`, their paper or card in `focus`."""
    outline, places = d.machine.fitted(box)
    shapes: list[Shape] = [Plate(outline, "surface", "edge", d.px(5), d.px(28))]
    for name, rect in places.items():
        if name == "screen":
            shapes.append(
                Plate(rect, "tint", "primary" if name in lit else "edge", d.px(6 if name in lit else 4), d.px(10))
            )
        elif name in lit:
            shapes += _lit(d, name, rect, outline.bottom - d.px(12), move=move)
        else:
            shapes.append(Plate(rect, "band", "edge", d.px(3), d.px(6)))
    return shapes


def _lit(d: Drawing, name: str, rect: Rect, end: int, *, move: Move) -> list[Shape]:
    slot = Rect(rect.x, rect.y, rect.width, max(rect.height, d.px(20)))
    if name == "card":
        wide, high = max(slot.width * 80 // 100, d.px(64)), min(d.px(58), end - slot.y - d.px(13))
        left = slot.x + (slot.width - wide) // 2
        body = Rect(left, slot.y + d.px(13), wide, high)
        arrow = Rect(body.middle[0] - d.px(20), body.y + (high - d.px(40)) // 2, d.px(40), d.px(40))
        icon = ARROWS[move]
        return [
            Plate(slot, "primary", radius=d.px(6)),
            Plate(body, "focus", "ink", d.px(4), d.px(6)),
            Icon(icon, arrow, _on_focus(d)),
        ]
    if name == "printer":
        return [
            Plate(slot, "primary", radius=d.px(6)),
            _torn(
                d,
                Rect(
                    slot.x + slot.width // 8,
                    slot.y + d.px(14),
                    slot.width * 3 // 4,
                    min(d.px(80), end - slot.y - d.px(14)),
                ),
            ),
        ]
    return [Plate(slot, "focus", "primary", d.px(5), d.px(6))]


def _on_focus(d: Drawing) -> str:
    """Return the colour seen best on `focus`: ink, but what is seen on the primary in `dark`."""
    return "on_primary" if d.look.colour("ink").lightness() > 128 else "ink"


def _torn(d: Drawing, box: Rect) -> Area:
    """Return paper with a torn lower edge."""
    teeth, depth = 7, d.px(10)
    step = box.width / teeth
    edge: list[tuple[float, float]] = []
    for n in range(teeth):
        edge += [(box.right - n * step, box.bottom), (box.right - (n + 0.5) * step, box.bottom - depth)]
    points = ((box.x, box.y), (box.right, box.y), *edge, (box.x, box.bottom))
    return Area(tuple((float(x), float(y)) for x, y in points), "focus", "ink", d.px(4))


def machine(d: Drawing, block: Machine) -> list[Unit]:
    """Return the card with what to do, where it is in words, and the drawing beside it, or below in a narrow column."""
    pad = _pad(d)
    beside = d.width - 3 * pad - d.px(DRAWN[0])
    where = _where(d, block, beside)
    if beside < d.px(LEAST_BESIDE) or (where is not None and where.breaks_a_word):
        return _machine_stacked(d, block)
    tall, words = _machine_words(d, block, beside)
    height = max(tall, d.px(DRAWN[1])) + 2 * pad
    picture = Rect(d.width - pad - d.px(DRAWN[0]), (height - d.px(DRAWN[1])) // 2, d.px(DRAWN[0]), d.px(DRAWN[1]))
    drawn = front(d, picture, (block.lit,), move=block.move)
    ground = card(d, Rect(0, 0, d.width, height))
    return [Unit(d.width, height, (ground, *words((height - tall) // 2), *drawn), above=d.px(40))]


def _pad(d: Drawing) -> int:
    if not d.look.is_largest:
        return d.px(CARD_PAD)
    return d.px(CARD_PAD // 2 if d.compact else CARD_PAD * 2 // 3)


def _machine_stacked(d: Drawing, block: Machine) -> list[Unit]:
    """Return words and drawing on one card, or on two list pages where they have no room together."""
    pad = _pad(d)
    tall, words = _machine_words(d, block, d.width - 2 * pad)
    picture = Rect(pad, pad // 2, d.width - 2 * pad, d.px(DRAWN_BELOW))
    drawn = front(d, picture, (block.lit,), move=block.move)
    upper = Unit(d.width, tall + pad, tuple(words(pad // 2)), above=d.px(40), carded=True, inset=pad)
    return [upper, Unit(d.width, picture.height + pad, tuple(drawn), carded=True, inset=pad)]


def _machine_words(d: Drawing, block: Machine, room: int) -> tuple[int, Callable[[int], list[Shape]]]:
    """Return the height of the words on the card, and what draws them from a given y on."""
    lines = _machine_lines(d, block, _machine_role(d, block, room), room)
    where = _where(d, block, room)
    gap = d.px(28) if where and lines else 0
    where_height = max(where.height, d.px(60)) if where else 0
    between = d.px(10)
    tall = sum(line.height for line, _ in lines) + between * (len(lines) - 1) + gap + where_height

    def drawn(y: int) -> list[Shape]:
        box = Rect(_pad(d), y, room, tall)
        shapes: list[Shape] = []
        for line, ink in lines:
            shapes.append(Text(line, box.x, y, box, ink))
            y += line.height + between
        if where:
            shapes += _where_shapes(d, block, where, Rect(box.x, y - between + gap, room, where_height))
        return shapes

    return tall, drawn


def _machine_role(d: Drawing, block: Machine, room: int) -> TypeRole:
    """Return the largest role in which no word of its title breaks."""
    text = d.text(block.title) if block.title else ""
    longest = max(text.split() or [""], key=len)
    roles: tuple[TypeRole, ...] = ("display", "title", "lead", "body")
    if d.compact and d.look.is_largest:
        roles = roles[1:]  # above what is within reach there is less room than on a page
    return next((role for role in roles if width_of(longest, d.look, role, bold=True) <= room), "note")


def _machine_lines(d: Drawing, block: Machine, role: TypeRole, room: int) -> list[tuple[Laid, str]]:
    lines = [(d.lay(block.title, Setting(role, bold=True, width=room, balanced=True)), "ink")] if block.title else []
    if block.second:
        lines.append((d.lay(block.second, Setting("body", width=room, even=True)), "ink2"))
    return lines


PART_ICONS: dict[Part, str] = {
    "card": "credit-card",
    "printer": "printer",
    "headset": "headphones",
    "keypad": "dots-nine",
}


def _where(d: Drawing, block: Machine, room: int) -> Laid | None:
    if not d.text(block.words):
        return None
    return d.lay(block.words, Setting("body", bold=True, width=max(room - d.px(82), 1), balanced=True))


def _where_shapes(d: Drawing, block: Machine, laid: Laid, at: Rect) -> list[Shape]:
    side = d.px(60)
    icon = Icon(PART_ICONS.get(block.lit, "info"), Rect(at.x, at.y + (at.height - side) // 2, side, side))
    return [icon, Text(laid, at.x + d.px(82), at.y + (at.height - laid.height) // 2, at, "on_tint")]


def steps(d: Drawing, block: Steps) -> list[Unit]:
    """Return numbered things to do beside the drawing, under each other where words would break."""
    drawn = d.px(340)
    room = d.width - drawn - d.px(32)
    made = _steps(d, block, room)
    if room < d.px(LEAST_BESIDE) or any(isinstance(s, Text) and s.laid.breaks_a_word for _, sh in made for s in sh):
        return _stacked_steps(d, block)
    high = d.px(380)
    gap = d.px(46)
    tall = sum(height for height, _ in made) + gap * (len(made) - 1)
    if tall > d.px(TALLEST_BESIDE):
        return _stacked_steps(d, block)
    height = max(tall, high)
    shapes: list[Shape] = []
    y = (height - tall) // 2
    for (step_height, _), (words, second), n in zip(made, block.steps, range(1, len(made) + 1), strict=True):
        shapes += _step(d, (words, second), n, Rect(0, y, room, 0))[1]
        y += step_height + gap
    shapes += front(d, Rect(d.width - drawn, (height - high) // 2, drawn, high), block.lit)
    return [Unit(d.width, height, tuple(shapes), above=d.px(56))]


def _steps(d: Drawing, block: Steps, room: int) -> list[tuple[int, list[Shape]]]:
    return [_step(d, step, n, Rect(0, 0, room, 0)) for n, step in enumerate(block.steps, 1)]


def _stacked_steps(d: Drawing, block: Steps) -> list[Unit]:
    units = [Unit(d.width, height, tuple(shapes), above=d.px(28)) for height, shapes in _steps(d, block, d.width)]
    box = Rect(0, 0, d.width, d.px(380))
    return [*units, Unit(d.width, box.height, tuple(front(d, box, block.lit)), above=d.px(32))]


def _step(d: Drawing, step: tuple[Wording, Wording | None], n: int, at: Rect) -> tuple[int, list[Shape]]:
    words, second = step
    side, left = d.px(68), at.x + d.px(94)
    room = at.right - left
    head = d.line(words, "lead", room, bold=True)
    below = d.line(second, "note", room) if second else None
    tall = head.height + (below.height if below else 0)
    height = max(side, tall)
    disc = Rect(at.x, at.y, side, side)
    digit = d.lay(str(n), Setting("body", bold=True))
    y = at.y + max((side - head.height) // 2, 0) if not below else at.y + max((height - tall) // 2, 0)
    box = Rect(left, at.y, room, max(height, y - at.y + tall))
    shapes: list[Shape] = [Disc(disc, "primary"), centred(digit, disc, "on_primary"), Text(head, left, y, box)]
    if below:
        shapes.append(Text(below, left, y + head.height, box, "ink2"))
    return box.height, shapes


def countdown(d: Drawing, block: Countdown) -> Unit:
    """Return the seconds left within a ring that empties."""
    side = min(d.px(RING_LARGEST if d.look.is_largest else RING), d.width)
    ring = Rect((d.width - side) // 2, 0, side, side)
    digits = d.lay(str(block.seconds), Setting("seconds", bold=True))
    part = min(max(block.seconds / max(block.total, 1), 0.0), 1.0)
    shapes = (Ring(ring, d.px(33), part), centred(digits, ring))
    return Unit(d.width, side, shapes, above=d.px(40), pinned=True)
