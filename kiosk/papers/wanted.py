"""Which paper an effect of a visit asks for, made of the kept request."""

from __future__ import annotations

from config.fluent import Words
from devices.printer.document import Document
from kiosk.house import House
from kiosk.papers.receipt import Receipt
from kiosk.papers.reference import reference
from kiosk.papers.slip import slip
from kiosk.session.effects import PrintPaper


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
