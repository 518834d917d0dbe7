"""How each part is examined, and what its answer means for its health.

Every function answers a `PartHealth`: the state out of a closed list, the
fault code, and a measured value without units of language ("12 ms", "41.2 GB").
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.catalogue import Catalogue
from config.settings import Settings
from devices.card.lists import Ages
from devices.card.moment import Moment
from devices.headset.station import JackTrouble
from devices.printer.press import PrinterReport
from devices.printer.render import find_render_fault
from devices.printer.station import PrinterStation
from devices.printer.status import PrinterState, Trouble
from kiosk.faults import LINK_FAULTS, PAPER_FEW, PRINTER_FAULTS, REVOKED, STORE_ALARMS, STORE_FAULTS, store_fault
from kiosk.guarded_clock import Reading
from kiosk.readiness import Health, PartHealth, QueueFigures
from kiosk.roll import PaperLeft
from sync.alarms import alarms
from sync.audit import AuditTrail
from sync.beside import is_ill
from sync.linkstate import LinkState, link_state
from sync.outbox import Outbox
from sync.store import Store, StoreError
from voices.voice import VoiceState

NO_LINK, PLATFORM_GARBAGE, PLATFORM_REFUSES, NO_ADDRESS = "LINK-01", "LINK-02", "LINK-03", "LINK-04"
CLOCK_UNCERTAIN = "CLOCK-01"
NO_ANCHOR, LIST_OLD, LIST_TOO_OLD = "TRUST-01", "TRUST-02", "TRUST-03"
NO_AGENT = timedelta(minutes=15)
PROBE_SECONDS = 20.0
TRY_SECONDS = 5.0
LOOK_SECONDS = 0.1
GIB = 1 << 30
MIB = 1 << 20

UNREACHED: dict[Trouble, Health] = {
    "not_reachable": "not_reachable",
    "not_responding": "not_responding",
}


def screen_health(settings: Settings, config_fault: str = "") -> PartHealth:
    """Return the panel as it is configured; whether it feels a finger, only the touch test tells.

    Without settings nobody knows what the machine looks like: *config_fault* closes it.
    """
    screen = settings.screen
    if config_fault:
        return PartHealth("screen", "faulty", config_fault)
    return PartHealth("screen", "well", measured=f"{screen.width_px}×{screen.height_px}, {screen.px_per_mm:g} px/mm")


def card_health(fault: str, reader: str = "PC/SC") -> PartHealth:
    """Return the reader's health from its *fault*, "" when it is there; *reader* is what was seen of it."""
    match fault:
        case "":
            health: Health = "well"
        case "READER-01":
            health = "not_reachable"
        case "READER-03":
            health = "warning"
        case _:
            health = "not_responding"
    return PartHealth("card", health, fault, reader)


def printer_health(seen: PrinterState | Trouble, measured: str = "") -> PartHealth:
    """Return the printer's health from what it says of itself."""
    trouble = seen.trouble if isinstance(seen, PrinterState) else seen
    if trouble is not None:
        return PartHealth("printer", UNREACHED.get(trouble, "faulty"), PRINTER_FAULTS[trouble], measured)
    if isinstance(seen, PrinterState) and seen.paper == "low":
        return PartHealth("printer", "warning", PRINTER_FAULTS["paper_low"], measured)
    return PartHealth("printer", "well", measured=measured)


def able_to_draw(health: PartHealth) -> PartHealth:
    """Return *health*, or why no page can be drawn for a printer that is well: shaping or fonts are missing."""
    fault = find_render_fault() if health.is_well else None
    return health if fault is None else PartHealth("printer", "faulty", PRINTER_FAULTS[fault.kind])


def with_paper(health: PartHealth, left: PaperLeft) -> PartHealth:
    """Return the printer's *health* with what is left of its paper; only a few papers are a warning."""
    measured = " ".join(word for word in (health.measured, f"{left.mm / 1000:.1f} m") if word)
    if health.health == "well" and left.is_low:
        return replace(health, health="warning", fault=PAPER_FEW, measured=measured)
    return replace(health, measured=measured) if health.is_well else health


def probed_printer(station: PrinterStation) -> PartHealth:
    """Ask the printer now, and wait for its answer."""
    answered, reports = threading.Event(), list[PrinterReport]()

    def take(report: PrinterReport) -> None:
        reports.append(report)
        answered.set()

    station.probe(take)
    if not answered.wait(PROBE_SECONDS):
        return printer_health("not_responding")
    report = reports[0]
    speed = "" if report.answer_ms is None else f"{report.answer_ms:.0f} ms"
    return printer_health(report.trouble or report.state or "not_responding", speed)


@dataclass(frozen=True)
class StoreRoom:
    """The store, its queue and its audit trail, as a technician sees them. `quarantined` was found at start.

    `key_warning` is the fault of keys that still work.
    """

    store: Store
    outbox: Outbox
    trail: AuditTrail
    min_free_mb: int
    quarantined: bool = False
    key_warning: str = ""

    def look(self) -> PartHealth:
        """Return whether there is room, and what nobody has seen yet; where there is room again, the ballast is held.

        Closed before anybody fills a form: a damaged page was met, no room, or a queue that has waited too long.
        """
        try:
            if is_ill(self.store.path) and not self.store.integrity_check().ok:
                return PartHealth("store", "faulty", STORE_FAULTS["StoreDamaged"])
            self.outbox.doubts.settle()
            self.store.ballast.take_again(self.store.floor)
            room = self.store.room_left()
            too_old, alarm = self.outbox.is_too_old(), self._alarm()
        except (StoreError, OSError) as error:
            return _store_ill(error)
        if room < self.min_free_mb * MIB:
            return PartHealth("store", "faulty", STORE_FAULTS["StoreFull"], _size(room))
        if too_old:
            return PartHealth("store", "faulty", STORE_FAULTS["QueueTooOld"], _span(too_old))
        if self.quarantined:
            return PartHealth("store", "warning", STORE_FAULTS["StoreForeign"], _size(room))
        if alarm:
            return PartHealth("store", "warning", alarm, _size(room))
        if self.key_warning:
            return PartHealth("store", "warning", self.key_warning, _size(room))
        return PartHealth("store", "well", measured=_size(room))

    def _alarm(self) -> str:
        with self.store.reading() as view:
            return next((STORE_ALARMS[alarm] for alarm in alarms(view)), "")

    def examine(self) -> PartHealth:
        """Check every page of the store and every link of the audit chain."""
        try:
            whole = self.store.integrity_check().ok
            trail = self.trail.verify()
        except (StoreError, OSError) as error:
            return _store_ill(error)
        if not whole or not trail.ok:
            return PartHealth("store", "faulty", STORE_FAULTS["StoreDamaged"], f"{trail.lines}")
        return self.look()

    def figures(self) -> QueueFigures:
        """Return the counts of the outbox; all zero when it cannot be read, which `look` reports."""
        try:
            counts = self.outbox.counts()
        except StoreError:
            return QueueFigures()
        waiting = counts.waiting + counts.sending
        return QueueFigures(waiting, counts.rejected, counts.unknown, counts.oldest_seconds or 0)


def _store_ill(error: Exception) -> PartHealth:
    return PartHealth("store", "faulty", store_fault(error))


def _size(room: int) -> str:
    return f"{room / GIB:.1f} GB"


def link_health(
    settings: Settings, store: Store, now: Callable[[], datetime], *, local: Callable[[datetime], str]
) -> PartHealth:
    """Return the link as the agent last saw it; an old word means that no agent runs."""
    if not settings.link.gateway_url:
        return PartHealth("link", "not_reachable", NO_ADDRESS)
    try:
        state = link_state(store)
    except StoreError:
        state = None
    if state is None or now() - state.checked > NO_AGENT:
        return PartHealth("link", "not_responding", NO_LINK)
    measured = local(state.last_answer)[11:] if state.last_answer else ""
    if state.state == "up":
        return PartHealth("link", "well", measured=measured)
    return PartHealth("link", *_link_trouble(state), measured)


def _link_trouble(state: LinkState) -> tuple[Health, str]:
    """Return what is wrong by its own fault; a platform that does not know this machine is no busy one."""
    fault = LINK_FAULTS.get(state.trouble or "", NO_LINK)
    match state.state:
        case "garbage":
            return "faulty", fault if state.trouble in LINK_FAULTS else PLATFORM_GARBAGE
        case "refused" if fault in (PLATFORM_REFUSES, REVOKED):
            return "faulty", fault
        case "refused":
            return "not_responding", fault
        case _:
            return "not_reachable", fault


def await_try(store: Store, wake: Callable[[], object], seconds: float = TRY_SECONDS) -> bool:
    """Wake the agent and wait until it has tried the link once more; say whether it did. Raises StoreError."""
    before = link_state(store)
    wake()
    for _ in range(int(seconds / LOOK_SECONDS)):
        time.sleep(LOOK_SECONDS)
        after = link_state(store)
        if after is not None and (before is None or after.checked > before.checked):
            return True
    return False


def clock_health(reading: Reading) -> PartHealth:
    """Return how far the machine's clock is off: from what is known, else from the earliest hour that can be."""
    if reading.doubt:
        sign = "-" if reading.doubt == "behind" else "+"
        return PartHealth("clock", "warning", CLOCK_UNCERTAIN, sign + _span(reading.off))
    if reading.compared is None:
        return PartHealth("clock", "untested")
    return PartHealth("clock", "well", measured=_span(reading.compared))


def _span(span: timedelta) -> str:
    days = span / timedelta(days=1)
    return f"{days:.0f} d" if days >= 2 else f"{span.total_seconds():.1f} s"


def catalogue_health(catalogue: Catalogue, fault: str = "") -> PartHealth:
    """Return the catalogue in use; *fault* says why there is none, or why a newer one was not taken."""
    measured = f"{len(catalogue.services)}, v{catalogue.version}"
    if not catalogue.services:
        return PartHealth("catalogue", "faulty", fault or "CATALOGUE-01", measured)
    return PartHealth("catalogue", "warning" if fault else "well", fault, measured)


def trust_health(anchors: int, dates: Sequence[datetime | None], moment: Moment, ages: Ages) -> PartHealth:
    """Return how old the lists of those who issue cards are; *dates* holds None for who has none."""
    held = [date for date in dates if date is not None]
    oldest = min(held, default=moment.at)
    measured = ", ".join([f"{anchors} CA", f"{len(held)} CRL", *([f"{oldest:%Y-%m-%d}"] if held else [])])
    if not anchors:
        return PartHealth("trust", "faulty", NO_ANCHOR, measured)
    age = moment.not_before(oldest) - oldest
    if age > ages.refuse_after:
        return PartHealth("trust", "warning", LIST_TOO_OLD, measured)
    if len(held) < len(dates) or age > ages.warn_after:
        return PartHealth("trust", "warning", LIST_OLD, measured)
    return PartHealth("trust", "well", measured=measured)


def voice_health(state: VoiceState, jack: JackTrouble | None = None, flaw: str = "") -> PartHealth:
    """Return how speech, its device and the switch of the *jack* are; a silent voice was chosen by the settings.

    *flaw*: the fault that stands where nothing worse does.
    """
    if state.device == "no_device":
        return PartHealth("headset", "not_reachable", "VOICE-01", state.engine)
    if state.device == "starting":
        return PartHealth("headset", "untested", measured=state.engine)
    if state.engine == "none":
        return PartHealth("headset", "faulty", "VOICE-03", state.engine)
    if not state.mongolian:
        return PartHealth("headset", "warning", "VOICE-02", state.engine)
    if jack is not None:
        return PartHealth("headset", "warning", "VOICE-04", f"{state.engine}, {jack}")
    if flaw:
        return PartHealth("headset", "warning", flaw, state.engine)
    return PartHealth("headset", "well", measured=state.engine)
