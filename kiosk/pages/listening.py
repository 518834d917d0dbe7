"""The Listening menu: what the short-cut keys do, as rows, so that five keys reach all of it."""

from __future__ import annotations

from config.words import phrase
from kiosk.pages.blocks import Action, Heading, Row, Rows
from kiosk.pages.model import Page
from kiosk.session.adjusting import Adjusted, Adjustment
from kiosk.session.events import Stayed, WentBack
from kiosk.session.hearing import AloudWanted, HearWanted, Listened
from kiosk.session.key_practice import KeysPractised

HEARD: tuple[tuple[Listened, str], ...] = (
    ("page", "article"),
    ("repeat", "repeat"),
    ("where", "map-pin"),
    ("spell", "text-aa"),
)
MOVING: tuple[tuple[Listened, str], ...] = (
    ("heading_next", "arrow-down"),
    ("heading_back", "arrow-up"),
    ("first", "arrow-line-up"),
    ("last", "arrow-line-down"),
)
VOICE: tuple[tuple[Adjustment, str], ...] = (
    ("louder", "speaker-high"),
    ("softer", "speaker-low"),
    ("faster", "fast-forward"),
    ("slower", "rewind"),
)
SEEING: tuple[tuple[Adjustment, str], ...] = (("curtain", "eye-slash"), ("explore", "hand-pointing"))
TYPING: tuple[tuple[Adjustment, str], ...] = (("patience", "hourglass"),)


def page(*, digits: bool = False) -> Page:
    """Return the menu; what is chosen on it is done to the page under it. A keypad with *digits* types letters."""
    learn = Row("dots-nine", phrase("learn-title"), KeysPractised())
    aloud = Row("users", phrase("listening-aloud"), AloudWanted())
    stop = Row("speaker-slash", phrase("listening-stop"), Adjusted("voice"))
    return Page(
        "listening",
        phrase("listening-title"),
        (
            Rows(tuple(_heard(*one) for one in HEARD)),
            Heading(phrase("listening-move")),
            Rows(tuple(_heard(*one) for one in MOVING)),
            Heading(phrase("listening-voice")),
            Rows(tuple(_adjusted(*one) for one in VOICE)),
            Heading(phrase("listening-more")),
            Rows((aloud, *(_adjusted(*one) for one in (*SEEING, *(TYPING if digits else ()))), learn, stop)),
        ),
        main=Action(phrase("help-back"), Stayed()),
        back=WentBack(),
    )


def _heard(what: Listened, icon: str) -> Row:
    return Row(icon, phrase(f"listening-{what.replace('_', '-')}"), HearWanted(what))


def _adjusted(what: Adjustment, icon: str) -> Row:
    return Row(icon, phrase(f"listening-{what}"), Adjusted(what))
