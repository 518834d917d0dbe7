"""What a citizen takes home: the slip of a request, or the reference itself.

Answers for what each paper says and for its truth: "received by this
machine" until the agency has accepted, and what is unknown is said to be
unknown. Dots and bytes are the printer's. A paper is made from the kept
request, never from a screen, so a copy says what the first one said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from config.fluent import Words
from config.settings import KioskSettings
from config.words import Phrase, Verbatim, Wording, phrase
from devices.printer.document import Block, Document, Gap, Heading, Letterhead, Line, Notice, Pair, Qr, Rule, Steps
from kiosk.fields.phone import grouped
from kiosk.house import House
from kiosk.reasons import outcome, reason, what_next
from kiosk.request import Reply, Standing
from kiosk.session.effects import PrintPaper
from kiosk.whom import whom_line

VERTICAL = "ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ"


@dataclass(frozen=True)
class Receipt:
    """A request that is durably queued, as its paper names it; `created` is local ISO time.

    `assisted_by` is the officer who served, "" for none.
    `reason` is the agency's, where it returned the request. `qr` is the text
    of the code, empty for none. `next_steps` replace the usual ones.
    """

    number: str
    created: str
    service: Wording
    standing: Standing
    qr: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    next_steps: tuple[Wording, ...] = ()
    anonymous: bool = False
    whom: str = ""
    assisted_by: str = field(default="", repr=False)
    due: str = ""
    reference: str = ""


def document(paper: PrintPaper, house: House, words: Words, *, qr: str = "", large: bool = False) -> Document:
    """Return the paper an effect asks for: the reference where the reply is there, else the slip.

    *qr* is the text of the slip's code; without one its number stands there.
    """
    queued, site = paper.queued, house.settings.kiosk
    receipt = Receipt(
        queued.number,
        queued.created,
        house.service(paper.service).name.wording(),
        paper.standing,
        qr=qr or queued.number,
        reason=paper.reason,
        anonymous=paper.anonymous,
        whom=queued.whom,
        assisted_by=queued.assisted_by,
        due=queued.due,
        reference=queued.reference,
    )
    if paper.reply is not None:
        return reference(words, site, receipt, paper.reply, copy=paper.copy, large_print=large)
    return slip(words, site, receipt, copy=paper.copy, large_print=large)


def slip(words: Words, site: KioskSettings, receipt: Receipt, *, copy: int = 0, large_print: bool = False) -> Document:
    """Return the slip of a request in the language of *words*; *copy* counts the prints after the first."""
    blocks = (
        _letterhead(words, site),
        Gap(2),
        *_copy_mark(words, copy),
        Heading(words.paper(phrase("paper-slip-title"))),
        *_numbered(words, receipt.number),
        Notice(words.paper(_standing(receipt))),
        _pair(words, "paper-service", receipt.service),
        *_whom(words, receipt),
        _pair(words, "paper-created", _when(receipt.created)),
        *_promised(words, receipt),
        *_assisted(words, receipt.assisted_by),
        Rule(dashed=True),
        Steps(tuple(words.paper(step) for step in receipt.next_steps or _usual_steps(receipt))),
        *_code(words, receipt.qr, "paper-slip-code"),
        *_foot(words, site),
    )
    return Document(blocks, large_print)


def reference(
    words: Words, site: KioskSettings, receipt: Receipt, reply: Reply, *, copy: int = 0, large_print: bool = False
) -> Document:
    """Return the platform's own answer as paper.

    Title and lines stand exactly as they came: the signed code holds a digest of them.
    """
    blocks = (
        _letterhead(words, site),
        Gap(2),
        *_copy_mark(words, copy),
        Heading(reply.title),
        *(Line(line) for line in reply.lines),
        Rule(dashed=True),
        _pair(words, "paper-number", Verbatim(receipt.number, "code")),
        _pair(words, "paper-created", _when(receipt.created)),
        *_assisted(words, receipt.assisted_by),
        *_code(words, reply.qr, "paper-reference-code"),
        *_foot(words, site),
    )
    return Document(blocks, large_print)


def _letterhead(words: Words, site: KioskSettings) -> Letterhead:
    machine = phrase("paper-machine", number=Verbatim(site.number, "digits"))
    lines: Sequence[Wording] = (phrase("paper-house"), site.aimag.wording(), site.place.wording(), machine)
    return Letterhead(VERTICAL, tuple(words.paper(line) for line in lines))


def _copy_mark(words: Words, copy: int) -> tuple[Block, ...]:
    if not copy:
        return ()
    mark = words.paper(phrase("paper-copy", n=copy))
    return (Line(mark, "large", bold=True, align="center"), Line(words.paper(phrase("paper-copy-same")), "small"))


def _numbered(words: Words, number: str) -> tuple[Block, ...]:
    return (Line(words.paper(phrase("paper-number"))), Line(number, "huge", bold=True))


def _whom(words: Words, receipt: Receipt) -> tuple[Block, ...]:
    return (_pair(words, "whom-label", whom_line(receipt.whom, receipt.standing)),) if receipt.whom else ()


def _pair(words: Words, label: str, value: Wording) -> Pair:
    return Pair(words.paper(phrase(label)), words.paper(value))


def _promised(words: Words, receipt: Receipt) -> tuple[Block, ...]:
    """Return the agency's last day, and its own number of what it decided."""
    due = (_pair(words, "paper-due", Verbatim(receipt.due, "date")),) if receipt.due else ()
    number = (_pair(words, "paper-decision", Verbatim(receipt.reference, "code")),) if receipt.reference else ()
    return (*due, *number)


def _assisted(words: Words, officer: str) -> tuple[Block, ...]:
    """Return the line that names the officer who served, as the request itself does."""
    return (_pair(words, "paper-assisted", Verbatim(officer, "name")),) if officer else ()


def _code(words: Words, payload: str, caption: str) -> tuple[Block, ...]:
    return (Gap(2), Qr(payload, words.paper(phrase(caption)))) if payload else ()


def _foot(words: Words, site: KioskSettings) -> tuple[Block, ...]:
    return (Rule(), Line(words.paper(phrase("paper-phone", phone=Verbatim(grouped(site.phone), "digits"))), "small"))


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


def _when(created: str) -> Phrase:
    return phrase("paper-when", date=Verbatim(created[:10], "date"), hour=created[11:13], minute=created[14:16])
