"""Nobody calls without end, and nobody pays for another."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.gateway.rates import RATES, Rate, Rates
from tests.sync.parts import HandClock


def rates(clock: HandClock, *, room: int = 100) -> Rates:
    return Rates({kind: Rate(3, 0.5) for kind in RATES}, clock.monotonic, room)


def test_a_burst_is_free_and_then_the_rate_holds() -> None:
    clock = HandClock()
    found = rates(clock)

    assert [found.take("kiosk", "017") for _ in range(4)] == [None, None, None, 2]
    clock.forward(2)
    assert [found.take("kiosk", "017") for _ in range(2)] == [None, 2]


def test_one_callers_haste_costs_no_other() -> None:
    found = rates(HandClock())
    for _ in range(10):
        found.take("kiosk", "017")

    assert found.take("kiosk", "018") is None
    assert found.take("agency", "017") is None


def test_who_was_longest_away_is_forgotten_first() -> None:
    found = rates(HandClock(), room=2)
    for caller in ("a", "b", "a", "c"):
        found.take("kiosk", caller)

    assert [caller for _, caller in found._buckets] == ["a", "c"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 10), max_size=60))
def test_in_any_time_no_more_than_the_burst_and_the_rate_get_through(pauses: list[float]) -> None:
    clock = HandClock()
    found, let_in = rates(clock), 0
    for pause in pauses:
        clock.forward(pause)
        let_in += found.take("kiosk", "017") is None

    assert let_in <= 3 + 0.5 * sum(pauses) + 1e-6
