"""A keystroke repaints the field and nothing else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from tests.ui import pages
from tests.ui.conftest import Shown
from ui.icons import UnknownIcon, require


class Painted(QObject):
    """Counts what is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.who: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self.who.append(watched)
        return False


def test_a_keystroke_paints_no_key_again(portrait: Shown, qapp: QApplication) -> None:
    view = portrait.show(pages.search(typed="хая"))
    qapp.processEvents()
    painted = Painted()
    for id_ in view.target_ids():
        view.target_of(id_).installEventFilter(painted)
    portrait.show(pages.search(typed="хаяг"))
    qapp.processEvents()
    assert {widget.target.id for widget in painted.who} <= {"0.0"}


def test_the_same_screen_again_paints_nothing(portrait: Shown, qapp: QApplication) -> None:
    view = portrait.show(pages.home())
    qapp.processEvents()
    painted = Painted()
    view.installEventFilter(painted)
    portrait.show(pages.home(), turn=2)
    qapp.processEvents()
    assert painted.who == []


def test_the_same_keys_stay_the_same_widgets(portrait: Shown) -> None:
    view = portrait.show(pages.search(typed="х"))
    before = view.target_of("3.5")
    portrait.show(pages.search(typed="ха"))
    assert view.target_of("3.5") is before


def test_an_unknown_icon_is_an_error_before_anything_is_painted(portrait: Shown) -> None:
    page = pages.Page("x", pages.b("а", "a"), (pages.Paragraph(pages.b("б", "b"), icon="no-such-icon"),))
    with pytest.raises(UnknownIcon):
        portrait.show(page)


def test_every_icon_of_the_view_itself_exists(qapp: QApplication) -> None:
    from ui.components.parts import MARKS
    from ui.components.pictures import PART_ICONS

    for name in (*(icon for _, _, icon in MARKS.values()), *PART_ICONS.values()):
        require(name)
