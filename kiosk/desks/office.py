"""The office printer in the words of a paper's journal: a page drawn by a child process, handed over, what is known.

The page goes through pipes and memory only. What may stand on one receipt only (e-barimt) does not pass: CUPS spools.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from config.words import Language
from devices.printer.document import Document, secrets_of
from devices.printer.document_json import write_document
from devices.printer.ipp import Queue
from devices.printer.office import HandedOver, Handing, Lost, NotHandedOver, OfficePrinter
from devices.printer.press import settle
from devices.printer.verdict import Journal, NotPrinted, Printed, Unknown, Verdict
from devices.printer.verdict import Undrawn as Unable

DRAW_SECONDS = 20.0
REFUSALS: dict[int, Unable] = {3: "glyph_missing", 4: "qr_too_large"}
"""What the child ends with for a paper it cannot draw."""
TITLES: dict[Language, str] = {"mn": "Лавлагаа", "en": "Reference"}
LOCALES: dict[Language, str] = {"mn": "mn-MN", "en": "en"}

_log = structlog.get_logger(__name__)


class Undrawn(Exception):  # noqa: N818 - said as people say it
    """The page could not be drawn; `verdict` says why."""

    def __init__(self, verdict: NotPrinted) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class OfficeDesk:
    """Prints A4 pages, one after the other, on a thread of its own; *draw* makes a PDF of a paper."""

    def __init__(self, printer: OfficePrinter, draw: Callable[[Document, Language], bytes]) -> None:
        self._printer, self._draw = printer, draw
        self._work = ThreadPoolExecutor(1, thread_name_prefix="office")

    def print(
        self,
        job_id: str,
        document: Document,
        journal: Journal,
        answer: Callable[[Verdict], None],
        *,
        language: Language,
    ) -> None:
        """Draw *document* and hand it over; *answer* is called once, on this desk's thread."""
        self._work.submit(lambda: answer(self._printed(job_id, document, language, journal)))

    def close(self) -> None:
        self._work.shutdown(wait=True)

    def _printed(self, job_id: str, document: Document, language: Language, journal: Journal) -> Verdict:
        try:
            verdict = self._attempt(job_id, document, language, journal)
        except Exception as error:  # whatever it was, the citizen must not wait for a paper that never comes
            _log.error("office_paper_failed", job=job_id, kind=type(error).__name__)
            verdict = Unknown("faulty")
        _log.info("office_paper_settled", job=job_id, verdict=type(verdict).__name__)
        settle(journal, job_id, verdict)
        return verdict

    def _attempt(self, job_id: str, document: Document, language: Language, journal: Journal) -> Verdict:
        try:
            pdf = self._draw(document, language)
        except Undrawn as undrawn:
            return undrawn.verdict
        trouble = self._printer.find_trouble()
        if trouble:
            return NotPrinted(trouble)
        try:
            journal.sent(job_id)
        except Exception as error:
            _log.error("journal_failed", job=job_id, error=type(error).__name__)
            return NotPrinted("faulty")
        return _verdict(self._printer.hand_over(pdf))


def drawn_by(command: Sequence[str]) -> Callable[[Document, Language], bytes]:
    """Return what draws a paper by the child process *command*; it raises `Undrawn`."""

    def draw(document: Document, language: Language) -> bytes:
        try:
            done = subprocess.run(
                [*command, LOCALES[language], TITLES[language]],
                input=write_document(document),
                capture_output=True,
                timeout=DRAW_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            _log.error("page_not_drawn", kind=type(error).__name__)
            raise Undrawn(NotPrinted("faulty")) from None
        if done.returncode or not done.stdout.startswith(b"%PDF"):
            _log.error("page_not_drawn", code=done.returncode)
            raise Undrawn(NotPrinted(REFUSALS.get(done.returncode, "faulty")))
        return done.stdout

    return draw


def office_at(address: str) -> OfficeDesk:
    """Return the desk of the office printer at *address*."""
    return OfficeDesk(OfficePrinter(Queue(address)), drawn_by(a4_child()))


def passes(document: Document) -> bool:
    """Say whether *document* may pass over a spooler's disk."""
    return not secrets_of(document)


def a4_child() -> Sequence[str]:
    """Return the command that draws a page, also where Python is closed in a bundle."""
    return (sys.executable, "a4-child") if getattr(sys, "frozen", False) else (sys.executable, "-m", "ui.a4")


def _verdict(handing: Handing) -> Verdict:
    match handing:
        case HandedOver():
            return Printed(confirmed=False)
        case NotHandedOver(reason):
            return NotPrinted(reason)
        case Lost(reason):
            return Unknown(reason)
