"""Whatever happens in whatever order, the laws of a visit hold; and a broken rule is caught."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from kiosk import turn
from kiosk.citizen import Citizen
from kiosk.pages.stops import page_stops
from kiosk.request import PaperMoment
from kiosk.session.codes import CodeChecked, CodeRead
from kiosk.session.effects import (
    AwaitAnswer,
    CheckCode,
    CheckDocument,
    CheckPin,
    Diagnose,
    Effect,
    FindRequests,
    Forget,
    HandIn,
    PrintPaper,
    PrintTestPage,
)
from kiosk.session.events import (
    AreaOpened,
    Browsed,
    CardCame,
    CardTroubled,
    CardWent,
    ConsentTicked,
    Continued,
    Event,
    HandedIn,
    LoggedIn,
    LogInFailed,
    NobodyThere,
    NotHandedIn,
    PaperSettled,
    PaperWent,
    PinCount,
    PinWrong,
    ReplyCame,
    ReplyLate,
    RequestsFound,
    SecondsLeft,
    SendConfirmed,
    ServiceOpened,
    StandingCame,
    StandingChanged,
    TimedOut,
)
from kiosk.session.jack import HeadsetIn, HeadsetOut
from kiosk.session.people import citizen_of, officer_of
from kiosk.session.printed import DocumentMisread, DocumentRead, DocumentWrong
from kiosk.session.readers import OfficerCame, OfficerWent
from kiosk.session.staff import TEST_PAGE
from kiosk.session.states import AskingPin, Assisting, Filling, Home, Idle, OutOfService, Reviewing, TakeCard
from kiosk.session.typed import ErasedAll
from kiosk.session.upkeep import Diagnosed
from kiosk.turn import Seat, Turn
from sync.certificates.finding import UNREADABLE
from tests.kiosk.broken import BROKEN, without_gate
from tests.kiosk.findings import found
from tests.kiosk.hand import Hand
from tests.kiosk.house import (
    CLOSED,
    DORJ,
    EVERY,
    NO_LINK,
    NO_STORE,
    NOW,
    OFFICER,
    OPEN,
    PAY,
    REPLY,
    SARNAI,
    TECHNICIAN,
    a_house,
    queued,
)
from tests.kiosk.laws import Rule, Watched, a_page_with_a_way_on_and_out, rounds
from tests.kiosk.states import REQUESTS, TRAVELLER

HOUSES = (a_house(), a_house(), a_house(ill=NO_LINK), a_house(ill=NO_STORE))
PEOPLE = (DORJ, SARNAI, TECHNICIAN, OFFICER)
UNWELL = (("unknown", "PRINTER-07"), ("not_printed", "PRINTER-04"))
BAD = Citizen("", "", "")


class Visits(RuleBasedStateMachine):
    """People who press what is shown, cards that come and go, and answers that come at any time."""

    rule_under_test: Rule = staticmethod(turn.answer)

    @initialize(house=st.integers(0, len(HOUSES) - 1), who=st.sampled_from((None, DORJ, DORJ, SARNAI)))
    def open(self, house, who):
        self.seat = Watched(HOUSES[house], self.__class__.rule_under_test)
        self.card: Citizen | None = None
        self.beside: Citizen | None = None
        self.asked: list[tuple[Effect, Turn, Citizen | None]] = []
        self.pressed: list[tuple[Event, Turn]] = []
        self.numbers = 0
        if who is not None:
            self.somebody_logs_in(who)

    def _take(self, event, asked_on=None):
        for effect in self.seat.take(event, asked_on):
            beside = isinstance(effect, CheckPin) and effect.beside
            self.asked.append((effect, self.seat.seat.turn, self.beside if beside else self.card))
        somebody, officer = citizen_of(self.seat.seat.state), officer_of(self.seat.seat.state)
        if somebody is not None and not somebody.practice:
            assert replace(somebody, assisted_by=None) == self.card, "logged in as somebody whose card is not in"
        if officer is not None and officer.stays:
            assert replace(officer, stays=False) == self.beside, "served by somebody whose card is not in"
        assert officer is None or somebody != officer, "served by themself"

    def _press(self, deed):
        self.pressed.append((deed, self.seat.seat.turn))
        self._take(deed, self.seat.seat.turn)

    def _state(self):
        return self.seat.seat.state

    @rule(data=st.data())
    def press(self, data):
        page = [stop.deed for stop in page_stops(self.seat.screen.page) if stop.deed]
        if page:
            self._press(data.draw(st.sampled_from(page)))

    @rule(data=st.data())
    def press_below(self, data):
        self._press(data.draw(st.sampled_from(self.seat.pressable())).deed)

    @precondition(lambda self: self.card is None)
    @rule(who=st.sampled_from((DORJ, SARNAI, DORJ, SARNAI, TECHNICIAN, OFFICER)))
    def somebody_logs_in(self, who):
        self.put_a_card_in(who, 3)
        if isinstance(self._state(), AskingPin) and not self._state().beside:
            self._take(PinCount(4), self.seat.seat.turn)
            self._press(Continued())
            self._take(LoggedIn(who), self.seat.seat.turn)

    @precondition(lambda self: isinstance(self._state(), Home))
    @rule(service=st.sampled_from((EVERY, NOW, NOW, OPEN, CLOSED, PAY)))
    def open_a_service(self, service):
        for deed in (AreaOpened("home"), ServiceOpened(service), Continued()):
            self._press(deed)

    @precondition(lambda self: isinstance(self._state(), Home))
    @rule(service=st.sampled_from((NOW, NOW, OPEN)), well=st.sampled_from((True, True, False)))
    def hand_a_request_in(self, service, well):
        self.open_a_service(service)
        if isinstance(self._state(), Filling):
            self._press(Continued())
        if isinstance(self._state(), Reviewing):
            self.agree_and_send()
        if self.asked:
            self.the_last_thing_asked_is_answered(well)

    @precondition(lambda self: isinstance(self._state(), Filling))
    @rule(questions=st.integers(1, 9))
    def answer_questions(self, questions):
        for _ in range(questions):
            if isinstance(self._state(), Filling):
                hand = Hand(self._state, lambda: self.seat.screen.page, self._press)
                self._press(ErasedAll())
                hand.answer(self.seat.house)

    @precondition(lambda self: isinstance(self._state(), Reviewing))
    @rule()
    def agree_and_send(self):
        if not self._state().consent:
            self._press(ConsentTicked())
        self._press(SendConfirmed())

    @precondition(lambda self: self.asked)
    @rule(well=st.booleans())
    def the_last_thing_asked_is_answered(self, well):
        effect, asked_on, card = self.asked[-1]
        answer = self._answer(effect, card, well=well)
        if answer is not None:
            self._take(answer, asked_on)

    @precondition(lambda self: self.pressed)
    @rule(data=st.data())
    def press_again_what_was_pressed_before(self, data):
        self._take(*data.draw(st.sampled_from(self.pressed[-6:])))

    @precondition(lambda self: isinstance(self._state(), AskingPin))
    @rule(filled=st.integers(0, 8))
    def type_the_code(self, filled):
        self._take(PinCount(filled), self.seat.seat.turn)

    @precondition(lambda self: self.card is None)
    @rule(who=st.sampled_from(PEOPLE), tries=st.integers(1, 3))
    def put_a_card_in(self, who, tries):
        self.card = who
        self._take(CardCame(tries))

    @precondition(lambda self: self.card is None)
    @rule()
    def put_a_document_in(self):
        self.card = TRAVELLER
        self._take(CardCame(None, "document"))

    @precondition(lambda self: self.card is not None)
    @rule()
    def take_the_card(self):
        self.card = None
        self._take(CardWent())

    @precondition(lambda self: self.beside is None)
    @rule(who=st.sampled_from((OFFICER, OFFICER, DORJ, TECHNICIAN)), logs_in=st.booleans())
    def put_a_card_beside(self, who, logs_in):
        self.beside = who
        self._take(OfficerCame(3))
        if logs_in and isinstance(self._state(), AskingPin) and self._state().beside:
            self._take(PinCount(4), self.seat.seat.turn)
            self._press(Continued())
            self._take(LoggedIn(who), self.seat.seat.turn)

    @precondition(lambda self: self.beside is not None)
    @rule()
    def take_the_card_beside(self):
        self.beside = None
        self._take(OfficerWent())

    @precondition(lambda self: isinstance(self._state(), Assisting) and self.card in (None, OFFICER))
    @rule(who=st.sampled_from((DORJ, DORJ, SARNAI, OFFICER, TECHNICIAN)))
    def a_citizen_is_served(self, who):
        if self.card is not None:
            self.take_the_card()
        self.somebody_logs_in(who)

    @rule(
        event=st.sampled_from(
            (
                *(StandingChanged(), NobodyThere(45), SecondsLeft(9), DocumentRead(), DocumentMisread(), CodeRead()),
                *(HeadsetIn(), HeadsetOut(), HeadsetOut()),
            )
        )
    )
    def the_world_reports(self, event):
        self._take(event)

    @precondition(lambda self: self.card is None)
    @rule()
    def put_a_bad_card_in(self):
        self.card = BAD
        self._take(CardTroubled("CARD-02"))

    @rule(out=st.booleans())
    def a_paper_comes_into_the_jaws_or_goes(self, out):
        self.seat.house = replace(self.seat.house, paper_out=out)
        self._take(StandingChanged())

    @precondition(lambda self: any(isinstance(effect, PrintPaper) for effect, _, _ in self.asked))
    @rule(data=st.data(), moment=st.sampled_from(get_args(PaperMoment)))
    def a_paper_moves(self, data, moment):
        papers = [asked for asked in self.asked[-9:] if isinstance(asked[0], PrintPaper)]
        effect, asked_on, _ = data.draw(st.sampled_from(papers or [self.asked[-1]]))
        if isinstance(effect, PrintPaper):
            self._take(PaperWent(effect.queued.number, effect.attempt, moment), asked_on)

    @rule(really=st.sampled_from((True, False, False, False)))
    def nobody_answers(self, really):
        if really:
            self._take(TimedOut())

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), well=st.booleans())
    def an_answer_comes_back(self, data, well):
        """An effect is answered now, or much later, or for the second time."""
        effect, asked_on, card = data.draw(st.sampled_from(self.asked[-6:]))
        answer = self._answer(effect, card, well=well)
        if answer is not None:
            self._take(answer, asked_on)

    def _answer(self, effect, card, *, well):
        match effect:
            case CheckPin() if card is not None:
                return LoggedIn(card) if well and card is not BAD else PinWrong(2)
            case CheckDocument() if card is not None:
                return LoggedIn(card) if well and card is TRAVELLER else DocumentWrong()
            case CheckCode():
                return CodeChecked(found() if well else UNREADABLE)
            case HandIn():
                self.numbers += 1
                return HandedIn(queued(f"K017-{self.numbers:04}", waits=True)) if well else NotHandedIn("STORE-06")
            case AwaitAnswer(one):
                return ReplyCame(one.number, REPLY) if well else ReplyLate(one.number)
            case PrintPaper():
                verdict, fault = ("printed", "") if well else UNWELL[effect.attempt % 2]
                return PaperSettled(effect.queued.number, effect.attempt, verdict, fault)
            case FindRequests():
                return RequestsFound(REQUESTS if well else ())
            case Diagnose(part):
                return Diagnosed(part)
            case PrintTestPage():
                return PaperSettled(TEST_PAGE, 0, "printed" if well else "not_printed")
            case _:
                return None


ENOUGH = rounds(200, 40)


def test_the_laws_hold_whatever_happens():
    run_state_machine_as_test(Visits, settings=ENOUGH)


# --- control arms: each broken rule breaks its law ---------------------------


def a_whole_day(seat: Watched) -> None:
    """Let a citizen, a technician and a late answer pass by: enough to meet every law."""
    first = seat.seat.turn
    seat.take(Browsed(), first)
    seat.take(Browsed(), first)
    seat.take(TimedOut())
    seat.take(CardCame(3))
    log_in = log_in_with(seat, DORJ)
    send_a_request(seat)
    seat.take(PaperSettled("K017-1", 0, "not_printed", "PRINTER-04"), seat.seat.turn)
    seat.take(CardWent())
    seat.take(CardCame(3))
    seat.take(PinCount(4), seat.seat.turn)
    seat.take(Continued(), seat.seat.turn)
    seat.take(LoggedIn(DORJ), log_in)
    seat.take(CardWent())
    seat.take(CardCame(3))
    log_in_with(seat, TECHNICIAN)
    seat.take(TimedOut())
    seat.house = replace(seat.house, paper_out=True)
    seat.take(CardWent())
    seat.house = replace(seat.house, paper_out=False)
    seat.take(StandingChanged())
    an_officer_serves(seat)


def an_officer_serves(seat: Watched) -> None:
    """Serve one citizen in one reader, and one beside whose officer leaves."""
    for event in (CardCame(3), OfficerCame(3)):
        seat.take(event)
        log_in_with(seat, OFFICER)
        if event == CardCame(3):
            seat.take(CardWent())
        seat.take(CardCame(3))
        log_in_with(seat, DORJ)
        seat.take(CardWent() if event == CardCame(3) else OfficerWent())


def log_in_with(seat: Watched, who: Citizen) -> Turn:
    seat.take(PinCount(4), seat.seat.turn)
    seat.take(Continued(), seat.seat.turn)
    asked_on = seat.seat.turn
    seat.take(LoggedIn(who), asked_on)
    return asked_on


def send_a_request(seat: Watched) -> None:
    for deed in (ServiceOpened("test.now"), Continued(), ConsentTicked(), SendConfirmed()):
        shown_on = seat.seat.turn
        seat.take(deed, shown_on)
        seat.take(deed, shown_on)
    seat.take(HandedIn(queued()), seat.seat.turn)


def test_a_whole_day_keeps_the_laws():
    a_whole_day(Watched(a_house()))


@pytest.mark.parametrize(("broken", "law"), BROKEN.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_broken_rule_breaks_its_law(broken, law):
    with pytest.raises(AssertionError, match=law):
        a_whole_day(Watched(a_house(), broken))


def test_a_page_nobody_can_leave_is_noticed():
    """Control arm of the way on and out."""
    seat = Watched(a_house())
    seat.take(Browsed(), seat.seat.turn)
    home = replace(seat.screen.page, blocks=seat.screen.page.blocks[:3])
    a_page_with_a_way_on_and_out(seat.seat.state, seat.screen)

    with pytest.raises(AssertionError, match="cannot be left"):
        a_page_with_a_way_on_and_out(seat.seat.state, replace(seat.screen, page=replace(home, back=None)))
    with pytest.raises(AssertionError, match="leads nowhere"):
        a_page_with_a_way_on_and_out(seat.seat.state, replace(seat.screen, page=replace(home, blocks=(), back=None)))


def test_something_left_of_a_person_is_noticed():
    """Control arm of forgetting: the name stands in the fault of the next page."""

    def leaving_a_trace(seat: Seat, event: Event, house, *, asked_on=None):
        after, effects = turn.answer(seat, event, house, asked_on=asked_on)
        return (replace(after, state=OutOfService(DORJ.given_name)) if Forget() in effects else after), effects

    seat = Watched(a_house(), leaving_a_trace)
    seat.take(CardCame(3))
    log_in_with(seat, DORJ)

    with pytest.raises(AssertionError, match="something is left"):
        seat.take(CardWent())


def test_the_pin_of_a_citizen_who_left_does_not_log_in_the_next():
    def story(rule: Rule) -> Seat:
        seat = Watched(a_house(), rule)
        seat.take(CardCame(3))
        seat.take(PinCount(4), seat.seat.turn)
        seat.take(Continued(), seat.seat.turn)
        late = seat.seat.turn
        seat.take(CardWent())
        seat.take(CardCame(3))
        seat.take(LoggedIn(DORJ), late)
        return seat.seat

    assert story(turn.answer).state == AskingPin(3)
    with pytest.raises(AssertionError, match="stale LoggedIn"):
        story(without_gate)


@pytest.mark.parametrize("gone", [CardWent(), TimedOut()])
def test_a_failed_log_in_of_the_last_citizen_does_not_trouble_the_next(gone):
    seat = Watched(a_house())
    seat.take(CardCame(3))
    seat.take(PinCount(4), seat.seat.turn)
    seat.take(Continued(), seat.seat.turn)
    late = seat.seat.turn
    seat.take(gone)
    seat.take(LogInFailed("CARD-08"), late)

    assert isinstance(seat.seat.state, Idle | TakeCard)


@pytest.mark.parametrize("standing", ["accepted", "rejected"])
def test_an_answer_for_another_request_changes_nothing(standing):
    seat = Watched(a_house())
    seat.take(CardCame(3))
    log_in_with(seat, DORJ)
    send_a_request(seat)
    before = seat.seat
    seat.take(StandingCame("K017-9", standing), seat.seat.turn)
    seat.take(PaperSettled("K017-9", 0, "printed"), seat.seat.turn)
    seat.take(PaperSettled("K017-1", 1, "printed"), seat.seat.turn)

    assert seat.seat == before
