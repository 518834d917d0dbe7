"""The slip of a request: what this machine has received, and what happens next."""

from __future__ import annotations

from config.fluent import Words
from config.settings import KioskSettings
from config.words import phrase
from devices.printer.document import Document, Gap, Heading, Rule
from kiosk.papers.parts import assisted, code, copy_mark, foot, letterhead, numbered, pair, when
from kiosk.papers.receipt import Receipt
from kiosk.papers.standing import next_steps, promised, standing, whom


def slip(words: Words, site: KioskSettings, receipt: Receipt, *, copy: int = 0, large_print: bool = False) -> Document:
    """Return the slip of a request in the language of *words*; *copy* counts the prints after the first."""
    blocks = (
        letterhead(words, site),
        Gap(2),
        *copy_mark(words, copy),
        Heading(words.paper(phrase("paper-slip-title"))),
        *numbered(words, receipt.number),
        standing(words, receipt),
        pair(words, "paper-service", receipt.service),
        *whom(words, receipt),
        pair(words, "paper-created", when(receipt.created)),
        *promised(words, receipt),
        *assisted(words, receipt.assisted_by),
        Rule(dashed=True),
        next_steps(words, receipt),
        *code(words, receipt.qr, receipt.qr_caption),
        *foot(words, site),
    )
    return Document(blocks, large_print)
