"""The ring of the keypad: where it lies, that it is whole, that it is followed to another list page."""

from __future__ import annotations

from kiosk.pages.stops import stops
from kiosk.presentation import Presentation
from tests.ui import pages
from tests.ui.conftest import Shown


def test_the_ring_is_whole_around_every_stop(portrait: Shown) -> None:
    for page in (pages.home(), pages.search(), pages.pin(), pages.diagnostics()):
        view = portrait.show(page)
        for stop in stops(view.shown_screen):
            portrait.show(page, focus=stop.id)
            ring = view._ring.geometry()
            assert ring.contains(view.rect_of(stop.id))
            assert view.rect().contains(ring)


def test_the_ring_lies_over_everything(portrait: Shown) -> None:
    view = portrait.show(pages.home(), focus="2.1")
    assert view.children()[-1] is view._ring or view._ring.isVisible()
    point = view._ring.geometry().topLeft()
    colours = {view.grab().toImage().pixelColor(point.x() + 6, point.y() + 60 + n).name() for n in range(4)}
    assert colours & {"#ffb81c", "#15202b"}


def test_focus_on_another_list_page_turns_to_it(portrait: Shown) -> None:
    view = portrait.show(pages.requests(12), focus="0.0")
    portrait.show(pages.requests(12), focus="0.7")
    assert view.list_page[0] == 1
    assert not view.rect_of("0.7").isEmpty()


def test_a_list_page_turned_by_hand_stays_while_the_focus_does(portrait: Shown) -> None:
    view = portrait.show(pages.requests(12), focus="0.0")
    view.show_list_page(2)
    portrait.show(pages.requests(12), Presentation(), focus="0.0", turn=2)
    assert view.list_page[0] == 2


def test_another_page_begins_on_its_first_list_page(portrait: Shown) -> None:
    view = portrait.show(pages.requests(12))
    view.show_list_page(2)
    portrait.show(pages.home())
    assert view.list_page[0] == 0


def test_without_focus_there_is_no_ring(portrait: Shown) -> None:
    assert not portrait.show(pages.home())._ring.isVisible()
