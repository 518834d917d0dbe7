from __future__ import annotations

import stat
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.moment import Moment
from kiosk.guarded_clock import FARTHEST, LONGEST_OFF, SLACK, WRITE_SECONDS, GuardedClock

BUILT = datetime(2026, 1, 1, tzinfo=UTC)
TRUE = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
YEAR = timedelta(days=365)


@dataclass
class Machine:
    """What the machine shows, and how long it has run."""

    shows: datetime = TRUE
    ran: float = 100.0

    def passes(self, span: timedelta) -> None:
        self.shows += span
        self.ran += span.total_seconds()

    def clock(self, mark: Path) -> GuardedClock:
        """Start the program anew."""
        return GuardedClock(mark, machine=lambda: self.shows, ticks=lambda: self.ran, built=BUILT)


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "clock.mark"


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def seen(machine: Machine, mark: Path) -> Path:
    """The mark of a kiosk that ran until TRUE."""
    assert machine.clock(mark)() == Moment(TRUE)
    return mark


def test_a_clock_that_is_right_is_believed(machine, mark):
    clock = machine.clock(mark)
    assert clock() == Moment(TRUE)
    machine.passes(40 * DAY)
    assert clock() == Moment(TRUE + 40 * DAY)


@pytest.mark.parametrize("year", [1970, 2000, 2021])
def test_with_a_dead_battery_the_time_is_at_least_what_was_seen(machine, seen, year):
    machine.shows = datetime(year, 1, 1, tzinfo=UTC)
    clock = machine.clock(seen)
    assert clock() == Moment(TRUE, certain=False)
    assert clock.read().doubt == "behind"
    machine.passes(2 * DAY)
    assert clock() == Moment(TRUE + 2 * DAY, certain=False)


def test_a_dead_battery_again_does_not_lose_what_passed_meanwhile(machine, seen):
    machine.shows, machine.ran = datetime(2000, 1, 1, tzinfo=UTC), 5.0
    clock = machine.clock(seen)
    machine.passes(3 * DAY)
    clock()
    machine.shows, machine.ran = datetime(2000, 1, 1, tzinfo=UTC), 5.0
    assert machine.clock(seen)() == Moment(TRUE + 3 * DAY, certain=False)


def test_ten_years_ahead_is_not_believed_and_not_remembered(machine, seen):
    clock = machine.clock(seen)
    machine.shows = TRUE + 10 * YEAR
    assert clock() == Moment(TRUE, certain=False)
    assert clock.read().doubt == "ahead"
    machine.shows = TRUE + MINUTE
    assert clock() == Moment(TRUE + MINUTE)
    assert machine.clock(seen)() == Moment(TRUE + MINUTE)


def test_two_years_in_a_warehouse_are_not_certain_until_somebody_signs(machine, seen):
    machine.shows, machine.ran = TRUE + 2 * YEAR, 5.0
    clock = machine.clock(seen)
    assert clock() == Moment(TRUE, certain=False)
    clock.raise_bound(TRUE + 2 * YEAR - 20 * DAY)  # a new catalogue, or a new list
    assert clock() == Moment(TRUE + 2 * YEAR)


def test_a_winter_in_the_dark_is_believed(machine, seen):
    machine.shows, machine.ran = TRUE + LONGEST_OFF - DAY, 5.0
    assert machine.clock(seen)().certain


def test_a_clock_that_goes_back_a_little_is_no_reason_to_doubt(machine, seen):
    clock = machine.clock(seen)
    machine.shows = TRUE - SLACK + timedelta(seconds=1)
    assert clock() == Moment(TRUE)


def test_another_time_zone_changes_nothing(mark, monkeypatch):
    before = GuardedClock(mark, built=datetime.now(UTC) - DAY)()
    monkeypatch.setenv("TZ", "Asia/Hovd")
    time.tzset()
    try:
        after = GuardedClock(mark, built=datetime.now(UTC) - DAY)()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert before.certain
    assert after.certain
    assert timedelta() <= after.at - before.at < MINUTE


def test_hardware_time_read_as_local_time_heals_by_itself(machine, seen):
    machine.shows = TRUE + timedelta(hours=8)
    clock = machine.clock(seen)
    assert clock().certain
    machine.shows -= timedelta(hours=8)
    assert clock() == Moment(TRUE + timedelta(hours=8), certain=False)
    machine.passes(timedelta(hours=1))
    clock.hear_platform(TRUE + timedelta(hours=1), machine.shows)
    assert clock() == Moment(TRUE + timedelta(hours=1))


# --- what others have signed -------------------------------------------------


@pytest.mark.parametrize("wrong", [timedelta(days=-9000), -YEAR, timedelta(hours=-1), timedelta(hours=1), 10 * YEAR])
def test_the_platform_is_believed_and_the_machine_is_not(machine, seen, wrong):
    machine.shows = TRUE + wrong
    clock = machine.clock(seen)
    machine.passes(MINUTE)
    clock.hear_platform(TRUE + MINUTE, machine.shows)
    machine.passes(MINUTE)
    assert clock() == Moment(TRUE + 2 * MINUTE)
    assert clock.read().doubt == ("behind" if wrong < timedelta() else "ahead")
    assert clock.read().off == abs(wrong)


def test_a_clock_that_is_set_right_under_a_known_time_is_used_again(machine, seen):
    machine.shows = TRUE - 10 * YEAR
    clock = machine.clock(seen)
    clock.hear_platform(TRUE, machine.shows)
    machine.shows = TRUE + timedelta(seconds=2)
    assert clock.read().doubt == ""
    assert clock() == Moment(TRUE + timedelta(seconds=2))


def test_the_platform_heals_a_mark_of_a_wrong_year(machine, mark):
    machine.shows = TRUE + LONGEST_OFF - DAY
    clock = machine.clock(mark)
    clock.raise_bound(TRUE)
    assert clock() == Moment(TRUE + LONGEST_OFF - DAY)
    machine.shows = TRUE
    assert not clock().certain
    clock.hear_platform(TRUE, machine.shows)
    assert clock() == Moment(TRUE)
    machine.passes(2 * MINUTE)
    clock()
    assert machine.clock(mark)() == Moment(TRUE + 2 * MINUTE)


def test_what_the_platform_said_long_ago_is_only_a_bound(machine, mark):
    clock = machine.clock(mark)
    clock.hear_platform(TRUE - DAY, machine.shows - DAY)
    machine.shows = TRUE - 2 * DAY
    assert clock() == Moment(TRUE - DAY, certain=False)


def test_what_the_platform_said_before_the_clock_was_set_back_is_only_a_bound(machine, mark):
    clock = machine.clock(mark)
    machine.shows = datetime(2000, 1, 1, tzinfo=UTC)
    clock.hear_platform(TRUE, TRUE)
    assert clock() == Moment(TRUE, certain=False)


def test_the_same_word_told_again_does_not_become_fresh(machine, mark):
    clock = machine.clock(mark)
    told = TRUE, machine.shows
    clock.hear_platform(*told)
    machine.passes(timedelta(hours=3))
    machine.shows = told[1]
    clock.hear_platform(*told)
    assert clock() == Moment(TRUE + timedelta(hours=3))


def test_a_catalogue_moves_the_bound_up_and_never_down(machine, mark):
    clock = machine.clock(mark)
    machine.shows = datetime(2000, 1, 1, tzinfo=UTC)
    clock.raise_bound(TRUE)
    clock.raise_bound(TRUE - YEAR)
    assert clock() == Moment(TRUE, certain=False)


def test_a_signed_time_beyond_all_calendars_is_none(machine, mark):
    clock = machine.clock(mark)
    clock.raise_bound(datetime(9999, 12, 31, tzinfo=UTC))
    clock.hear_platform(datetime(9999, 12, 31, tzinfo=UTC), machine.shows)
    machine.passes(DAY)
    assert clock() == Moment(TRUE + DAY)


# --- the mark ----------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"damaged",
        b"\xff\xfe\x00",
        b"2026-06-01T12:00:00",
        b"9999-12-31T23:59:59.999999+00:00",
        b"9999-12-31T23:59:59.999999-14:00",
        b"0001-01-01T00:00:00+14:00",
        (TRUE + FARTHEST + YEAR).isoformat().encode(),
    ],
)
def test_a_mark_that_cannot_be_true_is_none(machine, mark, content):
    mark.write_bytes(content)
    clock = machine.clock(mark)
    machine.passes(timedelta(seconds=1))
    assert clock() == Moment(TRUE + timedelta(seconds=1))
    machine.shows = datetime(2000, 1, 1, tzinfo=UTC)
    assert clock() == Moment(TRUE + timedelta(seconds=1), certain=False)


def test_a_forged_mark_near_enough_to_be_true_costs_certainty_until_the_platform_speaks(machine, mark):
    mark.write_text((TRUE + YEAR).isoformat())
    clock = machine.clock(mark)
    assert not clock().certain
    clock.hear_platform(TRUE, machine.shows)
    assert clock() == Moment(TRUE)


def test_where_no_mark_can_be_written_the_clock_goes_on(machine, tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    clock = machine.clock(tmp_path / "state" / "clock.mark")
    assert clock() == Moment(TRUE)
    machine.shows = datetime(2000, 1, 1, tzinfo=UTC)
    assert clock() == Moment(TRUE, certain=False)


def test_the_mark_is_for_this_user_and_leaves_nothing_beside_it(seen):
    assert stat.S_IMODE(seen.stat().st_mode) == 0o600
    assert list(seen.parent.iterdir()) == [seen]


def test_the_mark_is_written_once_a_minute(machine, mark):
    clock, written = machine.clock(mark), set[str]()
    for _ in range(600):
        machine.passes(timedelta(seconds=1))
        clock()
        written.add(mark.read_text())
    assert len(written) == 600 / WRITE_SECONDS


def test_many_threads_may_ask_at_once(machine, mark):
    clock, told = machine.clock(mark), list[Moment]()
    threads = [threading.Thread(target=lambda: told.extend(clock() for _ in range(50))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert set(told) == {Moment(TRUE)}


@given(st.lists(st.tuples(st.integers(-40_000, 40_000), st.integers(0, 400)), max_size=8))
def test_whatever_the_clock_does_the_bound_never_goes_back_and_certain_means_near_it(tmp_path_factory, jumps):
    machine = Machine()
    mark = tmp_path_factory.mktemp("clock") / "mark"
    clock = machine.clock(mark)
    last = clock()
    for days, hours in jumps:
        machine.passes(timedelta(hours=hours))
        machine.shows = max(TRUE + timedelta(days=days), datetime(1970, 1, 1, tzinfo=UTC))
        now = clock()
        assert now.at >= last.at
        assert not now.certain or now.at - last.at <= LONGEST_OFF + timedelta(hours=hours)
        last = now
