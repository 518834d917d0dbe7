"""The machine around a blind person: a visit with test desks that answer in their time. Hands over ears and fingers.

This module alone knows the kiosk. A person gets its `Booth` and uses only what
stands under "the person's side".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgspec

from config.fluent import Words
from config.keypads import KeyName, KeypadSettings, ProfileName
from config.words import Language
from kiosk.citizen import Citizen
from kiosk.crew import Crew, Reply
from kiosk.desks.guarded import GuardedCard
from kiosk.entry import Draft
from kiosk.house import House
from kiosk.pin_guard import Instant, PinGuard
from kiosk.presentation import Presentation
from kiosk.request import Listed, PaperVerdict, Queued
from kiosk.request import Reply as Answered
from kiosk.session.effects import PrintPaper, PrintSheet
from kiosk.session.events import (
    CardCame,
    CardWent,
    HandedIn,
    LoggedIn,
    LogInFailed,
    PaperSettled,
    PinWrong,
    ReplyCame,
    ReplyLate,
    RequestsFound,
)
from kiosk.session.pin_answers import LastTryLeft, PinChanged
from kiosk.session.upkeep import Diagnosed
from kiosk.speech import Speaker
from kiosk.visit import Visit
from tests.blind.hearing import Ear, Heard
from tests.kiosk.crew import Drawer, Glass, Loupe, Roll
from tests.kiosk.house import DORJ, a_house, published, words

PIN = "83518351"
QUIET = 1.0
LONGEST_WAIT = 600.0
BLOCKED = "CARD-08"
WordsOf = Callable[[Language], Words]


@dataclass(frozen=True)
class Circumstances:
    """What is so at the machine on this day: nothing of it is told to the person but by the voice."""

    house: House
    pin: str = PIN
    private: bool = True
    answers_come: bool = True
    papers: tuple[PaperVerdict, ...] = ("printed",)
    words_of: WordsOf = words
    pad: ProfileName = "nav5"


@dataclass
class Paper:
    """A paper that fell into the tray."""

    number: str
    service: str


@dataclass
class _Card:
    """A card that knows its PIN."""

    booth: Booth
    pin: str
    tries: int = 3

    def release(self) -> None: ...

    def say_again(self) -> None:
        if self.booth.card_in:
            self.booth.later(0.5, lambda: self.booth.visit.report(CardCame(self.tries, shortest=4)))

    def log_in(self, secret: bytearray | None, reply: Reply, *, last_try: bool = False) -> None:
        given = bytes(secret or b"").decode()
        self.booth.later(2.0, lambda: reply(self._judge(given, LoggedIn(DORJ), last_try=last_try)))

    def change_pin(self, old: bytearray, new: bytearray, reply: Reply, *, last_try: bool = False) -> None:
        given, wanted = bytes(old).decode(), bytes(new).decode()

        def change() -> None:
            answer = self._judge(given, PinChanged(), last_try=last_try)
            if isinstance(answer, PinChanged):
                self.pin = wanted
            reply(answer)

        self.booth.later(2.0, change)

    def _judge(
        self, given: str, good: LoggedIn | PinChanged, *, last_try: bool
    ) -> LoggedIn | PinChanged | PinWrong | LastTryLeft | LogInFailed:
        if self.tries == 1 and not last_try:
            return LastTryLeft()
        if given == self.pin:
            self.tries = 3
            return good
        self.tries -= 1
        return PinWrong(self.tries) if self.tries else LogInFailed(BLOCKED)


class _Store(Drawer):
    """A store in memory that keeps every request and, with a link, brings answers to those that wait for one."""

    def __init__(self, booth: Booth) -> None:
        super().__init__()
        self._booth = booth
        self.kept: list[Listed] = []

    def hand_in(self, citizen: Citizen | None, draft: Draft, presentation: Presentation, reply: Reply) -> None:
        super().hand_in(citizen, draft, presentation, reply)
        house = self._booth.visit.house
        number = f"K017-{len(self.kept) + 7361}"
        waits = house.service(draft.service).lane == "now" and citizen is not None and house.readiness.link_up
        queued = Queued(number, f"job-{number}", "2026-11-22T14:05", waits_for_reply=waits)
        self.kept.append(Listed(number, draft.service, "waiting", queued.created))
        self._booth.later(1.5, lambda: reply(HandedIn(queued)))

    def await_answer(self, queued: Queued, reply: Reply) -> None:
        answer = Answered("Лавлагаа", ("Дорж",), "qr:test")
        came = ReplyCame(queued.number, answer) if self._booth.is_answered else ReplyLate(queued.number)
        self._booth.later(6.0, lambda: reply(came))

    def find_requests(self, citizen: Citizen, reply: Reply) -> None:
        self._booth.later(0.5, lambda: reply(RequestsFound(tuple(self.kept))))


class _Printer(Roll):
    """A printer that does with each paper what is so today; the last verdict stays."""

    def __init__(self, booth: Booth, verdicts: tuple[PaperVerdict, ...]) -> None:
        super().__init__()
        self._booth = booth
        self._verdicts = list(verdicts)

    def print_paper(self, paper: PrintPaper, presentation: Presentation, reply: Reply) -> None:
        verdict = self._verdicts.pop(0) if len(self._verdicts) > 1 else self._verdicts[0]
        settled = PaperSettled(
            paper.queued.number, paper.attempt, verdict, "PRINTER-04" if verdict == "not_printed" else ""
        )

        def come_out() -> None:
            if verdict != "not_printed":
                self._booth.tray.append(Paper(paper.queued.number, paper.service))
            reply(settled)

        self._booth.later(4.0, come_out)

    def print_sheet(self, sheet: PrintSheet, presentation: Presentation, reply: Reply) -> None:
        self._booth.tray.append(Paper(sheet.sheet, sheet.service))
        self._booth.later(4.0, lambda: reply(PaperSettled(sheet.sheet, 0, "printed")))


class _Clinic:
    def examine(self, part: object, reply: Reply) -> None:
        reply(Diagnosed())

    def restart_reader(self, reply: Reply) -> None: ...

    def count_new_roll(self, reply: Reply) -> None: ...


@dataclass
class Strokes:
    """What the person did with the hands, in order."""

    keys: list[KeyName] = field(default_factory=list)


class Booth:
    """A kiosk and somebody in front of it who cannot see."""

    def __init__(self, on: Circumstances) -> None:
        self._now = 1000.0
        self._due: list[tuple[float, Callable[[], None]]] = []
        self.ear = Ear(keeps=True, clock=lambda: self._now)
        self.tray: list[Paper] = []
        self.card_in = False
        self.is_answered = on.answers_come
        self.card, self.store = _Card(self, on.pin), _Store(self)
        guard = PinGuard(lambda: Instant("boot", self._now, 0.0))
        crew = Crew(
            GuardedCard(self.card, guard),
            self.store,
            _Printer(self, on.papers),
            _Clinic(),
            Speaker(self.ear, on.words_of),
            Loupe(),
        )
        self.visit = Visit(_house(on), crew, Glass(), lambda: self._now)
        self.visit.start()
        self.strokes: list[KeyName] = []

    def later(self, seconds: float, happens: Callable[[], None]) -> None:
        """Let something happen in *seconds*."""
        self._due.append((self._now + seconds, happens))

    # --- the person's side ---------------------------------------------------

    @property
    def now(self) -> float:
        """Return the seconds a person would count."""
        return self._now

    def press(self, key: KeyName) -> None:
        """Press a key."""
        self.strokes.append(key)
        self.visit.press_key(key)

    def listen(self) -> list[Heard]:
        """Listen until it is quiet, and return what was heard since the last time."""
        self._go_on_until(lambda: self.ear.busy_until == 0.0)
        return self._take_heard()

    def wait(self, seconds: float) -> list[Heard]:
        """Stand there for *seconds* and return what was heard."""
        end = self._now + seconds
        self._go_on_until(lambda: self._now >= end)
        return self._take_heard()

    def tones(self) -> list[str]:
        """Return the sounds since the last time."""
        heard = list(self.ear.tones)
        self.ear.tones.clear()
        return [str(kind) for kind in heard]

    def insert_card(self) -> None:
        """Put the card in."""
        self.card_in = True
        self.visit.report(CardCame(self.card.tries, shortest=4))

    def take_card(self) -> None:
        """Take the card out."""
        self.card_in = False
        self.visit.report(CardWent())

    def take_paper(self) -> Paper | None:
        """Feel for a paper and take it."""
        return self.tray.pop() if self.tray else None

    # --- time ----------------------------------------------------------------

    def _go_on_until(self, enough: Callable[[], bool]) -> None:
        end = self._now + LONGEST_WAIT
        self._happen()
        while not enough() and self._now < end:
            self._now += 1.0
            self._happen()
            self.visit.tick()

    def _happen(self) -> None:
        for due in sorted((one for one in self._due if one[0] <= self._now), key=lambda one: one[0]):
            self._due.remove(due)
            due[1]()
        self.ear.pass_time()

    def _take_heard(self) -> list[Heard]:
        heard = list(self.ear.heard)
        self.ear.heard.clear()
        return heard


def _house(on: Circumstances) -> House:
    """Return the house of a day, with its pad, and with a headset where it is private."""
    settings = msgspec.structs.replace(on.house.settings, keypad=KeypadSettings(profile=(on.pad,)))
    return replace(on.house, headset=on.private, settings=settings)


def a_day(**changes: object) -> Circumstances:
    """Return the usual circumstances: the published catalogue, everything well, with *changes*."""
    usual = Circumstances(a_house(published()))
    return replace(usual, **changes)  # type: ignore[arg-type]  # fields of Circumstances
