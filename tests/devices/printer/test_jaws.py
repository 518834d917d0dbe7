"""A paper in the jaws of a kiosk printer: held out, taken, drawn back; and never there for the next person."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.address import Tcp
from devices.printer.conversation import Stopped, Timing
from devices.printer.held import Held
from devices.printer.press import Press
from devices.printer.station import (
    MISSES,
    RETRY_SECONDS,
    PaperMoved,
    PrinterFound,
    PrinterLost,
    PrinterStation,
)
from devices.printer.status import Decoder, FullStatus, PrinterState, find_paper_left, full_status
from devices.printer.transport import Wire, WireLost, opener
from devices.printer.verdict import NotPrinted, Printed, Unknown
from devices.simulators.printer import PrinterSimulator
from tests.devices.printer.parts import CUSTOM, GENERIC, PICTURE, QUICK, SLIP, Journal, press
from tests.devices.printer.test_station import Ear

TIMING = replace(QUICK, answer=1.0, stall=1.0, settle=2.0, draw=0.4)


@dataclass
class HandClock:
    """A clock that goes when it is told, and by *step* whenever somebody looks at it."""

    now: float = 100.0
    step: float = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator(presenter=True) as printer:
        yield printer


@dataclass
class Desk:
    """A station with jaws, its clock, and what it posts of papers."""

    station: PrinterStation
    clock: HandClock
    moves: Ear
    events: Ear

    def print(self, job: str = "j1") -> Ear:
        answers = Ear()
        self.station.print(job, SLIP, Journal(), answers)
        return answers

    def begin(self, job_before: str = "") -> None:
        if job_before:
            self.station.expect(job_before)

        def hear(event: object) -> None:
            (self.moves if isinstance(event, PaperMoved) else self.events)(event)

        self.station.start(hear)


def desk(simulator: PrinterSimulator) -> Desk:
    clock = HandClock()
    station = PrinterStation(press(simulator, TIMING, CUSTOM), poll=0.01, longest_pause=0.02, clock=clock)
    return Desk(station, clock, Ear(), Ear())


@pytest.fixture
def kiosk(simulator: PrinterSimulator) -> Iterator[Desk]:
    kiosk = desk(simulator)
    kiosk.begin()
    yield kiosk
    kiosk.station.close()


# --- what the printer says ---------------------------------------------------


@pytest.mark.parametrize(
    ("six", "state", "ticket"),
    [
        ("10 0f 00 00 00 00", PrinterState(), False),
        ("10 0f 20 00 00 00", PrinterState(), True),
        ("10 0f 04 00 00 00", PrinterState(paper="low"), False),
        ("10 0f 40 00 00 00", PrinterState(paper="low"), False),
        ("10 0f 05 00 00 00", PrinterState(paper="out"), False),
        ("10 0f 25 02 00 00", PrinterState(paper="out", cover_open=True), True),
        ("10 0f 00 01 00 00", PrinterState(cover_open=True), False),
        ("10 0f 00 24 22 00", PrinterState(), False),
        ("10 0f 00 00 40 00", PrinterState(error="recoverable"), False),
        ("10 0f 00 00 01 00", PrinterState(error="recoverable"), False),
        ("10 0f 00 00 00 01", PrinterState(error="cutter"), False),
        ("10 0f a0 00 00 44", PrinterState(error="fatal"), True),
    ],
)
def test_a_full_status_is_read_bit_by_bit(six: str, state: PrinterState, ticket: bool) -> None:
    assert full_status(bytes.fromhex(six)) == FullStatus(state, ticket)


@given(st.binary(min_size=4, max_size=4), st.data())
def test_a_full_status_is_found_however_it_is_cut_whatever_stands_around_it(four: bytes, data: st.DataObject) -> None:
    stream = b"\x16" + b"\x10\x0f" + four + b"\x10\x00\x00\x0f" + b"\x00"
    cut = data.draw(st.integers(0, len(stream)))
    decoder = Decoder()

    answers = [*decoder.feed(stream[:cut]), *decoder.feed(stream[cut:])]

    assert answers[1] == full_status(b"\x10\x0f" + four)
    assert len(answers) == 4


@pytest.mark.parametrize(
    ("said", "cm"),
    [(b"510cm", 510), (b"\x00\x160cm", 0), (b"510", None), (b"", None), (b"12345678cm", None), (b"\x12510cm\x00", 510)],
)
def test_the_paper_left_is_read_from_its_text(said: bytes, cm: int | None) -> None:
    assert find_paper_left(said) == cm


# --- one paper ---------------------------------------------------------------


def test_a_paper_that_is_taken_was_held_out_first(simulator: PrinterSimulator, kiosk: Desk) -> None:
    assert kiosk.print().wait(1) == [Printed()]
    kiosk.moves.wait(1)
    assert simulator.take_paper().data == PICTURE.data

    assert kiosk.moves.wait(2) == [PaperMoved("j1", "presented"), PaperMoved("j1", "taken")]
    assert simulator.jaws.binned == simulator.jaws.dropped == []


def test_a_paper_that_nobody_takes_is_drawn_back_after_its_time_and_not_before(
    simulator: PrinterSimulator, kiosk: Desk
) -> None:
    kiosk.print()
    kiosk.moves.wait(1)
    kiosk.clock.now += 44.0
    looks = Ear()
    for _ in range(3):
        kiosk.station.probe(looks)
    looks.wait(3)
    assert simulator.jaws.held is not None

    kiosk.clock.now += 1.5

    assert kiosk.moves.wait(2)[-1] == PaperMoved("j1", "retracted")
    assert [sheet.data for sheet in simulator.jaws.binned] == [PICTURE.data]
    assert simulator.jaws.taken == []


def test_a_visit_that_ends_shortens_the_time(simulator: PrinterSimulator, kiosk: Desk) -> None:
    kiosk.print()
    kiosk.station.shorten(15.0)
    kiosk.moves.wait(1)
    kiosk.clock.now += 15.5

    assert kiosk.moves.wait(2)[-1] == PaperMoved("j1", "retracted")


def test_the_next_paper_waits_until_the_one_before_is_gone(simulator: PrinterSimulator, kiosk: Desk) -> None:
    kiosk.print()
    kiosk.moves.wait(1)
    kiosk.clock.step = 0.5
    answers = kiosk.print("j2")

    assert answers.wait(1) == [Printed()]
    assert kiosk.moves.wait(3)[1:3] == [PaperMoved("j1", "retracted"), PaperMoved("j2", "presented")]
    assert simulator.jaws.dropped == []


def test_jaws_that_are_stuck_get_no_second_paper_on_top(simulator: PrinterSimulator, kiosk: Desk) -> None:
    kiosk.print()
    kiosk.moves.wait(1)
    simulator.jaws.stuck = True
    kiosk.clock.step = 0.5
    answers = kiosk.print("j2")

    assert answers.wait(1) == [NotPrinted("faulty")]
    assert (len(simulator.sheets), simulator.jaws.dropped) == (1, [])
    simulator.jaws.stuck = False
    assert kiosk.moves.wait(2)[-1] == PaperMoved("j1", "retracted")


def test_a_paper_found_at_the_start_is_drawn_back_and_said_to_be_the_last_one(simulator: PrinterSimulator) -> None:
    assert press(simulator, TIMING, CUSTOM).print("old", SLIP, Journal()) == Printed()
    kiosk = desk(simulator)
    kiosk.begin("old")

    assert kiosk.moves.wait(1) == [PaperMoved("old", "retracted")]
    assert simulator.jaws.held is None
    kiosk.station.close()


def test_a_paper_that_went_while_nobody_looked_is_unknown(simulator: PrinterSimulator) -> None:
    kiosk = desk(simulator)
    kiosk.begin("old")

    assert kiosk.moves.wait(1) == [PaperMoved("old", "unknown")]
    kiosk.station.close()


def test_a_paper_that_went_while_the_printer_was_lost_is_unknown(simulator: PrinterSimulator, kiosk: Desk) -> None:
    kiosk.print()
    kiosk.moves.wait(1)
    simulator.refuse()
    assert kiosk.events.wait(2)[-1] == PrinterLost("not_reachable")
    simulator.take_paper()
    simulator.refuse(False)

    assert kiosk.moves.wait(2)[-1] == PaperMoved("j1", "unknown")


def test_a_paper_that_was_quickly_gone_is_not_waited_for_long(simulator: PrinterSimulator) -> None:
    """The printer's line broke before its end was heard, and what it held is in a hand already."""
    kiosk = desk(simulator)
    simulator.reset_after(3000)
    answers = kiosk.print()
    kiosk.begin()
    assert answers.wait(1) == [Unknown("not_reachable")]
    kiosk.clock.now += 10.5

    assert kiosk.moves.wait(1) == [PaperMoved("j1", "unknown")]
    kiosk.station.close()


def test_a_printer_that_cannot_work_is_not_asked_what_it_would_answer_later(simulator: PrinterSimulator) -> None:
    simulator.set("paper_out")
    kiosk = desk(simulator)
    kiosk.begin()
    kiosk.events.wait(1)
    assert kiosk.station.paper_left() is None

    simulator.repair()
    kiosk.events.wait(2)
    probes = Ear()
    for _ in range(2):
        kiosk.station.probe(probes)
    probes.wait(2)

    assert kiosk.station.paper_left() == 5000
    kiosk.station.close()


def test_a_page_that_broke_off_is_thrown_away_and_handed_to_nobody(simulator: PrinterSimulator) -> None:
    printer = press(simulator, TIMING, CUSTOM)
    simulator.reset_after(3000)
    assert printer.print("j1", SLIP, Journal()) == Unknown("not_reachable")

    assert printer.print("j2", SLIP, Journal()) == Printed()

    held, binned = simulator.jaws.held, simulator.jaws.binned
    assert held is not None
    assert held.data == PICTURE.data
    assert [sheet.data == PICTURE.data for sheet in binned] == [False]
    assert simulator.jaws.dropped == []


def test_a_printer_that_never_tells_of_its_jaws_prints_all_the_same() -> None:
    with PrinterSimulator() as simulator:
        printer = press(simulator, replace(TIMING, answer=0.1), CUSTOM)
        assert [printer.print(f"j{n}", SLIP, Journal()) for n in range(3)] == [Printed()] * 3
        assert printer.hold_seconds is None


def test_jaws_that_have_answered_once_must_answer(simulator: PrinterSimulator) -> None:
    printer = press(simulator, replace(TIMING, answer=0.2), CUSTOM)
    assert not printer.holds_paper()
    simulator.mute()
    for _ in range(3):
        with pytest.raises(Stopped, match="not_responding"):
            printer.holds_paper()
    assert printer.hold_seconds == 45


def test_the_paper_left_is_counted_where_the_printer_does(simulator: PrinterSimulator, kiosk: Desk) -> None:
    kiosk.events.wait(1)
    assert kiosk.station.paper_left() == 5000
    assert press(simulator, TIMING).find_paper_left() is None


# --- the rule alone ----------------------------------------------------------


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 20)), max_size=30))
def test_a_paper_ends_once_and_is_taken_only_by_somebody_who_was_seen(
    story: list[tuple[bool, bool, float]],
) -> None:
    paper, now, was_seen = Held("j1", 45.0, 0.0), 0.0, False
    for held, lost, seconds in story:
        now += seconds
        paper.was_lost |= lost
        deed = paper.judge(held, now)
        if deed == "taken":
            assert was_seen
            assert not lost
        if deed in ("taken", "unknown"):
            assert not held
            return
        if deed == "presented":
            assert not was_seen
        was_seen |= held


# --- three misses ------------------------------------------------------------


def flaky(simulator: PrinterSimulator, fails: Callable[[int], bool]) -> tuple[PrinterStation, Ear, threading.Event]:
    """Return a station whose line is refused on the looks that *fails* names, and what tells that a dozen were made."""
    open_wire, looks, dozen = opener(Tcp(simulator.host, simulator.port), TIMING.connect), count(1), threading.Event()

    def sometimes() -> Wire:
        look = next(looks)
        if look > 12:
            dozen.set()
        if fails(look):
            raise WireLost("refused")
        return open_wire()

    return PrinterStation(Press(sometimes, GENERIC, timing=TIMING), poll=0.005), Ear(), dozen


def test_two_looks_in_a_row_that_fail_are_no_lost_printer(simulator: PrinterSimulator) -> None:
    station, events, tried = flaky(simulator, lambda look: look % 3 != 1)
    station.start(events)
    assert tried.wait(10)
    station.close()

    assert events.heard == [PrinterFound(PrinterState())]


def test_three_are(simulator: PrinterSimulator) -> None:
    station, events, _ = flaky(simulator, lambda look: 2 <= look <= 4)
    station.start(events)
    heard = events.wait(3)
    station.close()

    found = PrinterFound(PrinterState())
    assert heard[:3] == [found, PrinterLost("not_reachable"), found]


def test_a_printer_that_is_gone_is_noticed_within_ten_seconds() -> None:
    """By the waits that stand in the code: the look that was just over, three that fail, and the pauses between."""
    usual, poll = Timing(), 3.0
    assert poll + MISSES * max(usual.connect, usual.answer) + (MISSES - 1) * RETRY_SECONDS <= 10.0


def test_a_paper_that_is_still_held_out_when_the_printer_is_found_again_is_said_to_be_out_again(
    simulator: PrinterSimulator, kiosk: Desk
) -> None:
    kiosk.print()
    kiosk.moves.wait(1)
    simulator.refuse()
    kiosk.events.wait(2)
    simulator.refuse(False)

    assert kiosk.moves.wait(2) == [PaperMoved("j1", "presented")] * 2
    simulator.take_paper()
    assert kiosk.moves.wait(3)[-1] == PaperMoved("j1", "taken")


def test_jaws_that_are_stuck_get_no_second_paper_after_one_of_unknown_fate_either(simulator: PrinterSimulator) -> None:
    assert press(simulator, TIMING, CUSTOM).print("j1", SLIP, Journal()) == Printed()
    simulator.jaws.stuck = True

    assert press(simulator, TIMING, CUSTOM, torn=True).print("j2", SLIP, Journal()) == NotPrinted("faulty")

    assert (simulator.jaws.dropped, simulator.jaws.held is not None) == ([], True)


def test_jaws_that_are_stuck_are_a_broken_part_until_the_paper_is_gone(simulator: PrinterSimulator) -> None:
    printer = press(simulator, TIMING, CUSTOM)
    assert printer.print("j1", SLIP, Journal()) == Printed()
    simulator.jaws.stuck = True
    assert printer.look().trouble is None
    assert printer.draw_back() == "stuck"

    assert printer.look().trouble == "faulty"
    assert printer.probe().trouble == "faulty"
    simulator.take_paper()
    assert not printer.holds_paper()

    assert printer.look() == PrinterState()
    assert printer.probe().trouble is None
