"""The thread that owns the printer: what it posts, what it answers, how it ends."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from devices.printer.document import Block, Document, Pair
from devices.printer.press import Press, PrinterReport, press_at
from devices.printer.station import (
    PrinterChanged,
    PrinterEvent,
    PrinterFound,
    PrinterLost,
    PrinterStation,
)
from devices.printer.status import PrinterState
from devices.printer.transport import Wire
from devices.printer.verdict import NotPrinted, Printed, Unknown, Verdict
from devices.simulators.printer import PrinterSimulator
from tests.devices.printer.parts import GENERIC, QUICK, SLIP, Journal, press, whole


@contextmanager
def printing_held(station: PrinterStation) -> Iterator[None]:
    """Keep the printer's thread busy with an answer that takes long."""
    busy, go_on = threading.Event(), threading.Event()

    def answer(_: PrinterReport) -> None:
        busy.set()
        go_on.wait(10)

    station.probe(answer)
    assert busy.wait(10)
    yield
    go_on.set()


class Ear:
    """Gathers what another thread says, and waits for the next word."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self._said = threading.Condition()

    def __call__(self, word: object) -> None:
        with self._said:
            self.heard.append(word)
            self._said.notify_all()

    def wait(self, number: int) -> list[object]:
        with self._said:
            assert self._said.wait_for(lambda: len(self.heard) >= number, 5), self.heard
            return list(self.heard)


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as printer:
        yield printer


@pytest.fixture
def events() -> Ear:
    return Ear()


@pytest.fixture
def station(simulator: PrinterSimulator, events: Ear) -> Iterator[PrinterStation]:
    station = PrinterStation(press(simulator, QUICK), poll=0.01, longest_pause=0.02)
    station.start(events)
    yield station
    station.close()


def test_it_posts_each_change_once(simulator: PrinterSimulator, station: PrinterStation, events: Ear) -> None:
    events.wait(1)
    simulator.set("paper_low")
    events.wait(2)
    simulator.refuse()
    events.wait(3)
    simulator.repair()
    low = PrinterState(paper="low")

    assert events.wait(4) == [
        PrinterFound(PrinterState()),
        PrinterChanged(low),
        PrinterLost("not_reachable"),
        PrinterFound(PrinterState()),
    ]
    assert station.state() == PrinterState()


def test_a_lost_printer_has_no_state(simulator: PrinterSimulator, station: PrinterStation, events: Ear) -> None:
    events.wait(1)
    simulator.mute()
    assert events.wait(2)[-1] == PrinterLost("not_responding")
    assert station.state() is None


def test_pages_come_out_in_the_order_they_were_given(simulator: PrinterSimulator, station: PrinterStation) -> None:
    answers, journal = Ear(), Journal()
    for number in range(3):
        station.print(f"j{number}", SLIP, journal, answers)

    assert answers.wait(3) == [Printed()] * 3
    assert [job for what, job, _ in journal.told if what == "sent"] == ["j0", "j1", "j2"]
    assert whole(simulator) == 3


def test_a_listener_that_fails_does_not_cost_the_printer_its_thread(station: PrinterStation) -> None:
    def fail(verdict: Verdict) -> None:
        raise RuntimeError("the page is gone")

    answers = Ear()
    station.print("j1", SLIP, Journal(), fail)
    station.print("j2", SLIP, Journal(), answers)
    assert answers.wait(1) == [Printed()]


def test_a_probe_runs_between_pages(station: PrinterStation) -> None:
    answers = Ear()
    station.probe(answers)
    (report,) = answers.wait(1)
    assert isinstance(report, PrinterReport)
    assert report.confirms is True


def test_what_was_not_begun_when_it_closes_is_answered_not_printed(simulator: PrinterSimulator) -> None:
    station, answers, journal = PrinterStation(press(simulator, QUICK)), Ear(), Journal()
    waiting = threading.Event()

    def hold(verdict: Verdict) -> None:
        waiting.set()
        answers(verdict)
        closer.start()
        closed.wait(5)

    closer = threading.Thread(target=station.close)
    closed = threading.Event()
    station.print("j1", SLIP, journal, hold)
    station.print("j2", SLIP, journal, answers)
    station.start(lambda event: None)
    waiting.wait(5)
    while not station.closing:
        closed.wait(0.001)
    closed.set()
    closer.join()

    station.print("j3", SLIP, journal, answers)

    assert answers.heard == [Printed(), NotPrinted("not_reachable"), NotPrinted("not_reachable")]
    assert [(what, job) for what, job, _ in journal.told] == [
        ("sent", "j1"),
        ("settled", "j1"),
        ("settled", "j2"),
        ("settled", "j3"),
    ]
    assert whole(simulator) == 1


def test_closing_before_it_began_answers_too() -> None:
    station, answers = PrinterStation(press_at("tcp://127.0.0.1:9")), Ear()
    station.print("j1", SLIP, Journal(), answers)
    station.close()
    assert answers.heard == [NotPrinted("not_reachable")]


def test_a_bug_in_a_look_is_a_lost_printer_and_not_a_dead_thread(simulator: PrinterSimulator, events: Ear) -> None:
    works = press(simulator)
    opened: list[Callable[[], Wire]] = []

    def open_wire() -> Wire:
        opened.append(open_wire)
        if len(opened) == 1:
            raise RuntimeError("a bug")
        return works._open_wire()

    station = PrinterStation(Press(open_wire, GENERIC, timing=QUICK), poll=0.01)
    station.start(events)
    heard: list[PrinterEvent | object] = events.wait(2)
    station.close()

    assert heard == [PrinterLost("faulty"), PrinterFound(PrinterState())]


class Wilful:
    """A wire that works until its nth word, and then fails as no line was ever said to."""

    def __init__(self, wire: Wire, fails: Callable[[str], bool]) -> None:
        self._wire, self._fails = wire, fails

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._wire.write(data)
        if self._fails("page" if len(data) > 512 else "word"):
            raise RuntimeError("a bug")

    def read(self, patience: float = 0.02) -> bytes:
        return self._wire.read(patience)

    def close(self, *, discard: bool = False) -> None:
        self._wire.close(discard=discard)
        if self._fails("close"):
            raise RuntimeError("a bug")


@pytest.mark.parametrize(
    ("where", "verdict"), [("word", NotPrinted("faulty")), ("page", Unknown("faulty")), ("close", Printed())]
)
def test_a_bug_on_the_line_is_a_true_verdict_and_not_a_dead_thread(
    simulator: PrinterSimulator, where: str, verdict: Verdict
) -> None:
    works, fails, answers = press(simulator, QUICK), threading.Event(), Ear()
    broken = Press(
        lambda: Wilful(works._open_wire(), lambda moment: fails.is_set() and moment == where), GENERIC, timing=QUICK
    )
    station = PrinterStation(broken, poll=5)
    fails.set()
    station.print("j1", SLIP, Journal(), answers)
    station.probe(answers)
    station.start(lambda event: None)
    answers.wait(2)
    fails.clear()
    station.print("j2", SLIP, Journal(), answers)
    heard = answers.wait(3)
    station.close()

    assert (heard[0], heard[2]) == (verdict, Printed()), where
    assert whole(simulator) == 1 + (where == "close")


def test_a_page_that_falls_over_while_it_is_drawn_is_not_printed(station: PrinterStation) -> None:
    unheard_of: Block = Pair("Дугаар", 17)  # type: ignore[arg-type]  # that is what is wrong with it
    answers = Ear()
    station.print("j1", Document((unheard_of,)), Journal(), answers)
    station.print("j2", SLIP, Journal(), answers)
    assert answers.wait(2) == [NotPrinted("faulty"), Printed()]


def test_a_paper_that_had_to_wait_for_long_does_not_come_out_when_its_owner_has_gone(
    simulator: PrinterSimulator, events: Ear
) -> None:
    hour = [0.0]
    station = PrinterStation(press(simulator, QUICK), poll=0.01, longest_pause=0.02, clock=lambda: hour[0])
    answers, journal = Ear(), Journal()
    station.print("in time", SLIP, journal, answers)
    hour[0] += 29
    station.start(events)
    answers.wait(1)
    with printing_held(station):
        station.print("late", SLIP, journal, answers)
        hour[0] += 31
    assert answers.wait(2) == [Printed(), NotPrinted("not_reachable")]
    station.close()
    assert whole(simulator) == 1
