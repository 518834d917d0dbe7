"""Help, which first says what the page below wants, and the idle question, which hides it."""

from __future__ import annotations

from config.words import phrase
from kiosk.pages.model import Action, Block, Countdown, Note, Page, Paragraph, Row, Rows
from kiosk.session.events import Finished, Stayed, TopicOpened, WentBack
from kiosk.session.states import Done, Helping, IdleAsked, Waiting

TOPICS = (("card", "identification-card"), ("keys", "dots-nine"), ("privacy", "shield-check"))


def help_page(state: Helping, below: Page) -> Page:
    """Return help over the page *below*."""
    on = Action(phrase("help-back"), WentBack())
    if state.topic is not None:
        body: tuple[Block, ...] = (Paragraph(phrase(f"help-{state.topic}-body")),)
        return Page("help-topic", phrase(f"help-{state.topic}"), body, main=on, back=WentBack())
    rows = Rows(tuple(Row(icon, phrase(f"help-{topic}"), TopicOpened(topic)) for topic, icon in TOPICS))
    return Page(
        "help",
        phrase("help-title"),
        (Note("info", phrase(f"help-on-{below.name}"), "question", title=below.title), rows),
        main=on,
        back=WentBack(),
    )


def idle_page(state: IdleAsked) -> Page:
    """Return the idle question; nothing of the page below stays in view."""
    below = state.below.below if isinstance(state.below, Helping) else state.below
    warn = "idle-warn-kept" if isinstance(below, Waiting | Done) else "idle-warn"
    return Page(
        "idle",
        phrase("idle-title"),
        (Countdown(state.seconds, state.total), Paragraph(phrase(warn, s=state.seconds), "lead")),
        main=Action(phrase("idle-yes"), Stayed()),
        second=Action(phrase("idle-no"), Finished()),
        stacked=True,
        bare=True,
    )
