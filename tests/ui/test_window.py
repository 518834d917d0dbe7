"""Keys, touches, posts from other threads, pictures, and the panel of the simulators."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from config.keycodes import CODES
from config.keypads import FIVE, TWO, KeypadSettings, pad_of
from config.settings import Machine
from config.settings import Screen as Panel
from kiosk.wedge import Wedge
from tests.ui import pages
from tests.ui.conftest import Shown
from ui.bridge import Clock, MainThread
from ui.keys import TAKEN_FOR, key_code
from ui.picture import grab, save
from ui.simulator_panel import SimulatorPanel
from ui.window import KioskWindow


@pytest.fixture
def window(qapp: QApplication) -> Iterator[KioskWindow]:
    made = KioskWindow(Panel(fullscreen=False), Machine())
    made.open()
    yield made
    made.let_close()
    made.close()


DESK = pad_of(KeypadSettings())
SHORT_CUTS = {"Up": "up", "Left": "back", "Escape": "back", "Return": "enter", "Enter": "enter", "F1": "help"}


@pytest.mark.parametrize(("key", "code"), TAKEN_FOR.items())
def test_a_key_is_told_by_its_name(window: KioskWindow, key: Qt.Key, code: int) -> None:
    told: list[str] = []
    window.key_pressed.connect(told.append)
    QTest.keyClick(window, key)
    assert told == [name for name in (DESK.codes.get(code),) if name]


@pytest.mark.parametrize(("key", "name"), SHORT_CUTS.items())
def test_the_keys_of_a_desk_are_those_of_before(key: str, name: str) -> None:
    assert DESK.codes[TAKEN_FOR[Qt.Key[f"Key_{key}"]]] == name


def pressed(key: Qt.Key, native: int, text: str = "") -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, native, 0, 0, text)


@pytest.mark.parametrize("platform", ["xcb", "wayland", "eglfs", "linuxfb"])
def test_a_key_is_known_by_its_place_whatever_the_layout_makes_of_it(platform: str) -> None:
    """X makes XF86TouchpadOff of F23, and a Mongolian keyboard has a letter where others have a digit."""
    touchpad = pressed(Qt.Key.Key_TouchpadOff, CODES["F23"] + 8)
    letter = pressed(Qt.Key(ord("№")), CODES["1"] + 8, "№")

    assert [key_code(event, platform) for event in (touchpad, letter)] == [CODES["F23"], CODES["1"]]
    assert key_code(pressed(Qt.Key.Key_F23, 0), platform) == CODES["F23"]
    assert key_code(pressed(Qt.Key.Key_F23, 110), "windows") == CODES["F23"]
    assert key_code(touchpad, "cocoa") is None


def test_the_keys_of_a_window_are_those_of_its_pad(qapp: QApplication) -> None:
    switches = pad_of(KeypadSettings(profile=("switch2",), debounce_ms=2000))
    window = KioskWindow(Panel(fullscreen=False), Machine(), pad=switches)
    told: list[str] = []
    window.key_pressed.connect(told.append)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Space):
        QTest.keyClick(window, key)
    assert told == ["move", "select"]


def test_tab_is_a_key_like_any_other(window: KioskWindow) -> None:
    told: list[str] = []
    window.key_pressed.connect(told.append)
    QTest.keyClick(window, Qt.Key.Key_Tab)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert told == ["move", "select"]


def test_a_key_held_down_is_told_once(window: KioskWindow) -> None:
    told: list[str] = []
    window.key_pressed.connect(told.append)
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, "", True, 1)
    QApplication.sendEvent(window, event)
    assert told == []


def test_any_touch_and_any_key_shows_that_somebody_is_there(window: KioskWindow) -> None:
    touches: list[int] = []
    window.touched.connect(lambda: touches.append(1))
    QTest.mouseClick(window.page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    assert touches
    before = len(touches)
    QTest.keyClick(window, Qt.Key.Key_Z)
    assert len(touches) > before


def test_the_person_in_front_cannot_close_a_kiosk(qapp: QApplication) -> None:
    window = KioskWindow(Panel(fullscreen=True), Machine())
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    window.let_close()
    window.close()


def test_what_another_thread_posts_runs_in_the_thread_of_the_screen(qtbot: QtBot) -> None:
    bridge = MainThread()
    ran: list[int] = []

    def post() -> None:
        for n in range(3):
            bridge.post(lambda n=n: ran.append((n, threading.get_ident())))

    thread = threading.Thread(target=post)
    thread.start()
    thread.join(5)
    qtbot.waitUntil(lambda: len(ran) == 3, timeout=5000)
    assert ran == [(n, threading.get_ident()) for n in range(3)]


def test_the_clock_ticks_and_does_things_later(qtbot: QtBot) -> None:
    ticks: list[int] = []
    clock = Clock(lambda: ticks.append(1), period_ms=1)
    later: list[int] = []
    clock.later(0.0, lambda: later.append(1))
    clock.start()
    qtbot.waitUntil(lambda: len(ticks) > 2 and later == [1], timeout=5000)
    clock.stop()


def test_a_picture_is_a_png_of_the_panel(portrait: Shown, tmp_path) -> None:
    view = portrait.show(pages.attract())
    data = grab(view)
    assert data.startswith(b"\x89PNG")
    save(view, tmp_path / "page.png")
    assert (tmp_path / "page.png").read_bytes()[:4] == b"\x89PNG"


class FakeSimulators:
    """Remembers what was done to it."""

    cards = (("Дорж", "123456"), ("Сараа", "654321"))  # invented

    officers = (("Номин", "111111"),)  # invented

    def __init__(self) -> None:
        self.done: list[tuple[str, object]] = []

    def insert_beside(self, name: str) -> None:
        self.done.append(("insert_beside", name))

    def remove_beside(self) -> None:
        self.done.append(("remove_beside", None))

    def insert(self, name: str) -> None:
        self.done.append(("insert", name))

    def remove(self) -> None:
        self.done.append(("remove", None))

    samples = ("Vaccination",)

    def hold(self, sample: str) -> None:
        self.done.append(("hold", sample))

    def paper_out(self, on: bool) -> None:
        self.done.append(("paper_out", on))

    def cover_open(self, on: bool) -> None:
        self.done.append(("cover_open", on))

    def link(self, on: bool) -> None:
        self.done.append(("link", on))

    def press(self, key: str) -> None:
        self.done.append(("press", key))

    def headset(self, on: bool) -> None:
        self.done.append(("headset", on))


def test_the_panel_of_the_simulators_does_what_its_buttons_say(qapp: QApplication) -> None:
    simulators = FakeSimulators()
    panel = SimulatorPanel(simulators)
    for button in panel.findChildren(QPushButton):
        button.click()
    for switch in panel.findChildren(QCheckBox):
        switch.click()
    assert simulators.done == [
        ("insert", "Дорж"),
        ("insert", "Сараа"),
        ("remove", None),
        ("insert_beside", "Номин"),
        ("remove_beside", None),
        ("hold", "Vaccination"),
        *(("press", key) for key in (*FIVE, "help", "voice", "repeat", *TWO)),
        ("paper_out", True),
        ("cover_open", True),
        ("link", False),
        ("headset", True),
    ]
    panel.close()


def test_what_the_document_reader_types_is_no_key(window: KioskWindow) -> None:
    told: list[str] = []
    window.key_pressed.connect(told.append)
    window.takes = lambda letter, _at, *, repeated: letter in "P<1\r"

    for key in (Qt.Key.Key_P, Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_2, Qt.Key.Key_Down):
        QTest.keyClick(window, key)
    QTest.keyClicks(window, "P<1")

    assert told == ["2", "down"]


def test_the_same_character_again_within_a_moment_is_the_document_readers_and_no_held_key(window: KioskWindow) -> None:
    """Qt calls a key repeated that goes up and down in one millisecond, as the fillers of a document do."""
    taken: list[str] = []
    told: list[str] = []

    def takes(letter: str, _at: float | None, *, repeated: bool) -> bool:
        assert repeated
        taken.append(letter)
        return letter == "<"

    window.key_pressed.connect(told.append)
    window.takes = takes
    for key, letter in ((Qt.Key.Key_Less, "<"), (Qt.Key.Key_Less, "<"), (Qt.Key.Key_1, "1")):
        repeated = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter, True)
        QApplication.sendEvent(window, repeated)

    assert taken == ["<", "<", "1"]
    assert told == []


def test_a_long_code_reaches_its_reader_letter_by_letter_and_presses_nothing(window: KioskWindow) -> None:
    told: list[str] = []
    wedge = Wedge(time.monotonic)
    window.key_pressed.connect(told.append)
    window.takes = lambda letter, _at, *, repeated: wedge.take(letter) != "not_mine"
    code = "HC1:" + "6BF0 790$T9%WJ*WG+FK-Y.4/G:" * 50

    QTest.keyClicks(window, code)
    QTest.keyClick(window, Qt.Key.Key_Return)

    assert told == []
    assert wedge.hand_over().decode() == code
