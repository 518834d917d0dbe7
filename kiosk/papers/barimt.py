"""The receipt of a fee (e-barimt) at the foot of a paper: its secret parts once, and the truth on every later paper."""

from __future__ import annotations

from config.fluent import Words
from config.words import Verbatim, phrase
from devices.printer.document import Block, Gap, Line, Notice, Rule, Secret
from kiosk.papers.parts import pair
from kiosk.request import EBarimt


def e_barimt(words: Words, barimt: EBarimt) -> tuple[Block, ...]:
    """Return the blocks of *barimt*; once it has come out, the sentence that nobody may print it again."""
    head = (
        Rule(dashed=True),
        Line(words.paper(phrase("paper-barimt")), bold=True),
        pair(words, "paper-barimt-number", Verbatim(barimt.number, "digits")),
        pair(words, "paper-created", Verbatim(barimt.date, "date")),
        pair(words, "paper-barimt-amount", Verbatim(f"{barimt.amount:,} ₮", "money")),
    )
    if barimt.is_spent:
        return (*head, Notice(words.paper(phrase("paper-barimt-once"))))
    return (
        *head,
        Secret(words.paper(phrase("paper-barimt-lottery")), barimt.lottery),
        Gap(2),
        Secret(words.paper(phrase("paper-barimt-code")), barimt.code, code=True),
    )
