"""Fingers that know an answer and have nothing but the keys of a keypad: five, five with digits, or two switches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from config.keypads import KeyName
from kiosk.fields import KINDS, Question
from kiosk.fields.kind import Parsed
from kiosk.form import questions
from kiosk.pages.arranged import initial, label_of
from kiosk.pages.blocks import Keys
from kiosk.pages.stops import Stop, stops, walk
from kiosk.session.events import Choice, Continued, Picked
from kiosk.session.states import Filling
from kiosk.session.typed import LettersChosen, Typed
from kiosk.tapping import letters_on
from tests.kiosk.crew import Kiosk
from tests.kiosk.hand import DAYS, LINES, TEXTS

Way = Literal["five", "digits", "switches"]
WAYS: tuple[Way, ...] = ("five", "digits", "switches")
LONGEST_WALK = 200
AIMAG = "Төв"


class Fingers:
    """Press keys of *kiosk* in one *way*, and count them."""

    def __init__(self, kiosk: Kiosk, way: Way) -> None:
        self.kiosk, self.way = kiosk, way
        self.pressed = 0

    def press(self, *keys: KeyName) -> None:
        for key in keys:
            self.pressed += 1
            self.kiosk.keys(key)

    def fill(self) -> None:
        """Answer every question of the form that is shown."""
        while isinstance(state := self.kiosk.state, Filling):
            step = state.step
            self.answer(questions(state.draft, self.kiosk.visit.house)[step])
            self.go_on()
            after = self.kiosk.state
            assert not isinstance(after, Filling) or after.step != step, "the answer was not taken"

    def answer(self, asked: Question) -> None:
        match asked.kind:
            case "choice" | "yes_no":
                self.reach(lambda stop: isinstance(stop.deed, Picked))
            case "address":
                self.choose_place(asked)
            case "date":
                self.day(_fitting(DAYS, asked))
            case _:
                self.type(_fitting(TEXTS.get(asked.kind, LINES), asked))

    def go_on(self) -> None:
        if self.way == "switches":
            self.reach(lambda stop: stop.deed == Continued())
        else:
            self.press("next")

    def reach(self, there: Callable[[Stop], bool]) -> None:
        """Walk to the first stop that is meant, and press it."""
        wanted = next(stop for stop in stops(self.kiosk.visit.screen) if there(stop))
        for _ in range(LONGEST_WALK):
            screen = self.kiosk.visit.screen
            if screen.focus == wanted.id:
                return self.press("select" if self.way == "switches" else "enter")
            self.press(self._towards(wanted))
        raise AssertionError("no key leads there")

    def do(self, deed: Choice) -> None:
        self.reach(lambda stop: stop.deed == deed)

    def type(self, text: str) -> None:
        for letter in text:
            if self.way == "digits":
                self._tap(letter)
            else:
                self._find(letter)

    def day(self, iso: str) -> None:
        if self.way == "digits":
            self.press(*iso.replace("-", ""))  # type: ignore[arg-type]  # digits are keys
            return
        self.type(iso[:4])
        self.do(Typed(iso[5:7]))
        self.type(iso[8:])

    def choose_place(self, asked: Question) -> None:
        """Choose the last soum of a long aimag, its last bag, and type the rest."""
        places = self.kiosk.visit.house.places
        aimag = next(unit for unit in places.aimags() if unit.name.mn == AIMAG)
        soum = places.soums_of(aimag.code)[-1]
        self.pick(aimag.code)
        self.pick(soum.code)
        parts = asked.schema.get("properties", {})
        if "bag" in parts:
            self.pick(places.bags_of(soum.code)[-1].code)
        if "text" in parts:
            self.type("төв")

    def pick(self, code: str) -> None:
        wanted = next(stop for stop in stops(self.kiosk.visit.screen) if stop.deed == Picked(code))
        if self.way == "digits":
            self._jump_near(wanted)
        self.do(Picked(code))

    def _jump_near(self, wanted: Stop) -> None:
        """Tap the first letter of a long list until the first row of it is reached."""
        language = self.kiosk.visit.seat.presentation.language
        letter = initial(label_of(wanted.words, language))
        rows = [stop for stop in stops(self.kiosk.visit.screen) if label_of(stop.words, language)]
        if len(rows) < 5:
            return
        key = next(key for key in "1234567890" if letter[:1].casefold() in _every(key))
        for _ in range(LONGEST_WALK):
            focused = self.kiosk.focused
            if focused and initial(label_of(focused.words, language)) == letter:
                return
            self.press(key)  # type: ignore[arg-type]  # a digit is a key
        raise AssertionError("no tap leads there")

    def _find(self, letter: str) -> None:
        for wanted in ("capital", "latin", "latin_capital", "small"):
            offered = {stop.deed for stop in stops(self.kiosk.visit.screen)}
            if Typed(letter) in offered:
                return self.do(Typed(letter))
            if LettersChosen(wanted) in offered:
                self.do(LettersChosen(wanted))
        raise AssertionError("no key types it")

    def _tap(self, letter: str) -> None:
        blocks = self.kiosk.visit.screen.page.blocks
        if any(isinstance(block, Keys) and block.kind == "pad" for block in blocks):
            return self.press(letter)  # type: ignore[arg-type]  # a digit is a key
        for key in "0123456789":
            if letter.casefold() in letters_on(key, "small"):
                return self._turn_to(letter, key)
        raise AssertionError("no key types it")

    def _turn_to(self, letter: str, key: str) -> None:
        for _ in range(12):
            self.press(key)  # type: ignore[arg-type]  # a digit is a key
            tap = self.kiosk.state.entry.tap  # type: ignore[attr-defined]  # a form is being filled
            if tap.letter.casefold() == letter.casefold():
                self.kiosk.clock.seconds += 2
                return self.kiosk.visit.settle()
        raise AssertionError("the key does not have it")

    def _towards(self, wanted: Stop) -> KeyName:
        screen = self.kiosk.visit.screen
        order = [stop.id for stop in walk(stops(screen), screen.focus)]
        there = order.index(wanted.id if wanted.id in order else wanted.group.id if wanted.group else "")
        here = order.index(screen.focus) if screen.focus in order else -1
        if self.way == "switches":
            return "select" if there == here else "move"
        return "enter" if there == here else "down" if there > here else "up"


def _every(key: str) -> str:
    return letters_on(key, "small") + letters_on(key, "latin")


def _fitting(candidates: tuple[str, ...], asked: Question) -> str:
    """Return the first of *candidates* that *asked* takes."""
    kind = KINDS[asked.kind]
    for value in candidates:
        given = int(value) if asked.kind == "money" else value
        if isinstance(kind.parse(asked, kind.start(asked, given)), Parsed):
            return value
    raise AssertionError(f"nothing here answers {asked.name}")
