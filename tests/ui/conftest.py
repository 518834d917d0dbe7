"""A view to show pages on, without a panel."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QApplication

from config.settings import Machine
from config.settings import Screen as Panel
from config.themes import themes
from kiosk.pages.model import Page
from kiosk.presentation import Presentation
from tests.ui.pages import SampleWords, screen
from ui.page_view import PageView

Show = Callable[..., PageView]


@dataclass
class Shown:
    """A view with what it told."""

    view: PageView
    chosen: list[tuple[object, object]] = field(default_factory=list)
    pins: list[tuple[int, object]] = field(default_factory=list)
    focused: list[str] = field(default_factory=list)

    def show(
        self,
        page: Page,
        presentation: Presentation = Presentation(),
        *,
        turn: object = 1,
        focus: str | None = None,
        practice: bool = False,
    ) -> PageView:
        words = SampleWords(presentation.language)
        shown = screen(page, presentation, focus=focus, practice=practice)
        self.view.show_screen(shown, words, themes()[presentation.theme], presentation, turn)
        return self.view


def made(panel: Panel) -> Shown:
    shown = Shown(PageView(panel, Machine()))
    shown.view.chosen.connect(lambda deed, turn: shown.chosen.append((deed, turn)))
    shown.view.pin_pressed.connect(lambda place, turn: shown.pins.append((place, turn)))
    shown.view.focused.connect(shown.focused.append)
    return shown


@pytest.fixture(autouse=True, scope="session")
def application(qapp: QApplication) -> QApplication:
    """Whatever measures or draws letters asks Qt's application for its fonts; without one the process ends."""
    return qapp


@pytest.fixture
def portrait(qapp: QApplication) -> Iterator[Shown]:
    shown = made(Panel())
    shown.view.show()
    yield shown
    shown.view.close()


@pytest.fixture
def landscape(qapp: QApplication) -> Iterator[Shown]:
    shown = made(Panel(width_px=1920, height_px=1080))
    yield shown
    shown.view.close()
