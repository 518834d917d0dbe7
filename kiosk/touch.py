"""What a finger that reads the glass tells the visit; what follows is done by `kiosk.hands`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from config.words import Wording
from kiosk.pages.stops import Stop

Way = Literal["up", "down"]


@dataclass(frozen=True)
class OnStop:
    """Came over what can be pressed."""

    stop: Stop


@dataclass(frozen=True)
class OnText:
    """Came over what is only read, or over what is no stop of the page: its words."""

    words: tuple[Wording, ...]


@dataclass(frozen=True)
class OnGround:
    """Came over nothing."""


@dataclass(frozen=True)
class Pressed:
    """Pressed *stop* as it was said; None when there is nothing to press."""

    stop: Stop | None


@dataclass(frozen=True)
class Stepped:
    """Went on to the next stop (down) or back to the one before (up)."""

    key: Way


@dataclass(frozen=True)
class Paused:
    """Held the voice, or let it go on."""


@dataclass(frozen=True)
class Curtained:
    """Let the curtain down, or lifted it."""


Touch = OnStop | OnText | OnGround | Pressed | Stepped | Paused | Curtained
