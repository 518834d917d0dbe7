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
from devices.printer.conversation import Conversation, Stopped, Timing
from devices.printer.document import Document, opened
from devices.printer.on_paper import Spent
from devices.printer.profile import Profile, get_profile
from devices.printer.render import FONTS, RenderFault, render
from devices.printer.speed import Speed, speed_of
from devices.printer.status import PrinterState, Trouble
from devices.printer.transport import OpenWire, opener
from devices.printer.verdict import Journal, NotPrinted, Printed, Unknown, Verdict

_log = structlog.get_logger(__name__)
Over = Callable[[OpenWire], OpenWire]


@dataclass(frozen=True)
class PrinterReport:
    """What a technician wants to know; *trouble* None means that a page could be printed now."""

    trouble: Trouble | None
    state: PrinterState | None = None
    name: str | None = None
    answer_ms: float | None = None
    confirms: bool | None = None
    """Whether it says when a page is finished; without that no page is ever known to be printed."""


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

    def look(self) -> PrinterState:
        """Return what the printer says of itself; raises `Stopped` when it cannot be reached or says nothing."""
        with self._talk() as talk:
            state = talk.ask_state()
            if self._loaded:
                talk.recover()
                self._loaded = False
            return state

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
                return self._examined(talk, report) if report.trouble is None else report
        except Stopped as stopped:
            return replace(report, trouble=stopped.reason)

    def _examined(self, talk: Conversation, report: PrinterReport) -> PrinterReport:
        talk.synchronise()
        report = replace(report, name=talk.find_name(), confirms=False, trouble="not_responding")
        try:
            talk.confirm(self._profile.echo, _new_id())
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
        try:
            stream = self._page(opened(document))
        except Spent:
            _log.error("paper_spent", job=job_id)
            return NotPrinted("spent")
        except RenderFault as fault:
            _log.error("paper_not_drawn", job=job_id, kind=fault.kind)
            return NotPrinted(fault.kind)
        try:
            return self._carried(job_id, stream, journal)
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
        return hybrid.page(document, self._profile, self._fonts)

    def _carried(self, job_id: str, stream: bytearray, journal: Journal) -> Verdict:
        try:
            talk = Conversation(self._open_wire, self._timing)
        except Stopped as stopped:
            return NotPrinted(stopped.reason)
        verdict: Verdict | None = None
        try:
            verdict = self._spoken(talk, job_id, stream, journal)
        finally:
            if isinstance(verdict, Printed):
                talk.close()
            else:
                talk.abandon()
        return verdict

    def _spoken(self, talk: Conversation, job_id: str, stream: bytearray, journal: Journal) -> Verdict:
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
            talk.send(stream)
            talk.confirm(self._profile.echo, _new_id())
        except Stopped as stopped:
            return Unknown(stopped.reason)
        self._torn = self._loaded = False
        return Printed()

    def _prepare(self, talk: Conversation) -> None:
        """Bring the printer to a clean start; what a page before left in it is thrown away and cut off."""
        talk.require_ready()
        if self._torn:
            talk.recover()
        talk.synchronise()
        if self._profile.density:
            talk.send(bytearray(encode.density(self._profile.density)))
        if self._torn:
            talk.send(bytearray(encode.handing_out(self._profile)))

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
