"""How much to send where the link comes and goes, and how soon to ask whether it is back."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from sync.pace import AIM_SECONDS, SMALLEST_BUDGET, Pace, Rhythm, Spells


def rhythm() -> Rhythm:
    return Rhythm(Pace(), random.Random(7))


def lived(spells: Spells, begin: float, seconds: float) -> None:
    """Let the link come at *begin* and be heard for so many *seconds*."""
    spells.heard(begin)
    spells.heard(begin + seconds)
    spells.ended(begin + seconds)


def test_a_link_that_never_went_is_not_expected_to() -> None:
    spells = Spells()
    spells.heard(0)

    assert spells.next_seconds(1000) == AIM_SECONDS


def test_a_batch_takes_half_of_what_is_left_of_the_usual_time_and_no_less_than_a_sixth_of_it() -> None:
    spells = Spells()
    lived(spells, 0, 9)
    spells.heard(120)

    assert [spells.next_seconds(120 + seconds) for seconds in (0, 4, 7, 9, 12)] == [4.5, 2.5, 1.5, 1.5, 2]


def test_a_link_that_was_there_for_moments_is_known_as_one() -> None:
    spells = Spells()
    assert not spells.are_short
    lived(spells, 0, 9)
    assert spells.are_short
    spells.heard(100)
    spells.heard(129)
    assert spells.are_short
    spells.heard(130)
    assert not spells.are_short, "this one stays"
    lived(spells, 200, 40)
    assert not spells.are_short


def test_batches_grow_again_with_a_link_that_stays() -> None:
    spells = Spells()
    lived(spells, 0, 8)
    spells.heard(120)

    assert spells.next_seconds(120 + 42) == 7
    assert spells.next_seconds(120 + 400) == AIM_SECONDS


def test_a_spell_that_lasted_longer_is_believed_at_once_and_a_shorter_one_in_time() -> None:
    spells = Spells()
    for begin, seconds, expected in ((0, 4, 2), (100, 8, 4), (200, 4, 3.4)):
        lived(spells, begin, seconds)
        assert spells.next_seconds(300) == expected


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(-1e4, 1e4))))
def test_whatever_was_heard_a_batch_has_a_time(heard: list[tuple[float, float]]) -> None:
    spells = Spells()
    for at, last in heard:
        spells.heard(at)
        spells.ended(last)

    assert 0 <= spells.next_seconds(1e4) <= AIM_SECONDS


def test_a_link_that_goes_takes_nothing_from_the_size_of_the_next_batch() -> None:
    found = rhythm()
    found.carried(8000, 1.0, 10)
    size = found.budget.size
    found.broke(12, began=11)

    assert found.budget.size == size
    assert SMALLEST_BUDGET < found.next_size(0, 100) <= size


def test_a_batch_that_broke_as_the_first_was_too_large() -> None:
    found = rhythm()
    size = found.budget.size
    found.probed(10)
    found.broke(12, began=11.5)

    assert found.budget.size == size // 2


def test_a_link_that_went_with_the_first_batch_is_expected_to_go_again() -> None:
    found = rhythm()
    found.broke(3, began=0)
    assert found.spells.next_seconds(100) == 1.5

    found = rhythm()
    found.broke(0.5, began=0)  # nothing was heard of what it carried
    assert found.spells.next_seconds(100) == AIM_SECONDS


def test_a_batch_that_waited_for_the_one_before_did_not_take_so_long() -> None:
    found = rhythm()
    found.carried(8000, 4.0, 10)
    found.carried(8000, 3.0, 11)

    assert found.budget.goodput == 2000 + 0.3 * (8000 - 2000)


def test_a_link_carries_what_the_kernel_saw_arrive_within_bounds() -> None:
    found = rhythm()
    found.carried(2000, 1.6, 10, rate=4500)  # a round trip and an answer long
    assert found.budget.goodput == 4500
    found = rhythm()
    found.carried(2000, 2.0, 10, rate=10**9)  # somebody on the way acknowledges for the platform
    assert found.budget.goodput == 4000


def test_answers_that_come_at_once_do_not_make_a_link_fast() -> None:
    found = rhythm()
    found.carried(8000, 3.0, 10, rate=7500)
    found.carried(8000, 2.0, 10.01, rate=7500)

    assert found.budget.goodput == 7500


def test_after_a_failure_one_goes_alone_until_a_probe_came_through() -> None:
    found = rhythm()
    assert not found.is_careful
    found.failed()
    assert found.is_careful
    found.probed(10)
    assert not found.is_careful
    found.failed()
    found.probed(20)
    assert found.is_careful, "the first time nothing followed it"


def test_a_probe_that_waited_in_vain_is_followed_at_once_for_half_an_hour() -> None:
    found = rhythm()
    rests = [found.until_probe(costly=False, waited=2.0) for _ in range(1000)]

    assert set(rests[:180]) == {0.0}
    assert min(rests[180:]) >= 3
    assert rhythm().until_probe(costly=True, waited=2.0) >= 3
    assert rhythm().until_probe(costly=False, waited=0.1) >= 3
