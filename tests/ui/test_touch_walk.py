"""Somebody who sees nothing, with one finger on a black glass, from the first page to the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from config.words import Language
from kiosk.entry import Entry
from kiosk.form import questions
from kiosk.house import House
from kiosk.pages.blocks import PIN_KEYS, Options
from kiosk.pages.stops import Stop, page_stops
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    Choice,
    ConsentTicked,
    Continued,
    Finished,
    HandedIn,
    LoggedIn,
    PaperSettled,
    ReplyCame,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
)
from kiosk.session.filling import open_form
from kiosk.session.hearing import HearWanted, ListPlace
from kiosk.session.states import About, Done, Filling, Home, Reviewing, TakeCard
from kiosk.session.typed import Typed
from tests.kiosk.crew import Kiosk
from tests.kiosk.hand import Hand
from tests.kiosk.house import DORJ, EVERY, REPLY, queued, words
from tests.ui.page_face import PageFace
from ui.page_view import PageView
from ui.spots import Spot, Turner

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
MOST_PAGES = 12
CORNER = QPoint(3, 3)
"""Where the two taps fall: on the header, on nothing that can be pressed."""


class LostError(Exception):
    """What was looked for is nowhere under the finger."""


class Finger(PageFace):
    """One finger on the glass of a visit: it hears what it touches and presses by two taps. It sees nothing."""

    def __init__(self) -> None:
        kiosk, self._now = Kiosk(), 0.0
        settings = kiosk.visit.house.settings
        super().__init__(kiosk, PageView(settings.screen, settings.machine, clock=lambda: self._now))
        self.view.chosen.connect(lambda *_: pytest.fail("a target was pressed through the sheet"))
        kiosk.visit._show()

    def press(self, deed: Choice) -> None:
        """Find what does *deed*, hear it, and tap twice anywhere."""
        self._press(lambda spot: isinstance(spot, Stop) and spot.deed == deed)

    def type_code(self, digits: str) -> None:
        for digit in digits:
            place = PIN_KEYS.index(digit)
            self._press(lambda spot, place=place: isinstance(spot, Stop) and spot.pin == place)  # type: ignore[misc]  # a digit is a key

    def _press(self, wanted: Callable[[Spot], bool]) -> None:
        for way in ("pager.next", "pager.previous"):
            for _ in range(MOST_PAGES):
                if self._touched(wanted):
                    self._two_taps()
                    return
                if not self._touched(
                    lambda spot, way=way: isinstance(spot, Turner) and spot.id == way and spot.is_alive
                ):  # type: ignore[misc]  # one of the two
                    break
                self._two_taps()
        raise LostError(self.kiosk.visit.screen.page.name)

    def _touched(self, wanted: Callable[[Spot], bool]) -> bool:
        """Rest the finger on what is wanted, if it is on this list page, and hear it."""
        assert self.view.chart is not None
        rect = next((rect for rect, spot in self.view.chart.targets if wanted(spot)), None)
        if rect is None:
            return False
        self.kiosk.voice.said.clear()
        self._tap(QPoint(*rect.middle), 0.4)
        assert self.kiosk.voice.said, "a finger hears what it touches"
        return True

    def _two_taps(self) -> None:
        self._pass(1)
        self._tap(CORNER, 0.05)
        self._pass(0.1)
        self._tap(CORNER, 0.05)

    def _tap(self, at: QPoint, seconds: float) -> None:
        QTest.mousePress(self.view._fingers, LEFT, PLAIN, at)
        self._pass(seconds)
        QTest.mouseRelease(self.view._fingers, LEFT, PLAIN, at)

    def _pass(self, seconds: float) -> None:
        self._now += seconds
        self.view._fingers._tick()


@pytest.fixture
def finger(qapp: QApplication) -> Iterator[Finger]:
    finger = Finger()
    yield finger
    finger.view.close()


@pytest.mark.parametrize("language", ["mn", "en"])
def test_a_whole_visit_with_one_finger_on_a_black_glass(finger: Finger, language: Language) -> None:
    kiosk = finger.kiosk
    kiosk.visit.hold()
    if language == "en":
        finger.press(Adjusted("language"))
    kiosk.visit.choose(Adjusted("curtain"), kiosk.visit.seat.turn)
    assert kiosk.visit.seat.presentation.language == language
    kiosk.visit.report(CardCame(3))
    finger.type_code("8351")
    finger.press(Continued())
    assert kiosk.card.seen == [b"8351"]
    kiosk.card.replies[-1](LoggedIn(DORJ))
    assert isinstance(kiosk.state, Home)
    for deed in (AreaOpened("home"), ServiceOpened(EVERY), Continued()):
        finger.press(deed)
    hand = Hand(lambda: kiosk.visit.seat.state, lambda: kiosk.visit.screen.page, finger.press)
    for _ in kiosk.visit.house.service(EVERY).form:
        hand.answer(kiosk.visit.house)
    assert isinstance(kiosk.state, Reviewing)
    finger.press(ConsentTicked())
    finger.press(SendConfirmed())
    kiosk.drawer.handed_in[-1][3](HandedIn(queued(waits=True)))
    kiosk.drawer.awaited[-1][1](ReplyCame("K017-1", REPLY))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    assert isinstance(kiosk.state, Done)
    finger.press(Finished())
    assert isinstance(kiosk.state, TakeCard)
    assert finger.view.target_ids() == frozenset(), "the glass is black to the end"


def at_home(finger: Finger) -> Kiosk:
    finger.kiosk.visit.hold()
    finger.kiosk.visit.report(CardCame(3))
    finger.type_code("8351")
    finger.press(Continued())
    finger.kiosk.card.replies[-1](LoggedIn(DORJ))
    return finger.kiosk


def test_one_finger_searches_for_a_service(finger: Finger) -> None:
    kiosk = at_home(finger)
    name = kiosk.visit.house.service(EVERY).name.mn.casefold()
    finger.press(SearchOpened())
    for letter in name[:3]:
        finger.press(Typed(letter))
    finger.press(ServiceOpened(EVERY))
    assert isinstance(kiosk.state, About)


def test_one_finger_goes_to_the_letters_of_a_long_list(finger: Finger) -> None:
    kiosk = at_home(finger)
    house = kiosk.visit.house
    kiosk.visit._seat = replace(kiosk.visit.seat, state=at_the_place(house))
    kiosk.visit._show()
    listed = next(block for block in kiosk.visit.screen.page.blocks if isinstance(block, Options))
    stops_of = {stop.deed: stop for stop in page_stops(kiosk.visit.screen.page)}
    for group in listed.groups[::-1]:
        first = stops_of[listed.options[group.first].deed]
        finger.press(HearWanted(ListPlace(first.id)))
        assert kiosk.focused == first
        assert words("mn").say(first.words) in kiosk.voice.said
        assert first.id in finger.view.target_ids(), "the glass shows what was said"

    finger._two_taps()
    assert isinstance(kiosk.state, Filling)
    assert kiosk.state.entry.path == (first.deed.value,)  # type: ignore[union-attr]  # a place is picked


def at_the_place(house: House) -> Filling:
    """Return the question for a place, whose list is the longest there is."""
    state = open_form(DORJ, EVERY, house)
    assert isinstance(state, Filling)
    step = next(n for n, asked in enumerate(questions(state.draft, house)) if asked.kind == "address")
    return replace(state, step=step, entry=Entry())
