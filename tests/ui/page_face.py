"""The face of a visit that is a real page on no panel."""

from __future__ import annotations

from config.themes import themes
from kiosk.pages.model import Screen
from kiosk.presentation import Presentation
from tests.kiosk.crew import Kiosk
from tests.kiosk.house import words
from ui.page_view import PageView


class PageFace:
    """Shows the visit of *kiosk* on *view*, and has fingers that read the page told to it."""

    def __init__(self, kiosk: Kiosk, view: PageView) -> None:
        self.kiosk, self.view = kiosk, view
        view.explored.connect(kiosk.visit.explore)
        kiosk.visit._face = self

    def show(self, screen: Screen, presentation: Presentation, on: object) -> None:
        self.view.show_screen(screen, words(presentation.language), themes()[presentation.theme], presentation, on)

    def forget(self) -> None: ...
