"""What stands around every page: the place and the signs above, the seven keys below."""

from __future__ import annotations

from config.words import Verbatim, Wording, phrase
from kiosk.house import House
from kiosk.pages.blocks import Action
from kiosk.pages.model import Footer, FooterKey, Header, Page, Sign
from kiosk.presentation import TEXT_SIZES, THEMES, Presentation
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import Choice, Stayed
from kiosk.session.hearing import ListeningWanted

PAPER_SIGNS = {
    "PRINTER-04": "header-paper-out",
    "PRINTER-05": "header-paper-low",
    "PRINTER-06": "header-cover-open",
}


def header_of(house: House, *, speech: bool) -> Header:
    """Return the place and number of this machine, and how link, printer and, where it is wanted, sound are."""
    kiosk = house.settings.kiosk
    below = phrase("header-below", aimag=kiosk.aimag.wording(), number=Verbatim(kiosk.number, "digits"))
    return Header(kiosk.place.wording(), below, (_link(house), _printer(house), *_sound(house, speech=speech)))


def _link(house: House) -> Sign:
    up = house.readiness.link_up
    return Sign("wifi-high" if up else "wifi-slash", phrase("header-link-up" if up else "header-link-down"), up)


def _printer(house: House) -> Sign:
    printer = house.readiness.part("printer")
    if printer.health in ("well", "untested"):
        return Sign("printer", phrase("header-paper-ok"), well=True)
    return Sign("printer", phrase(PAPER_SIGNS.get(printer.fault, "header-printer-lost")), well=False)


def _sound(house: House, *, speech: bool) -> tuple[Sign, ...]:
    """Return that whoever turned speech on cannot hear it, where that is so."""
    if not speech or house.readiness.part("headset").is_well:
        return ()
    return (Sign("speaker-slash", phrase("header-no-sound"), well=False),)


def footer_of(page: Page, presentation: Presentation) -> Footer:
    """Return the seven keys, in the same order for ever."""
    size, theme = TEXT_SIZES.index(presentation.text_size), THEMES.index(presentation.theme)
    other = "footer-to-english" if presentation.language == "mn" else "footer-to-mongolian"
    back, help_ = phrase("footer-no-back"), phrase("footer-no-help")
    return (
        FooterKey("back", Action(phrase("button-back"), page.back, "arrow-left", back)),
        FooterKey("help", Action(phrase("footer-help"), page.help, "question", help_)),
        FooterKey("language", Action(phrase(other), Adjusted("language"), "translate")),
        FooterKey("letters", Action(phrase("footer-letters"), Adjusted("letters"), "text-aa"), (size + 1, 4)),
        FooterKey("colours", Action(phrase("footer-colours"), Adjusted("colours"), "circle-half"), (theme, 4)),
        FooterKey(
            "voice", Action(phrase("footer-voice"), _voice(page, presentation), "headphones"), on=presentation.speech
        ),
        FooterKey("lower", Action(phrase("footer-lower"), Adjusted("lower"), "wheelchair"), on=presentation.lower),
    )


def _voice(page: Page, presentation: Presentation) -> Choice:
    """Return what the voice key does: it begins to speak; while it speaks it opens the Listening menu, or closes it.

    Where nothing may lie over a page it ends the speech; staff pages are not spoken.
    """
    if not presentation.speech or page.staff:
        return Adjusted("voice")
    if page.name == "listening":
        return Stayed()
    listens = page.help is not None or page.name in ("help", "help-topic")
    return ListeningWanted() if listens else Adjusted("voice")


def when(moment: str) -> Wording:
    """Return a day and an hour: *moment* is ISO local time, "2026-11-22T14:05"."""
    return phrase("when", date=Verbatim(moment[:10], "date"), hour=moment[11:13], minute=moment[14:16])
