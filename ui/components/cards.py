"""Passive cards: facts, answers to review, the receipt number, the code, counts."""

from __future__ import annotations

from collections.abc import Iterator

import segno

from kiosk.pages.blocks import Answer, Answers, Code, Count, Counts, Fact, Facts, Number
from kiosk.pages.stops import block_stop
from ui.components.buttons import button_of, label_of
from ui.components.key import KEY_RADIUS, Label, inner
from ui.geometry import Rect, columns
from ui.shapes import Icon, Plate, Shape, Squares, Text
from ui.text import Laid, Setting
from ui.theme import TypeRole
from ui.units import Drawing, Frame, Target, Unit, centred, plated

CARD_RADIUS = 20
CARD_PAD = 38
QUIET = 4
"""Modules of white around a square code (ISO/IEC 18004, 5.3.8)."""


def card(d: Drawing, rect: Rect) -> Plate:
    """Return the flat ground of something that is only read."""
    return Plate(rect, "surface", "line", d.px(2), d.px(CARD_RADIUS))


def facts(d: Drawing, block: Facts) -> Unit:
    """Return labelled facts in two columns, in one where words would break."""
    pad, gap = d.px(CARD_PAD), d.px(26)
    across = 1 if d.look.is_largest else 2
    width = columns(d.width - 2 * pad, across, gap)[0][1]
    if across == 2 and any(_fact_words(d, fact, width)[1].breaks_a_word for fact in block.facts):
        across = 1
    places = columns(d.width - 2 * pad, across, gap)
    shapes: list[Shape] = []
    y = pad
    for first in range(0, len(block.facts), across):
        line = block.facts[first : first + across]
        made = [_fact(d, fact, Rect(pad + x, y, w, 0)) for fact, (x, w) in zip(line, places, strict=False)]
        shapes += [shape for _, drawn in made for shape in drawn]
        y += max(height for height, _ in made) + gap
    height = y - gap + pad
    return Unit(d.width, height, (card(d, Rect(0, 0, d.width, height)), *shapes), above=d.px(40))


def _fact_words(d: Drawing, fact: Fact, width: int) -> tuple[Laid, Laid]:
    room = width - d.px(106)
    return d.line(fact.label, "note", room), d.line(fact.value, "body", room, bold=True)


def _fact(d: Drawing, fact: Fact, at: Rect) -> tuple[int, tuple[Shape, ...]]:
    label, value = _fact_words(d, fact, at.width)
    side = d.px(84)
    height = max(side, label.height + value.height)
    x, y = at.x + d.px(106), at.y + (height - label.height - value.height) // 2
    box = Rect(x, at.y, at.width - d.px(106), height)
    plate = Rect(at.x, at.y + (height - side) // 2, side, side)
    return height, (*plated(d, fact.icon, plate), Text(label, x, y, box, "ink2"), Text(value, x, y + label.height, box))


def answers(d: Drawing, block: Answers, index: int) -> list[Unit]:
    """Return one unit an answer; they share a card wherever a list page begins or ends."""
    units: list[Unit] = []
    item = 0
    for answer in block.answers:
        units.append(_answer(d, answer, block_stop(index, item), first=not units))
        item += answer.change is not None
    return units


def _answer(d: Drawing, answer: Answer, id_: str, *, first: bool) -> Unit:
    pad = d.px(CARD_PAD)
    key = _small_key(d, answer)
    key_width = key.width + d.px(56) if key else 0
    room = d.width - 2 * pad - (key_width + d.px(24) if key else 0)
    label = d.line(answer.label, "note", room)
    value = d.line(answer.value, "body", room, bold=True)
    if key and value.breaks_a_word:
        return _stacked_answer(d, answer, id_, key, first=first)
    key_height = max(d.px(92), key.laid.height + d.px(36)) if key else 0
    height = max(d.px(132), label.height + value.height + d.px(44), key_height + d.px(36))
    box = Rect(pad, 0, room, height)
    y = (height - label.height - value.height) // 2
    shapes = (Text(label, pad, y, box, "ink2"), Text(value, pad, y + label.height, box))
    targets: tuple[Target, ...] = ()
    if key:
        at = Rect(d.width - pad - key_width, (height - key_height) // 2, key_width, key_height)
        targets = (key_at(d, id_, key, at),)
    return Unit(d.width, height, shapes, targets, above=d.px(34) if first else 0, carded=True, inset=pad)


def _stacked_answer(d: Drawing, answer: Answer, id_: str, key: Label, *, first: bool) -> Unit:
    """Return an answer with its key under it, where both side by side would break a word."""
    pad = d.px(CARD_PAD)
    room = d.width - 2 * pad
    label, value = d.line(answer.label, "note", room), d.line(answer.value, "body", room, bold=True)
    y = d.px(22)
    box = Rect(pad, 0, room, y + label.height + value.height)
    shapes = (Text(label, pad, y, box, "ink2"), Text(value, pad, y + label.height, box))
    key_height = max(d.px(92), key.laid.height + d.px(36))
    at = Rect(pad, box.bottom + d.px(14), min(key.width + d.px(56), room), key_height)
    target = key_at(d, id_, key, at)
    return Unit(
        d.width, at.bottom + d.px(20), shapes, (target,), above=d.px(34) if first else 0, carded=True, inset=pad
    )


def _small_key(d: Drawing, answer: Answer) -> Label | None:
    if answer.change is None:
        return None
    return label_of(d, button_of("", answer.change)._replace(role="body"), d.width)


def key_at(d: Drawing, id_: str, label: Label, at: Rect, *, enabled: bool = True) -> Target:
    """Return a small key on a card."""
    frame: Frame = "plain" if enabled else "disabled"
    content = label.content(inner(Rect(0, 0, at.width, at.height), d.look, 8), frame)
    return Target(id_, at, frame, content, d.px(KEY_RADIUS), tight=True)


def number(d: Drawing, block: Number) -> Unit:
    """Return the receipt number in the largest type, in the middle of its card."""
    pad = d.px(46)
    room = d.width - 2 * pad
    lines = [(d.lay(block.label, Setting("body", width=room, balanced=True, centred=True)), "ink2")]
    lines.append((_digits(d, block, room, centre=True), "ink"))
    if block.below:
        lines.append((d.lay(block.below, Setting("body", width=room, balanced=True, centred=True)), "ink2"))
    shapes: list[Shape] = []
    y = pad
    for laid, ink in lines:
        shapes.append(centred(laid, Rect(pad, y, room, laid.height), ink))
        y += laid.height
    height = y + pad
    return Unit(d.width, height, (card(d, Rect(0, 0, d.width, height)), *shapes), above=d.px(40))


def _digits(d: Drawing, block: Number, room: int, *, centre: bool) -> Laid:
    """Return the number in the largest type that keeps it in one line."""
    roles: tuple[TypeRole, ...] = ("number", "display", "title")
    for role in roles:
        laid = d.lay(block.number, Setting(role, bold=True, width=room, centred=centre))
        if laid.count == 1:
            break
    return laid


def code(d: Drawing, block: Code, head: Number | None = None) -> list[Unit]:
    """Return the square code under its number, with what to do beside it; below where words would break."""
    pad = d.px(CARD_PAD)
    y, shapes = _code_head(d, head, pad)
    squares = _squares(d, block, pad, y)
    frame = Plate(squares.rect, "", "line", d.px(2))
    left = squares.rect.right + d.px(36)
    beside = _beside(d, block, Rect(left, y, d.width - pad - left, squares.rect.height))
    apart = beside[0] > squares.rect.bottom + pad or any(
        isinstance(s, Text) and s.laid.breaks_a_word for s in beside[1]
    )
    if apart and d.look.is_largest:
        return [*_parted_code(d, block, (y, shapes)), *_beside_units(d, block)]
    words = () if apart else beside[1]
    height = max(squares.rect.bottom, 0 if apart else beside[0]) + pad
    ground = card(d, Rect(0, 0, d.width, height))
    unit = Unit(d.width, height, (ground, *shapes, squares, frame, *words), above=d.px(24))
    return [unit, *(_beside_units(d, block) if apart else ())]


def _parted_code(d: Drawing, block: Code, head: tuple[int, list[Shape]]) -> Iterator[Unit]:
    """Yield the number and the square code as two parts of a card, which may stand on two list pages."""
    pad, (height, shapes) = d.px(CARD_PAD), head
    squares = _squares(d, block, pad, d.px(20))
    frame = Plate(squares.rect, "", "line", d.px(2))
    if shapes:
        yield Unit(d.width, height, tuple(shapes), above=d.px(24), carded=True, inset=pad)
    yield Unit(d.width, squares.rect.bottom + pad, (squares, frame), carded=True, inset=pad)


def _beside_units(d: Drawing, block: Code) -> Iterator[Unit]:
    for line in block.beside:
        height, shapes = _beside(d, Code(block.payload, (line,)), Rect(0, 0, d.width, 0))
        yield Unit(d.width, height, shapes, above=d.px(24))


def _code_head(d: Drawing, head: Number | None, pad: int) -> tuple[int, list[Shape]]:
    if head is None:
        return pad, []
    room = d.width - 2 * pad
    label = d.line(head.label, "body", room)
    digits = _digits(d, head, room, centre=False)
    y = d.px(30)
    shapes: list[Shape] = [Text(label, pad, y, Rect(pad, y, room, label.height), "ink2")]
    y += label.height
    shapes.append(Text(digits, pad, y, Rect(pad, y, room, digits.height)))
    y += digits.height
    if head.below:
        below = d.line(head.below, "body", room)
        shapes.append(Text(below, pad, y, Rect(pad, y, room, below.height), "ink2"))
        y += below.height
    return y + d.px(20), shapes


def _squares(d: Drawing, block: Code, x: int, y: int) -> Squares:
    matrix = segno.make(block.payload.text, error="m", micro=False).matrix
    blank = (False,) * (len(matrix) + 2 * QUIET)
    inside = tuple((*blank[:QUIET], *(bool(m) for m in row), *blank[:QUIET]) for row in matrix)
    rows = (*(blank,) * QUIET, *inside, *(blank,) * QUIET)
    side = max(d.px(310) // len(rows), 1) * len(rows)
    return Squares(Rect(x, y, side, side), rows)


def _beside(d: Drawing, block: Code, at: Rect) -> tuple[int, tuple[Shape, ...]]:
    side, gap = d.px(48), d.px(38)
    left = at.x + side + d.px(20)
    lines = [(icon, d.line(words, "body", at.right - left)) for icon, words in block.beside]
    tall = sum(max(laid.height, side) for _, laid in lines) + gap * max(len(lines) - 1, 0)
    y = at.y + max((at.height - tall) // 2, 0)
    shapes: list[Shape] = []
    for icon, laid in lines:
        height = max(laid.height, side)
        shapes.append(Icon(icon, Rect(at.x, y + (height - side) // 2, side, side), "ink"))
        shapes.append(Text(laid, left, y + (height - laid.height) // 2, Rect(left, y, at.right - left, height)))
        y += height + gap
    return y - gap, tuple(shapes)


def counts(d: Drawing, block: Counts) -> list[Unit]:
    """Return small cards side by side: a value over its label."""
    across = min(len(block.counts), 4) or 1
    gap, pad = d.px(14), d.px(20)
    while across > 1 and any(
        _count(d, c, columns(d.width, across, gap)[0][1] - 2 * pad)[1].breaks_a_word for c in block.counts
    ):
        across -= 1
    units = []
    for first in range(0, len(block.counts), across):
        line = block.counts[first : first + across]
        units.append(_count_row(d, line, columns(d.width, across, gap), first=not first))
    return units


def _count(d: Drawing, count: Count, room: int) -> tuple[Laid, Laid]:
    return d.line(count.value, "lead", room, bold=True), d.line(count.label, "caption", room)


def _count_row(d: Drawing, line: tuple[Count, ...], places: tuple[tuple[int, int], ...], *, first: bool) -> Unit:
    pad = d.px(20)
    made = [_count(d, count, places[0][1] - 2 * pad) for count in line]
    height = max(value.height + label.height for value, label in made) + d.px(32)
    shapes: list[Shape] = []
    for (value, label), (x, width) in zip(made, places, strict=False):
        box = Rect(x, 0, width, height)
        shapes.append(Plate(box, "surface", "line", d.px(2), d.px(12)))
        shapes.append(Text(value, x + pad, d.px(14), box))
        shapes.append(Text(label, x + pad, d.px(14) + value.height, box, "ink2"))
    return Unit(d.width, height, tuple(shapes), above=d.px(0 if first else 14))
