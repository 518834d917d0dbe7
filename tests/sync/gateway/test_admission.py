"""Nobody is let in who would give up before the turn; who is sent away gets a time of their own, and keeps it."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.gateway.admission import Admission, Busy, Meter, Visitor
from tests.sync.parts import HandClock


def full() -> bool:
    return True


class Counter:
    """A line before a worker who does a weight of one in a second, and a clock that moves by hand."""

    def __init__(self, *, limit: float = 5.0) -> None:
        self.clock = HandClock()
        self.admission = Admission(1, limit=limit, now=self.clock.monotonic, chance=random.Random(1))
        for _ in range(500):
            with self.admission.meter.working(1, full):
                self.clock.forward(1)

    def arrive(self, *visitors: Visitor) -> Iterator[int]:
        """Yield 0 for each who is let in, or the seconds they are told to wait."""
        for visitor in visitors:
            try:
                self.admission.arrive(visitor)
            except Busy as busy:
                yield busy.seconds
            else:
                yield 0


def crowd(number: int, *, first: int = 0, urgent: bool = False) -> list[Visitor]:
    return [Visitor(1, f"K{first + place:03d}", urgent) for place in range(number)]


def test_the_cost_is_the_time_with_work_by_what_was_done() -> None:
    clock = HandClock()
    meter = Meter(clock.monotonic)
    for _ in range(300):
        clock.forward(60)  # nothing to do
        with meter.working(2, full), meter.working(2, full):
            clock.forward(1)
    assert meter.cost == pytest.approx(0.25, rel=0.05)


def test_a_worker_with_little_to_do_shows_only_that_it_can_do_more() -> None:
    clock = HandClock()
    meter = Meter(clock.monotonic)
    for _ in range(300):
        with meter.working(1, full):
            clock.forward(1)
    for seconds in (5.0, 0.1):  # alone, each takes its own time: that says nothing, unless it is short
        for _ in range(1500):
            with meter.working(1, lambda: False):
                clock.forward(seconds)
        assert meter.cost == pytest.approx(min(1.0, 2 * seconds), rel=0.3)


def test_only_as_many_are_let_in_as_are_served_within_the_limit() -> None:
    told = list(Counter().arrive(*crowd(20)))
    assert told[:4] == [0, 0, 0, 0]
    assert 0 not in told[5:]


def test_those_sent_away_are_told_different_times_one_after_another() -> None:
    told = [seconds for seconds in Counter().arrive(*crowd(60)) if seconds]
    assert len(set(told)) > 20
    assert max(told) < 1.2 * 60 + 2
    assert min(told) >= 2


def test_who_comes_too_early_is_told_the_same_time_and_takes_no_other() -> None:
    counter = Counter()
    late = [*counter.arrive(*crowd(10))][-1]
    for _ in range(50):
        list(counter.arrive(Visitor(1, "K009")))

    again, next_one = counter.arrive(Visitor(1, "K009"), Visitor(1, "K010"))
    assert again <= late * 1.2 + 1
    assert next_one < late + 5


def test_those_who_give_no_name_are_told_different_times_too() -> None:
    counter = Counter()
    told = [seconds for seconds in counter.arrive(*[Visitor() for _ in range(100)]) if seconds]

    assert len(set(told)) > 20


def test_who_keeps_the_appointment_is_let_in_before_who_has_none() -> None:
    counter = Counter()
    told = [*counter.arrive(*crowd(8))]
    counter.clock.forward(told[-1])
    list(counter.arrive(*crowd(20, first=100)))

    assert [*counter.arrive(Visitor(1, "K300"))] != [0]
    assert [*counter.arrive(Visitor(1, "K007"))] == [0]


def test_a_waiting_citizen_is_let_in_when_others_are_not() -> None:
    counter = Counter()
    list(counter.arrive(*crowd(20)))
    assert [*counter.arrive(Visitor(1, "K500"))] != [0]
    assert [*counter.arrive(Visitor(1, "K501", urgent=True))] == [0]


def test_who_sends_slowly_keeps_nobody_out() -> None:
    counter = Counter()
    list(counter.arrive(*crowd(20)))
    counter.clock.forward(1.5)
    assert [*counter.arrive(Visitor(1, "K500"))] == [0]


def test_a_call_heavier_than_the_limit_is_served_when_there_is_nothing_else_to_do() -> None:
    assert [*Counter().arrive(Visitor(64, "K001"))] == [0]


def test_a_pause_has_a_bound_however_many_come() -> None:
    assert max(Counter().arrive(*crowd(999))) <= 300


def test_turns_come_in_order_and_the_work_is_bounded_even_when_many_slow_ones_are_ready_at_once() -> None:
    counter = Counter()

    async def rush() -> tuple[list[int], int]:
        tickets = []
        for place in range(40):  # each of them slow: the line seems empty
            tickets.append((place, counter.admission.arrive(Visitor(1, f"K{place:03d}"))))
            counter.clock.forward(1.5)
        served, busy = [], 0

        async def serve(place: int) -> None:
            nonlocal busy
            try:
                async with counter.admission.turn(tickets[place][1]):
                    await asyncio.sleep(0)
                    counter.clock.forward(1)
                    served.append(place)
            except Busy:
                busy += 1

        await asyncio.gather(*(serve(place) for place in range(40)))
        return served, busy

    served, busy = asyncio.run(rush())
    assert served == sorted(served)
    assert len(served) + busy == 40
    assert 6 <= len(served) <= 9
    assert counter.admission.backlog == 0


def test_a_caller_who_hangs_up_leaves_no_weight_behind() -> None:
    counter = Counter()

    async def hang_up() -> None:
        ticket = counter.admission.arrive(Visitor(1, "K001"))
        async with counter.admission.turn(ticket):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        asyncio.run(hang_up())
    assert counter.admission.backlog == 0


class Herd:
    """Kiosks that all come back at once; the work done and the pauses told, in time that is only counted."""

    def __init__(self, kiosks: int, *, limit: float, patience: float) -> None:
        self.clock = HandClock(ticks=0.0)
        self.admission = Admission(1, limit=limit, now=self.clock.monotonic, chance=random.Random(7))
        self.patience, self.done, self.refused = patience, 0, 0
        self.comes = [(0.0, place) for place in range(kiosks)]
        self.satisfied: set[int] = set()

    def run(self, seconds_each: float, horizon: float) -> float:
        """Return when the last kiosk was served; a served call takes *seconds_each*, which the worker has measured."""
        for _ in range(500):
            with self.admission.meter.working(1, full):
                self.clock.ticks += seconds_each
        self.clock.ticks = 0.0
        line: list[tuple[float, int]] = []
        while (self.comes or line) and self.clock.ticks < horizon:
            while self.comes and self.comes[0][0] <= self.clock.ticks:
                self._come(heapq.heappop(self.comes)[1], line)
            if line:
                self._serve(*line.pop(0), seconds_each)
            else:
                self.clock.ticks = max(self.clock.ticks, self.comes[0][0])
        return self.clock.ticks

    def _come(self, place: int, line: list[tuple[float, int]]) -> None:
        self.admission._waiting = float(len(line))
        try:
            ticket = self.admission.arrive(Visitor(1, f"K{place:04d}"))
        except Busy as busy:
            self.refused += 1
            heapq.heappush(self.comes, (self.clock.ticks + busy.seconds, place))
        else:
            self.admission._arrived(ticket)
            line.append((self.clock.ticks, place))

    def _serve(self, since: float, place: int, seconds: float) -> None:
        with self.admission.meter.working(1, full):
            self.clock.ticks += seconds
        self.done += 1
        if self.clock.ticks - since <= self.patience:
            self.satisfied.add(place)
        elif place not in self.satisfied:
            heapq.heappush(self.comes, (self.clock.ticks, place))  # it gave up meanwhile: the work is done again


@settings(max_examples=20, deadline=None)
@given(st.integers(50, 400), st.floats(0.02, 0.5))
def test_a_herd_is_served_once_each_in_about_the_time_it_takes(kiosks: int, seconds: float) -> None:
    herd = Herd(kiosks, limit=5.0, patience=10.0)
    ended = herd.run(seconds, horizon=7200)
    assert len(herd.satisfied) == kiosks
    assert herd.done <= kiosks * 1.1
    assert ended <= kiosks * seconds * 1.5 + 15


def test_a_herd_that_is_let_in_whole_never_ends() -> None:
    herd = Herd(800, limit=1e9, patience=10.0)
    herd.run(0.2, horizon=1000)
    assert herd.done > 1.1 * 800
