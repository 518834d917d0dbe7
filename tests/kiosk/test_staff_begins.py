"""Where an officer or a technician begins, whoever was here before is forgotten: no way leads past it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from kiosk import turn
from kiosk.presentation import Presentation
from kiosk.session.advance import advance
from kiosk.session.covers import AskingAloud, Cover, HeadsetGone, Helping, IdleAsked, LearningKeys, Listening
from kiosk.session.effects import DropWords, Forget
from kiosk.session.events import (
    Answer,
    Browsed,
    CardCame,
    CardTroubled,
    CardWent,
    Continued,
    LoggedIn,
    PinCount,
    Report,
    StandingChanged,
)
from kiosk.session.jack import HeadsetIn, HeadsetOut
from kiosk.session.readers import OfficerCame, OfficerTroubled, OfficerWent
from kiosk.session.roles import gated
from kiosk.session.states import AskingPin, Assisting, Home, Idle, Plain, Searching, State, Technician, WantsCard
from kiosk.session.step import Step
from tests.kiosk.crew import Kiosk, press_code, said
from tests.kiosk.house import DORJ, OFFICER, TECHNICIAN, Sitting, a_house
from tests.kiosk.laws import nobody_was_here, staff_begins
from tests.kiosk.states import plain_states

OVER: tuple[Callable[[Plain], Cover], ...] = (
    Helping,
    Listening,
    LearningKeys,
    AskingAloud,
    lambda below: IdleAsked(below, 44, 45),
    lambda below: HeadsetGone(below, 29, 30),
    lambda below: IdleAsked(Listening(Helping(below)), 44, 45),
)
WORLD: tuple[Report | Answer, ...] = (
    OfficerCame(3),
    OfficerTroubled("CARD-01"),
    OfficerWent(),
    CardCame(3),
    CardCame(None, "document"),
    CardTroubled("CARD-01"),
    CardWent(),
    LoggedIn(OFFICER),
    LoggedIn(TECHNICIAN),
    LoggedIn(DORJ),
    StandingChanged(),
    HeadsetIn(),
    HeadsetOut(),
)
FORGOTTEN = frozenset({Forget(), DropWords()})
"""A card beside ends the visit; whoever logs in in the citizens' reader wipes what was shown and said there before."""
LISTENING = Presentation("en", speech=True, aloud=True)


def covered(below: Plain) -> Iterator[State]:
    yield below
    yield from (over(below) for over in OVER)


def past_forgetting(rule: Callable[..., Step] = advance) -> list[tuple[State, object]]:
    """Return each state, and what happened in it, from which *rule* leads to a page of staff and forgets nobody."""
    house = a_house()
    found: list[tuple[State, object]] = []
    for state in (state for below in plain_states(house) for state in covered(below)):
        for event in WORLD:
            step = gated(state, event, rule(state, event, house), house)
            if staff_begins(state, step.state) and not (nobody_was_here(state) or FORGOTTEN & set(step.effects)):
                found.append((state, event))
    return found


def test_no_way_leads_to_a_page_of_staff_past_forgetting() -> None:
    assert past_forgetting() == []


def test_a_rule_that_forgets_nobody_for_staff_is_found_on_every_way() -> None:
    """Control arm: beside over every page without a card and every cover, and in the citizens' reader."""

    def forgetting_nobody(*happened: object) -> Step:
        step = advance(*happened)  # type: ignore[arg-type]  # as it is called
        return replace(step, effects=tuple(effect for effect in step.effects if effect not in FORGOTTEN))

    found = past_forgetting(forgetting_nobody)
    begun = {(type(state), type(event)) for state, event in found}

    assert {(type(over(Idle())), OfficerCame) for over in OVER} <= begun
    assert {(WantsCard, OfficerTroubled), (Home, OfficerCame), (Searching, OfficerCame), (AskingPin, LoggedIn)} <= begun


@pytest.mark.parametrize("over", OVER)
@pytest.mark.parametrize("came", [OfficerCame(3), OfficerTroubled("CARD-01")])
def test_a_card_beside_begins_anew_whatever_lies_over_what_somebody_left(
    over: Callable[[Plain], Cover], came: Report
) -> None:
    sitting = Sitting().begin(over(Home(None)))
    sitting.seat = replace(sitting.seat, presentation=LISTENING)
    visit = sitting.seat.turn.visit
    sitting.hear(came)

    assert sitting.effects == [Forget()]
    assert sitting.seat.turn.visit == visit + 1
    assert sitting.seat.presentation == turn.usual(sitting.house)


def test_a_card_beside_on_the_first_page_keeps_the_language_it_was_given() -> None:
    sitting = Sitting()
    sitting.seat = replace(sitting.seat, presentation=LISTENING)
    sitting.hear(OfficerCame(3))

    assert not sitting.asked(Forget)
    assert sitting.seat.presentation == replace(LISTENING, aloud=False)


@pytest.mark.parametrize("who", [OFFICER, TECHNICIAN])
def test_staff_in_the_citizens_reader_go_on_in_their_language_and_nothing_else_is_left(who: object) -> None:
    sitting = Sitting().begin(Searching(None)).hear(CardCame(3)).told(PinCount(4)).press(Continued())
    sitting.seat = replace(sitting.seat, presentation=Presentation("en"))
    sitting.told(LoggedIn(who))  # type: ignore[arg-type]  # a person

    assert isinstance(sitting.state, Assisting | Technician)
    assert sitting.asked(DropWords)
    assert sitting.seat.presentation == Presentation("en")


def test_whoever_puts_a_card_in_has_not_chosen_to_be_overheard_yet() -> None:
    sitting = Sitting().begin(Home(None))
    sitting.seat = replace(sitting.seat, presentation=LISTENING)
    sitting.hear(CardCame(3))
    assert sitting.seat.presentation == replace(LISTENING, aloud=False)

    sitting.seat = replace(sitting.seat, presentation=LISTENING)  # chosen on the page of the PIN
    sitting.told(PinCount(4)).press(Continued()).told(LoggedIn(DORJ))
    assert sitting.seat.presentation.aloud


def test_an_officer_whose_headset_is_pulled_while_the_card_is_asked_stays_covered_for_thirty_seconds() -> None:
    kiosk = Kiosk(replace(a_house(), headset=True))
    kiosk.keys("down")
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, "8351")
    kiosk.touch(Continued())
    kiosk.visit.report(HeadsetOut())
    kiosk.card.replies[-1](LoggedIn(OFFICER))

    assert kiosk.state == HeadsetGone(Assisting(OFFICER), 30, 30)
    assert OFFICER.given_name not in said(kiosk)
    kiosk.wait(29)
    assert isinstance(kiosk.state, HeadsetGone)
    kiosk.wait(1)
    assert not isinstance(kiosk.state, HeadsetGone)


def test_what_was_said_to_somebody_is_not_repeated_to_the_officer() -> None:
    kiosk = Kiosk(replace(a_house(), headset=False))
    kiosk.keys("down", "down")
    kiosk.touch(Browsed())
    forgotten = kiosk.voice.forgotten
    kiosk.visit.report(HeadsetOut())
    kiosk.visit.report(OfficerCame(3))

    assert kiosk.voice.forgotten == forgotten + 1
    assert said(kiosk) == ""
    assert kiosk.state == AskingPin(3, beside=True)
