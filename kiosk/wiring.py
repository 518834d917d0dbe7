"""Chooses the parts of a kiosk and connects them: the only module that knows real from simulated.

The simulators speak the real wire, so nothing here differs for them but an
address in the settings.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version

import structlog

from config.keypads import KeyName
from config.settings import Settings
from devices.card.station import CardStation
from devices.card.trust import TrustFault
from devices.headset.station import JackStation
from devices.printer.document import Document
from devices.printer.station import (
    PaperMoved,
    PrinterChanged,
    PrinterEvent,
    PrinterFound,
    PrinterLost,
)
from kiosk import examinations
from kiosk.card_site import card_settings
from kiosk.clinic import Bed, PartsClinic, both, fixed
from kiosk.crew import Crew, Face
from kiosk.desks.ages import AgeCare
from kiosk.desks.card import StationDesk, beside
from kiosk.desks.closed import ClosedCard, ClosedRequests
from kiosk.desks.ground import Ground, Post
from kiosk.desks.guarded import GuardedCard
from kiosk.desks.headset import HeadsetDesk
from kiosk.desks.keypad import PadDesk
from kiosk.desks.packs import PackCare
from kiosk.desks.paper import PrintDesk
from kiosk.desks.reader import ReaderCare, Tools
from kiosk.desks.requests import StoreDesk
from kiosk.desks.roll import PaperCare
from kiosk.desks.slips import SlipSigner, find_slip_signer
from kiosk.desks.store import StoreCare
from kiosk.desks.trust import TrustCare
from kiosk.desks.verifier import VerifierDesk
from kiosk.house import House
from kiosk.knowledge import Given, words_of
from kiosk.pages.blocks import Part
from kiosk.pin_guard import Instant, PinGuard
from kiosk.presentation import Presentation
from kiosk.printer_site import open_printer, roll_of
from kiosk.readiness import PartHealth, QueueFigures, Readiness
from kiosk.session.effects import PrintSheet
from kiosk.session.people import NOBODYS
from kiosk.speech import Speaker
from kiosk.state import StateFolder
from kiosk.strongroom import open_cabinet, starts_better
from kiosk.visit import Visit
from kiosk.voice_site import flaw_of
from sync.clock import THIS_BOOT, boot_seconds
from sync.daybook import DayBook
from sync.doorbell import ring
from sync.news.holdings import Holdings
from sync.seal import Sealer
from sync.store import Store
from voices.voice import Voice

DAY_LETTERS = len("2026-11-22")
NO_TRUST = "TRUST-01"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Surface:
    """What a kiosk needs of whoever shows it: a face, the way into its thread, and a clock in seconds.

    `leave` ends the program, which its unit then starts again.
    """

    face: Face
    post: Post
    clock: Callable[[], float]
    leave: Callable[[], object] = lambda: None


class Kiosk:
    """A whole kiosk. `start` shows the first page; `tick` belongs to a one-second timer, `look` to a slower one."""

    def __init__(
        self, given: Given, state: StateFolder, surface: Surface, voice: Voice, *, set_aside: bool = True
    ) -> None:
        self.given, self.state, settings = given, state, given.settings
        self._post, self._leave = surface.post, surface.leave
        self._trust = TrustCare(settings, state, given.catalogue)
        ground = Ground(lambda: self.visit.house, words_of, surface.post, self._trust.clock)
        self._ground = ground
        self._voice = voice
        self.cabinet, store_fault, quarantined = open_cabinet(
            settings, state, set_aside=set_aside, clock=self._trust.clock
        )
        self._store_care = self._care_of_store(quarantined=quarantined)
        holdings = Holdings(self.cabinet.store, self._trust.clock) if self.cabinet else None
        self._packs = PackCare(given, state, holdings)
        self._ages = AgeCare(settings.freshness, self._packs, self._trust.clock, self._store)
        self._printer = open_printer(settings, state, self.cabinet.papers if self.cabinet else None)
        self._roll = PaperCare(self._printer, roll_of(settings.printer, state), ground)
        self._reader = ReaderCare(
            lambda health: self.clinic.hear(health),  # noqa: PLW0108 - the clinic is made after its patients
            lambda note: surface.post(lambda: self._requests.note(note)),
            Tools(surface.clock),
        )
        self._card, trust_fault = self._card_desk(settings)
        self._second_card = self._second_desk(settings)
        self._requests = self._request_desk(ground, store_fault)
        self._paper = self._print_desk(ground, find_slip_signer(settings, state))
        self.clinic = PartsClinic(
            self._beds(store_fault, trust_fault),
            self._store_care.figures if self._store_care else QueueFigures,
            catalogue=lambda: self._packs.stock.catalogue,
            post=surface.post,
            changed=self._renew,
            restart_reader=self._reader.restart,
        )
        speaker = Speaker(voice, words_of, post=surface.post)
        self.visit = Visit(self._first_house(), self._crew(speaker), surface.face, surface.clock)
        self._headset = self._headset_desk(settings)
        voice.watch(lambda _: self._tell_sound())
        self._pads = PadDesk(settings.keypad, surface.post, press=self.visit.press_key, hear=self.clinic.hear)

    def _crew(self, speaker: Speaker) -> Crew:
        guard = PinGuard(this_instant, self.state.pin_failures)
        second = GuardedCard(self._second_card, guard) if self._second_card else None
        verifier = VerifierDesk(lambda: self._packs.stock, self._trust.clock)
        card = GuardedCard(self._card, guard)
        return Crew(card, self._requests, self._paper, self.clinic, speaker, verifier, second)

    def start(self) -> None:
        """Look at every part that answers at once, show the first page, and begin to listen."""
        self._trust.look(self._store)
        self.clinic.look()
        self._renew(self.clinic.readiness)
        self.visit.start()
        self._card.start()
        if self._second_card:
            self._second_card.start()
        self._printer.start(self._hear_printer)
        self._headset.start()
        self._pads.start()

    def press_key(self, key: KeyName) -> None:
        """Take a tactile key; one that is felt proves the keypad."""
        self._pads.felt()
        self.visit.press_key(key)

    def look(self) -> None:
        """Begin to look at the store, the link and the clock; the clinic's thread does it, and no page waits for it."""
        self.clinic.begin(self._look_round, self._looked)

    @property
    def _store(self) -> Store | None:
        return self.cabinet.store if self.cabinet else None

    def _look_round(self) -> None:
        self._trust.hear(self._store)
        self.clinic.look()

    def _looked(self) -> None:
        """Have the lists taken in that came, between visits; decided here, where a visit begins, not by an old look."""
        if isinstance(self.visit.seat.state, NOBODYS):
            fault = self.clinic.readiness.part("store").fault
            if starts_better(self.given.settings, self.state, fault, is_open=self.cabinet is not None):
                _log.error("store_wants_a_start", fault=fault)
                self._leave()
                return
            self.clinic.begin(self._take_in, self._restock)
        if self._ground.local(self._ground.now())[:DAY_LETTERS] != self.visit.house.now[:DAY_LETTERS]:
            self._renew(self.clinic.readiness)  # the rules of age and expiry count from today

    def _take_in(self) -> None:
        self._trust.take_in()
        self._packs.take_in()

    def _restock(self) -> None:
        """Take up a stock that was made ready; where a visit began meanwhile, it waits for the end of that one."""
        if not isinstance(self.visit.seat.state, NOBODYS):
            return
        stock = self._packs.renew()
        if stock is None:
            return
        if self.cabinet and stock.keys:
            self.cabinet.outbox.seal_with(Sealer(stock.keys.seal))
        self._trust.hear_catalogue(stock.catalogue)
        house = replace(self.visit.house, settings=stock.settings, catalogue=stock.catalogue, index=stock.index)
        self.visit.renew(replace(house, readiness=self.clinic.readiness))
        self.look()

    def sheet(self, sheet: PrintSheet, presentation: Presentation) -> Document:
        """Return a paper about this machine, as it is now."""
        return self._paper.sheet(sheet, presentation)

    def voice_told(self) -> bool:
        """Say whether the speech child has told how it is."""
        return self._voice.state().device != "starting"

    def close(self) -> None:
        """Stop every thread; what was handed in is on disk already."""
        self._pads.close()
        self._card.close()
        if self._second_card:
            self._second_card.close()
        self._printer.close()
        self._headset.close()
        self._requests.close()
        self._paper.close()
        self.clinic.close()
        self._voice.close()
        if self.cabinet:
            self.cabinet.store.close()

    def _first_house(self) -> House:
        stock, places = self._packs.stock, self.given.places
        return House(
            stock.settings, stock.catalogue, stock.index, places, Readiness(), version=version("emongolia-kiosk")
        )

    def _renew(self, readiness: Readiness) -> None:
        house, now = self.visit.house, self._ground.local(self._ground.now())
        since = (house.since or now) if readiness.unavailable else ""
        self.visit.renew(replace(house, readiness=readiness, since=since, now=now, paper=self._roll.known))

    def _sound(self) -> PartHealth:
        state = self._voice.state()
        return examinations.voice_health(state, self._headset.trouble, flaw_of(self.given.settings.voice, state))

    def _tell_sound(self) -> None:
        self.clinic.hear(self._sound())

    def _hear_printer(self, event: PrinterEvent) -> None:
        match event:
            case PrinterFound(state) | PrinterChanged(state):
                if isinstance(event, PrinterFound):
                    self._paper.hear(event)
                self.clinic.hear(self._roll.hear(state))
            case PaperMoved():
                self._paper.hear(event)
            case PrinterLost(reason):
                self._paper.hear(event)
                self.clinic.hear(self._roll.hear(reason))

    def _care_of_store(self, *, quarantined: bool) -> StoreCare | None:
        if self.cabinet is None:
            return None
        return StoreCare(self.cabinet, self.given.settings, self.state, self._ground, quarantined=quarantined)

    def _headset_desk(self, settings: Settings) -> HeadsetDesk:
        jack = JackStation(settings.voice.jack) if settings.voice.jack else None
        return HeadsetDesk(jack, self._post, listens=self.visit.headset_moved, changed=self._tell_sound)

    def _request_desk(self, ground: Ground, fault: str) -> StoreDesk | ClosedRequests:
        if self.cabinet is None:
            return ClosedRequests(fault)
        return StoreDesk(self.cabinet, ground, lambda: ring(self.state.root), self._card.sign)

    def _print_desk(self, ground: Ground, signer: SlipSigner | None) -> PrintDesk:
        papers = self.cabinet.papers if self.cabinet else None

        def is_out(out: bool) -> None:
            if out != self.visit.house.paper_out:
                self.visit.renew(replace(self.visit.house, paper_out=out))

        book = DayBook(self.cabinet.store) if self.cabinet else None
        return PrintDesk(self._printer, papers, ground, signer, is_out=is_out, book=book)

    def _card_desk(self, settings: Settings) -> tuple[StationDesk | ClosedCard, str]:
        try:
            station = CardStation(card_settings(settings, self.state, self._trust.clock))
        except TrustFault as fault:
            _log.error("no_trust", kind=type(fault).__name__)
            return ClosedCard(NO_TRUST), NO_TRUST
        desk = StationDesk(
            station,
            self._post,
            report=lambda event: self.visit.report(event),  # noqa: PLW0108 - the visit is made after its desks
            reader_is=self._reader.hear,
        )
        return desk, ""

    def _second_desk(self, settings: Settings) -> StationDesk | None:
        """Return the desk of the reader for officers' cards; without one, or without trust, the kiosk serves alone."""
        if not settings.card.second_reader or isinstance(self._card, ClosedCard):
            return None
        station = CardStation(
            replace(card_settings(settings, self.state, self._trust.clock), reader=settings.card.second_reader)
        )
        return StationDesk(
            station,
            self._post,
            report=lambda event: self.visit.report(beside(event)),
            reader_is=lambda event: _log.info("second_reader", lost=getattr(event, "reason", "")),
        )

    def _beds(self, store_fault: str, trust_fault: str) -> dict[Part, Bed]:
        given, settings = self.given, self.given.settings
        beds: dict[Part, Bed] = {
            "screen": fixed(examinations.screen_health(settings, given.config_fault)),
            "catalogue": both(self._ages.catalogue_health),
            "keys": both(self._ages.keys_health),
            "card": Bed(self._reader.examine, self._reader.look),
            "trust": fixed(PartHealth("trust", "faulty", trust_fault))
            if trust_fault
            else both(self._trust.trust_health),
            "clock": both(lambda: self._ages.clock_health(self._trust.clock_health())),
            "keypad": Bed(lambda: self._pads.health()),  # noqa: PLW0108 - the pads are made after the visit they press
            "headset": both(self._sound),
            "printer": Bed(self._roll.examine, self._roll.look, self._roll.new_roll),
        }
        closed: dict[Part, Bed] = {"store": fixed(PartHealth("store", "faulty", store_fault))}
        return beds | (self._store_care.beds() if self._store_care else closed)


def this_instant() -> Instant:
    """Return now by the clock that goes on while the machine sleeps, and by the wall."""
    return Instant(THIS_BOOT, boot_seconds(), time.time())
