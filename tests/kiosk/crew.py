"""Everybody a visit gives work to, as fakes that write down and answer when a test says so; and five keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from config.keypads import KeyName
from kiosk.citizen import Citizen
from kiosk.crew import Crew, Reply
from kiosk.desks.guarded import GuardedCard
from kiosk.entry import Draft
from kiosk.house import House
from kiosk.keypad import find_stop
from kiosk.observer import AuditNote
from kiosk.pages.blocks import PIN_KEYS
from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop, stops, walk
from kiosk.pin_guard import Instant, PinGuard
from kiosk.presentation import Presentation
from kiosk.request import Queued
from kiosk.session.effects import PrintPaper, PrintSheet
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    Choice,
    ConsentTicked,
    Continued,
    LoggedIn,
    SendConfirmed,
    ServiceOpened,
)
from kiosk.session.jack import HeadsetIn, HeadsetOut
from kiosk.session.upkeep import Test
from kiosk.speech import Speaker
from kiosk.turn import Turn
from kiosk.visit import Visit
from tests.kiosk.hand import Hand
from tests.kiosk.house import DORJ, NOW, a_house, words
from voices.earcons import ToneKind
from voices.protocol import Route
from voices.voice import Utterance, VoiceState


class Clock:
    """A clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Recorder:
    """A voice that writes down."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.tones: list[str] = []
        self.routes: list[str] = []
        self.rate, self.volume = 4, 6
        self.silences = self.forgotten = self.pauses = 0
        self.holds = False
        self.on_say: Callable[[Sequence[Utterance]], None] = lambda _: None
        self._finished: Callable[[], None] | None = None

    def say(self, utterances: Sequence[Utterance], on_finished: Callable[[], None] | None = None) -> None:
        self.said += [one.text for one in utterances]
        self.on_say(utterances)
        self._finished = on_finished
        if not self.holds:
            self.finish()

    def finish(self) -> None:
        """End what is being said as if it had been heard."""
        self.finish_later()()

    def finish_later(self) -> Callable[[], None]:
        """Return what ends what is being said, for who is late."""
        finished, self._finished = self._finished, None
        return finished or (lambda: None)

    def silence(self) -> None:
        self.silences += 1

    def pause(self) -> None:
        self.pauses += 1

    def tone(self, kind: ToneKind) -> None:
        self.tones.append(kind)

    def set(self, rate: int, volume: int) -> None:
        self.rate, self.volume = rate, volume

    def forget(self) -> None:
        self.said.clear()
        self.forgotten += 1

    def close(self) -> None: ...

    def route(self, to: Route) -> None:
        self.routes.append(to)

    def state(self) -> VoiceState:
        return VoiceState("none", "ok", mongolian=False)

    def watch(self, changed: Callable[[VoiceState], None]) -> None: ...


@dataclass
class CardSlot:
    """A card that is asked for its PIN; `pin` is the very bytearray that was handed over."""

    pin: bytearray = field(default_factory=bytearray)
    seen: list[bytes] = field(default_factory=list)
    changed: list[tuple[bytearray, bytearray]] = field(default_factory=list)
    last_tries: list[bool] = field(default_factory=list)
    on_reader: list[bool] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    asked_again: int = 0
    released: int = 0

    def release(self) -> None:
        self.released += 1

    def say_again(self) -> None:
        self.asked_again += 1

    def log_in(self, secret: bytearray | None, reply: Reply, *, last_try: bool = False) -> None:
        self.pin = secret if secret is not None else bytearray()
        self.seen.append(bytes(self.pin))
        self.last_tries.append(last_try)
        self.on_reader.append(secret is None)
        self.replies.append(reply)

    def change_pin(self, old: bytearray, new: bytearray, reply: Reply, *, last_try: bool = False) -> None:
        self.changed.append((old, new))
        self.last_tries.append(last_try)
        self.replies.append(reply)


@dataclass
class Drawer:
    """A store that keeps what it was asked and answers later."""

    handed_in: list[tuple[Citizen | None, Draft, Presentation, Reply]] = field(default_factory=list)
    awaited: list[tuple[Queued, Reply]] = field(default_factory=list)
    looked_up: list[tuple[Citizen, Reply]] = field(default_factory=list)
    notes: list[AuditNote] = field(default_factory=list)
    forgotten: int = 0

    def hand_in(self, citizen: Citizen | None, draft: Draft, presentation: Presentation, reply: Reply) -> None:
        self.handed_in.append((citizen, draft, presentation, reply))

    def await_answer(self, queued: Queued, reply: Reply) -> None:
        self.awaited.append((queued, reply))

    def find_requests(self, citizen: Citizen, reply: Reply) -> None:
        self.looked_up.append((citizen, reply))

    def note(self, note: AuditNote) -> None:
        self.notes.append(note)

    def forget(self) -> None:
        self.forgotten += 1


@dataclass
class Roll:
    """A printer."""

    papers: list[tuple[PrintPaper, Presentation, Reply]] = field(default_factory=list)
    tests: list[Reply] = field(default_factory=list)
    sheets: list[tuple[PrintSheet, Presentation, Reply]] = field(default_factory=list)
    read: list[tuple[PrintPaper | PrintSheet, Presentation, Reply]] = field(default_factory=list)
    forgotten: int = 0

    def print_sheet(self, sheet: PrintSheet, presentation: Presentation, reply: Reply) -> None:
        self.sheets.append((sheet, presentation, reply))

    def read_paper(self, paper: PrintPaper | PrintSheet, presentation: Presentation, reply: Reply) -> None:
        self.read.append((paper, presentation, reply))

    def print_paper(self, paper: PrintPaper, presentation: Presentation, reply: Reply) -> None:
        self.papers.append((paper, presentation, reply))

    def print_test_page(self, reply: Reply) -> None:
        self.tests.append(reply)

    def forget(self) -> None:
        self.forgotten += 1


@dataclass
class Doctor:
    asked: list[tuple[Test, Reply]] = field(default_factory=list)
    restarts: list[Reply] = field(default_factory=list)
    rolls: list[Reply] = field(default_factory=list)

    def examine(self, part: Test, reply: Reply) -> None:
        self.asked.append((part, reply))

    def restart_reader(self, reply: Reply) -> None:
        self.restarts.append(reply)

    def count_new_roll(self, reply: Reply) -> None:
        self.rolls.append(reply)


@dataclass
class Loupe:
    """A judge of papers: keeps the very bytearrays it was handed, what was in them, and answers when a test says so."""

    codes: list[bytearray] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    def check(self, code: bytearray, reply: Reply) -> None:
        self.codes.append(code)
        self.seen.append(bytes(code))
        self.replies.append(reply)


@dataclass
class Glass:
    """A face that keeps what it shows, and the turn it shows it on."""

    shown: list[tuple[Screen, Presentation, Turn]] = field(default_factory=list)
    forgotten: int = 0

    def show(self, screen: Screen, presentation: Presentation, on: Turn) -> None:
        self.shown.append((screen, presentation, on))

    def forget(self) -> None:
        self.shown.clear()
        self.forgotten += 1


class Kiosk:
    """A visit with its crew, and somebody in front of it with a finger and five keys."""

    def __init__(self, house: House | None = None, *, voice: Any = None, speaks: type[Speaker] = Speaker) -> None:
        self.clock, self.voice, self.glass = Clock(), voice or Recorder(), Glass()
        self.card, self.drawer, self.roll, self.doctor = CardSlot(), Drawer(), Roll(), Doctor()
        self.verifier, self.speaker = Loupe(), speaks(self.voice, words)
        self.guard = PinGuard(lambda: Instant("boot", self.clock.seconds, 0.0))
        crew = Crew(
            GuardedCard(self.card, self.guard),
            self.drawer,
            self.roll,
            self.doctor,
            self.speaker,
            self.verifier,
        )
        self.visit = Visit(house or replace(a_house(), headset=True), crew, self.glass, self.clock)
        self.visit.start()
        self.hand = Hand(lambda: self.visit.seat.state, lambda: self.visit.screen.page, self.walk_to)

    @property
    def state(self) -> object:
        return self.visit.seat.state

    @property
    def focused(self) -> Stop | None:
        return find_stop(self.visit.screen, self.visit.screen.focus)

    def plug(self, *, inserted: bool) -> None:
        """Put a headset into the jack, or pull it out."""
        self.visit.headset_moved(inserted, HeadsetIn() if inserted else HeadsetOut())

    def touch(self, deed: Choice) -> None:
        """Touch what does *deed* on the page that is shown."""
        screen, _, on = self.glass.shown[-1]
        assert deed in [stop.deed for stop in stops(screen)]
        self.visit.choose(deed, on)

    def keys(self, *names: KeyName) -> None:
        for name in names:
            self.visit.press_key(name)

    def walk_to(self, deed: Choice) -> None:
        """Reach what does *deed* with up and down alone, and press it."""
        self._walk(lambda stop: stop.deed == deed)
        self.keys("enter")

    def type_code(self, digits: str) -> None:
        for digit in digits:
            self._walk(lambda stop, place=PIN_KEYS.index(digit): stop.pin == place)  # type: ignore[misc]  # a digit is a key
            self.keys("enter")

    def wait(self, seconds: int) -> None:
        """Let *seconds* pass, one tick each."""
        for _ in range(seconds):
            self.clock.seconds += 1
            self.visit.tick()

    def _walk(self, there: Callable[[Stop], bool]) -> None:
        wanted = next((stop for stop in stops(self.visit.screen) if there(stop)), None)
        assert wanted is not None, f"{self.visit.screen.page.name} does not offer it"
        if self.focused is None:
            self.keys("down")
        if wanted.group and self.focused and self.focused.group != wanted.group:
            self._step_to(wanted.group.id)
            self.keys("enter")
        self._step_to(wanted.id)
        assert self.focused is not None
        assert there(self.focused)

    def _step_to(self, wanted: str) -> None:
        screen = self.visit.screen
        order = [stop.id for stop in walk(stops(screen), screen.focus)]
        way = order.index(wanted) - order.index(screen.focus or "")
        self.keys(*(("down" if way > 0 else "up"),) * abs(way))


CODE = "83518351"


def with_code(code: str = CODE, house: House | None = None) -> Kiosk:
    """Return a kiosk whose card was handed *code*."""
    kiosk = Kiosk(house)
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, code)
    kiosk.touch(Continued())
    return kiosk


def press_code(kiosk: Kiosk, code: str) -> None:
    for digit in code:
        kiosk.visit.press_pin(PIN_KEYS.index(digit), kiosk.visit.seat.turn)


def logged_in(house: House | None = None) -> Kiosk:
    kiosk = with_code(house=house)
    kiosk.card.replies[-1](LoggedIn(DORJ))
    return kiosk


def sending(house: House | None = None, service: str = NOW) -> Kiosk:
    kiosk = logged_in(house)
    for deed in (AreaOpened("home"), ServiceOpened(service), Continued(), ConsentTicked(), SendConfirmed()):
        kiosk.touch(deed)
    return kiosk


def said(kiosk: Kiosk) -> str:
    return " ".join(kiosk.voice.said)
