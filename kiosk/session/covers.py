"""The states that lie over another and give it back as it was: help, the menus and questions of who listens, the
practice of keys, the idle question.

What lies under them is told to the reader of these types alone: `kiosk.session.states` knows them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.keypads import KeyName
    from kiosk.session.states import Plain


@dataclass(frozen=True)
class Helping:
    """Help over any page, which is kept as it was."""

    below: Plain
    topic: str | None = None


@dataclass(frozen=True)
class Listening:
    """The menu of what can be heard, over a page or over help: what the short-cut keys do, for who has five."""

    below: Plain | Helping


@dataclass(frozen=True)
class LearningKeys:
    """The practice of the keys over any page: `key` was pressed last, `times` in a row."""

    below: Plain | Helping | Listening
    key: KeyName | None = None
    times: int = 0


@dataclass(frozen=True)
class AskingAloud:
    """Whether the loudspeaker may say what is the citizen's own, asked over any page or over the Listening menu."""

    below: Plain | Helping | Listening


@dataclass(frozen=True)
class IdleAsked:
    """The idle question over any page; `seconds` of `total` are left."""

    below: Plain | Helping | Listening | LearningKeys | AskingAloud
    seconds: int
    total: int


@dataclass(frozen=True)
class HeadsetGone:
    """The headset was pulled out: nothing of the page below is seen or said. `seconds` of `total` are left."""

    below: Plain | Helping | Listening | LearningKeys | AskingAloud
    seconds: int
    total: int


Cover = Helping | Listening | LearningKeys | AskingAloud | IdleAsked | HeadsetGone
