"""The slip of an opinion, a complaint, a notice or thanks: its number, who has to answer and by when.

Refuses to repeat what was written: whoever finds the paper learns nothing of it.
"""

from __future__ import annotations

from config.fluent import Words
from config.settings import KioskSettings
from config.words import Wording, phrase
from devices.printer.document import Block, Document, Gap, Heading, Line, Rule
from kiosk.papers.parts import assisted, code, copy_mark, foot, letterhead, numbered, pair, when
from kiosk.papers.receipt import Receipt
from kiosk.papers.standing import next_steps, promised, standing
from kiosk.request import Standing

ANSWERED: tuple[Standing, ...] = ("answered", "rejected", "overdue")
"""Nothing more is to be said of whom to ask when no answer comes."""


def feedback(
    words: Words,
    site: KioskSettings,
    receipt: Receipt,
    term: Wording | None = None,
    *,
    copy: int = 0,
    large_print: bool = False,
) -> Document:
    """Return the slip in the language of *words*; *term* is how long the answer takes, None where that is not sure."""
    blocks = (
        letterhead(words, site),
        Gap(2),
        *copy_mark(words, copy),
        Heading(words.paper(phrase("paper-feedback-title"))),
        *numbered(words, receipt.number, "paper-feedback-number"),
        standing(words, receipt),
        *_addressee(words, receipt),
        pair(words, "paper-service", receipt.service),
        pair(words, "paper-created", when(receipt.created)),
        *_term(words, receipt, term),
        *promised(words, receipt),
        *assisted(words, receipt.assisted_by),
        Line(words.paper(phrase("paper-feedback-hidden")), "small"),
        Rule(dashed=True),
        next_steps(words, receipt, *_if_unanswered(receipt)),
        *code(words, receipt.qr, receipt.qr_caption),
        *foot(words, site),
    )
    return Document(blocks, large_print)


def _addressee(words: Words, receipt: Receipt) -> tuple[Block, ...]:
    return (pair(words, "paper-feedback-to", receipt.agency),) if receipt.agency else ()


def _term(words: Words, receipt: Receipt, term: Wording | None) -> tuple[Block, ...]:
    """Return the usual term while the agency has not named its last day."""
    asked = term is not None and not receipt.due and receipt.standing not in ANSWERED
    return (pair(words, "paper-feedback-term", term),) if asked and term else ()


def _if_unanswered(receipt: Receipt) -> tuple[Wording, ...]:
    nameless = (phrase("paper-feedback-nameless"),) if receipt.anonymous else ()
    return nameless if receipt.standing in ANSWERED else (*nameless, phrase("paper-feedback-ask"))
