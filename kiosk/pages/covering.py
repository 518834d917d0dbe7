"""Help, which first says what the page below wants, and the idle question, which hides it."""

from __future__ import annotations

from collections.abc import Iterator

from config.words import phrase
from kiosk.house import House
from kiosk.pages.blocks import Action, Block, Countdown, Note, Paragraph, Row, Rows
from kiosk.pages.model import Page
from kiosk.pages.orientation import about_machine, shown_machine
from kiosk.pages.pad import told_keys
from kiosk.session.covers import Helping, IdleAsked
from kiosk.session.events import Finished, Stayed, TopicOpened, WentBack
from kiosk.session.key_practice import KeysPractised
from kiosk.session.people import lowest
from kiosk.session.states import Done, Waiting

TOPICS = (("card", "identification-card"), ("keys", "dots-nine"), ("privacy", "shield-check"), ("machine", "map-pin"))
KEYS, MACHINE = "keys", "machine"


def help_page(state: Helping, below: Page, house: House) -> Page:
    """Return help over the page *below*; what is heard first is where one stands."""
    on = Action(phrase("help-back"), WentBack())
    if state.topic is not None:
        body = tuple(_body(state.topic, house))
        return Page("help-topic", phrase(f"help-{state.topic}"), body, main=on, back=WentBack())
    topics = tuple(Row(icon, phrase(f"help-{topic}"), TopicOpened(topic)) for topic, icon in _topics(house))
    rows = Rows((*topics, Row("hand-pointing", phrase("learn-title"), KeysPractised())))
    return Page(
        "help",
        phrase("help-title"),
        (Note("info", phrase(f"help-on-{below.name}"), "question", title=below.title), rows),
        main=on,
        back=WentBack(),
        heard=about_machine(house),
    )


def _body(topic: str, house: House) -> Iterator[Block]:
    if topic == KEYS:
        yield from told_keys(house)
        return
    yield Paragraph(phrase(f"help-{topic}-body"))
    if topic == MACHINE:
        yield shown_machine(house)


def _topics(house: House) -> tuple[tuple[str, str], ...]:
    return TOPICS if house.settings.machine.parts else tuple(topic for topic in TOPICS if topic[0] != MACHINE)


def idle_page(state: IdleAsked) -> Page:
    """Return the idle question; nothing of the page below stays in view."""
    below = lowest(state)
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
