"""A hand that answers questions with nothing but the keys a page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kiosk.fields import KINDS
from kiosk.fields.kind import Parsed, Schema
from kiosk.form import questions
from kiosk.house import House
from kiosk.pages.model import Page
from kiosk.pages.stops import page_stops
from kiosk.session.events import Choice, Continued, Picked
from kiosk.session.states import Filling, State
from kiosk.session.typed import LettersChosen, Typed

Press = Callable[[Choice], None]

LINES = ("төв", "1234УНА", "12345678", "1234567890", "123456", "2025", "А1234567", "0123456", "12")
TEXTS = {
    "phone": ("99112233", "12345678"),
    "regnum": ("УБ90111511", "АА85020301"),  # invented
    "money": ("18300", "5000", "100000"),
}
DAYS = ("2026-11-05", "1990-01-15", "2027-02-01")


class Hand:
    """Presses keys of the page that `page_now` shows, through *press*."""

    def __init__(self, state: Callable[[], State], page: Callable[[], Page], press: Press) -> None:
        self._state, self._page, self._press = state, page, press

    def answer(self, house: House) -> None:
        """Answer the question that is shown, and go on."""
        state = self._state()
        assert isinstance(state, Filling)
        asked = questions(state.draft, house)[state.step]
        if asked.kind == "address":
            self._choose_a_place(asked.schema)
        elif asked.kind in ("choice", "yes_no"):
            self._press(next(deed for deed in self.offered() if isinstance(deed, Picked)))
        elif asked.kind == "date":
            self._day(self._fitting(DAYS, house))
        else:
            self.type(self._fitting(TEXTS.get(asked.kind, LINES), house))
        self._press(Continued())

    def type(self, text: str) -> None:
        """Type *text*, changing the letters where the keys do not show the next one."""
        for letter in text:
            for _ in range(4):
                if Typed(letter) in self.offered():
                    break
                self._press(next(deed for deed in self._letters() if deed))
            self._press(Typed(letter))

    def offered(self) -> tuple[Choice, ...]:
        return tuple(stop.deed for stop in page_stops(self._page()) if stop.deed is not None)

    def _letters(self) -> Iterator[LettersChosen]:
        """Yield the keys that change the letters: shift first when the other alphabet was tried."""
        state = self._state()
        assert isinstance(state, Filling)
        order = {"small": "capital", "capital": "latin", "latin": "latin_capital", "latin_capital": "small"}
        wanted = LettersChosen(order[state.entry.letters])  # type: ignore[arg-type]  # the four there are
        found = [deed for deed in self.offered() if isinstance(deed, LettersChosen)]
        yield wanted if wanted in found else found[0]

    def _day(self, day: str) -> None:
        self.type(day[:4])
        self._press(Typed(day[5:7]))
        self.type(day[8:])

    def _choose_a_place(self, wanted: Schema) -> None:
        for _ in range(3):
            picks = [deed for deed in self.offered() if isinstance(deed, Picked)]
            if picks:
                self._press(picks[0])
        if "text" in wanted.get("properties", {}):
            self.type("төв")

    def _fitting(self, candidates: tuple[str, ...], house: House) -> str:
        """Return the first of *candidates* this question takes."""
        state = self._state()
        assert isinstance(state, Filling)
        asked = questions(state.draft, house)[state.step]
        kind = KINDS[asked.kind]
        for value in candidates:
            given = int(value) if asked.kind == "money" else value
            if isinstance(kind.parse(asked, kind.start(asked, given)), Parsed):
                return value
        raise AssertionError(f"{state.draft.service}: nothing here answers {asked.name}")
