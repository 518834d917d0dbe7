"""What a finger does: the very deed, on the turn it came down on, once, and only on release inside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.pages.blocks import PIN_KEYS, PinPad
from kiosk.pages.stops import stops
from kiosk.presentation import Presentation
from kiosk.session.events import Continued
from kiosk.session.typed import Typed
from tests.ui import pages
from tests.ui.conftest import Shown
from ui.picture import NotOnScreen, press, slide_off

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize("name", pages.PAGES)
def test_every_stop_gives_its_deed_and_its_turn(portrait: Shown, name: str) -> None:
    view = portrait.show(pages.PAGES[name], turn="turn 7")
    for stop in stops(view.shown_screen):
        portrait.chosen.clear()
        portrait.pins.clear()
        press(view, stop.id)
        if stop.pin is not None:
            assert portrait.pins == [(stop.pin, "turn 7")]
        else:
            assert portrait.chosen == ([(stop.deed, "turn 7")] if stop.deed is not None else [])


def test_stops_on_other_list_pages_are_reached_by_turning(portrait: Shown) -> None:
    view = portrait.show(pages.requests(12))
    press(view, "0.11")
    assert portrait.chosen == [(pages.RequestOpened("11"), 1)]
    assert view.list_page == (2, 3)
    press(view, "0.0")
    assert view.list_page == (0, 3)


def test_turning_a_list_page_tells_nobody(portrait: Shown) -> None:
    view = portrait.show(pages.requests(12))
    press(view, "pager.next")
    assert view.list_page == (1, 3)
    assert portrait.chosen == []


def test_a_finger_that_slides_off_does_nothing(portrait: Shown) -> None:
    slide_off(portrait.show(pages.form()), "main")
    assert portrait.chosen == []


def test_a_finger_that_slides_off_and_back_presses(portrait: Shown) -> None:
    view = portrait.show(pages.form())
    target = view.target_of("main")
    QTest.mousePress(target, LEFT, PLAIN, QPoint(20, 20))
    QTest.mouseMove(target, QPoint(20, 400))
    QTest.mouseMove(target, QPoint(30, 30))
    QTest.mouseRelease(target, LEFT, PLAIN, QPoint(30, 30))
    assert portrait.chosen == [(Continued(), 1)]


def test_two_quick_presses_are_two(portrait: Shown) -> None:
    view = portrait.show(pages.search())
    target = view.target_of("3.12")
    QTest.mouseClick(target, LEFT, PLAIN, target.rect().center())
    QTest.mouseDClick(target, LEFT, PLAIN, target.rect().center())
    QTest.mouseRelease(target, LEFT, PLAIN, target.rect().center())
    assert portrait.chosen == [(Typed("ф"), 1)] * 2


def test_what_cannot_be_pressed_gives_nothing_but_is_told_as_touched(portrait: Shown) -> None:
    view = portrait.show(replace(pages.form(), main=replace(pages.NEXT, deed=None)))
    press(view, "main")
    assert portrait.chosen == []
    assert portrait.focused == ["main"]


def test_a_press_carries_the_turn_of_the_page_the_finger_came_down_on(portrait: Shown) -> None:
    view = portrait.show(pages.form(), turn="before")
    target = view.target_of("main")
    QTest.mousePress(target, LEFT, PLAIN, QPoint(20, 20))
    portrait.show(replace(pages.form(), main=replace(pages.NEXT, deed=Typed("x"))), turn="after")
    QTest.mouseRelease(target, LEFT, PLAIN, QPoint(20, 20))
    assert portrait.chosen == [(Continued(), "before")]


def test_a_press_whose_key_has_gone_does_nothing(portrait: Shown) -> None:
    view = portrait.show(pages.form(), turn="before")
    target = view.target_of("0.0")
    QTest.mousePress(target, LEFT, PLAIN, QPoint(20, 20))
    portrait.show(pages.idle(), turn="after")
    QTest.mouseRelease(target, LEFT, PLAIN, QPoint(20, 20))
    assert portrait.chosen == []


def test_another_mouse_button_is_no_finger(portrait: Shown) -> None:
    target = portrait.show(pages.form()).target_of("main")
    QTest.mouseClick(target, Qt.MouseButton.RightButton, PLAIN, QPoint(20, 20))
    assert portrait.chosen == []


def test_a_pin_key_tells_only_its_place(portrait: Shown) -> None:
    view = portrait.show(pages.pin(), turn=5)
    for place in range(len(PIN_KEYS)):
        press(view, f"1.{place}")
    assert portrait.pins == [(place, 5) for place in range(12)]
    assert portrait.chosen == []


def test_while_the_pin_is_checked_its_keys_are_dead(portrait: Shown) -> None:
    page = pages.pin()
    view = portrait.show(replace(page, blocks=(page.blocks[0], PinPad(6, 6, busy=True))))
    press(view, "1.0")
    assert portrait.pins == []


def test_a_stop_that_is_not_there_cannot_be_pressed(portrait: Shown) -> None:
    with pytest.raises(NotOnScreen):
        press(portrait.show(pages.form()), "nowhere")


def test_with_the_curtain_down_nothing_shows_and_nothing_is_pressed(portrait: Shown) -> None:
    view = portrait.show(pages.form(), Presentation(curtain=True))
    assert view.target_ids() == frozenset()
    image = view.grab().toImage()
    assert {image.pixelColor(x, y).name() for x, y in ((5, 5), (540, 960), (1000, 1850))} == {"#000000"}


def test_everything_pressable_has_a_name(portrait: Shown) -> None:
    for page in pages.PAGES.values():
        view = portrait.show(page)
        names = {id_: view.target_of(id_).accessibleName() for id_ in view.target_ids()}
        assert [id_ for id_, name in names.items() if not name.strip() or "pager." in name] == []
        assert view.accessibleName() == page.title.mn
