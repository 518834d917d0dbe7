"""What a technician wants of the machine, and what is answered: part of `kiosk.session.events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Test = Literal[
    "screen", "card", "printer", "headset", "keypad", "link", "clock", "store", "trust", "catalogue", "keys", "all"
]
RestartVerdict = Literal["restarted", "no_systemd", "not_allowed", "failed", "too_slow"]


@dataclass(frozen=True)
class TestWanted:
    """A technician's test of one part, or of all."""

    part: Test


@dataclass(frozen=True)
class TestPageWanted: ...


@dataclass(frozen=True)
class ReaderRestartWanted:
    """A technician wants the reader service started anew."""


@dataclass(frozen=True)
class RollChanged:
    """A technician has put a new roll of paper in."""


@dataclass(frozen=True)
class Pressed:
    """A place of the touch test was pressed."""

    place: int


@dataclass(frozen=True)
class Diagnosed:
    """The readiness report is in; the pages read it from the house."""

    part: Test = "all"


@dataclass(frozen=True)
class ReaderRestarted:
    """What became of the reader service; one that was restarted lets go of the card, and the visit is over."""

    verdict: RestartVerdict
