"""The back-off: five wrong PINs are free, then every one doubles the wait, over a restart too."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pin_guard import FORGET_SECONDS, NO_WAIT, Failures, Instant, PinGuard, Wait

START = Instant("boot", 1000.0, 1_790_000_000.0)


class Hours:
    """Two clocks that stand until somebody moves them."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> Instant:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now = replace(self.now, ticks=self.now.ticks + seconds, wall=self.now.wall + seconds)


def after(count: int) -> Failures:
    failures = Failures()
    for _ in range(count):
        failures = failures.one_more(START)
    return failures


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(0, 0), (1, 0), (4, 0), (5, 15), (6, 30), (7, 60), (8, 120), (9, 240), (10, 480), (11, 480), (400, 480)],
)
def test_each_wrong_pin_from_the_fifth_doubles_the_wait_up_to_a_cap(count, seconds):
    assert after(count).wait(START) == Wait(seconds, seconds)


def test_the_seconds_run_down_and_end():
    hours = Hours()
    guard = PinGuard(hours)
    for _ in range(5):
        guard.failed()
    left = []
    for _ in range(16):
        left.append(guard.wait().seconds)
        hours.pass_by(1)

    assert left == [*range(15, 0, -1), 0]


def test_a_quarter_of_an_hour_without_a_wrong_pin_is_forgotten():
    hours = Hours()
    guard = PinGuard(hours)
    for _ in range(9):
        guard.failed()
    hours.pass_by(FORGET_SECONDS)
    guard.failed()

    assert guard.wait() == NO_WAIT


def test_a_restart_of_the_program_forgets_nothing(tmp_path):
    hours, kept = Hours(), tmp_path / "failures.json"
    guard = PinGuard(hours, kept)
    for _ in range(7):
        guard.failed()
    hours.pass_by(10)

    assert PinGuard(hours, kept).wait() == Wait(50, 60)


@pytest.mark.parametrize("jump", [-1e9, -1.0, 0.0])
def test_a_restart_of_the_machine_with_a_clock_that_went_back_waits_anew_and_not_for_ever(tmp_path, jump):
    hours, kept = Hours(), tmp_path / "failures.json"
    guard = PinGuard(hours, kept)
    for _ in range(5):
        guard.failed()
    hours.now = Instant("another boot", 3.0, START.wall + jump)
    again = PinGuard(hours, kept)

    assert again.wait() == Wait(15, 15)
    hours.now = Instant("another boot", 18.0, START.wall + jump - 5000)
    assert again.wait() == NO_WAIT


def test_a_wall_clock_that_jumps_while_the_machine_runs_changes_nothing(tmp_path):
    hours, kept = Hours(), tmp_path / "failures.json"
    guard = PinGuard(hours, kept)
    for _ in range(6):
        guard.failed()
    hours.now = replace(START, wall=START.wall + 1e8)

    assert guard.wait() == PinGuard(hours, kept).wait() == Wait(30, 30)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"count":-3,"boot":"","ticks":0,"wall":0}', b"\xff\xfe", b"[1]"])
def test_a_file_nobody_can_read_costs_one_short_wait(tmp_path, content):
    kept = tmp_path / "failures.json"
    kept.write_bytes(content)

    assert PinGuard(Hours(), kept).wait() == Wait(15, 15)


def test_where_nothing_can_be_written_the_wait_holds_all_the_same(tmp_path):
    guard = PinGuard(Hours(), tmp_path / "no such folder" / "failures.json")
    for _ in range(5):
        guard.failed()

    assert guard.wait() == Wait(15, 15)


def test_the_file_holds_a_count_and_an_hour_and_nothing_else(tmp_path):
    kept = tmp_path / "failures.json"
    PinGuard(Hours(), kept).failed()

    assert kept.read_bytes() == b'{"count":1,"boot":"boot","ticks":1000.0,"wall":1790000000.0}'
    assert [path.name for path in tmp_path.iterdir()] == ["failures.json"]


@given(st.lists(st.floats(0, 2000), min_size=6, max_size=30))
def test_a_guesser_gets_at_most_five_tries_between_two_waits(pauses):
    """Whatever the pauses, between two tries there is the wait of the first of them."""
    hours = Hours()
    guard, tried = PinGuard(hours), []
    for pause in pauses:
        if not guard.wait():
            guard.failed()
            tried.append((hours.now, guard.wait().total))
        hours.pass_by(pause)

    assert all(later.since(earlier) >= wait for (earlier, wait), (later, _) in pairwise(tried))
    free = [pairs for pairs in zip(tried, tried[5:], strict=False) if pairs[1][0].since(pairs[0][0]) < 15]
    assert free == []
