"""The platform's own answer as paper."""

from __future__ import annotations

from config.fluent import Words
from config.settings import KioskSettings
from config.words import Verbatim
from devices.printer.document import Document, Gap, Heading, Line, Rule
from kiosk.papers.barimt import e_barimt
from kiosk.papers.parts import assisted, code, copy_mark, foot, letterhead, pair, when
from kiosk.papers.receipt import Receipt
from kiosk.request import Reply


def reference(
    words: Words, site: KioskSettings, receipt: Receipt, reply: Reply, *, copy: int = 0, large_print: bool = False
) -> Document:
    """Return the platform's own answer as paper.

    Title and lines stand exactly as they came: the signed code holds a digest of them.
    """
    blocks = (
        letterhead(words, site),
        Gap(2),
        *copy_mark(words, copy),
        Heading(reply.title),
        *(Line(line) for line in reply.lines),
        Rule(dashed=True),
        pair(words, "paper-number", Verbatim(receipt.number, "code")),
        pair(words, "paper-created", when(receipt.created)),
        *assisted(words, receipt.assisted_by),
        *code(words, reply.qr, "paper-reference-code"),
        *(e_barimt(words, reply.barimt) if reply.barimt else ()),
        *foot(words, site),
    )
    return Document(blocks, large_print)
