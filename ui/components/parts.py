"""The technician's table: one row a part, its state in words, what was measured, its test."""

from __future__ import annotations

from kiosk.pages.blocks import Mark, PartRow, Parts
from kiosk.pages.stops import block_stop
from ui.components.buttons import button_of, label_of
from ui.components.cards import key_at
from ui.geometry import Rect
from ui.shapes import Icon, Plate, Shape, Text
from ui.text import Laid
from ui.units import Drawing, Target, Unit

MARKS: dict[Mark, tuple[str, str, str]] = {
    "plain": ("", "ink2", "circle"),
    "ok": ("", "ok", "check-circle"),
    "warn": ("warn_bg", "warn", "warning"),
    "err": ("err_bg", "err", "x-circle"),
    "info": ("", "ink", "info"),
    "waiting": ("", "ink2", "hourglass"),
}
"""Ground, colour and icon of a state."""
LEFT, RIGHT = 95, 20
STATE_AT = 43
"""Where the state begins, in % of the room between icon and key."""
HIGH = 100
KEY_HIGH = 72


def parts(d: Drawing, block: Parts, index: int) -> list[Unit]:
    """Return one unit a part."""
    units: list[Unit] = []
    item = 0
    for row in block.parts:
        units.append(_Row(d, row).unit(block_stop(index, item), first=not units))
        item += row.test is not None
    return units


class _Row:
    """One part: its name left and its state in the middle, or under each other where words would break."""

    def __init__(self, d: Drawing, row: PartRow) -> None:
        self.d, self.row = d, row
        self.key = label_of(d, button_of("", row.test)._replace(role="note", icon=""), d.width) if row.test else None
        self.key_width = self.key.width + d.px(44) if self.key else 0
        self.left = d.px(LEFT)
        self.right = d.width - d.px(RIGHT) - (self.key_width + d.px(RIGHT) if self.key else 0)
        self.stacked = False
        self._lay(self.left + (self.right - self.left) * STATE_AT // 100)
        if any(laid.breaks_a_word for laid in (self.name, self.state, self.measured)):
            self.stacked = True
            self._lay(self.left)

    def _lay(self, state_at: int) -> None:
        d, row = self.d, self.row
        self.state_at = state_at
        name_end = self.right if self.stacked else state_at - d.px(12)
        self.mark_side = min(d.px(36), d.look.type_px("note") * 5 // 4)
        self.state_x = state_at + self.mark_side + d.px(10)
        self.name: Laid = d.line(row.name, "note", name_end - self.left, bold=True)
        self.state: Laid = d.line(row.state, "note", self.right - self.state_x, bold=True)
        self.measured: Laid = d.line(row.measured, "caption", self.right - state_at)

    def unit(self, id_: str, *, first: bool) -> Unit:
        d = self.d
        under = self.state.height + self.measured.height
        tall = self.name.height + under if self.stacked else max(under, self.name.height)
        key_height = max(d.px(KEY_HIGH), self.key.laid.height + d.px(34)) if self.key else 0
        height = max(d.px(HIGH), tall + d.px(24), key_height + d.px(28))
        shapes = (*self._ground(height), *self._words(height, (height - tall) // 2))
        return Unit(
            d.width, height, shapes, self._target(id_, height, key_height), d.px(16) if first else 0, carded=True
        )

    def _ground(self, height: int) -> tuple[Shape, ...]:
        d = self.d
        ground = MARKS[self.row.mark][0]
        side = d.px(44)
        icon = Icon(self.row.icon, Rect(d.px(28), (height - side) // 2, side, side), "ink")
        return (Plate(Rect(d.px(2), 0, d.width - d.px(4), height), ground), icon) if ground else (icon,)

    def _words(self, height: int, y: int) -> tuple[Shape, ...]:
        _, colour, mark = MARKS[self.row.mark]
        box = Rect(self.left, 0, self.right - self.left, height)
        name_y = y if self.stacked else (height - self.name.height) // 2
        top = y + self.name.height if self.stacked else (height - self.state.height - self.measured.height) // 2
        step = self.state.height // self.state.count
        sign = Rect(self.state_at, top + (step - self.mark_side) // 2, self.mark_side, self.mark_side)
        return (
            Text(self.name, self.left, name_y, box),
            Icon(mark, sign, colour),
            Text(self.state, self.state_x, top, box, colour),
            Text(self.measured, self.state_at, top + self.state.height, box),
        )

    def _target(self, id_: str, height: int, key_height: int) -> tuple[Target, ...]:
        if self.key is None or self.row.test is None:
            return ()
        x = self.d.width - self.d.px(RIGHT) - self.key_width
        at = Rect(x, (height - key_height) // 2, self.key_width, key_height)
        return (key_at(self.d, id_, self.key, at, enabled=self.row.test.enabled),)
