"""Which paper an effect of a visit asks for, made of the kept request."""

from __future__ import annotations

from config.catalogue import Service
from config.fluent import Words
from config.words import Wording, phrase
from devices.printer.document import Document
from kiosk.house import House
from kiosk.papers.acceptance import ACCEPTED, acceptance
from kiosk.papers.feedback import feedback
from kiosk.papers.receipt import Receipt
from kiosk.papers.reference import reference
from kiosk.papers.slip import slip
from kiosk.session.effects import PrintPaper
from sync.numbers import as_code


def document(paper: PrintPaper, house: House, words: Words, *, qr: str = "", large: bool = False) -> Document:
    """Return the paper an effect asks for.

    The reference where the reply is there; for an opinion or a complaint its own slip; the receipt of acceptance once
    the platform has said so; else the slip. *qr* is the text of the slip's code; without one its number stands there.
    """
    site, service = house.settings.kiosk, house.service(paper.service)
    receipt = _receipt(paper, house, service, qr)
    if paper.reply is not None:
        return reference(words, site, receipt, paper.reply, copy=paper.copy, large_print=large)
    if service.kind == "feedback":
        return feedback(words, site, receipt, _term(service), copy=paper.copy, large_print=large)
    made = acceptance if paper.standing in ACCEPTED else slip
    return made(words, site, receipt, copy=paper.copy, large_print=large)


def _receipt(paper: PrintPaper, house: House, service: Service, qr: str) -> Receipt:
    queued, agency = paper.queued, house.catalogue.find_agency(service.agency)
    return Receipt(
        queued.number,
        queued.created,
        service.name.wording(),
        paper.standing,
        qr=qr or as_code(queued.number),
        reason=paper.reason,
        anonymous=paper.anonymous,
        whom=queued.whom,
        assisted_by=queued.assisted_by,
        due=queued.due,
        reference=queued.reference,
        agency=agency.name.wording() if agency else None,
    )


def _term(service: Service) -> Wording | None:
    """Return how long *service* takes, None where nobody has confirmed that."""
    return phrase(f"time-{service.time.unit}", n=service.time.amount) if service.time.verified else None
