"""Each thing that is synced, fresh, warned of and refused: which services stay open, and what is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import default_settings
from config.settings import Freshness
from devices.card.moment import Moment
from kiosk.faults import FAULTS
from kiosk.freshness import Limits, aged, grade, limits_of
from kiosk.pages.blocks import Part
from kiosk.pages.build import page_of
from kiosk.readiness import PartHealth, QueueFigures, assess
from kiosk.reasons import KNOWN
from kiosk.script import script
from kiosk.session.states import About, Home
from tests.kiosk.house import (
    CHANGE,
    CLOSED,
    DORJ,
    EVERY,
    FOR_OTHERS,
    LANGUAGES,
    NOW,
    OPEN,
    PAY,
    a_house,
    catalogue,
    words,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SETTINGS = Freshness()
ALL = {EVERY, NOW, OPEN, CLOSED, FOR_OTHERS, CHANGE}  # PAY is never open

REFUSED = [("catalogue", "CATALOGUE-08"), ("keys", "PLATFORM-02"), ("clock", "CLOCK-03")]
TABLE = [
    ("catalogue", 59, "", ALL),
    ("catalogue", 61, "CATALOGUE-07", ALL),
    ("catalogue", 366, "CATALOGUE-08", {OPEN, CHANGE}),
    ("keys", 59, "", ALL),
    ("keys", 61, "PLATFORM-01", ALL),
    ("keys", 366, "PLATFORM-02", {CHANGE}),
    ("clock", 29, "", ALL),
    ("clock", 31, "CLOCK-02", ALL),
    ("clock", 181, "CLOCK-03", ALL - {EVERY}),
]


@pytest.mark.parametrize(("thing", "days", "fault", "open_"), TABLE)
def test_only_what_needs_a_thing_closes_when_it_is_too_old(thing, days, fault, open_) -> None:
    health = aged(PartHealth(thing, "well"), thing, NOON - days * DAY, Moment(NOON), limits_of(SETTINGS, thing))
    readiness = assess([health], catalogue(), QueueFigures())

    assert health.fault == fault
    assert readiness.unavailable is None
    assert {service.id for service in catalogue().services} - readiness.closed.keys() == open_
    assert {why for service, why in readiness.closed.items() if service != PAY} <= {fault}
    for code in {fault} - {""}:
        for language in ("mn", "en"):
            assert words(language).text(FAULTS[code].citizen)
            assert words(language).text(FAULTS[code].next_step)


@pytest.mark.parametrize("thing", ["catalogue", "keys", "clock"])
def test_what_nobody_knows_the_age_of_is_not_judged(thing) -> None:
    health = PartHealth(thing, "well")
    assert aged(health, thing, None, Moment(NOON), limits_of(SETTINGS, thing)) == health


def test_a_part_that_is_ill_says_that_first() -> None:
    ill, older = PartHealth("catalogue", "faulty", "CATALOGUE-04"), PartHealth("catalogue", "warning", "CATALOGUE-05")
    limits = limits_of(SETTINGS, "catalogue")

    assert aged(ill, "catalogue", NOON - 999 * DAY, Moment(NOON), limits) == ill
    assert aged(older, "catalogue", NOON - 61 * DAY, Moment(NOON), limits) == older
    assert aged(older, "catalogue", NOON - 999 * DAY, Moment(NOON), limits).fault == "CATALOGUE-08"


def test_a_clock_that_stands_before_what_was_signed_makes_nothing_older() -> None:
    limits = Limits(DAY, 2 * DAY)
    assert grade(NOON, Moment(NOON - 900 * DAY, certain=False), limits) == "fresh"
    assert grade(NOON, Moment(NOON - 900 * DAY), limits) == "fresh"


@given(st.integers(0, 4000), st.integers(1, 3650), st.integers(0, 3650))
def test_the_older_the_worse_and_never_the_other_way(days: int, warn: int, more: int) -> None:
    limits = Limits(warn * DAY, (warn + more) * DAY)
    grades = [grade(NOON - (days + later) * DAY, Moment(NOON), limits) for later in (0, 1, 400)]
    order = ["fresh", "warned", "refused"]
    assert [order.index(one) for one in grades] == sorted(order.index(one) for one in grades)


@pytest.mark.parametrize(("part", "fault"), REFUSED)
def test_nothing_too_old_closes_the_machine(part: Part, fault: str) -> None:
    house = a_house(ill={part: ("warning", fault)})
    assert house.readiness.unavailable is None
    assert house.find_closure(EVERY) == fault
    assert fault not in KNOWN


@pytest.mark.parametrize(("part", "fault"), REFUSED)
def test_a_closed_service_says_why_on_its_page_and_aloud(part: Part, fault: str) -> None:
    house = a_house(ill={part: ("warning", fault)})
    page = page_of(About(DORJ, EVERY, Home(DORJ)), house)

    for language in LANGUAGES:
        said = [words(language).say(wording) for wording in script(page)]
        assert words(language).say(FAULTS[fault].citizen) in said


def test_a_demonstration_is_never_too_old() -> None:
    freshness = default_settings().freshness
    assert limits_of(freshness, "catalogue").refuse_after > 3000 * DAY
