"""The slip of a request: what this machine has received, and what happens next."""

from __future__ import annotations

from config.fluent import Words
from config.settings import KioskSettings
from config.words import Phrase, Verbatim, Wording, phrase
from devices.printer.document import Block, Document, Gap, Heading, Notice, Rule, Steps
from kiosk.papers.parts import assisted, code, copy_mark, foot, letterhead, numbered, pair, when
from kiosk.papers.receipt import Receipt
from kiosk.reasons import outcome, reason, what_next
from kiosk.whom import whom_line


def slip(words: Words, site: KioskSettings, receipt: Receipt, *, copy: int = 0, large_print: bool = False) -> Document:
    """Return the slip of a request in the language of *words*; *copy* counts the prints after the first."""
    blocks = (
        letterhead(words, site),
        Gap(2),
        *copy_mark(words, copy),
        Heading(words.paper(phrase("paper-slip-title"))),
        *numbered(words, receipt.number),
        Notice(words.paper(_standing(receipt))),
        pair(words, "paper-service", receipt.service),
        *_whom(words, receipt),
        pair(words, "paper-created", when(receipt.created)),
        *_promised(words, receipt),
        *assisted(words, receipt.assisted_by),
        Rule(dashed=True),
        Steps(tuple(words.paper(step) for step in receipt.next_steps or _usual_steps(receipt))),
        *code(words, receipt.qr, "paper-slip-code" if receipt.qr == receipt.number else "paper-slip-proof"),
        *foot(words, site),
    )
    return Document(blocks, large_print)


def _whom(words: Words, receipt: Receipt) -> tuple[Block, ...]:
    return (pair(words, "whom-label", whom_line(receipt.whom, receipt.standing)),) if receipt.whom else ()


def _promised(words: Words, receipt: Receipt) -> tuple[Block, ...]:
    """Return the agency's last day, and its own number of what it decided."""
    due = (pair(words, "paper-due", Verbatim(receipt.due, "date")),) if receipt.due else ()
    number = (pair(words, "paper-decision", Verbatim(receipt.reference, "code")),) if receipt.reference else ()
    return (*due, *number)


def _standing(receipt: Receipt) -> Phrase:
    if receipt.standing == "rejected":
        return phrase("paper-is-rejected", reason=reason(receipt.reason))
    return phrase(f"paper-is-{receipt.standing}")


def _usual_steps(receipt: Receipt) -> tuple[Wording, ...]:
    """Return what to do next; who gave no name cannot look it up with a card."""
    steps = (phrase("paper-keep"), _then(receipt))
    return steps if receipt.anonymous else (*steps, phrase("paper-look"))


def _then(receipt: Receipt) -> Wording:
    """Return what happens next, or what to do with the answer."""
    match receipt.standing:
        case "rejected":
            return what_next(receipt.reason)
        case "answered":
            return outcome(receipt.reason)
        case standing:
            return phrase(f"paper-then-{standing}")
