"""How long the screen stands still for a key or a finger while it speaks: measured in time of its own thread.

The time of the wall belongs to everything that runs on a machine of tests; `tests.bench.gaps` measures that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.session.adjusting import Adjusted
from kiosk.session.events import SearchOpened
from kiosk.session.typed import Typed
from tests.kiosk.crew import Recorder, logged_in
from tests.ui.page_face import PageFace
from tests.ui.test_real_pages import real_house
from ui.page_view import PageView
from voices.voice import Utterance, parts

GAP_MS = 10.0
ROUNDS = 60


class Wording(Recorder):
    """A voice that makes its words as the real one does, in the screen's thread, and says nothing."""

    def say(self, utterances: Sequence[Utterance], on_finished: Callable[[], None] | None = None) -> None:
        parts(utterances)
        self.said = ["spoken"]


@pytest.fixture
def glass(qapp: QApplication) -> Iterator[PageFace]:
    glass = spoken_search(qapp)
    yield glass
    glass.view.close()


def spoken_search(qapp: QApplication, page: type[PageView] = PageView) -> PageFace:
    """Return the page with the most to press, a search, spoken and read by touch."""
    kiosk = logged_in(real_house())
    kiosk.visit._crew.speaker._voice = Wording()
    kiosk.touch(SearchOpened())
    settings = kiosk.visit.house.settings
    glass = PageFace(kiosk, page(settings.screen, settings.machine))
    glass.view.show()
    kiosk.visit.choose(Adjusted("explore"), kiosk.visit.seat.turn)
    qapp.processEvents()
    return glass


def middle_ms(app: QApplication, deed: Callable[[int], object]) -> float:
    """Return the median of the thread's own time that *deed* and what it has painted take, in ms."""
    taken = []
    for n in range(ROUNDS):
        began = time.thread_time()
        deed(n)
        app.processEvents()
        taken.append((time.thread_time() - began) * 1000)
    return sorted(taken)[ROUNDS // 2]


def by_keys(glass: PageFace) -> Callable[[int], object]:
    glass.kiosk.keys("down")  # the first key of a visit only says where it stands
    return lambda n: glass.kiosk.keys("down" if n // 9 % 2 == 0 else "up")


def by_finger(glass: PageFace) -> Callable[[int], object]:
    assert glass.view.chart is not None
    spots = [QPoint(*rect.middle) for rect, spot in glass.view.chart.targets if getattr(spot, "role", "") == "key"]
    sheet = glass.view._fingers
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spots[0])
    sheet.explorer.tick(time.monotonic() + 1)
    return lambda n: QTest.mouseMove(sheet, spots[(n + 1) % len(spots)])


@pytest.mark.parametrize("hand", [by_keys, by_finger])
def test_a_key_and_a_finger_cost_the_screen_less_than_ten_milliseconds(
    qapp: QApplication, glass: PageFace, hand: Callable[[PageFace], Callable[[int], object]]
) -> None:
    deed, focus = hand(glass), glass.kiosk.visit.screen.focus
    deed(0)
    assert glass.kiosk.visit.screen.focus != focus, "the hand moves the focus"
    assert min(middle_ms(qapp, deed) for _ in range(2)) < GAP_MS


def test_a_screen_that_stands_still_would_be_noticed(qapp: QApplication) -> None:
    """Control arm: a deed that keeps the thread for as long as is allowed."""
    assert middle_ms(qapp, lambda _: keep_busy(GAP_MS / 1000)) >= GAP_MS


def keep_busy(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


class Counting(PageView):
    """A page that counts how often it is laid out."""

    laid_out = 0

    def _lay_out(self, before: object, *, follow: str | None) -> None:
        self.laid_out += 1
        super()._lay_out(before, follow=follow)  # type: ignore[arg-type]  # passed on as it came


@pytest.mark.parametrize("hand", [by_keys, by_finger])
def test_a_focus_that_moves_lays_nothing_out_anew(
    qapp: QApplication, hand: Callable[[PageFace], Callable[[int], object]]
) -> None:
    glass = spoken_search(qapp, Counting)
    deed = hand(glass)
    assert isinstance(glass.view, Counting)
    before = glass.view.laid_out
    for n in range(9):
        deed(n)
    assert glass.view.laid_out == before
    glass.kiosk.visit.choose(Typed("б"), glass.kiosk.visit.seat.turn)
    assert glass.view.laid_out == before + 1
    glass.view.close()
