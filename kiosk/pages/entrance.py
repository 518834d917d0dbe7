"""Attract, insert card, card trouble, out of service, take your card and your paper."""

from __future__ import annotations

from config.words import Verbatim, Wording, phrase
from kiosk.faults import CARD_FAULTS, FAULTS
from kiosk.fields.phone import grouped
from kiosk.house import House
from kiosk.pages import document, pin
from kiosk.pages.blocks import Action, Block, Machine, Note, Paragraph, Row, Rows, Ticks, Welcome
from kiosk.pages.frame import when
from kiosk.pages.model import Page
from kiosk.pages.orientation import welcome
from kiosk.pages.places import where
from kiosk.session.adjusting import Adjusted
from kiosk.session.codes import PaperCheckWanted
from kiosk.session.entrance import Entrance
from kiosk.session.events import Browsed, Finished, HelpWanted, Practised, WentBack
from kiosk.session.states import (
    AskingDocument,
    AskingLastTry,
    AskingPin,
    CardTrouble,
    Idle,
    OutOfService,
    TakeCard,
    TakePaper,
    WantsCard,
)

VERTICAL = Verbatim("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ", "name")


def page(state: Entrance, house: House) -> Page:
    """Return the page of a state before anybody is logged in."""
    match state:
        case Idle():
            return attract(house)
        case OutOfService():
            return _out_of_service(state, house)
        case WantsCard():
            return _wants_card(house)
        case CardTrouble():
            return _card_trouble(state, house)
        case AskingPin() | AskingLastTry():
            return pin.page(state, house)
        case AskingDocument():
            return document.page(state, house)
        case TakeCard():
            return _take_card(house)
        case TakePaper():
            return _take_paper(house)


def attract(house: House) -> Page:
    """Return the first page, in both languages."""
    machine = Machine(
        "card", where("card", house), title=phrase("attract-insert"), second=phrase("attract-insert-other")
    )
    rows = Rows(
        (
            Row("list-bullets", phrase("attract-browse"), Browsed(), second=phrase("attract-browse-other")),
            Row("hand-pointing", phrase("attract-practise"), Practised(), second=phrase("attract-practise-other")),
        )
    )
    check = Row("qr-code", phrase("attract-check"), PaperCheckWanted(), second=phrase("attract-check-other"))
    headset = Note("plain", phrase("attract-headset-other"), "headphones", title=phrase("attract-headset"))
    return Page(
        "attract",
        phrase("attract-welcome"),
        (Welcome(phrase("attract-welcome"), phrase("attract-below"), VERTICAL), machine, headset, rows, Rows((check,))),
        main=Action(phrase("attract-speech"), Adjusted("explore"), "speaker-high"),
        help=HelpWanted(),
        heard=welcome(house),
    )


def _wants_card(house: House) -> Page:
    return Page(
        "insert-card",
        phrase("card-insert"),
        (
            Machine("card", where("card", house), title=phrase("card-here")),
            Ticks(
                (
                    ("identification-card", phrase("card-way")),
                    ("hand-palm", phrase("card-keep")),
                    ("lock", phrase("card-pin-ready")),
                    *_passports(house),
                )
            ),
        ),
        back=WentBack(),
        help=HelpWanted(),
    )


def _passports(house: House) -> tuple[tuple[str, Wording], ...]:
    """Return that a passport opens something, where this machine believes any."""
    return (("identification-badge", phrase("card-passport")),) if house.settings.card.document_anchors else ()


def _card_trouble(state: CardTrouble, house: House) -> Page:
    blocked = state.fault == CARD_FAULTS["blocked"]
    machine = Machine("card", where("card", house), title=phrase("card-take"), move="out")
    return Page(
        "card-blocked" if blocked else "card-trouble",
        phrase("card-trouble-title"),
        (
            Note("err", FAULTS[state.fault].citizen, "warning-circle"),
            Paragraph(phrase("assist-take-beside")) if state.beside else machine,
            Paragraph(phrase("fault-code", code=Verbatim(state.fault, "code")), "note"),
        ),
        second=Action(phrase("button-finish"), Finished()) if state.beside else None,
        help=HelpWanted(),
        mark=("err", "identification-card"),
    )


def _take_card(house: House) -> Page:
    fault = house.readiness.unavailable
    why: tuple[Block, ...] = (Note("err", FAULTS[fault].citizen, "warning-circle"),) if fault else ()
    paper: tuple[Block, ...] = (Note("info", phrase("take-card-paper"), "printer"),) if house.paper_out else ()
    return Page(
        "take-card",
        phrase("take-card-title"),
        (
            *why,
            *paper,
            Machine("card", where("card", house), title=phrase("card-here"), move="out"),
            Note("ok", phrase("take-card-forgotten"), "shield-check"),
        ),
        mark=("ok", "check"),
        final=True,
    )


def _take_paper(house: House) -> Page:
    return Page(
        "take-paper",
        phrase("take-paper-title"),
        (
            Machine("printer", where("printer", house), title=phrase("take-paper-here"), move="out"),
            Note("info", phrase("take-paper-back"), "info"),
            Note("ok", phrase("take-card-forgotten"), "shield-check"),
        ),
        mark=("ok", "printer"),
        final=True,
    )


def _out_of_service(state: OutOfService, house: House) -> Page:
    kiosk = house.settings.kiosk
    blocks: list[Block] = [
        Note("err", FAULTS[state.fault].citizen, "warning-circle"),
        Paragraph(phrase("out-nearest", place=kiosk.nearest.wording()), icon="map-pin"),
        Paragraph(phrase("out-phone", phone=Verbatim(grouped(kiosk.phone), "digits")), icon="phone"),
    ]
    if house.since:
        blocks.append(Paragraph(phrase("out-since", time=when(house.since)), icon="clock"))
    blocks.append(Paragraph(phrase("fault-code", code=Verbatim(state.fault, "code")), "caption"))
    return Page("out-of-service", phrase("out-title"), tuple(blocks), mark=("warn", "warning"), help=HelpWanted())
