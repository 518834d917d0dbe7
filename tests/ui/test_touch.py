"""A glass that is read by touch: what a finger is told there, that nothing under it is pressed, and the black glass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from config.settings import Machine, Touch
from config.settings import Screen as Panel
from config.themes import themes
from config.words import Language
from kiosk.pages.build import screen_of
from kiosk.pages.stops import Stop, stops
from kiosk.presentation import Presentation
from kiosk.script import passage
from kiosk.session.events import Continued
from kiosk.touch import Curtained, OnGround, OnStop, OnText, Paused, Pressed, Stepped
from tests.kiosk.house import words
from tests.ui import pages
from tests.ui.checker import faults_of
from tests.ui.conftest import Shown
from tests.ui.test_real_pages import one_of_each_page, small_house
from ui.explore import Point
from ui.page_view import PageView
from ui.spots import Passage, Turner
from ui.target import TargetView
from ui.window import KioskWindow

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
READ = Presentation().without_sight()
SYNTHETIC = 790
"""Synthetic touches reach as far as the display that is not there, 800 by 800 px."""
DARK = Presentation().toggled("curtain")


@dataclass
class Read(Shown):
    """A view that is read by touch, with what fingers told, and a clock that only the test moves."""

    now: list[float] = field(default_factory=lambda: [0.0])
    told: list[tuple[object, object]] = field(default_factory=list)

    @property
    def touches(self) -> list[object]:
        return [touch for touch, _ in self.told]

    def wait(self, seconds: float) -> Read:
        """Let time pass, and have what was waited for be told."""
        self.now[0] += seconds
        self.view._fingers._tick()
        return self

    def tap(self, at: QPoint) -> Read:
        QTest.mousePress(self.view._fingers, LEFT, PLAIN, at)
        self.wait(0.05)
        QTest.mouseRelease(self.view._fingers, LEFT, PLAIN, at)
        return self

    def middle(self, stop: str) -> QPoint:
        assert self.view.chart is not None
        spots = ((rect, spot) for rect, spot in self.view.chart.targets)
        return next(QPoint(*rect.middle) for rect, spot in spots if getattr(spot, "id", "") == stop)

    def said_as_by_the_visit(self) -> None:
        """Move the focus as a visit would, to what was touched last."""
        touch = self.touches[-1]
        assert isinstance(touch, OnStop)
        shown = self.view.shown_screen
        assert shown is not None
        self.show(shown.page, READ, focus=touch.stop.id)


def made() -> Read:
    now = [100.0]
    read = Read(PageView(Panel(), Machine(), clock=lambda: now[0]), now=now)
    read.view.chosen.connect(lambda deed, turn: read.chosen.append((deed, turn)))
    read.view.pin_pressed.connect(lambda place, turn: read.pins.append((place, turn)))
    read.view.explored.connect(lambda touch, turn: read.told.append((touch, turn)))
    return read


@pytest.fixture
def read(qapp: QApplication) -> Iterator[Read]:
    shown = made()
    shown.view.show()
    yield shown
    shown.view.close()


@pytest.fixture(scope="module")
def device(qapp: QApplication) -> QPointingDevice:
    return QTest.createTouchDevice()


def of(view: PageView, stop: str) -> Stop:
    assert view.shown_screen is not None
    return next(one for one in stops(view.shown_screen) if one.id == stop)


def test_a_touch_tells_what_lies_there_with_the_turn_and_presses_nothing(read: Read) -> None:
    view = read.show(pages.form(), READ, turn="turn 3")
    read.tap(read.middle("main"))
    assert read.told == [(OnStop(of(view, "main")), "turn 3")]
    assert read.chosen == []


@pytest.mark.parametrize("name", pages.PAGES)
def test_whatever_is_touched_once_is_told_and_not_pressed(read: Read, name: str) -> None:
    if pages.PAGES[name].staff:
        return
    view = read.show(pages.PAGES[name], READ)
    assert view.chart is not None
    for rect, spot in view.chart.targets:
        read.told.clear()
        assert type(view.childAt(QPoint(*rect.middle))) is not TargetView
        read.tap(QPoint(*rect.middle)).wait(1)
        assert read.touches == [OnStop(spot) if isinstance(spot, Stop) else OnText(spot.words)]
    assert read.chosen == read.pins == []


def test_two_taps_press_what_was_said_and_not_what_lies_under_them(read: Read) -> None:
    view = read.show(pages.form(), READ)
    read.tap(read.middle("main")).wait(1)
    read.said_as_by_the_visit()
    read.told.clear()
    elsewhere = read.middle("footer.help")
    read.tap(elsewhere).wait(0.1).tap(elsewhere)
    assert read.touches == [Pressed(of(view, "main"))]
    assert of(view, "main").deed == Continued()


def test_what_was_said_on_a_page_before_is_not_pressed_on_the_next(read: Read) -> None:
    read.show(pages.form(), READ, focus="main")
    read.tap(read.middle("main"))
    view = read.show(pages.home(), READ, focus="2.0", turn=2)
    read.wait(0.1).tap(read.middle("footer.help"))
    assert [touch for touch in read.touches if isinstance(touch, Pressed)] == []
    read.wait(0.1).tap(read.middle("footer.help"))
    assert read.told[-1] == (Pressed(of(view, "2.0")), 2)


def test_words_that_are_only_read_are_told_when_touched(read: Read) -> None:
    view = read.show(pages.done(), READ)
    assert view.shown_screen is not None
    sources = {placed.unit.source: placed.rect for placed in view.placed if placed.unit.source}
    for source, rect in sources.items():
        wanted = passage(view.shown_screen, source)
        spot = view.chart.at(Point(*rect.middle)) if view.chart and wanted else Passage(wanted)
        assert isinstance(spot, Stop | Turner) or spot == Passage(wanted)
    read.tap(QPoint(*sources["title"].middle))
    assert read.touches == [OnText((pages.done().title,))]


def test_empty_ground_is_told_once(read: Read) -> None:
    view = read.show(pages.attract(), READ)
    ground = next(
        QPoint(6, y) for y in range(0, view.height(), 20) if view.chart and view.chart.at(Point(6, y)) is None
    )
    QTest.mousePress(view._fingers, LEFT, PLAIN, ground)
    read.wait(1)
    for step in range(5):
        QTest.mouseMove(view._fingers, ground + QPoint(0, step))
    assert read.touches == [OnGround()]


def test_a_list_page_is_turned_by_two_taps_and_told(read: Read) -> None:
    view = read.show(pages.requests(12), READ)
    at = read.middle("pager.next")
    read.tap(at).wait(1).tap(at).wait(0.1).tap(at)
    assert view.list_page == (1, 3)
    said = [touch.words for touch in read.touches if isinstance(touch, OnText)]
    assert len(said) == 3
    assert said[0] == said[1] != said[2], "the list page that stands is told"
    read.wait(1).tap(at).wait(0.1).tap(at)
    assert view.list_page == (2, 3)
    read.wait(1).tap(at).wait(0.1).tap(at)
    assert read.touches[-1] == Pressed(None)
    assert read.chosen == []


def test_a_flick_goes_on_and_back(read: Read) -> None:
    view = read.show(pages.home(), READ, focus="2.0")
    for dx, key in ((200, "down"), (-200, "up")):
        start = QPoint(500, 900)
        QTest.mousePress(view._fingers, LEFT, PLAIN, start)
        read.wait(0.1)
        QTest.mouseRelease(view._fingers, LEFT, PLAIN, start + QPoint(dx, 10))
        assert read.touches[-1] == Stepped(key)  # type: ignore[arg-type]  # one of the two


def fingers(read: Read, device: QPointingDevice, count: int) -> None:
    """Tap with *count* fingers at once."""
    places = [QPoint(200 + 150 * n, 700) for n in range(count)]
    for press in (True, False):
        sequence = QTest.touchEvent(read.view._fingers, device)
        for n, at in enumerate(places):
            sequence.press(n, at) if press else sequence.release(n, at)
        sequence.commit()
        read.wait(0.1)


def test_two_fingers_hold_the_voice_and_three_thrice_draw_the_curtain(read: Read, device: QPointingDevice) -> None:
    read.show(pages.home(), READ, focus="2.0")
    fingers(read, device, 2)
    assert read.touches == [Paused()]
    for _ in range(3):
        fingers(read, device, 3)
    assert read.touches == [Paused(), Curtained()]


def test_one_finger_of_a_touch_panel_is_told_as_a_mouse_is(read: Read, device: QPointingDevice) -> None:
    view = read.show(pages.home(), READ, focus="2.0")
    assert view.chart is not None
    near = [(rect.middle, spot) for rect, spot in view.chart.targets if max(rect.middle) < SYNTHETIC]
    (at, first), (there, second) = near[0], near[-1]
    for hand, place in (("press", at), ("move", there), ("release", there)):
        sequence = QTest.touchEvent(view._fingers, device)
        getattr(sequence, hand)(0, QPoint(*place))
        sequence.commit()
        read.wait(0.3)
    assert read.touches[0] == OnStop(first)  # type: ignore[arg-type]  # the page has no list pages
    assert read.touches[-1] == OnStop(second)  # type: ignore[arg-type]  # the page has no list pages
    assert first != second
    assert read.chosen == []


def test_without_reading_by_touch_a_finger_presses_as_ever(read: Read) -> None:
    view = read.show(pages.form(), READ)
    read.show(pages.form(), Presentation(speech=True))
    target = view.target_of("main")
    assert target is not None
    QTest.mouseClick(target, LEFT, PLAIN, QPoint(20, 20))
    assert read.chosen == [(Continued(), 1)]
    assert view.childAt(view.rect_of("main").center()) is target


def test_staff_press_as_ever_and_see_whatever_the_citizen_before_them_chose(read: Read) -> None:
    view = read.show(pages.diagnostics(), DARK)
    assert view.chart is None
    assert view.target_ids()
    assert view.grab().toImage().pixelColor(5, 5).name() != "#000000"


def test_what_is_asked_when_the_headset_is_gone_is_seen_on_a_black_glass_too(read: Read) -> None:
    view = read.show(replace(pages.idle(), lit=True), DARK)
    assert view.target_ids()
    assert view.chart is not None, "and it is still read by touch"


def test_the_black_glass_is_read_as_the_bright_one_and_shows_one_line_of_nobody(read: Read) -> None:
    bright = read.show(pages.form(), READ, focus="main")
    assert bright.chart is not None
    targets = bright.chart.targets
    view = read.show(pages.form(), DARK, focus="main")
    assert view.target_ids() == frozenset()
    assert view.chart is not None
    assert [spot for _, spot in view.chart.targets] == [spot for _, spot in targets]
    read.tap(read.middle("footer.help")).wait(1)
    assert read.touches == [OnStop(of(view, "footer.help"))]
    image = view.grab().toImage()
    rows = {y for y in range(0, view.height(), 2) for x in range(0, view.width(), 2) if image.pixel(x, y) & 0xFFFFFF}
    assert rows, "somebody beside it sees that the machine is alive"
    assert max(rows) - min(rows) < view.height() // 10


def test_what_stands_on_the_black_glass_can_be_read(qapp: QApplication) -> None:
    house = small_house()
    state = next(state for known, state in one_of_each_page() if known is house)
    for language in ("mn", "en"):
        view = PageView(house.settings.screen, house.settings.machine)
        presentation = replace(DARK, language=language, text_size="largest")
        view.show_screen(screen_of(state, house, presentation), words(language), themes()["day"], presentation, None)
        line = view._dark_line
        assert line is not None
        assert line.width <= view.width()
        assert line.height <= view.height() * 0.14


@pytest.mark.parametrize(("language", "size"), [("mn", "largest"), ("en", "normal")])
def test_everything_on_every_page_is_found_by_touch_and_every_pager_has_words(
    qapp: QApplication, language: Language, size: str
) -> None:
    presentation = replace(READ, language=language, text_size=size)  # type: ignore[arg-type]  # one of the four
    house, text = small_house(), words(language)
    view, lost = PageView(house.settings.screen, house.settings.machine), []
    for known, state in one_of_each_page():
        screen = screen_of(state, known, presentation)
        if screen.page.staff:
            continue
        view.show_screen(screen, text, themes()["day"], presentation, None)
        if size == "largest":
            lost += [f"{screen.page.name}: {fault}" for fault in faults_of(view)]
        found: set[object] = set()
        for page in range(view.list_page[1]):
            view.show_list_page(page)
            assert view.chart is not None
            reached = [view.chart.at(Point(*rect.middle)) for rect, _ in view.chart.targets]
            found.update(reached)
            lost += [f"{screen.page.name}: a pager says nothing" for spot in reached if _is_dumb(spot, text)]
        lost += [f"{screen.page.name}: {stop.id}" for stop in stops(screen) if stop not in found]
    assert lost == []


def _is_dumb(spot: object, text: object) -> bool:
    return isinstance(spot, Turner) and not all(text.say(wording) for wording in spot.words)  # type: ignore[attr-defined]


PATHS = st.lists(
    st.tuples(st.integers(0, 1079), st.integers(0, 1919), st.sampled_from((0.0, 0.05, 0.15, 0.3, 1.0))),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["home", "pin", "search", "review"]), path=PATHS)
def test_no_path_of_one_finger_over_a_page_takes_a_deed(
    read: Read, name: str, path: list[tuple[int, int, float]]
) -> None:
    read.told.clear()
    view = read.show(pages.PAGES[name], READ, focus="main")
    QTest.mousePress(view._fingers, LEFT, PLAIN, QPoint(*path[0][:2]))
    for x, y, pause in path:
        QTest.mouseMove(view._fingers, QPoint(x, y))
        read.wait(pause)
    QTest.mouseRelease(view._fingers, LEFT, PLAIN, QPoint(*path[-1][:2]))
    read.wait(1)
    assert read.chosen == read.pins == []
    assert [touch for touch in read.touches if isinstance(touch, Pressed | Curtained)] == []


@pytest.fixture
def window(qapp: QApplication) -> Iterator[KioskWindow]:
    window = KioskWindow(Panel(fullscreen=False), Machine(), Touch(hold_seconds=0.02))
    window.open()
    yield window
    window.let_close()
    window.close()


def shown_in(window: KioskWindow) -> tuple[TargetView, list[object]]:
    presentation = Presentation()
    chosen: list[object] = []
    window.page.chosen.connect(lambda deed, _: chosen.append(deed))
    screen = pages.screen(pages.form(), presentation)
    window.page.show_screen(screen, pages.SampleWords("mn"), themes()["day"], presentation, 1)
    target = window.page.target_of("main")
    assert target is not None
    return target, chosen


def test_a_finger_that_is_held_is_told_and_presses_nothing(qtbot: QtBot, window: KioskWindow) -> None:
    target, chosen = shown_in(window)
    with qtbot.waitSignal(window.held, timeout=5000):
        QTest.mousePress(target, LEFT, PLAIN, QPoint(20, 20))
    QTest.mouseRelease(target, LEFT, PLAIN, QPoint(20, 20))
    assert chosen == []


def test_a_finger_that_moves_or_goes_is_not_held(qapp: QApplication, window: KioskWindow) -> None:
    target, chosen = shown_in(window)
    timer = window._hold._timer
    QTest.mousePress(target, LEFT, PLAIN, QPoint(20, 20))
    assert timer.isActive()
    QTest.mouseMove(target, QPoint(200, 20))
    assert not timer.isActive()
    QTest.mouseRelease(target, LEFT, PLAIN, QPoint(200, 20))
    QTest.mousePress(target, LEFT, PLAIN, QPoint(20, 20))
    QTest.mouseRelease(target, LEFT, PLAIN, QPoint(20, 20))
    assert not timer.isActive()
    assert chosen == [Continued()] * 2
