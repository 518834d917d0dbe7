"""What is typed and what it is typed with: field boxes, keyboard, pad, PIN places.

A PIN place shows that it is filled and nothing else; the digits never come here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from config.words import Wording
from kiosk.pages.blocks import PIN_KEYS, Box, Boxes, Key, Keys, PinPad
from kiosk.pages.stops import Stop, block_stop
from ui.components.key import KEY_RADIUS, RADIUS, Label, ink_on, inner
from ui.geometry import Rect, columns
from ui.shapes import Disc, Icon, Plate, Shape, Text
from ui.text import NO_BREAK, Laid, Setting
from ui.theme import TypeRole
from ui.units import Drawing, Frame, Target, Unit, centred

Size = tuple[TypeRole, bool]
"""How large letters are, and whether their lines stand close."""
DIGIT_SIZES: tuple[Size, ...] = tuple(product(("title", "lead", "body", "note"), (False, True)))
WORD_SIZES: tuple[Size, ...] = tuple(product(("body", "note", "caption"), (False, True)))

PAD_GAP = 16
BED_GAP = 10
BED_PAD = 24
BED_SIDE = 20
BED_COLUMNS = 12
BED_KEYS = (104, 92, 80, 70, 64, 58)
"""Heights of the keys of the keyboard, from the usual to the lowest that still is 12.7 mm, in drawn px."""
PAD_KEYS = (148, 124, 104, 88, 76, 64, 56)
"""Heights of the keys of a pad, from the roomiest to the lowest that still is 12.7 mm."""


def boxes(d: Drawing, block: Boxes, index: int, *, large: bool) -> Unit:
    """Return the fields side by side; `large` sets what is typed as large as a title."""
    several = len(block.boxes) > 1
    gap = d.px(16)
    places = columns(d.width, len(block.boxes), gap)
    labels = [d.line(box.label, "note", w) for box, (_, w) in zip(block.boxes, places, strict=True)] if several else []
    top = max((label.height for label in labels), default=0) + (d.px(8) if several else 0)
    height, item = 0, 0
    shapes: list[Shape] = []
    targets: list[Target] = []
    for box, (x, width) in zip(block.boxes, places, strict=True):
        field = _Field(d, box, Rect(x, top, width, 0), large)
        shapes += field.shapes()
        height = max(height, field.height)
        if box.clear is not None:
            targets.append(field.clear_target(block_stop(index, item)))
            item += 1
    for label, (x, width) in zip(labels, places, strict=False):
        shapes.append(Text(label, x, top - d.px(8) - label.height, Rect(x, 0, width, top)))
    return Unit(d.width, top + height, tuple(shapes), tuple(targets), above=d.px(24))


class _Field:
    """One field at its place."""

    def __init__(self, d: Drawing, box: Box, at: Rect, large: bool) -> None:
        self.d, self.box = d, box
        role: TypeRole = "title" if large and not d.look.is_largest else "lead"
        self._clear = _clear_label(d, box) if box.clear else None
        right = self._clear_width() + d.px(32) if self._clear else d.px(36)
        self._unit = d.lay(box.unit, Setting(role)) if box.unit else None
        self._icon_px = d.px(56) if box.icon else 0
        self.left = at.x + d.px(36) + (self._icon_px + d.px(20) if box.icon else 0)
        width = at.right - self.left - right - (self._unit.width + d.px(16) if self._unit else 0)
        self.laid = d.lay(_shown(box) or NO_BREAK, Setting(role, large, width))
        self._hint = d.line(box.placeholder, "lead", width - d.px(12)) if box.placeholder and not _shown(box) else None
        least = max(self.laid.height, self._hint.height if self._hint else 0)
        self.height = max(d.px(126 if large else 110), least + d.px(44))
        self.rect = Rect(at.x, at.y, at.width, self.height)

    def shapes(self) -> list[Shape]:
        d = self.d
        border, stroke = ("err", 5) if self.box.faulty else ("primary", 5) if self.box.active else ("edge", 3)
        shapes: list[Shape] = [Plate(self.rect, "surface", border, d.px(stroke), d.px(RADIUS))]
        if self.box.icon:
            y = self.rect.y + (self.height - self._icon_px) // 2
            shapes.append(Icon(self.box.icon, Rect(self.rect.x + d.px(28), y, self._icon_px, self._icon_px), "ink"))
        shapes += self._words()
        if self._unit:
            x = self.rect.right - d.px(36) - self._unit.width
            shapes.append(Text(self._unit, x, self.rect.y + (self.height - self._unit.height) // 2, self.rect, "ink2"))
        return shapes

    def _words(self) -> list[Shape]:
        d = self.d
        shapes: list[Shape] = []
        y = self.rect.y + (self.height - self.laid.height) // 2
        if self._hint:
            hint_y = self.rect.y + (self.height - self._hint.height) // 2
            shapes.append(Text(self._hint, self.left + d.px(12), hint_y, self.rect, "ink2"))
        else:
            shapes += self._in_hand(y)
            shapes.append(Text(self.laid, self.left, y, self.rect))
        if self.box.active:
            step = self.laid.height // self.laid.count
            x = self.left + (0 if not _shown(self.box) else self.laid.last_width + d.px(8 if self.box.hand else 4))
            shapes.append(Plate(Rect(x, y + self.laid.height - step, d.px(4), step), "ink"))
        return shapes

    def _in_hand(self, y: int) -> list[Shape]:
        """Return the frame around the letter that is not taken yet."""
        if not self.box.hand:
            return []
        d, end, step = self.d, len(self.laid.text), self.laid.height // self.laid.count
        found = self.laid.span(end - 1, end)
        top = y + self.laid.height - step
        at = [Rect(self.left + round(left) - d.px(2), top, round(width) + d.px(4), step) for left, _, width in found]
        return [Plate(one, "tint", "primary", d.px(4), d.px(6)) for one in at]

    def _clear_width(self) -> int:
        return max(self._clear.width + self.d.px(52), self.d.px(100)) if self._clear else 0

    def clear_target(self, id_: str) -> Target:
        """Return the key that empties the field, inside it at the right."""
        assert self.box.clear is not None and self._clear is not None  # noqa: S101, PT018 - asked only when it is there
        d = self.d
        edge = d.px(16)
        size = Rect(0, 0, self._clear_width(), self.height - 2 * edge)
        frame: Frame = "plain" if self.box.clear.enabled else "disabled"
        at = size.moved(self.rect.right - edge - size.width, self.rect.y + edge)
        return Target(id_, at, frame, self._clear.content(inner(size, d.look, 10), frame), d.px(KEY_RADIUS), tight=True)


def _clear_label(d: Drawing, box: Box) -> Label:
    assert box.clear is not None  # noqa: S101 - asked only when it is there
    laid = d.lay(box.clear.words, Setting("body", bold=True))
    return Label(laid, box.clear.icon or "x", d.look.type_px("body"), d.px(14))


def _shown(box: Box) -> str:
    """Return what is typed and the letter in hand, with blanks at the end that keep their width."""
    text = box.text.text + box.hand
    typed = text.rstrip(" ")
    return typed + NO_BREAK * (len(text) - len(typed))


def keyboard(d: Drawing, block: Keys, index: int, key_height: int) -> Unit:
    """Return the bed of the keyboard, keys *key_height* drawn px high. *d* is as wide as the bed."""
    side, gap, top = d.px(BED_SIDE), d.px(BED_GAP), d.px(BED_PAD)
    height = d.px(key_height)
    grid = columns(d.width - 2 * side, BED_COLUMNS, gap)
    targets: list[Target] = []
    for down, row in enumerate(block.rows):
        column = 0
        for key in row:
            first, last = grid[column], grid[min(column + key.span, BED_COLUMNS) - 1]
            at = Rect(side + first[0], top + down * (height + gap), last[0] + last[1] - first[0], height)
            targets.append(_typed_key(d, key, at, block_stop(index, len(targets))))
            column = min(column + key.span, BED_COLUMNS - 1)
    whole = 2 * top + len(block.rows) * (height + gap) - gap
    bed = (Plate(Rect(0, 0, d.width, whole), "band"), Plate(Rect(0, 0, d.width, d.px(2)), "line"))
    return Unit(d.width, whole, bed, tuple(targets), above=d.px(24), bleeds=True)


def _typed_key(d: Drawing, key: Key, at: Rect, id_: str) -> Target:
    size = Rect(0, 0, at.width, at.height)
    frame = _key_frame(key)
    room = inner(size, d.look, 6)
    if key.icon:
        side = min(d.px(52), room.height)
        middle = Rect((at.width - side) // 2, room.y + (room.height - side) // 2, side, side)
        content: tuple[Shape, ...] = (Icon(key.icon, middle, ink_on(frame)),)
    else:
        content = (centred(_fitting(d, key.words, room, bold=frame == "primary"), room, ink_on(frame)),)
    return Target(id_, at, frame, content, d.px(KEY_RADIUS), tight=True)


def _key_frame(key: Key) -> Frame:
    if key.deed is None:
        return "disabled"
    return "chosen" if key.held else "primary" if key.primary else "plain"


def _fitting(d: Drawing, words: Wording, room: Rect, *, bold: bool) -> Laid:
    """Return *words* in the largest role of a key that breaks no word and is no higher than *room*."""
    single = len(d.text(words)) == 1
    roles: tuple[TypeRole, ...] = ("lead", "body", "note", "caption")
    for role, tight in product(roles[1 if d.look.is_largest or not (single or bold) else 0 :], (False, True)):
        laid = d.lay(words, Setting(role, bold, room.width, centred=True, tight=tight))
        if not laid.breaks_a_word and laid.height <= room.height:
            return laid
    return laid


class PadKey(NamedTuple):
    """A key of a pad before it has a place."""

    id: str
    words: Wording
    frame: Frame
    icon: str = ""


def pad(d: Drawing, block: Keys, index: int, key_height: int) -> Unit:
    """Return a pad whose keys are *key_height* drawn px high."""
    rows, item = [], 0
    for row in block.rows:
        line = []
        for key in row:
            line.append((PadKey(block_stop(index, item), key.words, _key_frame(key), key.icon), key.span))
            item += 1
        rows.append(line)
    return _pad(d, rows, key_height)


def pin_pad(d: Drawing, block: PinPad, stops: Sequence[Stop], key_height: int) -> Unit:
    """Return the pad of a PIN; its keys are the stops of the block, in their order."""
    frame: Frame = "disabled" if block.busy else "plain"
    icons = {"erase_all": "trash", "erase_one": "backspace"}
    keys = [(PadKey(s.id, s.words, frame, icons.get(PIN_KEYS[s.pin or 0], "")), 1) for s in stops]
    return _pad(d, [keys[n : n + 3] for n in range(0, len(keys), 3)], key_height)


def _pad(d: Drawing, rows: Sequence[Sequence[tuple[PadKey, int]]], key_height: int) -> Unit:
    gap, y = d.px(PAD_GAP), 0
    targets: list[Target] = []
    for row in rows:
        grid = columns(d.width, max(sum(span for _, span in row), 3), gap)
        column = 0
        height = max(d.px(key_height), *(_least(d, key, grid[0][1]) for key, _ in row))
        rects: list[Rect] = []
        for _, span in row:
            last = grid[column + span - 1]
            rects.append(Rect(grid[column][0], y, last[0] + last[1] - grid[column][0], height))
            column += span
        targets += _pad_keys(d, [key for key, _ in row], rects)
        y += height + gap
    return Unit(d.width, y - gap, targets=tuple(targets), above=d.px(36))


def _least(d: Drawing, key: PadKey, width: int) -> int:
    """Return the height below which the words of *key* have no room in any role."""
    room = width - d.px(24) - (d.px(62) if key.icon else 0)
    words = d.lay(key.words, Setting("caption", bold=True, width=room, tight=True))
    return words.height + d.px(10) if words.count > 1 else 0


def _pad_keys(d: Drawing, keys: Sequence[PadKey], rects: Sequence[Rect]) -> Iterator[Target]:
    """Yield the keys of one row; those with an icon have letters of one size."""
    rooms = [inner(Rect(0, 0, at.width, at.height), d.look, 12) for at in rects]
    drawn = [(key, room) for key, room in zip(keys, rooms, strict=True) if key.icon]
    alike = _alike(d, drawn) if len(drawn) > 1 else None
    for key, room, at in zip(keys, rooms, rects, strict=True):
        label = _pad_label(d, key, room, alike if key.icon else None)
        yield Target(key.id, at, key.frame, label.content(room, key.frame), d.px(KEY_RADIUS))


def _alike(d: Drawing, keys: Sequence[tuple[PadKey, Rect]]) -> Size | None:
    """Return the largest size in which all of *keys* fit, if there is one."""
    fitting = (size for size in WORD_SIZES if all(_fits(_sized(d, key, room, size), room) for key, room in keys))
    return next(fitting, None)


def _pad_label(d: Drawing, key: PadKey, room: Rect, size: Size | None) -> Label:
    """Return its digit as large as a title, or its words in *size*, else as large as fit beside the icon."""
    if size is not None:
        return _sized(d, key, room, size)
    label = _sized(d, key, room, WORD_SIZES[-1])
    for one in DIGIT_SIZES if _is_digit(d, key) else WORD_SIZES:
        label = _sized(d, key, room, one)
        if _fits(label, room):
            break
    return label


def _sized(d: Drawing, key: PadKey, room: Rect, size: Size) -> Label:
    role, tight = size
    side = min(d.px(44), room.height) if key.icon else 0
    width = room.width - (side + d.px(18) if side else 0)
    setting = Setting(role, key.frame != "disabled", width, centred=_is_digit(d, key), tight=tight)
    return Label(d.lay(key.words, setting), key.icon, side, d.px(18))


def _is_digit(d: Drawing, key: PadKey) -> bool:
    text = d.text(key.words)
    return len(text) == 1 or text.isdigit()


def _fits(label: Label, room: Rect) -> bool:
    return not label.laid.breaks_a_word and label.laid.height <= room.height


def pin_places(d: Drawing, block: PinPad) -> Unit:
    """Return the places of the PIN: filled, waiting for the next digit, empty."""
    shapes: list[Shape] = []
    height = d.px(124)
    for place, (x, width) in enumerate(columns(d.width, block.places, d.px(16))):
        box = Rect(x, 0, width, height)
        active = place == block.filled and not block.busy
        shapes.append(Plate(box, "surface", "primary" if active else "edge", d.px(6 if active else 3), d.px(RADIUS)))
        if place < block.filled:
            side = d.px(36)
            shapes.append(Disc(Rect(x + (width - side) // 2, (height - side) // 2, side, side), "ink"))
    return Unit(d.width, height, tuple(shapes), above=d.px(24))
