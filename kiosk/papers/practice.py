"""The slip of a practice: how a paper feels in the hand, and nothing on it that could be taken for a real one.

Refuses a number, a code and a standing: nothing was sent.
"""

from __future__ import annotations

from config.fluent import Words
from config.settings import KioskSettings
from config.words import Wording, phrase
from devices.printer.document import Document, Gap, Heading, Line, Notice, Rule, Steps
from kiosk.papers.parts import foot, letterhead, pair, when

STEPS = ("paper-practice-number", "paper-practice-code", "paper-practice-real")


def practice(words: Words, site: KioskSettings, service: Wording, hour: str, *, large_print: bool = False) -> Document:
    """Return the paper of a practice with *service*; *hour* is local ISO time."""
    mark = Line(words.paper(phrase("paper-practice-mark")), "huge", bold=True, align="center")
    blocks = (
        letterhead(words, site),
        Gap(2),
        mark,
        Heading(words.paper(phrase("paper-practice-title"))),
        Notice(words.paper(phrase("paper-practice-nothing"))),
        pair(words, "paper-service", service),
        pair(words, "paper-created", when(hour)),
        Rule(dashed=True),
        Steps(tuple(words.paper(phrase(step)) for step in STEPS)),
        Gap(2),
        mark,
        *foot(words, site),
    )
    return Document(blocks, large_print)
