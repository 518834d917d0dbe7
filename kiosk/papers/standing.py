"""How a request stands, for whom it is and what happens next, as every paper of it says it."""

from __future__ import annotations

from config.fluent import Words
from config.words import Phrase, Verbatim, Wording, phrase
from devices.printer.document import Block, Notice, Steps
from kiosk.papers.parts import pair
from kiosk.papers.receipt import Receipt
from kiosk.reasons import outcome, reason, what_next
from kiosk.whom import whom_line


def standing(words: Words, receipt: Receipt) -> Notice:
    """Return the sentence that must not be overlooked: who has the request, and what is not known."""
    return Notice(words.paper(_standing(receipt)))


def whom(words: Words, receipt: Receipt) -> tuple[Block, ...]:
    """Return whom the request is for; nothing where it is for oneself."""
    return (pair(words, "whom-label", whom_line(receipt.whom, receipt.standing)),) if receipt.whom else ()


def promised(words: Words, receipt: Receipt) -> tuple[Block, ...]:
    """Return the agency's last day, and its own number of what it decided."""
    due = (pair(words, "paper-due", Verbatim(receipt.due, "date")),) if receipt.due else ()
    number = (pair(words, "paper-decision", Verbatim(receipt.reference, "code")),) if receipt.reference else ()
    return (*due, *number)


def next_steps(words: Words, receipt: Receipt, *more: Wording) -> Steps:
    """Return what to do now, with *more* at the end; who gave no name cannot look it up with a card."""
    usual = (phrase("paper-keep"), _then(receipt), *(() if receipt.anonymous else (phrase("paper-look"),)))
    return Steps(tuple(words.paper(step) for step in (*(receipt.next_steps or usual), *more)))


def _standing(receipt: Receipt) -> Phrase:
    if receipt.standing == "rejected":
        return phrase("paper-is-rejected", reason=reason(receipt.reason))
    return phrase(f"paper-is-{receipt.standing}")


def _then(receipt: Receipt) -> Wording:
    """Return what happens next, or what to do with the answer."""
    match receipt.standing:
        case "rejected":
            return what_next(receipt.reason)
        case "answered":
            return outcome(receipt.reason)
        case standing:
            return phrase(f"paper-then-{standing}")
