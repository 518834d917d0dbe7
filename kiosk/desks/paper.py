"""The printer in the words of a visit: which paper, in which language, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import structlog

from devices.printer.document import Document
from devices.printer.station import PaperMoved, PrinterFound, PrinterLost, PrinterStation
from devices.printer.test_page import technician_page
from devices.printer.verdict import NotPrinted, Printed, Unknown, Verdict
from kiosk.crew import Reply
from kiosk.desks.ground import Ground
from kiosk.desks.office import OfficeDesk, office_at, passes
from kiosk.desks.sheets import SheetMaker, is_large
from kiosk.desks.slips import SlipSigner
from kiosk.faults import PRINTER_FAULTS
from kiosk.papers.spoken import spoken, unreadable
from kiosk.papers.wanted import document as wanted_paper
from kiosk.presentation import Presentation
from kiosk.request import PaperMoment, PaperVerdict
from kiosk.session.effects import PrintPaper, PrintSheet
from kiosk.session.events import PaperSettled, PaperWent
from kiosk.session.papers import PaperRead
from kiosk.session.staff import TEST_PAGE
from sync.daybook import DayBook
from sync.papers import Papers

NOT_CONFIRMED = "not_confirmed"
LEAVE_SECONDS = 15.0
"""How long a paper is held out for somebody whose visit is over."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Journal:
    """The print journal of the store, as the printer's room wants it."""

    papers: Papers

    def sent(self, job_id: str) -> None:
        """Commit that the page is about to leave."""
        self.papers.sent(job_id)

    def settled(self, job_id: str, verdict: Verdict) -> None:
        """Commit what is known of the page."""
        match verdict:
            case Printed(confirmed):
                self.papers.settled(job_id, "printed", None if confirmed else NOT_CONFIRMED)
            case NotPrinted(reason):
                self.papers.settled(job_id, "failed", reason)
            case Unknown(reason):
                self.papers.settled(job_id, "unknown", reason)

    def moved(self, move: PaperMoved) -> None:
        """Commit what the jaws did with the page.

        A page of unknown fate stays unknown until it is drawn back: that something was held out does not make it whole.
        One that nobody saw go is unknown, unless it was only printed as far as the journal says.
        """
        paper = self.papers.find(move.job_id)
        if paper is None or (paper.state == "unknown" and move.moment != "retracted"):
            return
        if move.moment == "unknown" and paper.state != "presented":
            return
        self.papers.settled(move.job_id, move.moment, "not_seen" if move.moment == "unknown" else None)


class Unjournalled:
    """For papers that belong to no request."""

    def sent(self, job_id: str) -> None:
        _log.info("sheet_sent", job=job_id)

    def settled(self, job_id: str, verdict: Verdict) -> None:
        _log.info("sheet_settled", job=job_id, verdict=type(verdict).__name__)


class PrintDesk:
    """Prints what a visit asks for; each further paper of a request is a row of its own in the journal."""

    def __init__(
        self,
        station: PrinterStation,
        journal: Papers | None,
        ground: Ground,
        slips: SlipSigner | None = None,
        *,
        is_out: Callable[[bool], None] = lambda _: None,
        book: DayBook | None = None,
    ) -> None:
        self._sheets = SheetMaker(ground, book)
        self._station, self._papers, self._ground, self._slips = station, journal, ground, slips
        self._is_out = is_out
        self._out: set[str] = set()
        """The jobs whose paper is on its way out or held out; both threads only add and discard."""
        self._went: dict[str, Callable[[PaperMoment], None]] = {}
        self._work = ThreadPoolExecutor(1, thread_name_prefix="paper")
        self._office: OfficeDesk | None = None

    def print_paper(self, paper: PrintPaper, presentation: Presentation, reply: Reply) -> None:
        """Print *paper*; answer PaperSettled, and PaperWent for each move in the jaws, with its number and attempt."""
        number, attempt = paper.queued.number, paper.attempt

        def settled(verdict: Verdict) -> None:
            word, fault = outcome(verdict)
            if word != "not_printed":
                _wipe_barimt(paper)
            event = PaperSettled(number, attempt, word, fault)
            self._ground.post(lambda: reply(event))

        def went(moment: PaperMoment) -> None:
            self._ground.post(lambda: reply(PaperWent(number, attempt, moment)))

        journal = self._papers
        if journal is None:  # without a store no request was taken, and so there is none to print
            settled(NotPrinted("faulty"))
            return

        def work() -> None:
            try:
                document, job = self._document(paper, presentation), _job(paper, journal)
            except Exception as error:  # whatever it was, the citizen must not wait for a paper that never comes
                _log.error("paper_not_intended", kind=type(error).__name__)
                settled(NotPrinted("faulty"))
            else:
                office = self._office_for(paper, document)
                if office:  # nobody follows its papers: it has no jaws that tell
                    office.print(job, document, Journal(journal), settled, language=presentation.language)
                else:
                    self._station.print(job, document, Journal(journal), self._followed(job, settled, went))

        self._work.submit(work)

    def sheet(self, sheet: PrintSheet, presentation: Presentation) -> Document:
        """Return a paper that belongs to no request. Raises StoreError."""
        return self._sheets.document(sheet, presentation)

    def print_sheet(self, sheet: PrintSheet, presentation: Presentation, reply: Reply) -> None:
        """Print a paper that belongs to no request; nothing of it is journalled."""

        def settled(verdict: Verdict) -> None:
            word, fault = outcome(verdict)
            self._ground.post(lambda: reply(PaperSettled(sheet.sheet, 0, word, fault)))

        def work() -> None:
            try:
                document = self._sheets.document(sheet, presentation)
            except Exception as error:  # whatever it was, nobody must wait for a paper that never comes
                _log.error("sheet_not_made", kind=type(error).__name__)
                settled(NotPrinted("faulty"))
            else:
                followed = self._followed(sheet.sheet, settled, lambda _: None)
                self._station.print(sheet.sheet, document, Unjournalled(), followed)

        self._work.submit(work)

    def read_paper(self, paper: PrintPaper | PrintSheet, presentation: Presentation, reply: Reply) -> None:
        """Answer PaperRead with what the document says that is printed, or would be."""
        number = paper.sheet if isinstance(paper, PrintSheet) else paper.queued.number

        def work() -> None:
            try:
                lines = spoken(self._any_document(paper, presentation))
            except Exception as error:  # whatever it was, who listens must be told
                _log.error("paper_not_read", kind=type(error).__name__)
                lines = unreadable()
            self._ground.post(lambda: reply(PaperRead(number, lines)))

        self._work.submit(work)

    def print_test_page(self, reply: Reply) -> None:
        """Print the technician's page."""

        def settled(verdict: Verdict) -> None:
            event = PaperSettled(TEST_PAGE, 0, *outcome(verdict))
            self._ground.post(lambda: reply(event))

        kiosk = self._ground.house().settings.kiosk
        hour = self._ground.local(self._ground.now())
        page = technician_page(f"K{kiosk.number}", (("K", kiosk.number), ("t", hour)), f"K{kiosk.number} {hour}")
        self._station.print(TEST_PAGE, page, Unjournalled(), self._followed(TEST_PAGE, settled, lambda _: None))

    def hear(self, event: PaperMoved | PrinterFound | PrinterLost) -> None:
        """Journal what the jaws did, tell the visit that waits for it, and whether any paper is still out."""
        if isinstance(event, PrinterLost):  # nothing more can be waited for
            self._out.clear()
        elif isinstance(event, PrinterFound):  # what it lost sight of and has not settled since is still there
            self._out |= set(self._went)
        elif event.moment == "presented":
            self._out.add(event.job_id)
        else:
            self._out.discard(event.job_id)
        if isinstance(event, PaperMoved):
            self._moved(event)
        self._tell_out()

    def _moved(self, move: PaperMoved) -> None:
        try:
            if self._papers is not None:
                Journal(self._papers).moved(move)
        except Exception as error:  # the paper is where it is, whatever the journal can still take
            _log.error("journal_failed", job=move.job_id, error=type(error).__name__)
        went = self._went.get(move.job_id) if move.moment == "presented" else self._went.pop(move.job_id, None)
        if went and move.moment != "unknown":
            went(move.moment)

    def forget(self) -> None:
        """Have the jaws draw a paper of the visit that ended back soon, unless it is taken."""
        with suppress(RuntimeError):  # closed: at the next start it is drawn back
            self._work.submit(lambda: self._station.shorten(LEAVE_SECONDS))

    def _followed(
        self, job: str, settled: Callable[[Verdict], None], went: Callable[[PaperMoment], None]
    ) -> Callable[[Verdict], None]:
        """Return who hears the verdict on *job*, whose paper counts as out from now until the jaws have let it go."""
        if not self._station.has_jaws:
            return settled
        self._out.add(job)
        self._went[job] = went
        self._tell_out()

        def hear(verdict: Verdict) -> None:
            if isinstance(verdict, NotPrinted) or not self._station.has_jaws:  # they never answered: nobody will tell
                self._out.discard(job)
                self._went.pop(job, None)
                self._tell_out()
            settled(verdict)

        return hear

    def _tell_out(self) -> None:
        self._ground.post(lambda: self._is_out(bool(self._out)))

    def close(self) -> None:
        self._work.shutdown(wait=True)
        if self._office:
            self._office.close()

    def _any_document(self, paper: PrintPaper | PrintSheet, presentation: Presentation) -> Document:
        if isinstance(paper, PrintSheet):
            return self._sheets.document(paper, presentation)
        return self._document(paper, presentation)

    def _office_for(self, paper: PrintPaper, document: Document) -> OfficeDesk | None:
        """Return the office printer for a reference where there is one; what it did not print, the other one does."""
        address = self._ground.house().settings.printer.a4
        if not address or paper.reply is None or paper.attempt or not passes(document):
            return None
        self._office = self._office or office_at(address)
        return self._office

    def _document(self, paper: PrintPaper, presentation: Presentation) -> Document:
        house, words = self._ground.house(), self._ground.words_of(presentation.language)
        return wanted_paper(paper, house, words, qr=self._code(paper), large=is_large(house, presentation))

    def _code(self, paper: PrintPaper) -> str:
        """Return the signed code of a slip, "" where there is none: then its number stands there, as on every paper."""
        if self._slips is None or paper.reply is not None:
            return ""
        try:
            return self._slips.code(paper)
        except ValueError as error:
            _log.error("slip_not_signed", kind=type(error).__name__)
            return ""


def outcome(verdict: Verdict) -> tuple[PaperVerdict, str]:
    """Return the word for a visit and the fault code, "" when the paper came out."""
    match verdict:
        case Printed(confirmed):
            return "printed" if confirmed else "unconfirmed", ""
        case NotPrinted(reason):
            return "not_printed", PRINTER_FAULTS[reason]
        case Unknown():
            return "unknown", PRINTER_FAULTS["unknown"]


def _wipe_barimt(paper: PrintPaper) -> None:
    """Overwrite what may stand on one paper only, now that this paper may have come out."""
    if paper.reply and paper.reply.barimt:
        paper.reply.barimt.wipe()


def _job(paper: PrintPaper, papers: Papers) -> str:
    """Return the job of this attempt: each follows the one before it, and only a copy is journalled as one."""
    if paper.attempt == 0:
        return paper.queued.job or papers.anew(paper.queued.number)
    before = papers.of_receipt(paper.queued.number)[-1]
    return (papers.again if before.copy == paper.copy else papers.copy)(before.job_id)
