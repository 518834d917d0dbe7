"""A desk with simulated parts: what a person who tries the kiosk can do to them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from config.keypads import KeyName
from config.locations import demo_dir
from devices.simulators.card.demo_pki import CardName
from kiosk.demo.certificates import samples
from kiosk.demo.setting import prepare
from kiosk.demo.stage import Stage
from ui.simulator_panel import SimulatorPanel
from ui.window import KioskWindow


class Panel:
    """What a person at a desk can do to the simulated parts (of `ui.simulator_panel.Simulators`)."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._samples = dict(samples(stage.setting.platform))
        self._names: dict[str, CardName] = {}
        for card in stage.setting.pki.cards:
            self._names[f"{card.family_name[:1]}. {card.given_name} ({card.note})"] = card.name

    @property
    def cards(self) -> Sequence[tuple[str, str]]:
        return tuple((title, self._stage.pin_of(name)) for title, name in self._names.items())

    def insert(self, name: str) -> None:
        self._stage.insert(self._names[name])

    def remove(self) -> None:
        self._stage.slot.remove()

    @property
    def officers(self) -> Sequence[tuple[str, str]]:
        pki = self._stage.setting.pki
        roles = {title: pki.card(name).role for title, name in self._names.items()}
        return tuple((title, pin) for title, pin in self.cards if roles[title] == "officer")

    def insert_beside(self, name: str) -> None:
        self._stage.insert(self._names[name], beside=True)

    def remove_beside(self) -> None:
        self._stage.second_slot.remove()

    @property
    def samples(self) -> Sequence[str]:
        return tuple(self._samples)

    def hold(self, sample: str) -> None:
        """Type the code as a reader would, into the window of the kiosk."""
        for window in QApplication.topLevelWidgets():
            if isinstance(window, KioskWindow):
                type_into(window, self._samples[sample] + "\r")

    def paper_out(self, on: bool) -> None:
        self._stage.printer.set("paper_out", on=on)

    def cover_open(self, on: bool) -> None:
        self._stage.printer.set("cover_open", on=on)

    def link(self, on: bool) -> None:
        self._stage.turn_link(up=on)

    def headset(self, on: bool) -> None:
        self._stage.jack.plug(inserted=on)

    def press(self, key: KeyName) -> None:
        """Press a key of the pad, as the window of the kiosk tells of it."""
        for window in QApplication.topLevelWidgets():
            if isinstance(window, KioskWindow):
                window.key_pressed.emit(key)


def type_into(window: KioskWindow, text: str) -> None:
    """Send *text* key by key, as a keyboard wedge does."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(window, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


@contextlib.contextmanager
def desk() -> Iterator[SimulatorPanel]:
    """Start the simulated parts and give the window that plays with them."""
    with Stage(prepare(demo_dir()), sound=False, jack=True) as stage:
        stage.turn_link(up=True)
        yield SimulatorPanel(Panel(stage))
