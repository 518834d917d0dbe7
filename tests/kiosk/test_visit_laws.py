"""Fingers, keys, cards, seconds and late answers in any order: what is shown, said and focused stays true."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.keypad import find_stop
from kiosk.pages.build import screen_of
from kiosk.pages.stops import stops
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    CardWent,
    ConsentTicked,
    Continued,
    HandedIn,
    LoggedIn,
    PaperSettled,
    PinWrong,
    ReplyLate,
    RequestsFound,
    SendConfirmed,
    ServiceOpened,
    StandingChanged,
)
from kiosk.session.people import citizen_of
from kiosk.session.states import AskingPin, ChangingPin, Home, Idle, OutOfService
from kiosk.session.upkeep import Diagnosed
from tests.kiosk.crew import Kiosk
from tests.kiosk.house import DORJ, NO_STORE, NOW, SARNAI, TECHNICIAN, a_house, catalogue, leaves, queued
from tests.kiosk.laws import rounds
from tests.kiosk.states import REQUESTS

KEYS = ("up", "down", "down", "down", "enter", "enter", "next", "next", "back", "help", "voice", "repeat", "louder")
KNOWN = catalogue()
HOUSES = (a_house(KNOWN), a_house(KNOWN, ill=NO_STORE))
PEOPLE = (DORJ, SARNAI, TECHNICIAN)
NAMES = {who.given_name: who for who in PEOPLE}


class InFront(RuleBasedStateMachine):
    """Whoever stands in front of the machine."""

    @initialize(speech=st.booleans(), who=st.sampled_from((None, DORJ, SARNAI, TECHNICIAN)))
    def open(self, speech, who=None):
        self.kiosk = Kiosk(HOUSES[0])
        self.card = None
        if speech:
            self.kiosk.touch(Adjusted("voice"))
        if who is not None:
            self.somebody_logs_in(who)

    @precondition(lambda self: self.card is None)
    @rule(who=st.sampled_from((DORJ, SARNAI)))
    def somebody_logs_in(self, who):
        self.a_card_comes(who)
        if isinstance(self.kiosk.state, AskingPin):
            self.the_code_is_typed(right=True)

    @precondition(lambda self: isinstance(self.kiosk.state, Home))
    @rule(answers=st.integers(0, 2))
    def somebody_sends_a_request(self, answers):
        for deed in (AreaOpened("home"), ServiceOpened(NOW), Continued(), ConsentTicked(), SendConfirmed()):
            self.kiosk.visit.choose(deed, self.kiosk.visit.seat.turn)
        for which in (0, 1)[:answers]:
            self.somebody_answers(well=True, which=which)

    @rule(key=st.sampled_from(KEYS), times=st.integers(1, 4))
    def press_a_key(self, key, times):
        self.kiosk.keys(*[key] * times)

    @rule(data=st.data())
    def touch_something(self, data):
        deeds = [stop.deed for stop in stops(self.kiosk.visit.screen) if stop.deed]
        self.kiosk.touch(data.draw(st.sampled_from(deeds)))

    @rule(data=st.data())
    def touch_what_was_shown_before(self, data):
        screen, _, on = data.draw(st.sampled_from(self.kiosk.glass.shown[-4:]))
        before = self.kiosk.visit.seat
        deeds = [stop.deed for stop in stops(screen) if stop.deed]
        self.kiosk.visit.choose(data.draw(st.sampled_from(deeds)), on)
        assert on == before.turn or self.kiosk.visit.seat == before

    @rule(seconds=st.sampled_from((1, 20, 80, 130)))
    def time_passes(self, seconds):
        self.kiosk.wait(seconds)

    @precondition(lambda self: self.card is None)
    @rule(who=st.sampled_from(PEOPLE))
    def a_card_comes(self, who):
        self.card = who
        self.kiosk.visit.report(CardCame(3))

    @precondition(lambda self: self.card is not None)
    @rule()
    def the_card_goes(self):
        self.card = None
        self.kiosk.visit.report(CardWent())
        assert isinstance(self.kiosk.state, Idle | OutOfService)

    @precondition(lambda self: isinstance(self.kiosk.state, AskingPin) and not self.kiosk.state.busy)
    @rule(right=st.sampled_from((True, True, False)))
    def the_code_is_typed(self, right):
        for _ in range(4):
            self.kiosk.visit.press_pin(0, self.kiosk.visit.seat.turn)
        self.kiosk.touch(Continued())
        self.kiosk.card.replies[-1](LoggedIn(self.card) if right else PinWrong(2))

    @rule(well=st.booleans(), which=st.integers(0, 5))
    def somebody_answers(self, well, which):
        kiosk = self.kiosk
        answers = (
            (kiosk.drawer.handed_in, lambda job: job[3](HandedIn(queued(waits=well)))),
            (kiosk.drawer.awaited, lambda job: job[1](ReplyLate(job[0].number))),
            (kiosk.drawer.looked_up, lambda job: job[1](RequestsFound(REQUESTS if well else ()))),
            (kiosk.roll.papers, lambda job: job[2](_settled(job[0], well=well))),
            (kiosk.doctor.asked, lambda job: job[1](Diagnosed(job[0]))),
            (kiosk.card.replies, lambda job: job(PinWrong(1))),
        )
        jobs, answer = answers[which]
        if jobs:
            answer(jobs[-1])

    @rule(ill=st.booleans())
    def the_parts_change(self, ill):
        self.kiosk.visit.renew(HOUSES[ill])
        self.kiosk.visit.report(StandingChanged())

    @invariant()
    def what_is_shown_is_what_is_so(self):
        visit = self.kiosk.visit
        screen, presentation, on = self.kiosk.glass.shown[-1]
        assert (presentation, on) == (visit.seat.presentation, visit.seat.turn)
        assert screen.page == screen_of(visit.seat.state, visit.house, visit.seat.presentation).page

    @invariant()
    def the_keys_stand_on_something(self):
        screen = self.kiosk.visit.screen
        assert screen.focus is None or find_stop(screen, screen.focus) is not None

    @invariant()
    def nobody_else_is_seen_or_heard(self):
        """Whoever is named on the screen or by the voice is the one whose card is in."""
        seen = " ".join(leaf for leaf in leaves(_shown(self.kiosk)) if isinstance(leaf, str))
        heard = " ".join(self.kiosk.voice.said)
        here = citizen_of(self.kiosk.state)
        for name, who in NAMES.items():
            assert who == here or (name not in seen and name not in heard), f"{name} is not here"

    @invariant()
    def digits_are_only_where_a_code_is_asked(self):
        if not isinstance(self.kiosk.state, AskingPin | ChangingPin) and not hasattr(self.kiosk.state, "below"):
            assert len(self.kiosk.visit._secrets.pin) == len(self.kiosk.visit._secrets.change) == 0


def _shown(kiosk):
    return tuple(screen for screen, _, _ in kiosk.glass.shown), kiosk.visit.seat


def _settled(paper, *, well):
    verdict, fault = ("printed", "") if well else ("unknown", "PRINTER-07")
    return PaperSettled(paper.queued.number, paper.attempt, verdict, fault)


def test_whatever_people_do_what_is_shown_and_said_is_true():
    run_state_machine_as_test(InFront, settings=rounds(80, 30))


def test_a_name_that_stays_would_be_noticed():
    """Control arm: a face that forgets nothing."""
    machine = InFront()
    machine.open(speech=False)
    machine.kiosk.glass.forget = lambda: None
    machine.a_card_comes(DORJ)
    machine.the_code_is_typed(right=True)
    machine.nobody_else_is_seen_or_heard()
    machine.the_card_goes()
    with pytest.raises(AssertionError, match="is not here"):
        machine.nobody_else_is_seen_or_heard()
