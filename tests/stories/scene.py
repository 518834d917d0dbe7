"""A running kiosk on a stage, and what a test asks of it: what is shown, what would be said, what was kept."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from config.fluent import Words
from config.words import Language, Wording
from devices.simulators.card.demo_pki import CardName
from kiosk.demo.actor import Actor
from kiosk.demo.stage import Stage
from kiosk.knowledge import Given, take, words_of
from kiosk.pages.blocks import PIN_KEYS, Part
from kiosk.pages.model import Page, Screen
from kiosk.pages.stops import stops
from kiosk.request import Listed
from kiosk.script import script
from kiosk.session.events import AreaOpened, Choice, ConsentTicked, Continued, SendConfirmed, ServiceOpened, TimedOut
from kiosk.session.states import About, AskingPin, Done, Filling, Home, Idle, InArea, MyRequests, Reviewing, State
from kiosk.state import StateFolder
from kiosk.wiring import Kiosk
from tests.devices.card.reader import READERS, wait_until_empty
from tests.stories.glass import BareGlass
from voices.voice import SilentVoice, Voice

ASKS_NOTHING = "ubeg.birth"
NOW = "ubeg.residence"
LANGUAGES: tuple[Language, ...] = ("mn", "en")


class Bench:
    """A kiosk with a glass without a screen and a voice that keeps what it would say. Opened by `with`."""

    def __init__(self, given: Given, state: StateFolder, voice: Voice | None = None) -> None:
        self.glass = BareGlass()
        self.voice = SilentVoice(keeps=True)
        self.kiosk = Kiosk(given, state, self.glass.surface, voice or self.voice)
        self.glass.kiosk = self.kiosk
        self.actor = Actor(self.glass)

    def __enter__(self) -> Self:
        self.kiosk.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kiosk.close()

    @property
    def state(self) -> State:
        return self.actor.state

    @property
    def screen(self) -> Screen:
        return self.actor.screen

    @property
    def page(self) -> str:
        return self.screen.page.name

    def part(self, part: Part) -> tuple[str, str]:
        """Return the health and the fault of *part* as it is known now."""
        found = self.glass.visit.house.readiness.part(part)
        return found.health, found.fault

    def wait_for_part(self, part: Part, fault: str, seconds: float = 20.0) -> None:
        """Wait until *part* has *fault*, or none for "" (and was looked at)."""
        self.actor.wait_until(
            lambda: self.part(part)[1] == fault and self.part(part)[0] != "untested", f"{part} {fault}", seconds
        )

    def words(self, language: Language) -> Words:
        return words_of(language)

    def press_pin(self, digits: str) -> None:
        """Press places of the PIN pad, one after the other, without going on."""
        visit = self.glass.visit
        for digit in digits:
            visit.press_pin(PIN_KEYS.index(digit), visit.seat.turn)

    def refused(self) -> str:
        """Return the fault of the state as it is now, "" when it has none."""
        return str(getattr(self.state, "fault", ""))


class Scene(Bench):
    """A bench on the parts of a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        super().__init__(take(stage.setting.site, stage.setting.state), stage.setting.state)

    def wait_until_well(self) -> None:
        """Wait for every part, and until the reader has seen its slot empty: no hand swaps cards faster."""
        self.wait_for_part("card", "")
        for reader in READERS:
            wait_until_empty(reader)
        self.wait_for_part("printer", "")
        self.actor.wait_for(Idle)

    def tidy(self) -> None:
        """End the visit, take the card out and put every part right."""
        self.stage.printer.repair()
        self.take_cards()
        self.glass.visit.report(TimedOut())
        self.actor.wait_for(Idle)
        self.stage.turn_link(up=False)
        self.wait_for_link("LINK-10")

    def take_cards(self) -> None:
        """Empty both readers once no card's power is being taken: pcscd 1.9.9 would lose sight of the next card."""
        self.kiosk._card.sign(b"")  # answered behind whatever was asked of the card before
        for slot, reader in ((self.stage.slot, READERS[0]), (self.stage.second_slot, READERS[1])):
            slot.remove()
            wait_until_empty(reader)

    def wait_for_link(self, fault: str, health: str = "") -> None:
        """Wait until the kiosk knows that the link has *fault*, "" for none."""

        def known() -> bool:
            self.kiosk.look()
            now, found = self.part("link")
            return found == fault and now != "untested" and health in ("", now)

        self.actor.wait_until(known, f"the link {fault} {health}", 30)

    def log_in(self, card: CardName = "citizen") -> None:
        self.stage.insert(card)
        self.actor.wait_for(AskingPin)
        self.actor.enter_pin(self.stage.pin_of(card))
        self.actor.wait_for(Home)

    def open_service(self, service: str = ASKS_NOTHING) -> None:
        """Find *service* in its area of life, and open its description."""
        self.actor.do(AreaOpened(self.glass.visit.house.service(service).areas[0]))
        self.actor.wait_for(InArea)
        self.actor.do(ServiceOpened(service))
        self.actor.wait_for(About)

    def review(self, service: str = ASKS_NOTHING) -> None:
        """Go on to the review of *service*, with every question answered."""
        self.open_service(service)
        self.actor.do(Continued())
        self.actor.wait_for(Filling, Reviewing)
        self.actor.fill(self.glass.visit.house.service(service), lambda: None)
        self.actor.wait_for(Reviewing)

    def send(self) -> None:
        self.actor.do(ConsentTicked())
        self.actor.do(SendConfirmed())

    def hand_in(self, service: str = ASKS_NOTHING) -> Done:
        """Hand in *service* and wait until its paper is settled."""
        self.review(service)
        self.send()
        return self.settled()

    def settled(self) -> Done:
        """Wait until it is known what became of the paper."""
        self.actor.wait_for(Done, seconds=40)
        self.actor.wait_until(lambda: self._paper() is not None, "the printer", 30)
        assert isinstance(self.state, Done)
        return self.state

    def offers(self, deed: Choice) -> bool:
        return any(stop.deed == deed for stop in stops(self.screen))

    def numbers(self) -> tuple[str, ...]:
        """Return the number of every request this kiosk keeps."""
        assert self.kiosk.cabinet is not None
        return tuple(entry.receipt for entry in self.kiosk.cabinet.outbox.entries())

    def number(self) -> str:
        """Return the number of the request that was handed in just now."""
        assert isinstance(self.state, Done)
        return self.state.queued.number

    def listed(self) -> tuple[Listed, ...]:
        assert isinstance(self.state, MyRequests)
        return self.state.requests or ()

    def papers(self, number: str) -> list[tuple[int, str]]:
        """Return copy and state of every paper of *number*, as the journal knows them."""
        assert self.kiosk.cabinet is not None
        return [(paper.copy, paper.state) for paper in self.kiosk.cabinet.papers.of_receipt(number)]

    def _paper(self) -> str | None:
        return self.state.paper if isinstance(self.state, Done) else None


def said(page: Page, language: Language) -> str:
    """Return everything the voice says of *page* before a key is pressed."""
    return "\n".join(words_of(language).say(wording) for wording in script(page))


def is_said(page: Page, wording: Wording) -> bool:
    """Say whether *wording* is said on *page*, in each language."""
    return all(words_of(language).say(wording) in said(page, language) for language in LANGUAGES)
