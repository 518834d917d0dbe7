"""The demonstration itself: seven visits to the kiosk, and every step is checked.

The link is down when the first two hand in their requests, comes up, and the
first returns to see "accepted"; somebody checks a paper, somebody comes with a
passport, somebody is served by an officer, a technician looks at the parts.
Any step that does not happen ends the play with its name.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from config.catalogue import Service
from devices.simulators.card.demo_pki import CardName
from kiosk.demo.account import Account, platform_rows, read_codes
from kiosk.demo.actor import Actor, Glass, StepError
from kiosk.demo.stage import Stage
from kiosk.pages.stops import stops
from kiosk.session.codes import PaperCheckWanted
from kiosk.session.covers import IdleAsked
from kiosk.session.events import (
    ConsentTicked,
    Continued,
    CopyWanted,
    Finished,
    RequestsOpened,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
    Stayed,
    WentHome,
)
from kiosk.session.states import (
    About,
    AskingDocument,
    AskingPin,
    Assisting,
    CheckingPaper,
    Done,
    Filling,
    Home,
    Idle,
    MyRequests,
    Reviewing,
    Searching,
    TakeCard,
    Technician,
)
from kiosk.session.typed import Typed
from kiosk.strongroom import find_platform_keys
from kiosk.whom import CONFIRMED
from kiosk.wiring import Kiosk
from sync.documents import Altered, Issuers, Verified, verify_document
from sync.outbox import Outbox
from voices.null_sink import RATE

APPLICATION, FOR_KEYS, REFERENCE, LETTER = "ubeg.idcard_order", "ubeg.birth", "ubeg.residence", "gov1111.feedback"
QUERY, LETTER_QUERY = "үнэмлэх зах", "санал"
DELIVERY_SECONDS = 30.0
WRONG_PIN = "000000"
HAND_SECONDS = 0.6
"""Between one card and the next, as people need; the card service looks into a slot every 400 ms."""


class Play:
    """One demonstration over a running kiosk, its stage and the glass in front of it."""

    def __init__(self, kiosk: Kiosk, stage: Stage, glass: Glass, *, out: Path, tell: Callable[[str], None]) -> None:
        self.kiosk, self.stage, self.glass, self.out, self._tell = kiosk, stage, glass, out, tell
        self.account = Account()
        self.actor = Actor(glass)
        self._numbers: list[str] = []
        self._code = ""
        self._card_out = 0.0

    def run(self) -> Account:
        """Play every scene; a step that fails is named in the account."""
        began = time.monotonic()
        try:
            for title, scene in self._scenes():
                self._tell(title)
                scene()
            self._reckon()
        except StepError as failed:
            self.account.failure = str(failed)
            self.picture("failed")
        self.account.seconds = round(time.monotonic() - began, 1)
        return self.account

    def _scenes(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        return (
            ("a citizen orders an ID card while the link is down", self.first_visit),
            ("a second citizen, by keypad and voice; the printer runs out of paper on the way", self.voice_visit),
            ("the link comes up, and the agent delivers what waits", self.delivery),
            ('the first citizen returns, sees "accepted", and gets a reference at once', self.return_visit),
            ("somebody without a card holds that reference under the code reader", self.paper_check),
            ("a traveller opens a passport by what is printed in it, and writes to the 1111 centre", self.traveller),
            ("an officer serves a citizen, and both are named on the paper", self.assisted_visit),
            ("a technician's card opens the diagnostics", self.technician),
        )

    def first_visit(self) -> None:
        """Order an ID card by touch, while the link is down."""
        actor = self.actor
        actor.wait_for(Idle)
        actor.wait_until(lambda: self._well("card") and self._well("printer"), "card reader and printer")
        self.picture("attract")
        self.log_in("citizen", wrong_first=True)
        self.picture("home")
        actor.do(SearchOpened())
        actor.wait_for(Searching)
        actor.type(QUERY)
        self.picture("search")
        actor.do(ServiceOpened(APPLICATION))
        self._request(APPLICATION)
        self.picture("done-waiting")
        self._ask_idle()
        self.take_card()
        self.picture("attract-wiped")

    def voice_visit(self) -> None:
        """Hand in a request by keypad and voice alone, and print it once there is paper again."""
        actor = self.actor = Actor(self.glass, by_keys=True)
        recorder = self.stage.sink.record(self.out / "voice.wav") if self.stage.sink else None
        self.glass.visit.press_key("voice")
        actor.wait_until(lambda: self.glass.visit.seat.presentation.speech, "the voice")
        self._listen(3.0)
        self.log_in("second")
        self._listen(2.0)
        self._find(FOR_KEYS, "төрс")
        self.picture("voice-service")
        self.stage.printer.set("paper_out")
        self._request(FOR_KEYS, paper="not_printed")
        self.picture("printing-trouble")
        self.stage.printer.set("paper_out", on=False)
        actor.do(CopyWanted())
        actor.wait_until(lambda: self._paper() == "printed", "the paper")
        self.picture("voice-done")
        self._listen(3.0)
        self.take_card()
        if recorder is not None:
            recorder.stop()
            self.account.sound_seconds = _loud_seconds(recorder.pcm())
        self.actor = Actor(self.glass)

    def delivery(self) -> None:
        """Plug the link in and wait until the platform has accepted both requests."""
        self.stage.turn_link(up=True)
        cabinet = self.kiosk.cabinet
        if cabinet is None:
            raise StepError("there is no store")
        self.actor.wait_until(lambda: self._all_accepted(cabinet.outbox), "delivery", DELIVERY_SECONDS)
        self.actor.wait_until(lambda: self._look_and(lambda: self._well("link")), "the link sign", DELIVERY_SECONDS)
        self.picture("attract-link-up")

    def return_visit(self) -> None:
        """Find the first request accepted, and get a reference at once."""
        actor = self.actor
        self.log_in("citizen")
        actor.do(RequestsOpened())
        actor.wait_until(lambda: isinstance(actor.state, MyRequests) and bool(actor.state.requests), "my requests")
        listed = (actor.state.requests if isinstance(actor.state, MyRequests) else None) or ()
        if not any(r.number == self._numbers[0] and r.standing in CONFIRMED for r in listed):
            raise StepError("the first request is not shown as accepted")
        self.picture("my-requests")
        actor.do(_back(actor))
        actor.wait_for(Home)
        actor.do(ServiceOpened(REFERENCE))
        sheets = len(self.stage.printer.sheets)
        self._request(REFERENCE)
        done = actor.state
        if not isinstance(done, Done) or done.standing != "answered" or done.reply is None:
            raise StepError("the reference was not answered at once")
        self.picture("done-answered")
        self._read_reference(sheets, done.reply.qr)
        self.take_card()

    def paper_check(self) -> None:
        """Ask what the printed reference is worth, without a card."""
        actor = self.actor
        actor.wait_for(Idle)
        actor.do(PaperCheckWanted())
        actor.wait_for(CheckingPaper)
        for letter in self._code + "\r":
            self.glass.visit.take_letter(letter)
        finding = actor.state.finding if isinstance(actor.state, CheckingPaper) else None
        if finding is None or finding.verdict != "verified":
            raise StepError("the kiosk does not know its own reference")
        self.picture("paper-checked")
        actor.do(Finished())
        actor.wait_for(Idle)

    def traveller(self) -> None:
        """Log in with a passport, and hand in what a document may ask for."""
        actor, passport = self.actor, self.stage.setting.documents.document("passport")
        self._reach_for_the_next_card()
        self.stage.slot.insert(self.stage.setting.documents.applet("passport"))
        actor.wait_for(AskingDocument)
        self.picture("document")
        actor.do(Continued())
        actor.type(passport.holder.number)
        self.picture("document-number")
        actor.do(Continued())
        self._type_day("20", passport.holder.birth)
        self._type_day("20", passport.holder.expiry)
        actor.wait_for(Home)
        self.picture("home-document")
        self._find(LETTER, LETTER_QUERY)
        self._request(LETTER)
        self.take_card()

    def assisted_visit(self) -> None:
        """Let an officer log in, and the citizen after them in the same reader."""
        actor = self.actor
        self.log_in("officer", then=Assisting)
        self.picture("assisting")
        self._pull_card()
        actor.wait_until(lambda: isinstance(actor.state, Assisting) and not actor.state.card_in, "an empty reader")
        self.log_in("second")
        self.picture("home-assisted")
        self._find(APPLICATION, QUERY)
        self._request(APPLICATION)
        self.take_card()

    def technician(self) -> None:
        """Open the diagnostics with a technician's card."""
        actor = self.actor
        self.log_in("technician", then=Technician)
        actor.wait_until(lambda: isinstance(actor.state, Technician) and actor.state.testing is None, "the examination")
        self.picture("diagnostics")
        self.take_card()

    def log_in(self, card: CardName, *, wrong_first: bool = False, then: type = Home) -> None:
        """Put *card* in and enter its PIN."""
        actor = self.actor
        self._reach_for_the_next_card()
        self.stage.insert(card)
        actor.wait_for(AskingPin)
        self.picture("pin")
        if wrong_first:
            actor.enter_pin(WRONG_PIN)
            actor.wait_until(lambda: isinstance(actor.state, AskingPin) and actor.state.wrong, "the wrong PIN")
            self.picture("pin-wrong")
        actor.enter_pin(self.stage.pin_of(card))
        actor.wait_for(then)

    def take_card(self) -> None:
        """Finish, take the card, and see that nothing is left."""
        self.actor.do(Finished())
        self.actor.wait_for(TakeCard)
        self.picture("take-card")
        self._pull_card()
        self.actor.wait_for(Idle)

    def _pull_card(self) -> None:
        self.stage.slot.remove()
        self._card_out = time.monotonic()

    def _reach_for_the_next_card(self) -> None:
        """Let the time pass that a hand needs."""
        self.glass.until(lambda: time.monotonic() - self._card_out > HAND_SECONDS, 2 * HAND_SECONDS)

    def _type_day(self, century: str, printed: str) -> None:
        """Press the keys of a day that is printed as YYMMDD: digits, and a month that is one key; go on."""
        for key in (*century, *printed[:2], printed[2:4], *printed[4:]):
            self.actor.do(Typed(key))
        self.actor.do(Continued())

    def picture(self, name: str) -> None:
        """Write a numbered picture of the screen."""
        self.account.pages.append(name)
        self.glass.picture(self.out / f"{len(self.account.pages):02}-{name}.png")

    def _request(self, service: str, *, paper: str = "printed") -> None:
        """Go from the description of *service* to its paper."""
        actor, found = self.actor, self._service(service)
        actor.wait_for(About)
        self.picture(f"service-{service}")
        actor.do(Continued())
        actor.wait_for(Filling, Reviewing)
        actor.fill(found, lambda: self.picture(f"form-{service}"))
        actor.wait_for(Reviewing)
        self.picture(f"review-{service}")
        actor.do(ConsentTicked())
        actor.do(SendConfirmed())
        actor.wait_for(Done, seconds=40)
        if isinstance(actor.state, Done):
            self._numbers.append(actor.state.queued.number)
        self.account.requests_submitted += 1
        self.picture(f"printing-{service}")
        actor.wait_until(lambda: self._paper() is not None, "the printer")
        if self._paper() != paper:
            raise StepError(f"the paper is {self._paper()}, not {paper}")

    def _ask_idle(self) -> None:
        """Do nothing until the machine asks, and answer that somebody is there."""
        self.glass.let_pass(self.kiosk.given.settings.visit.idle_seconds)
        self.actor.wait_for(IdleAsked)
        self.picture("idle")
        self.actor.do(Stayed())
        self.actor.wait_for(Done)

    def _read_reference(self, sheets: int, qr: str) -> None:
        """Read the code on the printed reference back, and see that one changed letter spoils it."""
        self.stage.printer.wait_for_sheets(sheets + 1)
        papers = sorted((self.out / "papers").glob("*.png"))
        codes = read_codes(papers[-1]) if papers else []
        issuers = Issuers.of(find_platform_keys(self.kiosk.given.settings, self.kiosk.state))
        now = datetime.now(UTC)
        if codes != [qr] or not isinstance(verify_document(codes[0], issuers, now), Verified):
            raise StepError("the code on the reference cannot be read back")
        spoilt = codes[0][:-1] + ("A" if codes[0][-1] != "A" else "B")
        if not isinstance(verify_document(spoilt, issuers, now), Altered):
            raise StepError("a changed code is taken for genuine")
        self._code = codes[0]
        self.account.qr_read_back += 1

    def _reckon(self) -> None:
        """Count what the platform holds against what citizens confirmed."""
        cabinet = self.kiosk.cabinet
        accepted = cabinet.outbox.counts().accepted if cabinet else 0
        stored = platform_rows(self.stage.setting.platform / "platform.db")
        mine = [number for number in stored if number in self._numbers]
        self.account.requests_accepted = accepted
        self.account.lost = len(set(self._numbers) - set(stored))
        self.account.duplicated = len(mine) - len(set(mine))
        self.account.receipts_printed = len(self.stage.printer.sheets)
        if self.account.lost or self.account.duplicated or accepted != len(self._numbers):
            raise StepError("what citizens confirmed is not what the platform holds")

    def _service(self, service: str) -> Service:
        return self.glass.visit.house.service(service)

    def _paper(self) -> str | None:
        state = self.actor.state
        return state.paper if isinstance(state, Done) else None

    def _find(self, service: str, query: str) -> None:
        """Search for *service* by a few letters, and open it."""
        self.actor.do(SearchOpened())
        self.actor.type(query)
        self.actor.do(ServiceOpened(service))

    def _well(self, part: str) -> bool:
        return self.glass.visit.house.readiness.part(part).health == "well"  # type: ignore[arg-type]  # named above

    def _look_and(self, happened: Callable[[], bool]) -> bool:
        self.kiosk.look()
        return happened()

    def _all_accepted(self, outbox: Outbox) -> bool:
        entries = [outbox.find_entry(number) for number in self._numbers]
        return all(entry is not None and entry.state == "accepted" for entry in entries)

    def _listen(self, seconds: float) -> None:
        """Let the voice speak on for a while, where somebody records it."""
        if self.stage.sink is not None:
            self.glass.until(lambda: False, seconds)


def _back(actor: Actor) -> WentHome:
    """Return the deed of the Back key as it is on this page."""
    return next(s.deed for s in stops(actor.screen) if s.id == "footer.back")  # type: ignore[return-value]


def _loud_seconds(pcm: object) -> float:
    samples = memoryview(pcm).cast("B").cast("h")  # type: ignore[arg-type]  # an array of 16-bit samples
    return round(sum(abs(sample) > 200 for sample in samples) / RATE, 1)
