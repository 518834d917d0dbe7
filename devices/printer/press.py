"""Carries one page from a document to a verdict, and never says more than it knows.

Every page has its own line to the printer. Nothing is tried a second time
once a byte of a page has left.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import msgspec
import structlog

from devices.printer import encode, hybrid
from devices.printer.address import parse_address
from devices.printer.conversation import Conversation, Drawn, Stopped, Timing
from devices.printer.document import Document, opened
from devices.printer.meter import Tape
from devices.printer.on_paper import Spent
from devices.printer.profile import Echo, Logo, Profile, get_profile
from devices.printer.render import FONTS, RenderFault, render
from devices.printer.speed import Speed, speed_of
from devices.printer.status import PrinterState, Trouble
from devices.printer.transport import OpenWire, opener
from devices.printer.verdict import Journal, NotPrinted, Printed, Unknown, Verdict

_log = structlog.get_logger(__name__)
Over = Callable[[OpenWire], OpenWire]


_SILENT = 3
"""How often jaws are asked that have never answered, and flash that no longer does."""
_SLOWEST = 2
"""How many times longer than rated a paper may take, for one who has the whole of it in its buffer."""


@dataclass(frozen=True)
class PrinterReport:
    """What a technician wants to know; *trouble* None means that a page could be printed now."""

    trouble: Trouble | None
    state: PrinterState | None = None
    name: str | None = None
    answer_ms: float | None = None
    confirms: bool | None = None
    """Whether it says when a page is finished; without that no page is ever known to be printed."""


@dataclass(frozen=True, repr=False)
class _Sheet:
    """One page as bytes, and the seconds it takes where only time tells when it is out."""

    stream: bytearray
    seconds: float


class Press:
    """Prints, looks and probes; *torn* says that the page before this one broke off in the paper path.

    What such a page left in the printer is thrown away at the next look, before
    anybody can put paper in; what stands on the paper is cut off before the next page.
    """

    def __init__(
        self,
        open_wire: OpenWire,
        profile: Profile,
        *,
        fonts: Path = FONTS,
        timing: Timing | None = None,
        torn: bool = False,
        speed: Speed | None = None,
    ) -> None:
        self._open_wire = open_wire
        self._speed = speed or Speed()
        self._profile = profile
        self._fonts = fonts
        self._timing = timing or Timing()
        self._torn = self._loaded = torn
        self._echo: Echo = profile.echo
        self._jaws_told, self._jaws_silent = False, 0
        self._flash_silent = 0
        self._stuck = False  # by its own word it is well then, and yet it can print nothing

    @property
    def hold_seconds(self) -> float | None:
        """How long its jaws hold a paper out that nobody takes; None where it has none that tell."""
        jaws = self._profile.presenter
        return jaws.hold_seconds if jaws and self._retracts() else None

    def look(self) -> PrinterState:
        """Return what the printer says of itself; raises `Stopped` when it cannot be reached or says nothing."""
        with self._talk() as talk:
            if self._loaded:
                talk.end_command()
            state = talk.ask_state()
            if self._loaded:
                talk.recover()
                self._loaded = False
            return replace(state, error=state.error or "recoverable") if self._stuck else state

    def holds_paper(self) -> bool:
        """Say whether its jaws hold a paper out; raises `Stopped`."""
        if not self._retracts():
            return False
        with self._talk() as talk:
            return self._is_out(talk)

    def draw_back(self) -> Drawn:
        """Draw back the paper that is held out, and say what became of it; raises `Stopped`."""
        if not self._retracts():
            return "gone"
        with self._talk() as talk:
            return self._drawn_back(talk)

    def _drawn_back(self, talk: Conversation) -> Drawn:
        drawn = talk.draw_back(self._retracts()) if self._is_out(talk) else "gone"
        self._stuck = drawn == "stuck"
        return drawn

    def _is_out(self, talk: Conversation) -> bool:
        """Say whether a paper is held out; one that has never answered this and answers all else has no such jaws."""
        if not self._retracts():
            return False
        try:
            ticket = talk.ask_full().ticket
        except Stopped as stopped:
            if self._jaws_told or stopped.reason != "not_responding":
                raise
            self._jaws_silent += 1
            return False
        self._jaws_told, self._stuck = True, self._stuck and ticket
        return ticket

    def _retracts(self) -> bytes:
        """Return what draws a paper back, nothing where the printer cannot tell that it holds one."""
        tells = self._jaws_told or self._jaws_silent < _SILENT
        return (self._profile.retracts or b"") if tells else b""

    def find_paper_left(self) -> int | None:
        """Return the cm of paper left where the printer counts them; raises `Stopped`."""
        if self._profile.status != "custom":
            return None
        with self._talk() as talk:
            return talk.find_paper_left()

    def probe(self) -> PrinterReport:
        """Examine the printer without printing; a part that jammed is told to try again."""
        report = PrinterReport(None)
        try:
            with self._talk() as talk:
                begun = monotonic()
                state = talk.ask_state()
                report = replace(report, state=state, answer_ms=(monotonic() - begun) * 1000, trouble=state.trouble)
                if state.error:
                    talk.recover()
                    state = talk.ask_state()
                    report = replace(report, state=state, trouble=state.trouble)
                if report.trouble is None and self._is_out(talk) and self._stuck:
                    return replace(report, trouble="faulty")
                return self._examined(talk, report) if report.trouble is None else report
        except Stopped as stopped:
            return replace(report, trouble=stopped.reason)
        except Exception as error:
            _log.error("printer_probe_failed", kind=type(error).__name__)
            return replace(report, trouble="faulty")

    def _examined(self, talk: Conversation, report: PrinterReport) -> PrinterReport:
        talk.synchronise(insist=self._echo != "none")
        report = replace(report, name=talk.find_name(), confirms=False)
        if self._echo == "none":
            return report
        try:
            self._echo = talk.confirm(self._echo, _new_id())
        except Stopped as stopped:
            return replace(report, trouble=stopped.reason)
        return replace(report, confirms=True, trouble=None)

    def print(self, job_id: str, document: Document, journal: Journal) -> Verdict:
        """Print *document* and return what became of it; the journal is told before and after."""
        verdict = self._attempt(job_id, document, journal)
        _log.info("paper_settled", job=job_id, verdict=type(verdict).__name__, reason=getattr(verdict, "reason", None))
        settle(journal, job_id, verdict)
        return verdict

    def _attempt(self, job_id: str, document: Document, journal: Journal) -> Verdict:
        stream = bytearray()
        try:
            whole = opened(document)
            stream = self._page(whole)
            seconds = self._estimate(whole) + self._speed.seconds_behind(len(stream))
            return self._carried(job_id, _Sheet(stream, seconds), journal)
        except Spent:
            _log.error("paper_spent", job=job_id)
            return NotPrinted("spent")
        except RenderFault as fault:
            _log.error("paper_not_drawn", job=job_id, kind=fault.kind)
            return NotPrinted(fault.kind)
        except Exception as error:  # whatever it was: no byte has left, and the printer keeps its thread
            _log.error("paper_not_drawn", job=job_id, kind=type(error).__name__)
            return NotPrinted("faulty")
        finally:
            stream[:] = bytes(len(stream))

    def _page(self, document: Document) -> bytearray:
        """Return the page as dots, or as letters where the profile or the line wants them."""
        raster = render(document, self._profile.width_dots, self._fonts)
        try:
            stream = encode.page(raster, self._profile)
        finally:
            raster.wipe()
        if self._speed.way(self._profile, len(stream), raster.rows) == "raster":
            return stream
        stream[:] = bytes(len(stream))
        return hybrid.page(document, self._profile_of_now(), self._fonts)

    def _profile_of_now(self) -> Profile:
        """Return the profile, without the heading in flash unless the printer says now that it is there.

        Its flash may have been cleared, or the printer be another; it would print nothing, and say nothing.
        """
        logo = self._profile.logo
        if logo is None or self._is_kept(logo):
            return self._profile
        _log.warning("heading_not_in_flash")
        return msgspec.structs.replace(self._profile, logo=None)

    def _is_kept(self, logo: Logo) -> bool:
        if self._torn or self._flash_silent >= _SILENT:  # a torn page would take the question for dots
            return False
        try:
            with self._talk() as talk:
                talk.require_ready()  # else the question waits in it, and is answered at any time
                keys = talk.find_kept()
        except Stopped:
            return False
        self._flash_silent = self._flash_silent + 1 if keys is None else 0
        return logo.key.encode("ascii") in (keys or ())

    def _estimate(self, document: Document) -> float:
        """Return the seconds the paper takes by the rated speed, 0 where the printer says itself when it is done."""
        if self._profile.echo != "none":
            return 0.0
        raster = render(document, self._profile.width_dots, self._fonts)
        rows = raster.rows
        raster.wipe()
        return rows / self._profile.dpi * 25.4 / self._profile.speed_mm_s + self._timing.cut

    def _carried(self, job_id: str, sheet: _Sheet, journal: Journal) -> Verdict:
        try:
            talk = Conversation(self._open_wire, self._timing)
        except Stopped as stopped:
            return NotPrinted(stopped.reason)
        verdict = self._spoken(talk, job_id, sheet, journal)
        try:
            if isinstance(verdict, Printed):
                talk.close()
            else:
                talk.abandon()
        except Exception as error:  # the paper is out or not, whatever the line then does
            _log.error("line_not_given_back", job=job_id, kind=type(error).__name__)
        return verdict

    def _spoken(self, talk: Conversation, job_id: str, sheet: _Sheet, journal: Journal) -> Verdict:
        try:
            self._prepare(talk)
            journal.sent(job_id)
        except Stopped as stopped:
            return NotPrinted(stopped.reason)
        except Exception as error:
            _log.error("journal_failed", job=job_id, error=type(error).__name__)
            return NotPrinted("faulty")
        self._torn = self._loaded = True
        try:
            talk.send(sheet.stream)
            printed = self._ended(talk, sheet)
        except Stopped as stopped:
            return Unknown(stopped.reason)
        except Exception as error:
            _log.error("paper_broken_off", job=job_id, kind=type(error).__name__)
            return Unknown("faulty")
        self._torn = self._loaded = False
        return printed

    def _ended(self, talk: Conversation, sheet: _Sheet) -> Printed:
        """Wait for the end of a page, as this make tells it; raises `Stopped`."""
        if self._echo == "none":
            talk.await_estimate(sheet.seconds)
            return Printed(confirmed=False)
        logo = self._profile.logo
        tape = Tape(logo_rows=logo.height if logo else 0)
        tape.feed(sheet.stream)
        seconds = tape.dots / self._profile.dpi * 25.4 / self._profile.speed_mm_s
        self._echo = talk.confirm(self._echo, _new_id(), _SLOWEST * seconds)
        return Printed()

    def _prepare(self, talk: Conversation) -> None:
        """Bring the printer to a clean start; what a page before left in it is thrown away and cut off."""
        if self._torn:
            talk.end_command()
        talk.require_ready()
        if self._torn:
            talk.recover()
        if talk.synchronise(insist=self._echo != "none") and self._torn:
            talk.synchronise()  # what broke off may have ended with half of the first reset, and the rest is a letter
        if self._profile.density:
            talk.send(bytearray(encode.density(self._profile.density)))
        if self._torn:
            talk.send(bytearray(encode.throwing_away(self._profile)))
        if self._drawn_back(talk) == "stuck":
            raise Stopped("faulty")  # whoever takes the next paper would have that of another person too

    @contextmanager
    def _talk(self) -> Iterator[Conversation]:
        talk = Conversation(self._open_wire, self._timing)
        try:
            yield talk
        finally:
            talk.close()


def press_at(
    address: str,
    *,
    profile: str | Profile = "generic-80",
    width_dots: int | None = None,
    timing: Timing | None = None,
    torn: bool = False,
    over: Over | None = None,
) -> Press:
    """Return the press for the printer at *address*; *width_dots* stands above the profile's.

    *torn* says that the journal holds a page that was begun and never settled; *over* stands between it and
    its line, to count.
    Raises `AddressFault`, `UnknownProfile`, `ProfileFault`.
    """
    timing, make = timing or Timing(), get_profile(profile) if isinstance(profile, str) else profile
    if width_dots is not None:
        make = msgspec.structs.replace(make, width_dots=width_dots)
    where = parse_address(address)
    speed, open_wire = speed_of(where), opener(where, timing.connect)
    open_wire = speed.over(over(open_wire) if over else open_wire)
    return Press(open_wire, make, timing=timing, torn=torn, speed=speed)


def settle(journal: Journal, job_id: str, verdict: Verdict) -> None:
    """Tell *journal*; the paper is out or not, whatever the journal can still take."""
    try:
        journal.settled(job_id, verdict)
    except Exception as error:
        _log.error("journal_failed", job=job_id, error=type(error).__name__)


def _new_id() -> bytes:
    """Return an id no earlier page had, so that a late answer to one proves nothing for another."""
    return secrets.token_hex(2).encode("ascii")
