"""A service opens to whoever has proved enough, and to nobody else, by any way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import LEVELS, Assurance, reaches
from kiosk.citizen import Citizen, sample_citizen
from kiosk.entry import Draft, Entry
from kiosk.house import House
from kiosk.pages.stops import page_stops
from kiosk.session.effects import HandIn
from kiosk.session.events import Continued, SendConfirmed, ServiceOpened
from kiosk.session.states import About, Filling, Home, InArea, Reviewing, Searching, SendTrouble
from tests.kiosk.house import DORJ, NOW, OPEN, Sitting, a_house, catalogue, published, service, words

FRESH = "test.fresh"
PASSPORT = replace(DORJ, assurance="low", number="E1234567")  # invented


def strict_house() -> House:
    return a_house(catalogue(service(NOW), service(FRESH, assurance="high"), service(OPEN, assurance="low")))


def closed_for(citizen: Citizen | None, name: str) -> str | None:
    return strict_house().find_closure(name, citizen)


def test_a_document_opens_only_what_asks_for_no_more():
    assert closed_for(PASSPORT, OPEN) is None
    assert closed_for(PASSPORT, NOW) == "CARD-09"


def test_a_card_with_old_lists_is_told_of_the_lists_and_not_of_a_pin_it_gave():
    assert closed_for(DORJ, FRESH) == "CARD-11"
    assert closed_for(replace(DORJ, assurance="high"), FRESH) is None


def test_whoever_only_looks_or_practises_sees_everything_open():
    for name in (NOW, FRESH, OPEN):
        assert closed_for(None, name) is None
        assert closed_for(sample_citizen(), name) is None


def test_what_is_wrong_with_the_machine_is_said_first():
    house = a_house(published(), ill={"printer": ("faulty", "PRINTER-03")})
    assert house.find_closure("ubeg.residence", PASSPORT) == "PRINTER-03"


def test_a_closed_service_cannot_be_pressed_and_says_why():
    house = a_house(published())
    for state in (InArea(PASSPORT, "address"), Searching(PASSPORT, Entry("лавлагаа")), Home(PASSPORT)):
        page = Sitting(house).begin(state).page
        closed = [stop for stop in page_stops(page) if stop.role == "row" and stop.deed is None]
        assert closed, page.name
        assert all(words("en").text(stop.second) == "Needs the ID card with its PIN" for stop in closed if stop.second)
        opened = {stop.deed.service for stop in page_stops(page) if isinstance(stop.deed, ServiceOpened)}
        assert all(house.service(name).assurance in ("none", "low") for name in opened)


def test_its_page_says_why_and_its_form_does_not_open():
    sitting = Sitting(strict_house()).begin(About(PASSPORT, NOW, Home(PASSPORT)))
    assert Continued() not in sitting.offered()

    sitting.told(Continued())

    assert isinstance(sitting.state, About)
    assert not isinstance(sitting.state, Filling | Reviewing)


@pytest.mark.parametrize("citizen", [PASSPORT, None])
def test_a_request_that_got_past_the_pages_is_still_not_handed_in(citizen: Citizen | None):
    sitting = Sitting(strict_house()).begin(Reviewing(citizen, Draft(NOW), consent=True))

    sitting.press(SendConfirmed())

    assert sitting.state == SendTrouble(citizen, Draft(NOW), "CARD-09")
    assert not sitting.asked(HandIn)


levels = st.sampled_from(LEVELS)


@given(levels, levels, levels)
def test_more_proof_never_closes_anything(level: Assurance, more: Assurance, needed: Assurance):
    if reaches(more, level) and reaches(level, needed):
        assert reaches(more, needed)
