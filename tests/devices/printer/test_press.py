"""A page is called printed only when a whole sheet was cut off, whatever goes wrong and whenever."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle

import pytest
from escpos.printer import Network

from devices.printer import encode
from devices.printer.document import Document, Line
from devices.printer.press import Press
from devices.printer.profile import Profile
from devices.printer.verdict import NotPrinted, Printed, Unknown, Verdict
from devices.simulators.printer import PrinterSimulator
from devices.simulators.printer.machine import Part, PrinterMachine
from tests.devices.printer.parts import (
    CUSTOM,
    GENERIC,
    PATIENT,
    PICTURE,
    PLAIN,
    QUICK,
    SILENT,
    SLIP,
    Journal,
    inked,
    press,
    whole,
)

STREAM = len(encode.page(PICTURE, GENERIC))
Fault = Callable[[PrinterSimulator, int], None]
FAULTS: dict[str, Fault] = {
    "paper_out": lambda simulator, size: simulator.fail_after(size, "paper_out"),
    "cover_open": lambda simulator, size: simulator.fail_after(size, "cover_open"),
    "reset": lambda simulator, size: simulator.reset_after(size),
    "hang_up": lambda simulator, size: simulator.hang_up_after(size),
    "stall": lambda simulator, size: simulator.stall_after(size),
    "mute": lambda simulator, size: simulator.mute_after(size),
    "power_off": lambda simulator, size: simulator.power_off_after(size),
}
REASONS = dict.fromkeys(FAULTS, "not_responding") | {
    "paper_out": "paper_out",
    "cover_open": "cover_open",
    "reset": "not_reachable",
    "hang_up": "not_reachable",
}
SLOW = {"stall", "mute", "power_off"}


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as printer:
        yield printer


@pytest.mark.parametrize("profile", [GENERIC, PLAIN, CUSTOM], ids=lambda profile: profile.name)
def test_a_healthy_printer_prints_the_page_dot_for_dot(simulator: PrinterSimulator, profile: Profile) -> None:
    journal = Journal(simulator)

    assert press(simulator, profile=profile).print("j1", SLIP, journal) == Printed()

    assert [sheet.data for sheet in simulator.sheets] == [PICTURE.data]
    assert not simulator.stray
    assert [(what, job) for what, job, _ in journal.told] == [("sent", "j1"), ("settled", "j1")]


@pytest.mark.parametrize(
    ("part", "reason"),
    [("paper_out", "paper_out"), ("cover_open", "cover_open"), ("cutter_jam", "faulty"), ("dead", "faulty")],
)
def test_a_printer_that_says_it_cannot_is_sent_nothing(simulator: PrinterSimulator, part: str, reason: str) -> None:
    simulator.set(part)  # type: ignore[arg-type]  # the names above are its parts
    journal = Journal(simulator)

    assert press(simulator, QUICK).print("j1", SLIP, journal) == NotPrinted(reason)  # type: ignore[arg-type]

    simulator.repair()
    assert not inked(simulator)
    assert [what for what, _, _ in journal.told] == ["settled"]


def test_a_printer_that_is_switched_off_is_not_reachable(simulator: PrinterSimulator) -> None:
    simulator.refuse()
    assert press(simulator, QUICK).print("j1", SLIP, Journal()) == NotPrinted("not_reachable")


def test_a_printer_that_says_nothing_is_sent_nothing(simulator: PrinterSimulator) -> None:
    simulator.mute()
    assert press(simulator, QUICK).print("j1", SLIP, Journal()) == NotPrinted("not_responding")
    assert not inked(simulator)


def test_a_printer_low_on_paper_still_prints(simulator: PrinterSimulator) -> None:
    simulator.set("paper_low")
    assert press(simulator).print("j1", SLIP, Journal()) == Printed()


def test_no_byte_leaves_when_the_journal_cannot_take_it(simulator: PrinterSimulator) -> None:
    class Full(Journal):
        def sent(self, job_id: str) -> None:
            raise OSError("no space left")

    assert press(simulator, QUICK).print("j1", SLIP, Full()) == NotPrinted("faulty")
    assert not inked(simulator)


def test_a_journal_that_fails_afterwards_does_not_change_what_happened(simulator: PrinterSimulator) -> None:
    class Broken(Journal):
        def settled(self, job_id: str, verdict: Verdict) -> None:
            raise OSError("no space left")

    assert press(simulator).print("j1", SLIP, Broken()) == Printed()


def test_a_page_that_cannot_be_drawn_never_reaches_the_printer(simulator: PrinterSimulator) -> None:
    assert press(simulator).print("j1", Document((Line("名"),)), Journal()) == NotPrinted("glyph_missing")
    assert simulator.received == 0


def test_a_printer_struck_dumb_after_the_page_leaves_it_unknown(simulator: PrinterSimulator) -> None:
    class Gag(Journal):
        def sent(self, job_id: str) -> None:
            super().sent(job_id)
            simulator.mute()

    assert press(simulator, QUICK).print("j1", SLIP, Gag(simulator)) == Unknown("not_responding")
    assert whole(simulator) == 1


def test_a_page_torn_off_by_a_broken_line_stays_off_the_next_one(simulator: PrinterSimulator) -> None:
    printer = press(simulator)
    simulator.reset_after(STREAM // 2)
    assert printer.print("j1", SLIP, Journal()) == Unknown("not_reachable")

    assert printer.print("j2", SLIP, Journal()) == Printed()

    torn, next_one = simulator.sheets
    assert 0 < torn.rows < PICTURE.rows
    assert next_one.data == PICTURE.data


def test_after_a_restart_the_page_of_before_is_cut_off_too(simulator: PrinterSimulator) -> None:
    simulator.reset_after(STREAM // 2)
    press(simulator).print("j1", SLIP, Journal())

    assert press(simulator, torn=True).print("j2", SLIP, Journal()) == Printed()
    assert [sheet.data == PICTURE.data for sheet in simulator.sheets] == [False, True]


def test_what_was_left_in_the_printer_is_thrown_away_before_paper_is_put_in(simulator: PrinterSimulator) -> None:
    printer = press(simulator, QUICK)
    simulator.fail_after(STREAM // 4, "paper_out")
    assert printer.print("j1", SLIP, Journal()) == Unknown("paper_out")
    rows = simulator.hanging.rows

    assert printer.look().trouble == "paper_out"
    simulator.repair()

    assert (simulator.hanging.rows, simulator.sheets) == (rows, [])


class Spy:
    """A line straight into a machine, that keeps hold of the memory the page was written from."""

    def __init__(self) -> None:
        self.machine = PrinterMachine()
        self.pages: list[bytearray] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if isinstance(data, memoryview) and isinstance(data.obj, bytearray):
            self.pages.append(data.obj)
        self.machine.receive(bytes(data))

    def read(self, patience: float = 0) -> bytes:
        said = bytes(self.machine.answers)
        self.machine.answers.clear()
        return said

    def close(self, *, discard: bool = False) -> None:
        """Nothing to give back."""


def test_the_page_is_wiped_from_memory_whatever_became_of_it() -> None:
    for work_left, verdict in ((None, Printed()), (STREAM // 2, Unknown("paper_out"))):
        spy = Spy()
        spy.machine.work_left = work_left
        assert Press(cycle([spy]).__next__, GENERIC, timing=QUICK).print("j1", SLIP, Journal()) == verdict
        assert len(spy.pages[0]) == STREAM
        assert not any(spy.pages[0])


@pytest.mark.parametrize("fault", FAULTS)
def test_wherever_a_fault_strikes_the_verdict_is_true_and_the_next_page_whole(
    simulator: PrinterSimulator, fault: str
) -> None:
    """24 offsets, 12 where each waits long, from the first question to behind the last echo; a campaign takes all."""
    last = 11 if fault in SLOW else 23
    verdicts = [
        strike(simulator, FAULTS[fault], 1 + round(step * (STREAM + 80) / last), REASONS[fault])
        for step in range(last + 1)
    ]
    assert {type(verdict) for verdict in verdicts} == {NotPrinted, Unknown, Printed}


def strike(simulator: PrinterSimulator, fault: Fault, size: int, reason: str) -> Verdict:
    """Let *fault* come after *size* bytes of one page, judge its verdict, and print the next one."""
    impatient = replace(QUICK, answer=0.1, stall=0.05, settle=0.1, clear=0.02)
    patient = replace(PATIENT, settle=0.8) if reason == "not_responding" else PATIENT
    timing = impatient if reason == "not_responding" and size < STREAM else patient
    printer, journal, before = press(simulator, timing), Journal(simulator), whole(simulator)
    ink_before = inked_since(simulator)
    fault(simulator, size)

    verdict = printer.print("j1", SLIP, journal)

    came_out = whole(simulator) - before
    told = [what for what, _, _ in journal.told]
    assert journal.told[-1] == ("settled", "j1", verdict)
    match verdict:
        case Printed():
            assert came_out == 1
        case NotPrinted(why):
            assert (came_out, told, why, inked_since(simulator)) == (0, ["settled"], reason, ink_before)
        case Unknown(why):
            assert (told, why) == (["sent", "settled"], reason)
    simulator.repair()
    assert press(simulator, torn=isinstance(verdict, Unknown)).print("j2", SLIP, Journal()) == Printed()
    assert whole(simulator) == before + came_out + 1
    assert simulator.sheets[-1].data == PICTURE.data
    return verdict


def inked_since(simulator: PrinterSimulator) -> tuple[int, int]:
    return len(simulator.sheets), sum(map(bool, simulator.hanging.data))


def naive(simulator: PrinterSimulator) -> Verdict:
    """Send a page and take the silence of python-escpos for success."""
    printer = Network(simulator.host, simulator.port, timeout=0.2)
    try:
        printer._raw(encode.page(PICTURE, GENERIC))
    except (OSError, AssertionError):
        return NotPrinted("not_responding")
    finally:
        printer.close()
    return Printed()


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "reset"])
def test_a_sender_that_asks_nothing_is_caught_lying(fault: str) -> None:
    """The control arm: the same faults must be able to fool somebody."""
    lies = 0
    for step in range(1, 12):
        with PrinterSimulator() as simulator:
            FAULTS[fault](simulator, round(step * STREAM / 12))
            claims = naive(simulator) == Printed()
            lies += claims and whole(simulator) == 0
    assert lies > 0


def test_a_probe_finds_the_printer_its_name_and_whether_it_confirms(simulator: PrinterSimulator) -> None:
    report = press(simulator).probe()

    assert (report.trouble, report.name, report.confirms) == (None, "SIMULATED ROLL-80", True)
    assert report.answer_ms is not None
    assert not inked(simulator)


def test_a_probe_says_what_is_in_the_way(simulator: PrinterSimulator) -> None:
    simulator.set("cover_open")
    assert press(simulator, QUICK).probe().trouble == "cover_open"
    simulator.repair()
    simulator.mute()
    assert press(simulator, QUICK).probe().trouble == "not_responding"
    simulator.refuse()
    assert press(simulator, QUICK).probe().trouble == "not_reachable"


def test_a_printer_that_never_confirms_is_told_from_one_that_is_silent(simulator: PrinterSimulator) -> None:
    simulator.forget_process_ids(and_sensor=True)

    report = press(simulator, QUICK, GENERIC).probe()

    assert (report.trouble, report.confirms, report.state is not None) == ("not_responding", False, True)
    simulator.forget_process_ids()
    assert press(simulator, QUICK, PLAIN).probe().confirms is True
    silent = press(simulator, QUICK, SILENT).probe()
    assert (silent.trouble, silent.confirms) == (None, False)


# --- makes that do not say what their profile says ----------------------------


def test_one_that_lets_a_process_id_pass_is_asked_for_its_paper_sensor(simulator: PrinterSimulator) -> None:
    simulator.forget_process_ids()
    printer = press(simulator, replace(QUICK, answer=1.0))

    assert [printer.print(f"j{n}", SLIP, Journal()) for n in range(2)] == [Printed()] * 2
    assert whole(simulator) == 2


def test_one_that_answers_neither_leaves_the_page_unknown(simulator: PrinterSimulator) -> None:
    simulator.forget_process_ids(and_sensor=True)
    assert press(simulator, QUICK).print("j1", SLIP, Journal()) == Unknown("not_responding")


def test_one_that_never_says_that_it_is_done_is_given_its_time_and_asked_again(simulator: PrinterSimulator) -> None:
    simulator.forget_process_ids(and_sensor=True)

    verdict = press(simulator, QUICK, SILENT).print("j1", SLIP, Journal())

    assert verdict == Printed(confirmed=False)
    assert verdict != Printed()
    assert whole(simulator) == 1


@pytest.mark.parametrize("part", ["paper_out", "cover_open", "cutter_jam"])
def test_one_that_fails_in_that_time_leaves_the_page_unknown(simulator: PrinterSimulator, part: Part) -> None:
    simulator.fail_after(STREAM // 2, part)
    verdict = press(simulator, QUICK, SILENT).print("j1", SLIP, Journal())

    assert isinstance(verdict, Unknown)
    simulator.repair()
    assert whole(simulator) == 0


def test_one_that_falls_silent_in_that_time_leaves_the_page_unknown(simulator: PrinterSimulator) -> None:
    class Gag(Journal):
        def sent(self, job_id: str) -> None:
            super().sent(job_id)
            simulator.mute()

    assert press(simulator, QUICK, SILENT).print("j1", SLIP, Gag(simulator)) == Unknown("not_responding")


def test_paper_that_is_refilled_brings_out_nothing_by_itself(simulator: PrinterSimulator) -> None:
    """For each make, with the page broken off at a quarter, and with a page refused before its first byte."""
    for profile in (GENERIC, PLAIN, SILENT):
        printer = press(simulator, QUICK, profile)
        simulator.fail_after(STREAM // 4, "paper_out")
        verdicts = [printer.print("j1", SLIP, Journal()), printer.print("j2", SLIP, Journal())]
        assert [type(verdict) for verdict in verdicts] == [Unknown, NotPrinted]
        sheets = len(simulator.sheets)

        simulator.repair()
        looked = [printer.look() for _ in range(3)]

        assert looked[-1].trouble is None
        assert len(simulator.sheets) == sheets
        assert printer.print("j3", SLIP, Journal()) == Printed(confirmed=profile is not SILENT)
        assert simulator.sheets[-1].data == PICTURE.data
