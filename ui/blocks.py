"""Every block of a page as units, by its kind and that of its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.pages.blocks import (
    Answers,
    Block,
    Boxes,
    Code,
    Consent,
    Countdown,
    Counts,
    Facts,
    Heading,
    Keys,
    Machine,
    Note,
    Number,
    Options,
    Paragraph,
    Parts,
    PinPad,
    Progress,
    Rows,
    Steps,
    Ticks,
    Tiles,
    Welcome,
)
from kiosk.pages.model import Page
from kiosk.pages.stops import page_stops
from ui.components import buttons, cards, fields, lists, parts, pictures, reading
from ui.furniture import stands_in_header
from ui.units import Drawing, Unit

PRESSED = Rows | Tiles | Options | Consent
LOW = Keys | PinPad


@dataclass
class Content:
    """The units of a page: `head` on every list page, `flow` in reading order, `low` anchored below."""

    head: list[Unit] = field(default_factory=list)
    flow: list[Unit] = field(default_factory=list)
    welcome: Welcome | None = None


def content_of(d: Drawing, page: Page) -> Content:
    """Return what *page* shows, but for what is anchored low."""
    content = Content(welcome=next((b for b in page.blocks if isinstance(b, Welcome)), None))
    typed = any(isinstance(b, LOW) for b in page.blocks)
    first = [replace(reading.above_title(d, page.above), source="above")] if page.above else []
    head = [] if content.welcome or page.staff else [reading.title(d, page)]
    if page.staff and page.lead and not stands_in_header(d, page, d.width):
        content.flow.extend(reading.paragraph(d, Paragraph(page.lead)))
    content.head = [*first, *head]
    for index, block in enumerate(page.blocks):
        for unit in _of_block(index, _units(d, page, index, block)):
            pinned = unit.pinned or (typed and isinstance(block, Boxes))
            if page.bare and isinstance(block, Countdown):
                content.head.insert(0, unit)
            elif pinned and not content.flow:
                content.head.append(unit)
            else:
                content.flow.append(unit)
    return content


def low_of(d: Drawing, glass: Drawing, page: Page, key_height: int) -> list[Unit]:
    """Return what is anchored over the footer, from above to below. *glass* is as wide as the bed may be."""
    units: list[Unit] = []
    for index, block in enumerate(page.blocks):
        match block:
            case Keys(kind="keyboard"):
                units.append(fields.keyboard(glass, block, index, key_height))
            case Keys():
                units.append(fields.pad(d, block, index, key_height))
            case PinPad():
                own = [s for s in page_stops(page) if s.id.startswith(f"{index}.")]
                units += _of_block(index, [fields.pin_places(d, block), fields.pin_pad(d, block, own, key_height)])
            case _:
                continue
    actions = buttons.action_rows(d, page)
    if units and actions:
        return [*units, replace(actions[0], above=d.px(24)), *actions[1:]]
    return [*units, *actions]


def key_heights(page: Page) -> tuple[int, ...]:
    """Return the heights its keys may have, the best first; (0,) without keys."""
    kinds = [b.kind for b in page.blocks if isinstance(b, Keys)]
    if "keyboard" in kinds:
        return fields.BED_KEYS
    if kinds:
        return fields.PAD_KEYS[1:]
    return fields.PAD_KEYS if any(isinstance(b, PinPad) for b in page.blocks) else (0,)


def types_on_a_keyboard(page: Page) -> bool:
    """Say whether the page has a keyboard, whose keys keep their height as long as they can."""
    return any(isinstance(b, Keys) and b.kind == "keyboard" for b in page.blocks)


def _of_block(index: int, units: list[Unit]) -> list[Unit]:
    return [replace(unit, source=str(index)) for unit in units]


def _units(d: Drawing, page: Page, index: int, block: Block) -> list[Unit]:
    before = page.blocks[index - 1] if index else None
    after = page.blocks[index + 1] if index + 1 < len(page.blocks) else None
    match block:
        case Paragraph():
            return reading.paragraph(d, block, centred=page.bare)
        case Heading():
            crowded = d.look.is_largest and any(isinstance(b, Tiles) for b in page.blocks)
            return [] if crowded else [reading.heading(d, block, presses=isinstance(after, PRESSED))]
        case Note():
            return [reading.note(d, block)]
        case Ticks():
            return reading.ticks(d, block, listed=isinstance(before, Heading))
        case Progress():
            return [reading.progress(d, block)]
        case Rows():
            return lists.rows(d, block, index, _row_style(page))
        case Tiles():
            return lists.tiles(d, block, index)
        case Options():
            return lists.options(d, block, index)
        case Consent():
            return [lists.consent(d, block, index)]
        case Boxes():
            pad = any(isinstance(b, Keys) and b.kind == "pad" for b in page.blocks)
            return [fields.boxes(d, block, index, large=pad)] if block.boxes else []
        case _:
            return _passive(d, block, index, before, after)


def _passive(d: Drawing, block: Block, index: int, before: Block | None, after: Block | None) -> list[Unit]:
    match block:
        case Facts():
            return [cards.facts(d, block)]
        case Answers():
            return cards.answers(d, block, index)
        case Number():
            return [] if isinstance(after, Code) else [cards.number(d, block)]
        case Code():
            return cards.code(d, block, before if isinstance(before, Number) else None)
        case Counts():
            return cards.counts(d, block)
        case Parts():
            return parts.parts(d, block, index)
        case Machine():
            return pictures.machine(d, block)
        case Steps():
            return pictures.steps(d, block)
        case Countdown():
            return [pictures.countdown(d, block)]
        case _:
            return []


def _row_style(page: Page) -> lists.RowStyle:
    kinds = {type(b) for b in page.blocks}
    return lists.PAIRED if Welcome in kinds else lists.DENSE if Tiles in kinds else lists.ROOMY
