"""The question when the headset was pulled out, which hides the page below, and whether others may hear."""

from __future__ import annotations

from config.words import phrase
from kiosk.house import House
from kiosk.pages.blocks import Action, Block, Countdown, Note, Paragraph
from kiosk.pages.model import Page
from kiosk.session.adjusting import Adjusted
from kiosk.session.covers import HeadsetGone
from kiosk.session.events import Finished, Stayed, WentBack
from kiosk.session.people import lowest
from kiosk.session.states import Done, Waiting


def gone_page(state: HeadsetGone) -> Page:
    """Return what whoever pulled the headset out may do; of the page below nothing stays in view or is said."""
    warn = "headset-gone-kept" if isinstance(lowest(state), Waiting | Done) else "headset-gone-warn"
    return Page(
        "headset-gone",
        phrase("headset-gone-title"),
        (
            Countdown(state.seconds, state.total),
            Paragraph(phrase(warn, s=state.seconds), "lead"),
            Paragraph(phrase("headset-gone-speaker-note"), icon="users"),
        ),
        main=Action(phrase("headset-gone-speaker"), Stayed()),
        actions=(Action(phrase("headset-gone-silent"), Adjusted("voice")),),
        second=Action(phrase("headset-gone-end"), Finished()),
        stacked=True,
        bare=True,
        lit=True,
    )


def aloud_page(house: House) -> Page:
    """Return the question whether the loudspeaker may say what is the citizen's own, and what it never says."""
    alone: tuple[Block, ...] = (Note("info", phrase("aloud-alone"), "headphones"),) if house.route == "headset" else ()
    return Page(
        "aloud",
        phrase("aloud-title"),
        (
            *alone,
            Note("warn", phrase("aloud-warn"), "users"),
            Note("info", phrase("aloud-never"), "shield-check"),
        ),
        main=Action(phrase("aloud-no"), Adjusted("private")),
        second=Action(phrase("aloud-yes"), Adjusted("aloud"), "speaker-high"),
        stacked=True,
        back=WentBack(),
    )
