"""The laws of a visit, checked after every event that reaches a seat, whoever moves it.

`Watched` asks a rule (`kiosk.turn.answer`, or one with a seeded fault) and
holds what came out against the laws. It knows the world only by what it was
told itself: whose card is in, what was handed in, what was printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings

from kiosk import turn
from kiosk.citizen import Citizen
from kiosk.entry import Draft, Entry
from kiosk.house import House
from kiosk.pages.blocks import Machine
from kiosk.pages.build import screen_of
from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop, page_stops, stops
from kiosk.request import Queued, Reply
from kiosk.session.assisting import is_beside
from kiosk.session.covers import Cover, HeadsetGone, Helping, IdleAsked, LearningKeys, Listening
from kiosk.session.effects import DropWords, Effect, Forget, HandIn, PrintPaper
from kiosk.session.events import (
    Answer,
    Cancelled,
    CardWent,
    Choice,
    Event,
    Finished,
    HandedIn,
    NobodyThere,
    PaperJudged,
    Report,
    RequestsFound,
    SendConfirmed,
    Stayed,
    TimedOut,
    WentBack,
    WentHome,
)
from kiosk.session.people import citizen_of, lowest, officer_of
from kiosk.session.readers import OfficerWent
from kiosk.session.states import (
    AskingDocument,
    AskingPin,
    Assisting,
    CardTrouble,
    ChangingPin,
    Done,
    Idle,
    OneRequest,
    OutOfService,
    Sending,
    State,
    TakeCard,
    TakePaper,
    Waiting,
)
from kiosk.turn import Seat, Turn
from sync.certificates.finding import Said
from tests.kiosk.house import leaves

Rule = Callable[..., tuple[Seat, tuple[Effect, ...]]]
ASKING = (TakeCard, TakePaper)
NOBODYS = (Idle, OutOfService, *ASKING)
OUT = (WentBack, WentHome, Finished, Cancelled, Stayed, PaperJudged)


@dataclass
class Watched:
    """A seat moved by *rule*; every move is held against the laws."""

    house: House
    rule: Rule = turn.answer
    seat: Seat = field(init=False)
    personal: set[str] = field(default_factory=set)
    handed_in: set[str] = field(default_factory=set)
    printed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seat = Seat(presentation=turn.usual(self.house))

    @property
    def screen(self) -> Screen:
        return screen_of(self.seat.state, self.house, self.seat.presentation)

    def pressable(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in stops(self.screen) if stop.deed is not None)

    def take(self, event: Event, asked_on: Turn | None = None) -> tuple[Effect, ...]:
        """Let *event* happen and check every law."""
        before = self.seat
        self._note(event, asked_on)
        self.seat, effects = self.rule(before, event, self.house, asked_on=asked_on)
        self._gate(before, event, asked_on, effects)
        self._jaws(before, event)
        self._endings(before, event, effects)
        self._turns(before, effects)
        self._papers(before, event, effects)
        covers_another_kind(self.seat.state)
        a_page_with_a_way_on_and_out(self.seat.state, self.screen)
        each_to_their_own(self.seat.state, self.screen)
        return effects

    def _note(self, event: Event, asked_on: Turn | None) -> None:
        self.personal |= personal_in(self.seat.state) | personal_in(event)
        if isinstance(event, HandedIn) and asked_on and asked_on.visit == self.seat.turn.visit:
            self.handed_in.add(event.queued.number)
        if isinstance(event, RequestsFound) and asked_on and asked_on.visit == self.seat.turn.visit:
            self.handed_in |= {request.number for request in event.requests}

    def _gate(self, before: Seat, event: Event, asked_on: Turn | None, effects: tuple[Effect, ...]) -> None:
        """Law: what was asked on another turn (a choice) or in another visit (an answer) changes nothing."""
        if isinstance(event, Report):
            return
        stale = asked_on is None or asked_on.visit != before.turn.visit
        if isinstance(event, Choice) and not isinstance(event, Answer):
            stale = stale or asked_on != before.turn
        if stale:
            assert (self.seat, effects) == (before, ()), f"a stale {type(event).__name__} was taken"

    def _turns(self, before: Seat, effects: tuple[Effect, ...]) -> None:
        """Law: whatever changes is another page, and whatever forgets is another visit."""
        shown = (before.state, before.presentation) != (self.seat.state, self.seat.presentation)
        forgets = any(isinstance(effect, Forget) for effect in effects)
        if shown or effects:
            assert self.seat.turn.page > before.turn.page, "a second press of the same key would count"
        assert self.seat.turn.visit == before.turn.visit + forgets

    def _endings(self, before: Seat, event: Event, effects: tuple[Effect, ...]) -> None:
        """Law: taking the card and letting the time pass forget, and after it nothing of the person is left."""
        forgets = [effect for effect in effects if isinstance(effect, Forget)]
        kept = staying(before.state, self.seat.state)
        if isinstance(event, CardWent) and not is_officers_own(before.state):
            assert isinstance(self.seat.state, Idle | OutOfService | TakePaper) or kept, (
                "the card went and the page stayed"
            )
            assert len(forgets) == 1, "the card went and nothing forgotten"
        if isinstance(event, OfficerWent) and (officer_of(before.state) or is_beside(before.state)):
            self._officer_is_forgotten(before.state, len(forgets))
        if isinstance(event, TimedOut) and not isinstance(before.state, Sending):
            assert len(forgets) == 1, "timed out and nothing forgotten"
        begins = staff_begins(before.state, self.seat.state)
        dropped = forgets or DropWords() in effects or nobody_was_here(before.state)
        assert not begins or dropped, "staff began, and whoever was here is remembered"
        if forgets:
            assert isinstance(self.seat.state, NOBODYS) or kept or begins, "forgotten, and not on nobody's page"
            leaves_now = isinstance(self.seat.state, ASKING) and type(self.seat.state) is not type(before.state)
            heard = before.presentation if leaves_now else turn.usual(self.house)
            assert self.seat.presentation == heard, "the next one hears the last one's settings"
            held = [leaf for leaf in leaves(self.seat) if isinstance(leaf, str)]
            gone = self.personal - (personal_in(kept) if kept else set())
            assert not any(secret in leaf for leaf in held for secret in gone), "something is left"
            assert effects[-1] == Forget(), "something is done for a person who was forgotten"
            self.personal, self.handed_in = personal_in(kept) if kept else set(), set()

    def _jaws(self, before: Seat, event: Event) -> None:
        """Law: nobody is served while a paper of somebody else is held out; only a wait without any end is ended."""
        if isinstance(before.state, TakePaper) and self.house.paper_out and not isinstance(event, NobodyThere):
            assert isinstance(self.seat.state, TakePaper), "somebody else's paper was there for the next one"
        if self.house.paper_out and self.seat.state != before.state and not isinstance(event, NobodyThere):
            assert not isinstance(self.seat.state, Idle | OutOfService), "somebody's paper was left and not asked for"

    def _officer_is_forgotten(self, before: State, forgets: int) -> None:
        """Law: an officer's card that is pulled beside ends whatever it was for."""
        officer = officer_of(before)
        if officer is None or officer.stays:
            assert forgets == 1, "the officer went and nothing forgotten"
            assert isinstance(self.seat.state, NOBODYS), "the officer went and the page stayed"
            assert officer_of(self.seat.state) is None, "the officer went and is still known"

    def _papers(self, before: Seat, event: Event, effects: tuple[Effect, ...]) -> None:
        """Law: a paper only for what is durably queued, each a new attempt; one hand-in for one confirmation."""
        for paper in (effect for effect in effects if isinstance(effect, PrintPaper)):
            number = paper.queued.number
            if isinstance(before.state, OneRequest):
                self.printed.pop(number, None)  # printed anew from the list: its papers are counted from there
            assert number in self.handed_in, "a paper for what was not handed in"
            assert paper.attempt > self.printed.get(number, -1), "the same paper twice"
            self.printed[number] = paper.attempt
        sent = [effect for effect in effects if isinstance(effect, HandIn)]
        assert len(sent) <= isinstance(event, SendConfirmed), "handed in without a confirmation"


def staff_begins(before: State, now: State) -> bool:
    """Tell whether *now* is the first page of an officer or a technician: logged in, or asked for a PIN beside."""
    return (_is_of_staff(now) or is_beside(now)) and not (_is_of_staff(before) or is_beside(before))


def _is_of_staff(state: State) -> bool:
    citizen = citizen_of(state)
    return officer_of(state) is not None or (citizen is not None and citizen.role == "technician")


def nobody_was_here(before: State) -> bool:
    """Tell whether there was nobody in *before*, and nothing lay over it that somebody had opened."""
    return isinstance(before, Idle | OutOfService)


def staying(before: State, now: State) -> Citizen | None:
    """Return the officer in *now* who may be remembered: who was there before, with a card in the second reader."""
    officer = officer_of(now)
    return officer if officer is not None and officer.stays and officer == officer_of(before) else None


def is_officers_own(before: State) -> bool:
    """Tell whether the card in *before* is not the one a visit stands on: an officer waits for another one."""
    officer, below = officer_of(before), lowest(before)
    waits = isinstance(below, Assisting) or (isinstance(below, CardTrouble) and officer is not None)
    return is_beside(before) or (waits and officer is not None and (not officer.stays or isinstance(below, Assisting)))


def personal_in(value: object) -> set[str]:
    """Return the texts in *value* that belong to a person: names, answers, what is typed, replies, numbers."""
    if isinstance(value, Citizen):
        if value.practice:
            return set()
        known = {value.regnum, value.given_name, value.family_name, value.number}
        return known - {""}  # a document may know no register number, and a card has no number of its own
    if isinstance(value, Said):
        return {value.name, value.born} - {""}
    if isinstance(value, Entry | Draft | Reply | Queued):
        return {leaf for leaf in leaves(value) if isinstance(leaf, str) and len(leaf) > 3} - BARE
    if hasattr(value, "__dataclass_fields__"):
        return {text for name in value.__dataclass_fields__ for text in personal_in(getattr(value, name))}
    return {text for one in value for text in personal_in(one)} if isinstance(value, tuple) else set()


BARE = {"small", "capital", "latin", "latin_capital"}


def is_waiting(state: State) -> bool:
    """Tell whether an answer is on its way that will move the page by itself."""
    match state:
        case Sending() | Waiting() | TakePaper():
            return True
        case Done(paper=None):
            return True
        case AskingPin(busy=True) | AskingDocument(busy=True) | ChangingPin(busy=True):
            return True
        case _:
            return False


def a_page_with_a_way_on_and_out(state: State, screen: Screen) -> None:
    """Law: every page can be left, and leads somewhere."""
    ids = [stop.id for stop in stops(screen)]
    assert len(ids) == len(set(ids)), "two places of the same name"
    by_card = any(isinstance(block, Machine) and block.lit == "card" for block in screen.page.blocks)
    if is_waiting(state) or by_card:
        return
    pressable = [stop.deed for stop in page_stops(screen.page)]
    deeds = (screen.page.back, *pressable)
    assert any(deeds) or isinstance(state, OutOfService), f"{screen.page.name} leads nowhere"
    assert any(isinstance(deed, OUT) for deed in deeds) or isinstance(state, OutOfService), (
        f"{screen.page.name} cannot be left"
    )


def covers_another_kind(state: State) -> None:
    """Law: help lies over a page, the idle question over a page or help; neither over itself."""
    if isinstance(state, IdleAsked):
        assert not isinstance(state.below, IdleAsked), "the idle question lies over itself"
        covers_another_kind(state.below)
    if isinstance(state, Listening):
        assert not isinstance(state.below, IdleAsked | Listening), "the menu lies over another cover than help"
        covers_another_kind(state.below)
    if isinstance(state, Helping):
        assert not isinstance(state.below, Cover), "help lies over a covering page"
    if isinstance(state, HeadsetGone):
        assert not isinstance(state.below, IdleAsked | HeadsetGone), "the question of the headset lies over a question"
    if isinstance(state, LearningKeys):
        assert not isinstance(state.below, IdleAsked | LearningKeys), "the practice of keys lies over a question"


def each_to_their_own(state: State, screen: Screen) -> None:
    """Law: a technician sees the technician's pages (and the idle question), a citizen never."""
    citizen = citizen_of(state)
    technician = citizen is not None and citizen.role == "technician"
    assert screen.page.staff == technician or screen.page.bare, f"{screen.page.name} is not for them"


def rounds(examples: int, steps: int) -> settings:
    """Return how often chance may play a visit, and how long: always anew, and never searched for the shortest."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=(Phase.generate,),
    )
