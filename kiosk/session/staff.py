"""The technician's pages: diagnostics, the test of each part, the touch test, papers about the machine."""

from __future__ import annotations

from dataclasses import replace

from kiosk.house import House
from kiosk.session.effects import CountNewRoll, Diagnose, PrintSheet, PrintTestPage, RestartReader
from kiosk.session.events import Event, Finished, PaperSettled, WentBack
from kiosk.session.papers import ReportsOpened, Sheet, SheetWanted
from kiosk.session.states import Reports, Technician, TouchTest
from kiosk.session.step import Step
from kiosk.session.upkeep import (
    Diagnosed,
    Pressed,
    ReaderRestarted,
    ReaderRestartWanted,
    RollChanged,
    TestPageWanted,
    TestWanted,
)

TOUCH_PLACES = 15
TEST_PAGE = "test-page"

REPORTS: tuple[Sheet, ...] = ("diagnostics", "readiness", "day")

Staff = Technician | Reports | TouchTest


def advance(state: Staff, event: Event, house: House) -> Step | None:
    """Return what follows for a technician; None ends the visit."""
    match state:
        case Technician():
            return _technician(state, event)
        case Reports():
            return _reports(state, event)
        case TouchTest():
            return _touch_test(state, event)


def _technician(state: Technician, event: Event) -> Step | None:
    match event:
        case TestWanted("screen"):
            return Step(TouchTest(state.citizen))
        case TestWanted(part) if state.testing is None:
            return Step(replace(state, testing=part), (Diagnose(part),))
        case ReportsOpened() if state.testing is None:
            return Step(Reports(state.citizen))
        case TestPageWanted() if state.testing is None:
            return Step(replace(state, testing="printer", paper=None), (PrintTestPage(),))
        case ReaderRestartWanted() if state.testing is None:
            return Step(replace(state, testing="card", restart=None), (RestartReader(),))
        case RollChanged() if state.testing is None:
            return Step(replace(state, testing="printer"), (CountNewRoll(),))
        case ReaderRestarted(verdict):
            return Step(replace(state, testing=None, restart=verdict))
        case PaperSettled(number, _, verdict) if number == TEST_PAGE:
            return Step(replace(state, testing=None, paper=verdict))
        case Diagnosed():
            return Step(replace(state, testing=None))
        case Finished() | WentBack():
            return None
        case _:
            return Step(state)


def _reports(state: Reports, event: Event) -> Step:
    match event:
        case SheetWanted(sheet) if sheet in REPORTS and state.fate != "printing":
            return Step(replace(state, wanted=sheet, fate="printing"), (PrintSheet(sheet),))
        case PaperSettled(number, _, verdict) if number == state.wanted:
            return Step(replace(state, fate=verdict))
        case WentBack() | Finished():
            return Step(Technician(state.citizen))
        case _:
            return Step(state)


def _touch_test(state: TouchTest, event: Event) -> Step:
    match event:
        case Pressed(place) if 0 <= place < TOUCH_PLACES:
            return Step(replace(state, pressed=state.pressed | {place}))
        case WentBack() | Finished():
            return Step(Technician(state.citizen))
        case _:
            return Step(state)
