"""Keyboards as they stand for whoever listens, the letter in hand, and the ring around a group."""

from __future__ import annotations

from functools import reduce

import pytest
from PySide6.QtCore import QRect

from config.themes import themes
from kiosk.entry import Draft, Entry, Tap
from kiosk.pages.build import screen_of
from kiosk.pages.stops import members, stops, walk
from kiosk.presentation import Presentation, TextSize
from kiosk.session.states import AskingDocument, Filling, Searching, State
from tests.kiosk.house import DORJ, EVERY, a_house, words
from tests.kiosk.states import LETTERS
from tests.ui.checker import faults_of
from ui.page_view import PageView
from ui.shapes import Plate

HAND = Entry("Сайн б", tap=Tap("2", "а"))


def typed_on() -> list[State]:
    """Return a state for every keyboard there is."""
    fields = [Filling(DORJ, Draft(EVERY), step, Entry("У", tap=Tap("2", "Б"))) for step in (6, 7)]
    searches = [Searching(DORJ, Entry("үнэм", letters=letters, tap=Tap("2", "а"))) for letters in LETTERS]
    document = AskingDocument(Draft("document", (("way", "dates"),)), 1, Entry("E1"))
    return [*fields, *searches, document]


def shown(state: State, presentation: Presentation, focus: str | None = None) -> PageView:
    house = a_house()
    view = PageView(house.settings.screen, house.settings.machine)
    screen = screen_of(state, house, presentation, focus)
    view.show_screen(screen, words(presentation.language), themes()[presentation.theme], presentation, None)
    return view


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("size", ["normal", "largest"])
def test_keyboards_in_the_order_of_the_alphabet_hold_their_words(qapp, size: TextSize, lower: bool):
    presentation = Presentation(text_size=size, lower=lower, speech=True)
    assert [fault for state in typed_on() for fault in faults_of(shown(state, presentation))] == []


def test_the_ring_lies_around_the_whole_group(qapp):
    presentation = Presentation(speech=True)
    screen = screen_of(Searching(DORJ, Entry("үнэм")), a_house(), presentation)
    groups = [stop.id for stop in walk(stops(screen)) if stop.role == "group"]
    assert len(groups) > 5
    for group in groups:
        view = shown(Searching(DORJ, Entry("үнэм")), presentation, group)
        rects = [view.rect_of(id_) for id_ in members(screen, group)]
        assert len(rects) > 3
        ring = view._ring.geometry()
        assert ring.contains(reduce(QRect.united, rects))
        assert ring.height() < 2 * rects[0].height()


def test_the_letter_in_hand_has_a_frame_of_its_own(qapp):
    def frames(entry: Entry) -> int:
        view = shown(Filling(DORJ, Draft(EVERY), 7, entry), Presentation())
        shapes = [shape for placed in view.placed for shape in placed.unit.shapes]
        return sum(isinstance(shape, Plate) and shape.fill == "tint" for shape in shapes)

    assert frames(HAND) == frames(Entry("Сайн ба")) + 1
