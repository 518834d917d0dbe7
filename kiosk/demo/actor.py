"""Somebody in front of the kiosk: touches what the screen shows, or walks it by keys. Knows nothing else.

What to touch is found by what it does, on the page as it is shown now; when
it is not there, the step fails, as it would for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from config.catalogue import Service
from config.keypads import KeyName
from kiosk.fields import Question
from kiosk.form import questions
from kiosk.pages.blocks import PIN_KEYS
from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop, stops, walk
from kiosk.session.events import Choice, Continued, Picked
from kiosk.session.states import Filling, State
from kiosk.session.typed import LettersChosen, Typed
from kiosk.visit import Visit

PATIENCE = 20.0
LONGEST_WALK = 400


class StepError(Exception):
    """A step of the demonstration did not happen; says which."""


class Glass(Protocol):
    """The screen a person stands before."""

    @property
    def visit(self) -> Visit: ...

    def press(self, stop: str) -> None:
        """Put a finger on the stop and take it off."""

    def picture(self, path: Path) -> None:
        """Write what is shown as PNG."""

    def until(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Let the program run until *happened*, at most *seconds*; say whether it did."""

    def let_pass(self, seconds: float) -> None:
        """Move the visit's clock on."""


class Actor:
    """Does what a person does, by finger (`touch`) or by keys (`walk_to`)."""

    def __init__(self, glass: Glass, *, by_keys: bool = False) -> None:
        self._glass = glass
        self._by_keys = by_keys

    @property
    def screen(self) -> Screen:
        return self._glass.visit.screen

    @property
    def state(self) -> State:
        return self._glass.visit.seat.state

    def wait_for(self, *kinds: type, seconds: float = PATIENCE) -> None:
        """Wait until the visit is in one of *kinds*; raise StepError when it does not come."""
        if not self._glass.until(lambda: isinstance(self.state, kinds), seconds):
            wanted = " or ".join(kind.__name__ for kind in kinds)
            raise StepError(f"waited for {wanted}, but the page is {self.screen.page.name}")

    def wait_until(self, happened: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Wait until *happened*; raise StepError naming *what*."""
        if not self._glass.until(happened, seconds):
            raise StepError(f"waited for {what} on the page {self.screen.page.name}")

    def do(self, deed: Choice) -> None:
        """Press what does *deed* on the page as it is shown."""
        stop = next((s for s in stops(self.screen) if s.deed == deed), None)
        if stop is None:
            raise StepError(f"nothing on the page {self.screen.page.name} does {deed!r}")
        self._press(stop)

    def enter_pin(self, pin: str) -> None:
        """Press the digits of *pin* on the pad, and go on."""
        for digit in pin:
            place = PIN_KEYS.index(digit)
            self._press(next(s for s in stops(self.screen) if s.pin == place))
        self.do(Continued())

    def type(self, text: str) -> None:
        """Type *text* on the keys of the page, changing letters where needed."""
        for letter in text:
            self._type(letter)

    def _type(self, letter: str) -> None:
        for letters in ("small", "capital", "latin", "latin_capital"):
            if any(s.deed == Typed(letter) for s in stops(self.screen)):
                self.do(Typed(letter))
                return
            if any(s.deed == LettersChosen(letters) for s in stops(self.screen)):
                self.do(LettersChosen(letters))
        raise StepError(f"no key for a letter on the page {self.screen.page.name}")

    def fill(self, service: Service, shown: Callable[[], None]) -> None:
        """Answer every question of *service*; *shown* is called when each is answered."""
        while isinstance(self.state, Filling):
            asked = questions(self.state.draft, self._glass.visit.house)[self.state.step]
            self._answer(asked)
            shown()
            self.do(Continued())
            if isinstance(self.state, Filling) and self.state.problem is not None:
                raise StepError(f"the answer to {asked.name} of {service.id} was not taken")

    def _answer(self, asked: Question) -> None:
        match asked.kind:
            case "phone":
                self.type("99112345")
            case "regnum":
                self.type("ДД05270199")  # invented
            case "money":
                self.type("20000")
            case "date":
                self.type("20260315")
            case "text":
                self.type("сайн байна уу" if self._has(Typed("с")) else "12")
            case "choice" | "yes_no":
                self._pick_first()
            case "address":
                self._choose_place()

    def _has(self, deed: Choice) -> bool:
        return any(s.deed == deed for s in stops(self.screen))

    def _pick_first(self) -> None:
        self._press(next(s for s in stops(self.screen) if s.role == "option"))

    def _choose_place(self) -> None:
        """Take the first aimag, its first soum and bag, until no more is asked."""
        for _ in range(3):
            options = [s for s in stops(self.screen) if s.role == "option"]
            if not options or any(s.chosen for s in options):
                return
            before = self.screen.page
            self._press(next(s for s in options if isinstance(s.deed, Picked)))
            if self.screen.page == before:
                return

    def _press(self, stop: Stop) -> None:
        if self._by_keys:
            self.walk_to(stop.id)
            self._glass.visit.press_key("enter")
        else:
            self._glass.press(stop.id)

    def walk_to(self, stop: str) -> None:
        """Walk the focus to *stop* with the up and down keys, the shorter way, and into its group."""
        for _ in range(LONGEST_WALK):
            if self.screen.focus == stop:
                return
            self._glass.visit.press_key(self._key_towards(stop))
            self._glass.until(lambda: True, 0)
        raise StepError(f"the keys do not reach {stop} on the page {self.screen.page.name}")

    def _key_towards(self, stop: str) -> KeyName:
        order, focus = walk(stops(self.screen), self.screen.focus), self.screen.focus
        group = next(s.group for s in stops(self.screen) if s.id == stop)
        wanted = [s.id for s in order].index(stop if group is None or any(s.id == stop for s in order) else group.id)
        here = next((place for place, s in enumerate(order) if s.id == focus), -1)
        return "enter" if wanted == here else "down" if wanted > here else "up"
