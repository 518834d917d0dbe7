"""What a finger that reads the glass tells the visit, and what follows: the focus moves as by keys, and is said.

It presses what was said last and nothing else: where the page no longer has it as it was said, nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from config.keypads import KeyName
from config.words import Wording
from kiosk.keypad import find_stop
from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop
from kiosk.session.adjusting import Adjustment
from kiosk.speech import Speaker

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


@dataclass(frozen=True)
class Fingertips:
    """Carries what fingers do to the focus of a visit and to its voice."""

    speaker: Speaker
    focus_on: Callable[[str], None]
    is_nearer: Callable[[KeyName], bool]
    do: Callable[[KeyName], None]
    adjust: Callable[[Adjustment], None]

    def take(self, touch: Touch, screen: Screen) -> None:
        """Carry out *touch* on *screen*, which is the one that was touched."""
        if isinstance(touch, OnStop | OnText | Curtained):
            self.speaker.interrupt()
        match touch:
            case OnStop(stop) if stop.id == screen.focus:
                self.speaker.say_focus()
            case OnStop(stop):
                self.focus_on(stop.id)
            case OnText(words):
                self.speaker.tell(words)
            case OnGround():
                self.speaker.tone("edge")
            case Pressed(stop) if stop is not None and stop == find_stop(screen, screen.focus):
                self._press("enter")
            case Pressed():
                self.speaker.tone("error")
            case Stepped(key):
                self._press(key)
            case Paused():
                self.speaker.pause()
            case Curtained():
                self.adjust("curtain")

    def _press(self, key: KeyName) -> None:
        """Do what *key* does, also where keys are only practised."""
        self.speaker.interrupt()
        if not self.is_nearer(key):
            self.do(key)
