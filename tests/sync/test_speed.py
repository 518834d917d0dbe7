"""What a road carries is told by the best of the last measures, and the pace keeps a little above it."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from sync.speed import Speed


def road(*rates: int, round_trip: float = 0.6) -> Speed:
    speed = Speed()
    speed.shook(round_trip)
    for rate in rates:
        carried(speed, 60_000, rate)
    return speed


def carried(speed: Speed, content: int, rate: int) -> None:
    """Let so many bytes arrive at a steady *rate*."""
    speed.carried(content, content / rate + speed.round_trip)


def test_measures_with_a_queue_in_their_way_change_nothing() -> None:
    assert road(7700, 3000, 5000).seen == 7700


def test_a_road_that_became_slower_or_faster_is_believed_in_time() -> None:
    assert road(*[8000] * 5, *[4000] * 3).seen == 4000
    assert road(*[8000] * 5, 16_000).seen == 16_000


def test_the_pace_is_a_little_above_what_a_road_carries_and_so_finds_a_faster_one() -> None:
    assert Speed().pace == 0
    speed, there = road(8000), 40_000
    assert speed.pace == 9200
    for _ in range(20):
        carried(speed, 10_000_000, min(there, speed.pace))

    assert speed.seen == there


def test_the_first_call_lets_guess_and_is_measured_in_the_end() -> None:
    speed = road()
    speed.is_carrying(2000, 0.6 + 0.25)
    assert speed.seen == 8000
    carried(speed, 8000, 7700)
    speed.is_carrying(2000, 0.6 + 0.2)
    assert speed.seen == 7700


def test_a_short_call_says_nothing_of_a_road_that_is_known() -> None:
    speed = road(8000)
    carried(speed, 9000, 3000)
    carried(speed, 9000, 30_000)

    assert speed.seen == 8000


def test_a_road_says_when_something_has_arrived_once_it_carried_something() -> None:
    assert road().seconds(8000) == math.inf
    assert road(8000, round_trip=0.5).seconds(8000) == 1.5


def test_a_handshake_behind_a_queue_makes_no_longer_road_at_once() -> None:
    speed = road()
    speed.shook(1.9)
    assert speed.round_trip == 0.75
    for _ in range(9):
        speed.shook(1.9)
    assert speed.round_trip == 1.9
    speed.shook(0.6)
    assert speed.round_trip == 0.6


@given(st.lists(st.tuples(st.integers(0, 1 << 40), st.floats(0, 1e9), st.floats(0, 100))))
def test_whatever_the_kernel_says_a_pace_can_be_told_to_it(told: list[tuple[int, float, float]]) -> None:
    speed = Speed()
    for content, seconds, round_trip in told:
        speed.shook(round_trip)
        speed.carried(content, seconds)

    assert 0 <= speed.pace < 1 << 31
    assert speed.under_way() >= 0
