"""A small second window for a desk: puts cards in and takes them out, and breaks things.

Only shown with simulated parts; no citizen ever sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QGroupBox, QLabel, QPushButton, QVBoxLayout, QWidget

from config.keypads import KeyName

_CARDS_IN_A_ROW = 2
_KEYS_IN_A_ROW = 5
_PAD: tuple[tuple[KeyName, str], ...] = (
    ("up", "↑"),
    ("down", "↓"),
    ("back", "←"),
    ("next", "→"),
    ("enter", "●"),
    ("help", "?"),
    ("voice", "♪"),
    ("repeat", "↺"),
    ("move", "1"),
    ("select", "2"),
)
"""The 5-key pad, three keys beside it, and two switches."""


class Simulators(Protocol):
    """What can be done to the simulated parts."""

    @property
    def cards(self) -> Sequence[tuple[str, str]]:
        """Name and PIN of each sample card."""
        ...

    def insert(self, name: str) -> None: ...

    def remove(self) -> None: ...

    @property
    def officers(self) -> Sequence[tuple[str, str]]:
        """Name and PIN of each card that counts in the second reader."""
        ...

    def insert_beside(self, name: str) -> None: ...

    def remove_beside(self) -> None: ...

    @property
    def samples(self) -> Sequence[str]:
        """What lies on the desk and can be held under the code reader."""
        ...

    def hold(self, sample: str) -> None: ...

    def paper_out(self, on: bool) -> None: ...

    def cover_open(self, on: bool) -> None: ...

    def link(self, on: bool) -> None: ...

    def headset(self, on: bool) -> None: ...

    def press(self, key: KeyName) -> None:
        """Press a key of a tactile pad."""


class SimulatorPanel(QWidget):
    """Buttons for cards, switches for paper, cover, link and headset."""

    def __init__(self, simulators: Simulators) -> None:
        super().__init__()
        self.setWindowTitle("Загвар төхөөрөмж · Simulators")
        self.setWindowFlag(Qt.WindowType.Tool)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(_cards(simulators))
        column.addWidget(_second_reader(simulators))
        column.addWidget(_code_reader(simulators))
        column.addWidget(_printer(simulators))
        column.addWidget(_link(simulators))
        column.addWidget(_headset(simulators))
        column.addWidget(_pad(simulators))
        column.addStretch(1)


def _cards(simulators: Simulators) -> QGroupBox:
    group, column = _group("Үнэмлэх · Card")
    side_by_side = QGridLayout()
    for place, (name, pin) in enumerate(simulators.cards):
        button = _button(f"{name}   (ПИН · PIN {pin})", _inserting(simulators, name))
        side_by_side.addWidget(button, *divmod(place, _CARDS_IN_A_ROW))
    column.addLayout(side_by_side)
    column.addWidget(_button("Авах · Take out", simulators.remove))
    return group


def _inserting(simulators: Simulators, name: str) -> Callable[[], None]:
    return lambda: simulators.insert(name)


def _inserting_beside(simulators: Simulators, name: str) -> Callable[[], None]:
    return lambda: simulators.insert_beside(name)


def _second_reader(simulators: Simulators) -> QGroupBox:
    group, column = _group("Хоёр дахь уншигч · Second reader")
    for name, pin in simulators.officers:
        column.addWidget(_button(f"{name}   (ПИН · PIN {pin})", _inserting_beside(simulators, name)))
    column.addWidget(_button("Хоёр дахийг авах · Take out the second", simulators.remove_beside))
    return group


def _code_reader(simulators: Simulators) -> QGroupBox:
    group, column = _group("Код уншигч · Code reader")
    side_by_side = QGridLayout()
    for place, sample in enumerate(simulators.samples):
        side_by_side.addWidget(_button(sample, _holding(simulators, sample)), *divmod(place, _CARDS_IN_A_ROW))
    column.addLayout(side_by_side)
    return group


def _holding(simulators: Simulators, sample: str) -> Callable[[], None]:
    return lambda: simulators.hold(sample)


def _printer(simulators: Simulators) -> QGroupBox:
    group, column = _group("Хэвлэгч · Printer")
    column.addWidget(_switch("Цаас дууссан · Paper out", simulators.paper_out, on=False))
    column.addWidget(_switch("Таг онгорхой · Cover open", simulators.cover_open, on=False))
    return group


def _link(simulators: Simulators) -> QGroupBox:
    group, column = _group("Холбоо · Link")
    column.addWidget(_switch("Холбоо бий · Link is up", simulators.link, on=True))
    column.addWidget(QLabel("↑ ↓ ← → Enter · F1 Help · F5–F10 Voice"))
    return group


def _headset(simulators: Simulators) -> QGroupBox:
    group, column = _group("Чихэвч · Headset")
    column.addWidget(_switch("Чихэвч залгаатай · Headset is in", simulators.headset, on=False))
    return group


def _pad(simulators: Simulators) -> QGroupBox:
    group, column = _group("Товчлуур · Keypad (1, 2: two switches)")
    side_by_side = QGridLayout()
    for place, (key, face) in enumerate(_PAD):
        side_by_side.addWidget(_button(face, _pressing(simulators, key)), *divmod(place, _KEYS_IN_A_ROW))
    column.addLayout(side_by_side)
    return group


def _pressing(simulators: Simulators, key: KeyName) -> Callable[[], None]:
    return lambda: simulators.press(key)


def _group(title: str) -> tuple[QGroupBox, QVBoxLayout]:
    group = QGroupBox(title)
    return group, QVBoxLayout(group)


def _button(words: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.setMinimumHeight(40)
    button.setAccessibleName(words)
    button.clicked.connect(lambda _checked: act())
    return button


def _switch(words: str, act: Callable[[bool], None], *, on: bool) -> QCheckBox:
    switch = QCheckBox(words)
    switch.setAccessibleName(words)
    switch.setChecked(on)
    switch.toggled.connect(act)
    return switch
