"""What hands do without pressing the glass: keys walk, press and type, a finger reads, one that is held begins.

It answers for who has a key first: the field that is filled, then the group of
the focus, then the page. What is chosen goes through the gate of the visit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from config.keypads import KeyName
from kiosk import keypad
from kiosk.first_letters import jump
from kiosk.house import House
from kiosk.listener import Listener
from kiosk.pages.blocks import PIN_KEYS
from kiosk.pages.model import Screen
from kiosk.script import focus_line
from kiosk.session.adjusting import Adjusted, Adjustment
from kiosk.session.covers import LearningKeys
from kiosk.session.events import Choice
from kiosk.session.hearing import Listened, Wanted
from kiosk.session.key_practice import KeyTried
from kiosk.session.people import NOBODYS
from kiosk.session.states import AskingPin, ChangingPin
from kiosk.session.typed import TapTaken
from kiosk.speech import Speaker
from kiosk.tapping import Taps, deed_in_field
from kiosk.touch import Curtained, OnGround, OnStop, OnText, Paused, Pressed, Stepped, Touch
from kiosk.turn import Seat, Turn


class Seated(Protocol):
    """The visit, as hands know it."""

    house: House

    @property
    def seat(self) -> Seat: ...

    @property
    def screen(self) -> Screen: ...

    def take(self, event: Choice, asked_on: Turn | None) -> None: ...

    def press_pin(self, place: int, asked_on: Turn) -> None: ...

    def focus_on(self, focus: str | None) -> None: ...


class Hands:
    """The hands of whoever is served: `in_use` once they have used keys or read; `reading` while a finger does."""

    def __init__(self, visit: Seated, speaker: Speaker, clock: Callable[[], float]) -> None:
        self._visit, self._speaker = visit, speaker
        self._listener = Listener(speaker, lambda: visit.screen, lambda: visit.house, visit.focus_on)
        self._taps = Taps(clock)
        self.in_use = self.reading = False
        self._told_where = False

    def forget(self) -> None:
        """Begin with other hands."""
        self.in_use = self._told_where = False
        self._listener.forget()

    def press(self, key: KeyName) -> None:
        """Take a tactile key: it moves the focus, presses what has it, or is a short cut.

        The first of the five keys (or of two switches) in a visit begins to speak and does nothing else; so does any
        key on a page of nobody: whoever feels for the keys may not see the screen. Staff pages are not spoken.
        """
        state = self._visit.seat.state
        walks = key in keypad.WALKING or isinstance(state, NOBODYS)
        first, self.in_use = walks and not self.in_use, walks or key.isdigit() or self.in_use
        self._told_where = self._told_where and key == "help"
        if key != "pause":
            self._speaker.interrupt()
        if first and self._visit.screen.focus is None:
            self._begin()
        elif isinstance(state, LearningKeys):
            self._choose(KeyTried("0" if key.isdigit() else key))
        elif key.isdigit():
            self._press_digit(key)
        elif not self._is_nearer(key):
            self._do(key)

    def hold(self) -> None:
        """Take that a finger stays on the glass: on a page of nobody it begins speech, and reading by touch."""
        self._speaker.interrupt()
        self.in_use = True
        self._adjust("explore")

    def explore(self, touch: Touch) -> None:
        """Take what a finger does that reads the page: it presses what was said last, as it was said, or nothing."""
        self.in_use = self.reading = True
        self._explore(touch, self._visit.screen)
        self.reading = False

    def hear(self, what: Wanted) -> None:
        """Do what the listening key *what* means on the page that is shown, or go to the row."""
        self._listener.do(what)

    def settle(self) -> None:
        """Take the letter in hand when nobody tapped for a while."""
        seat, seconds = self._visit.seat, self._visit.house.settings.visit.tap_seconds
        if not seat.presentation.patience and self._taps.are_over(seat.state, seconds):
            self._choose(TapTaken())

    def _explore(self, touch: Touch, screen: Screen) -> None:
        if isinstance(touch, OnStop | OnText | Curtained):
            self._speaker.interrupt()
        match touch:
            case OnStop(stop) if stop.id == screen.focus:
                self._speaker.say_focus()
            case OnStop(stop):
                self._visit.focus_on(stop.id)
            case OnText(words):
                self._speaker.tell(words)
            case OnGround():
                self._speaker.tone("edge")
            case Pressed(stop) if stop is not None and stop == keypad.find_stop(screen, screen.focus):
                self._press_by_touch("enter")
            case Pressed():
                self._speaker.tone("error")
            case Stepped(key):
                self._press_by_touch(key)
            case Paused():
                self._speaker.pause()
            case Curtained():
                self._adjust("curtain")

    def _press_by_touch(self, key: KeyName) -> None:
        """Do what *key* does, also where keys are only practised."""
        self._speaker.interrupt()
        if not self._is_nearer(key):
            self._do(key)

    def _do(self, key: KeyName) -> None:
        match key:
            case "up" | "down" | "move":
                self._move(key)
            case "enter" | "select":
                self._press_focused()
            case "where" | "repeat" | "page" | "spell" | "heading_next" | "heading_back" | "first" | "last" | "mute":
                self._listen(key)
            case "help" if self._speaks and not (self._told_where and self._visit.screen.page.help):
                self._told_where = True
                self._listener.do("where")
            case "pause":
                self._speaker.pause()
            case _:
                deed = keypad.deed_of(self._visit.screen, key)
                if deed is None:
                    self._refuse(key)
                else:
                    self._choose(deed)

    def _refuse(self, key: KeyName) -> None:
        """Let it be heard that *key* leads nowhere; where the page does not go on yet, with what it waits for."""
        screen = self._visit.screen
        self._speaker.tone("edge")
        main = keypad.find_stop(screen, "main")
        if key == "next" and main is not None and not screen.page.staff:
            self._speaker.tell(focus_line(main))

    @property
    def _speaks(self) -> bool:
        return self._visit.seat.presentation.speech

    def _begin(self) -> None:
        """Begin to speak, where the page is spoken: whoever feels for the keys may not see the screen."""
        screen = self._visit.screen
        if self._speaks or screen.page.staff:
            self._visit.focus_on(screen.focus or keypad.first_focus(screen))
        else:
            self._adjust("explore")

    def _listen(self, what: Listened) -> None:
        """Do what a listening key means; where nothing is spoken yet, begin to speak."""
        if self._speaks:
            self._listener.do(what)
        else:
            self._begin()

    def _press_digit(self, digit: str) -> None:
        """Press a digit of the tactile keypad: on the PIN pad it is felt, never spoken; in a field it types."""
        if isinstance(self._visit.seat.state, AskingPin | ChangingPin):
            self._visit.press_pin(PIN_KEYS.index(digit), self._visit.seat.turn)
            return
        self.settle()
        before = self._visit.seat
        self._choose(self._taps.tapped(digit))
        if self._visit.seat == before:
            self._visit.focus_on(jump(self._visit.screen, digit, before.presentation.language, self._speaker))

    def _is_nearer(self, key: KeyName) -> bool:
        """Let the field or the group of the focus have *key* first; say whether that was all it did."""
        deed = deed_in_field(self._visit.seat.state, self._visit.screen.page, key)
        if deed is not None:
            self._choose(deed)
            return key in ("enter", "select", "back")
        elsewhere = keypad.stepped(self._visit.screen, key)
        if elsewhere is not None:
            self._visit.focus_on(elsewhere)
        return elsewhere is not None

    def _move(self, key: KeyName) -> None:
        """Move the focus; a tone says that the page ends, or that it begins anew for who has one key to move with."""
        screen, round_ = self._visit.screen, key == "move"
        focus, at_edge = keypad.walked(screen) if round_ else keypad.moved(screen, 1 if key == "down" else -1)
        if at_edge:
            self._speaker.tone("edge")
        if round_ or not at_edge:
            self._visit.focus_on(focus)

    def _press_focused(self) -> None:
        screen = self._visit.screen
        stop = keypad.find_stop(screen, screen.focus)
        if stop is not None and stop.pin is not None:
            self._visit.press_pin(stop.pin, self._visit.seat.turn)
        elif stop is not None and stop.deed is not None:
            self._choose(stop.deed)
        else:
            self._speaker.tone("error")

    def _adjust(self, what: Adjustment) -> None:
        self._choose(Adjusted(what))

    def _choose(self, deed: Choice) -> None:
        self._visit.take(deed, self._visit.seat.turn)
