"""The receipt of acceptance: the platform's signed answer says that the agency has the request.

Refuses every standing before that: received by this machine is not accepted.
"""

from __future__ import annotations

from config.fluent import Words
from config.settings import KioskSettings
from config.words import phrase
from devices.printer.document import Block, Document, Gap, Heading, Line, Rule
from kiosk.papers.parts import assisted, code, copy_mark, foot, letterhead, numbered, pair, when
from kiosk.papers.receipt import Receipt
from kiosk.papers.standing import next_steps, promised, standing, whom
from kiosk.request import Standing

ACCEPTED: tuple[Standing, ...] = ("accepted", "in_work", "overdue", "answered")
"""Standings that only a verified signed answer of the platform brings about."""


def acceptance(
    words: Words, site: KioskSettings, receipt: Receipt, *, copy: int = 0, large_print: bool = False
) -> Document:
    """Return the receipt in the language of *words*. Raises ValueError for a request that nobody has accepted."""
    if receipt.standing not in ACCEPTED:
        raise ValueError(f"a request that is {receipt.standing} was not accepted")
    blocks = (
        letterhead(words, site),
        Gap(2),
        *copy_mark(words, copy),
        Heading(words.paper(phrase("paper-acceptance-title"))),
        *numbered(words, receipt.number),
        standing(words, receipt),
        *_agency(words, receipt),
        pair(words, "paper-service", receipt.service),
        *whom(words, receipt),
        pair(words, "paper-created", when(receipt.created)),
        *promised(words, receipt),
        *assisted(words, receipt.assisted_by),
        Line(words.paper(phrase("paper-acceptance-signed")), "small"),
        Rule(dashed=True),
        next_steps(words, receipt),
        *code(words, receipt.qr, receipt.qr_caption),
        *foot(words, site),
    )
    return Document(blocks, large_print)


def _agency(words: Words, receipt: Receipt) -> tuple[Block, ...]:
    return (pair(words, "paper-agency", receipt.agency),) if receipt.agency else ()
