"""The platform's own answer as paper: its words as they came, until when they count, and where anybody can check.

Refuses to claim what the code does not: without a readable code there is no day until which it counts.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from config.fluent import Words
from config.settings import KioskSettings
from config.words import Verbatim, phrase
from devices.printer.document import Block, Document, Gap, Heading, Line, Rule
from kiosk.papers.barimt import e_barimt
from kiosk.papers.parts import assisted, code, copy_mark, foot, letterhead, pair, when
from kiosk.papers.receipt import Receipt
from kiosk.request import Reply
from sync.documents import find_claims

_LAST = datetime(9999, 12, 31, tzinfo=UTC)
"""How an issuer says "for ever"; later on that day no other zone has a time."""


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
        *_validity(words, site, reply.qr),
        *assisted(words, receipt.assisted_by),
        *code(words, reply.qr, "paper-reference-code"),
        Line(words.paper(phrase("paper-reference-where")), "small", align="center"),
        *(e_barimt(words, reply.barimt) if reply.barimt else ()),
        *foot(words, site),
    )
    return Document(blocks, large_print)


def _validity(words: Words, site: KioskSettings, text: str) -> tuple[Block, ...]:
    """Return the last day on which the signed code counts, as a day is counted where the kiosk stands."""
    claims = find_claims(text)
    if claims is None:
        return ()
    last = min(claims.expires, _LAST).astimezone(ZoneInfo(site.timezone)) - timedelta(seconds=1)
    return (pair(words, "paper-reference-until", Verbatim(f"{last:%Y-%m-%d}", "date")),)
