"""The action place: main, second and further buttons, and the keys that turn list pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from config.words import Wording, phrase
from kiosk.pages.blocks import Action
from kiosk.pages.model import Page
from ui.components.key import RADIUS, Label, inner
from ui.geometry import Rect
from ui.shapes import Shape
from ui.text import Setting
from ui.theme import TypeRole
from ui.units import Drawing, Frame, Target, Unit, centred

HEIGHT = 112
TALL = 148
COMPACT = 88
STAFF_HEIGHT = 92
STAFF_LOW = 72
GAP = 16
PAD = 24
SECOND_PARTS, MAIN_PARTS = 5, 8


class Button(NamedTuple):
    """A button before it has a place."""

    id: str
    words: Wording
    frame: Frame
    icon: str = ""
    icon_last: bool = False
    role: TypeRole = "lead"


def button_of(id_: str, action: Action, *, primary: bool = False) -> Button:
    frame: Frame = "disabled" if not action.enabled else "primary" if primary else "plain"
    return Button(id_, action.words, frame, action.icon, icon_last=primary)


def label_of(d: Drawing, button: Button, width: int) -> Label:
    """Return the words of *button* laid for a key *width* px wide."""
    icon_px = min(d.look.type_px(button.role) + d.px(4), d.px(64))
    gap = d.px(20)
    taken = icon_px + gap if button.icon else 0
    bold = button.frame != "disabled"
    setting = Setting(button.role, bold, width - 2 * d.px(PAD) - taken, balanced=True, centred=not button.icon)
    return Label(d.lay(button.words, setting), button.icon, icon_px, gap, button.icon_last)


def button_row(d: Drawing, buttons: Sequence[Button], shares: Sequence[int], least: int) -> Unit:
    """Return *buttons* side by side, as wide as their *shares*, at least *least* px high."""
    gap = d.px(GAP)
    inside = d.width - gap * (len(buttons) - 1)
    edges = [round(inside * sum(shares[:n]) / sum(shares)) for n in range(len(buttons) + 1)]
    places = [(edges[n] + n * gap, edges[n + 1] - edges[n]) for n in range(len(buttons))]
    labels = [label_of(d, button, width) for button, (_, width) in zip(buttons, places, strict=True)]
    height = _height(d, labels, least)
    targets = tuple(
        Target(
            b.id,
            Rect(x, 0, w, height),
            b.frame,
            label.content(inner(Rect(0, 0, w, height), d.look, 10), b.frame),
            d.px(RADIUS),
        )
        for b, label, (x, w) in zip(buttons, labels, places, strict=True)
    )
    return Unit(d.width, height, targets=targets, above=gap)


def _height(d: Drawing, labels: Sequence[Label], least: int) -> int:
    floor, pad = (min(least, COMPACT), 18) if d.compact else (least, 36)
    return max([d.px(floor), *(label.laid.height + d.px(pad) for label in labels)])


def action_rows(d: Drawing, page: Page) -> tuple[Unit, ...]:
    """Return the rows of buttons over the footer, from above to below."""
    extra = [button_of(f"action.{n}", action) for n, action in enumerate(page.actions)]
    second = [button_of("second", page.second)] if page.second else []
    main = [button_of("main", page.main, primary=True)] if page.main else []
    if page.staff:
        return _grid(d, [*extra, *second, *main])
    if page.bare:
        tall = [button_row(d, [b], [1], TALL) for b in main]
        return (*tall, *(button_row(d, [b], [1], HEIGHT) for b in (*extra, *second)))
    rows = [[b] for b in extra]
    if second and main and not page.stacked and _side_by_side(d, second[0], main[0]):
        return (*_rows(d, rows), button_row(d, [*second, *main], [SECOND_PARTS, MAIN_PARTS], HEIGHT))
    return _rows(d, [*rows, *([b] for b in second), *([b] for b in main)])


def _rows(d: Drawing, rows: Sequence[Sequence[Button]]) -> tuple[Unit, ...]:
    return tuple(button_row(d, row, [1] * len(row), HEIGHT) for row in rows)


def _grid(d: Drawing, buttons: Sequence[Button]) -> tuple[Unit, ...]:
    """Return buttons in two columns, in the largest role that breaks no word of theirs."""
    half = (d.width - d.px(GAP)) // 2
    roles: tuple[TypeRole, ...] = ("body", "note", "caption")
    for role in roles:
        flat = [b._replace(icon_last=False, role=role) for b in buttons]
        labels = [label_of(d, b, half).laid for b in flat]
        if not any(laid.breaks_a_word or (d.compact and laid.count > 1) for laid in labels):
            break
    return tuple(_pair_row(d, flat[n : n + 2]) for n in range(0, len(flat), 2))


def _pair_row(d: Drawing, pair: Sequence[Button]) -> Unit:
    return button_row(d, pair, [1] * len(pair), STAFF_LOW if d.compact else STAFF_HEIGHT)


def _side_by_side(d: Drawing, second: Button, main: Button) -> bool:
    inside = d.width - d.px(GAP)
    parts = SECOND_PARTS + MAIN_PARTS
    left = label_of(d, second, inside * SECOND_PARTS // parts)
    right = label_of(d, main, inside * MAIN_PARTS // parts)
    return left.laid.count == 1 and right.laid.count == 1


def pager(d: Drawing, number: int, of: int) -> Unit:
    """Return Previous, "1 / 2", Next; the one that leads nowhere is dashed."""
    words = d.lay(f"{number + 1} / {of}", Setting("body"))
    gap = d.px(GAP)
    width = (d.width - words.width - 2 * d.px(28)) // 2
    width = min(width, d.px(346))
    before = Button("pager.previous", phrase("button-page-prev"), "plain" if number else "disabled", "caret-left")
    after = Button(
        "pager.next",
        phrase("button-page-next"),
        "plain" if number < of - 1 else "disabled",
        "caret-right",
        icon_last=True,
    )
    labels = [label_of(d, b, width) for b in (before, after)]
    if any(label_of(d, b._replace(frame="plain"), width).laid.breaks_a_word for b in (before, after)):
        labels = [label_of(d, b._replace(icon=""), width) for b in (before, after)]
    height = _height(d, labels, HEIGHT)
    size = Rect(0, 0, width, height)
    targets = tuple(
        Target(b.id, Rect(x, 0, width, height), b.frame, label.content(inner(size, d.look, 10), b.frame), d.px(RADIUS))
        for b, label, x in zip((before, after), labels, (0, d.width - width), strict=True)
    )
    middle: tuple[Shape, ...] = (centred(words, Rect(width, 0, d.width - 2 * width, height)),)
    return Unit(d.width, height, middle, targets, above=gap)
