"""Who may be on which page: every state with everybody, both ways; and a wrong rule shows nobody anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import turn
from kiosk.citizen import Citizen, sample_citizen
from kiosk.house import House
from kiosk.observer import role_refused
from kiosk.pages.stops import stops
from kiosk.session.advance import advance
from kiosk.session.covers import AskingAloud, Cover, HeadsetGone, Helping, IdleAsked, LearningKeys, Listening
from kiosk.session.effects import Forget, RoleRefused
from kiosk.session.events import Browsed, Event, LoggedIn, NobodyThere, Practised, StandingChanged, TimedOut
from kiosk.session.people import citizen_of, lowest, officer_of
from kiosk.session.roles import MAY_BE, Who, gated, may_be, who_of
from kiosk.session.states import (
    AskingCancel,
    AskingLastTry,
    AskingPin,
    Assisting,
    Home,
    Idle,
    OutOfService,
    Plain,
    State,
    TakeCard,
    Technician,
    TouchTest,
)
from kiosk.session.step import Step
from kiosk.turn import Seat
from sync.audit import _refuse_content
from tests.kiosk.house import DORJ, NO_STORE, OFFICER, SARNAI, TECHNICIAN, Sitting, a_house
from tests.kiosk.journeys import JOURNEYS
from tests.kiosk.states import all_states, staffs

WHO: tuple[Who, ...] = get_args(Who)
PEOPLE: dict[Who, Citizen | None] = {
    "nobody": None,
    "practising": sample_citizen(),
    "citizen": SARNAI,
    "assisted": replace(SARNAI, assisted_by=OFFICER),
    "officer": OFFICER,
    "technician": TECHNICIAN,
}
COVERS = (Helping, Listening, LearningKeys, AskingAloud, IdleAsked, HeadsetGone, AskingCancel, AskingLastTry)
STAFF = tuple(kind for kind, who in MAY_BE.items() if not who - {"officer", "technician"})


def belonging(state: State, who: Who) -> State | None:
    """Return *state* as it would stand before *who*, or None where it cannot be written down."""
    names = {field.name for field in fields(state)}
    if isinstance(state, COVERS):
        below = belonging(state.below, who)
        return None if below is None else replace(state, below=below)  # type: ignore[arg-type]  # the same kind
    if "officer" in names:
        fits = who == "officer" or (who == "nobody" and not isinstance(state, Assisting))
        return replace(state, officer=PEOPLE[who]) if fits else None  # type: ignore[call-arg]  # it has one
    if "citizen" in names:
        return replace(state, citizen=PEOPLE[who])  # type: ignore[call-arg]  # it has one
    return state if who == "nobody" else None


@cache
def the_house() -> House:
    return a_house()


def rows() -> Iterator[tuple[State, Who]]:
    for state in all_states(the_house()):
        for who in WHO:
            theirs = belonging(state, who)
            if theirs is not None:
                yield theirs, who


def arriving(who: Who) -> tuple[State, Event]:
    """Return where *who* stands just before the step, and what happens."""
    person = PEOPLE[who]
    if person is None:
        return Idle(), Browsed()
    if person.assisted_by is not None:
        return Home(person), StandingChanged()
    return (Idle(), Practised()) if person.practice else (AskingPin(3, busy=True), LoggedIn(person))


# --- the matrix, both ways -----------------------------------------------------


def test_the_table_knows_every_state():
    assert set(MAY_BE) == {*get_args(Plain), *get_args(Cover)}


def test_everybody_is_somebody_and_stands_where_they_are_said_to_stand():
    assert all(who_of(state) == who for state, who in rows())


def test_every_step_to_a_page_that_is_not_theirs_ends_the_visit_and_to_every_other_is_taken():
    taken, refused = set(), set()
    for state, who in rows():
        before, event = arriving(who)
        step = gated(before, event, Step(state), the_house())
        if may_be(who, state):
            assert step == Step(state), f"{who} is kept from {type(state).__name__}"
            taken.add((type(state), who))
        else:
            assert isinstance(step.state, Idle | TakeCard), f"{who} is shown {type(state).__name__}"
            assert step.effects == (RoleRefused(who, type(state).__name__), Forget())
            refused.add((type(state), who))
    assert taken == {(kind, who) for kind, may in MAY_BE.items() for who in may}
    technicians = (Technician, TouchTest)
    assert refused >= {(kind, who) for kind in technicians for who in WHO if who not in MAY_BE[kind]}
    assert {kind for kind, _ in taken & refused} <= set(COVERS), "a page that is theirs and is not"


@pytest.mark.parametrize("who", JOURNEYS)
def test_whatever_is_allowed_is_reached(who: Who):
    seen = JOURNEYS[who]().seen

    assert {kind for one, kind in seen if one == who} == {kind for kind, may in MAY_BE.items() if who in may}


@pytest.mark.parametrize("who", JOURNEYS)
def test_nobody_is_ever_seen_where_they_may_not_be(who: Who):
    assert all(one in MAY_BE[kind] or kind in COVERS for one, kind in JOURNEYS[who]().seen)


# --- a rule written wrongly ----------------------------------------------------


def home_for_all(state: State, event: Event, house: House) -> Step:
    """A wrong rule: whoever logs in comes home."""
    return Step(Home(event.citizen)) if isinstance(event, LoggedIn) else advance(state, event, house)


def a_hidden_touch(state: State, event: Event, house: House) -> Step:
    """A wrong rule: browsing opens the diagnostics, for a technician who is not there."""
    return Step(Technician(TECHNICIAN)) if isinstance(event, Browsed) else advance(state, event, house)


def an_open_door(state: State, event: Event, house: House) -> Step:
    """A wrong rule: a citizen's log-in opens the diagnostics."""
    return Step(Technician(event.citizen)) if isinstance(event, LoggedIn) else advance(state, event, house)


def somebody_else(state: State, event: Event, house: House) -> Step:
    """A wrong rule: the page of a citizen whose card was never here."""
    return Step(Home(DORJ)) if isinstance(event, LoggedIn | Browsed) else advance(state, event, house)


WRONG = [
    (home_for_all, TECHNICIAN),
    (home_for_all, OFFICER),
    (a_hidden_touch, None),
    (an_open_door, SARNAI),
    (an_open_door, OFFICER),
    (somebody_else, None),
    (somebody_else, SARNAI),
]


def before_a(person: Citizen | None) -> tuple[Seat, Event]:
    return (Seat(), Browsed()) if person is None else (Seat(state=AskingPin(3, busy=True)), LoggedIn(person))


@pytest.mark.parametrize(("rules", "person"), WRONG)
def test_a_wrong_rule_shows_nobody_a_page_that_is_not_theirs(rules: Callable[..., Step], person: Citizen | None):
    seat, event = before_a(person)

    after, effects = turn.answer(seat, event, the_house(), asked_on=seat.turn, rules=rules)

    assert isinstance(after.state, Idle if person is None else TakeCard)
    assert [type(effect) for effect in effects] == [RoleRefused, Forget]
    assert after.turn.visit == seat.turn.visit + 1


@pytest.mark.parametrize(("rules", "person"), WRONG)
def test_without_the_gate_the_wrong_rule_would_show_it(rules: Callable[..., Step], person: Citizen | None):
    """Control arm: these rules are wrong."""
    seat, event = before_a(person)

    assert isinstance(rules(seat.state, event, the_house()).state, Home | Technician)


@pytest.mark.parametrize(
    "helper",
    [SARNAI, TECHNICIAN, DORJ, replace(OFFICER, assisted_by=OFFICER)],
    ids=["a citizen", "a technician", "themself", "an officer who never logged in"],
)
def test_nobody_is_assisted_by_somebody_who_is_no_officer(helper: Citizen):
    assisted = Home(replace(DORJ, assisted_by=helper))

    step = gated(AskingPin(3, busy=True), LoggedIn(DORJ), Step(assisted), the_house())

    assert [type(effect) for effect in step.effects] == [RoleRefused, Forget]


@pytest.mark.parametrize("person", [SARNAI, TECHNICIAN, sample_citizen()])
def test_nobody_but_an_officer_waits_for_a_citizen(person: Citizen):
    step = gated(AskingPin(3, busy=True), LoggedIn(person), Step(Assisting(person)), the_house())

    assert [type(effect) for effect in step.effects] == [RoleRefused, Forget]


@pytest.mark.parametrize("state", [TakeCard(), Idle()])
def test_the_line_in_the_audit_holds_codes_only(state: State):
    for who in WHO:
        note = role_refused(who, type(state).__name__)
        _refuse_content(note.kind, note.actor, note.cause)
        assert (note.kind, note.actor) == ("role.refused", "kiosk")


# --- no hidden touch, no password ----------------------------------------------


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_touch_and_no_waiting_leads_to_a_staff_page_without_a_card(data: st.DataObject):
    house = data.draw(st.sampled_from((the_house(), a_house(ill=NO_STORE))))
    sitting = Sitting(house).hear(StandingChanged())
    for _ in range(data.draw(st.integers(1, 40))):
        offered = [stop.deed for stop in stops(sitting.screen) if stop.deed is not None]
        if offered and data.draw(st.integers(0, 9)):
            sitting.press(data.draw(st.sampled_from(offered)))
        else:
            sitting.hear(data.draw(st.sampled_from((NobodyThere(45), TimedOut(), StandingChanged()))))
        assert not isinstance(lowest(sitting.state), STAFF)
        assert who_of(sitting.state) in ("nobody", "practising")


def test_no_choice_at_all_leads_from_an_empty_kiosk_to_a_staff_page():
    """Not even one that no page offers."""
    offered = {
        stop.deed
        for state in all_states(the_house())
        for stop in stops(Sitting(the_house()).begin(state).screen)
        if stop.deed is not None
    }
    for start in (Idle(), OutOfService("STORE-01")):
        for deed in offered:
            after, _ = turn.answer(Seat(state=start), deed, the_house(), asked_on=Seat().turn)
            assert not isinstance(after.state, STAFF)


# --- what each page holds -------------------------------------------------------


def test_a_staff_page_holds_no_citizen():
    for state in staffs():
        assert citizen_of(state) in (None, TECHNICIAN)
        assert officer_of(state) is None
