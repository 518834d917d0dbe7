"""Every lane moves within a bound, and what a citizen waits for waits for one turn at most."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.lanes import BOUND, MOST_URGENT, URGENT, WEIGHTS, LaneName, Turns

LANES: tuple[LaneName, ...] = (*URGENT, *WEIGHTS)


def lanes(masks: bytes) -> list[set[LaneName]]:
    """Return for each byte of *masks* the lanes whose bits are set: hypothesis makes bytes faster than sets."""
    return [{lane for place, lane in enumerate(LANES) if mask >> place & 1} for mask in masks]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(tuple(WEIGHTS)), st.binary(min_size=BOUND + 1, max_size=BOUND + 60))
def test_a_lane_that_has_something_moves_within_the_bound(patient: LaneName, masks: bytes) -> None:
    turns, waited = Turns(), 0
    for ready in lanes(masks):
        waited = 0 if turns.next(ready | {patient}) == patient else waited + 1
        assert waited <= BOUND


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_what_a_citizen_waits_for_waits_for_one_turn_at_most(before: bytes) -> None:
    turns = Turns()
    for ready in lanes(before):
        if ready:
            turns.next(ready)

    moved = [turns.next({*WEIGHTS, "now"}) for _ in range(2)]

    assert "now" in moved


def test_urgent_turns_do_not_shut_out_the_others() -> None:
    turns = Turns()

    moved = [turns.next({"now", "logs"}) for _ in range(2 * (MOST_URGENT + 1))]

    assert moved.count("logs") == 2
    assert moved[0] == "now"


def test_small_things_go_before_large_ones_and_more_often() -> None:
    turns = Turns()

    moved = [turns.next(tuple(WEIGHTS)) for _ in range(sum(WEIGHTS.values()))]

    assert moved[0] == "requests"
    assert {lane: moved.count(lane) for lane in WEIGHTS} == WEIGHTS


def test_a_link_that_breaks_in_every_turn_starves_nobody() -> None:
    turns = Turns()  # a round that breaks off begins with the whole of it again

    first = [turns.next(tuple(WEIGHTS)) for _ in range(BOUND)]

    assert set(first) == set(WEIGHTS)


def test_without_anything_to_carry_there_is_no_turn() -> None:
    with pytest.raises(ValueError, match="empty"):
        Turns().next(())
