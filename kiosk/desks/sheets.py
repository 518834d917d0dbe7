"""Papers that belong to no request, made when somebody asks for one; nothing of them is journalled or kept."""

from __future__ import annotations

from devices.printer.document import Document
from kiosk.desks.ground import Ground
from kiosk.house import House
from kiosk.papers.practice import practice
from kiosk.presentation import Presentation
from kiosk.session.effects import PrintSheet


def sheet_document(sheet: PrintSheet, ground: Ground, presentation: Presentation) -> Document:
    """Return the paper of *sheet* in the language and size of *presentation*."""
    house, words = ground.house(), ground.words_of(presentation.language)
    hour, large = ground.local(ground.now()), is_large(house, presentation)
    service = house.service(sheet.service).name.wording()
    return practice(words, house.settings.kiosk, service, hour, large_print=large)


def is_large(house: House, presentation: Presentation) -> bool:
    """Say whether papers are set larger: everybody's at this site, or of who reads the largest letters."""
    return house.settings.printer.large_print or presentation.text_size == "largest"
