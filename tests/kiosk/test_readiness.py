"""What can be offered when the parts are as they are; and what a person may set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.idle import IdleClock
from kiosk.pages.blocks import PIN_KEYS
from kiosk.pin import LONGEST, PinDigits
from kiosk.presentation import RATES, TEXT_SIZES, THEMES, VOLUMES, Presentation
from kiosk.readiness import NEEDED_BY_ALL, PARTS, PartHealth, QueueFigures, Readiness, assess
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import NobodyThere, SecondsLeft, TimedOut
from kiosk.turn import adjusted
from tests.kiosk.house import CLOSED, NO_LINK, PAY, a_house, catalogue

ILL = ("not_reachable", "not_responding", "faulty")


@pytest.mark.parametrize("health", ILL)
@pytest.mark.parametrize("part", PARTS)
def test_only_what_every_service_needs_closes_the_whole_machine(part, health):
    house = a_house(ill={part: (health, "X-01")})

    assert (house.readiness.unavailable == "X-01") == (part in NEEDED_BY_ALL)
    assert house.readiness.worst() == PartHealth(part, health, "X-01")


@pytest.mark.parametrize("health", ["warning", "untested", "well"])
@pytest.mark.parametrize("part", PARTS)
def test_a_warning_closes_nothing(part, health):
    assert a_house(ill={part: (health, "X-01")}).readiness.unavailable is None


def test_without_a_link_only_what_cannot_wait_is_closed():
    assert set(a_house(ill=NO_LINK).readiness.closed) == {CLOSED, PAY}
    assert set(a_house().readiness.closed) == {PAY}


@pytest.mark.parametrize("fault", ["LINK-01", "LINK-02", "LINK-03", "LINK-04"])
def test_what_cannot_wait_says_what_the_link_really_lacks(fault):
    house = a_house(ill={"link": ("faulty", fault)})

    assert house.readiness.closed == {CLOSED: fault, PAY: "PAY-01"}


def test_a_part_nobody_looked_at_is_untested():
    assert Readiness().part("printer") == PartHealth("printer", "untested")


def test_the_worst_part_is_the_one_that_is_broken():
    parts = [PartHealth("link", "not_reachable", "LINK-01"), PartHealth("printer", "faulty", "PRINTER-03")]

    assert assess(parts, catalogue(), QueueFigures()).worst() == parts[1]


@given(st.lists(st.sampled_from(range(len(PIN_KEYS))), max_size=40))
def test_a_code_is_never_longer_than_eight_and_erasing_takes_the_last(presses):
    pin, expected = PinDigits(), ""
    for place in presses:
        key = PIN_KEYS[place]
        pin.press(place)
        expected = "" if key == "erase_all" else expected[:-1] if key == "erase_one" else (expected + key)[:LONGEST]
        assert len(pin) == len(expected)
    assert repr(pin) == "PinDigits(…)"
    assert pin.hand_over() == expected.encode()
    assert len(pin) == 0


CHANGES = (
    "language",
    "letters",
    "colours",
    "voice",
    "lower",
    "curtain",
    "explore",
    "faster",
    "slower",
    "louder",
    "softer",
)


@given(st.lists(st.sampled_from(CHANGES), max_size=30))
def test_any_mixture_of_settings_stays_within_bounds(changes):
    presentation = Presentation()
    for change in changes:
        presentation = adjusted(presentation, Adjusted(change))

    assert presentation.rate in RATES
    assert presentation.volume in VOLUMES
    assert presentation.speech >= presentation.explore >= presentation.curtain, "nobody is left before a dead glass"


@pytest.mark.parametrize(
    ("change", "times"),
    [
        ("language", 2),
        ("voice", 2),
        ("lower", 2),
        ("letters", len(TEXT_SIZES)),
        ("colours", len(THEMES)),
    ],
)
def test_what_goes_round_comes_back(change, times):
    presentation = Presentation()
    for _ in range(times):
        changed = adjusted(presentation, Adjusted(change))
        assert changed != presentation
        presentation = changed

    assert presentation == Presentation()


@given(st.lists(st.floats(0.1, 30), min_size=1, max_size=80), st.booleans())
def test_the_idle_clock_asks_before_it_ends_whatever_the_ticks(steps, speech):
    clock, now, told = IdleClock(a_house().settings.visit), 0.0, []
    for step in steps:
        now += step
        clock, event = clock.tick(now, speech=speech)
        if event is not None:
            told.append(event)
    if told:
        assert isinstance(told[0], NobodyThere)
        assert told[0].seconds == (90 if speech else 45)
    seconds = [event.seconds for event in told if isinstance(event, SecondsLeft)]
    assert seconds == sorted(seconds, reverse=True)
    ended = [isinstance(event, TimedOut) for event in told]
    assert ended == sorted(ended)
