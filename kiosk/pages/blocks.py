"""What a page is made of: a closed set of blocks, each a piece that is shown, said and walked.

Nothing here knows how a block looks or sounds, or what stands around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from config.words import Verbatim, Wording
from kiosk.session.events import Choice as Deed

Mark = Literal["plain", "ok", "warn", "err", "info", "waiting"]
Part = Literal["screen", "card", "printer", "headset", "keypad", "link", "clock", "store", "trust", "catalogue", "keys"]
Role = Literal["body", "lead", "note", "caption"]


@dataclass(frozen=True)
class Action:
    """A button: its words, what it does, and why it cannot be pressed when it cannot."""

    words: Wording
    deed: Deed | None
    icon: str = ""
    reason: Wording | None = None

    @property
    def enabled(self) -> bool:
        return self.deed is not None


@dataclass(frozen=True)
class Paragraph:
    words: Wording
    role: Role = "body"
    icon: str = ""


@dataclass(frozen=True)
class Heading:
    words: Wording


@dataclass(frozen=True)
class Note:
    """A panel with icon: information, success, warning or error."""

    mark: Mark
    words: Wording
    icon: str
    title: Wording | None = None


@dataclass(frozen=True)
class Fact:
    icon: str
    label: Wording
    value: Wording


@dataclass(frozen=True)
class Facts:
    """Two columns of labelled facts on one passive card."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Ticks:
    """A list of things with an icon each; nothing in it can be pressed."""

    items: tuple[tuple[str, Wording], ...]


@dataclass(frozen=True)
class Row:
    """One pressable line of a list; without a deed it is dashed and `second` says why.

    `state` is a small mark under the title (icon, kind, words); `spans` and `spans_en` are the letters of the title to
    underline in each language, as (start, end).
    """

    icon: str
    title: Wording
    deed: Deed | None
    second: Wording | None = None
    state: tuple[Mark, str, Wording] | None = None
    spans: tuple[tuple[int, int], ...] = ()
    spans_en: tuple[tuple[int, int], ...] = ()
    tinted: bool = False


@dataclass(frozen=True)
class Rows:
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Tile:
    icon: str
    words: Wording
    deed: Deed


@dataclass(frozen=True)
class Tiles:
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Group:
    """Stops that are walked as one until somebody opens them: a stretch of a keyboard, the rows of a few letters.

    `size` stops of a block from the `first` on, counted from 0 in the order they are painted. `face` is what stands on
    a key that goes there, where there is one.
    """

    words: Wording
    first: int
    size: int
    face: Wording | None = None


@dataclass(frozen=True)
class Option:
    words: Wording
    deed: Deed
    chosen: bool = False
    second: Wording | None = None


@dataclass(frozen=True)
class Options:
    """One of several: large rows with a round mark. More than fit are paged by the view."""

    options: tuple[Option, ...]
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Consent:
    """The one big tick box."""

    words: Wording
    deed: Deed
    ticked: bool


@dataclass(frozen=True)
class Answer:
    """A line of the review: label over value, with a Change button where it may be changed."""

    label: Wording
    value: Wording
    change: Action | None = None


@dataclass(frozen=True)
class Answers:
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Box:
    """One typed field as it stands: `text` so far, the letter in `hand`, `unit` at the right, `faulty` frames it."""

    label: Wording
    text: Verbatim
    placeholder: Wording | None = None
    icon: str = ""
    unit: str = ""
    active: bool = True
    faulty: bool = False
    clear: Action | None = None
    hand: str = ""


@dataclass(frozen=True)
class Boxes:
    """Fields side by side (year, month, day), or a single one."""

    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Key:
    """A key of a keyboard or pad; `span` in key widths. `say` where the face cannot be read."""

    words: Wording
    deed: Deed | None
    span: int = 1
    icon: str = ""
    say: Wording | None = None
    primary: bool = False
    held: bool = False


@dataclass(frozen=True)
class Keys:
    """Rows of keys: a `keyboard` of 12 columns, or a `pad` of 3, set low; `how` to type on a keypad is only said."""

    kind: Literal["keyboard", "pad"]
    rows: tuple[tuple[Key, ...], ...]
    groups: tuple[Group, ...] = ()
    how: Wording | None = None


@dataclass(frozen=True)
class PinPad:
    """The PIN places and the pad. Its digits are no deeds: they never enter the session.

    The view reports only which place of `PIN_KEYS` was pressed.
    """

    places: int
    filled: int
    busy: bool = False


PinKey = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "erase_all", "erase_one"]
PIN_KEYS: tuple[PinKey, ...] = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "erase_all", "0", "erase_one")


@dataclass(frozen=True)
class Number:
    """The receipt number in the largest type, its label above and the hour below."""

    label: Wording
    number: Verbatim
    below: Wording | None = None


@dataclass(frozen=True)
class Code:
    """A square code to photograph, with lines of what to do beside it."""

    payload: Verbatim
    beside: tuple[tuple[str, Wording], ...] = ()


@dataclass(frozen=True)
class Steps:
    """Numbered things to do, beside the drawing of the machine with `lit` parts."""

    steps: tuple[tuple[Wording, Wording | None], ...]
    lit: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Machine:
    """The drawing of this very machine with one part lit, and where it is in words; `move` is what to do there."""

    lit: Part
    words: Wording
    title: Wording | None = None
    second: Wording | None = None
    move: Literal["in", "out", "turn"] = "in"


@dataclass(frozen=True)
class Progress:
    """How far: `done` of `of` segments. `words` stand over the bar, `service` under it."""

    done: int
    of: int
    words: Wording
    icon: str = ""
    service: Wording | None = None


@dataclass(frozen=True)
class Countdown:
    """Seconds left of `total`, as a ring; the view redraws it once a second.

    `words` tell the seconds to whoever asks to hear the page; as they run down they are not said.
    """

    seconds: int
    total: int
    words: Wording | None = None


@dataclass(frozen=True)
class Welcome:
    """The attract picture with its greeting, both languages, and the vertical script."""

    greeting: Wording
    below: Wording
    vertical: Verbatim


@dataclass(frozen=True)
class Count:
    value: Wording
    label: Wording


@dataclass(frozen=True)
class Counts:
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class PartRow:
    """One part on the technician's page: state in words, measured value, and its test."""

    part: Part
    icon: str
    name: Wording
    mark: Mark
    state: Wording
    measured: Wording
    test: Action | None


@dataclass(frozen=True)
class Parts:
    parts: tuple[PartRow, ...]


Block = (
    Paragraph
    | Heading
    | Note
    | Facts
    | Ticks
    | Rows
    | Tiles
    | Options
    | Consent
    | Answers
    | Boxes
    | Keys
    | PinPad
    | Number
    | Code
    | Steps
    | Machine
    | Progress
    | Countdown
    | Welcome
    | Counts
    | Parts
)
