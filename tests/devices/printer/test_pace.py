"""Paper moves as fast as it is told, bytes are taken no faster, and each millimetre has its time."""

from __future__ import annotations

import time

import pytest

from devices.printer.address import Tcp
from devices.printer.document import Document, Gap, Line
from devices.printer.profile import Profile
from devices.printer.raster import Raster
from devices.printer.transport import WireBusy, opener
from devices.printer.verdict import Printed
from devices.simulators.printer import PrinterSimulator
from devices.simulators.printer.machine import PrinterMachine
from devices.simulators.printer.pace import CUT_SECONDS, HEAD_DPI, MM_PER_INCH, Pace, mechanical_seconds
from tests.devices.printer.parts import GENERIC, PICTURE, PLAIN, QUICK, SLIP, Journal, press, whole

BAND = b"\x1dv0\x00\x01\x00\x18\x00" + b"\xff" * 24
CUT = b"\x1dV\x00"
ECHO = b"\x1d(H\x06\x00\x30\x30abcd"


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def paced(watch: Watch, speed: float | None = 100, capacity: int = 64) -> PrinterMachine:
    return PrinterMachine(8, capacity, pace=Pace(speed, clock=watch))


def test_the_next_band_waits_until_paper_has_moved() -> None:
    watch = Watch()
    machine = paced(watch)
    machine.receive(BAND * 2)
    assert (machine.roll.hanging.rows, machine.room) == (24, 64 - len(BAND))

    watch.now += 24 * MM_PER_INCH / HEAD_DPI / 100 - 0.001
    machine.work()
    assert machine.roll.hanging.rows == 24
    watch.now += 0.002
    machine.work()
    assert (machine.roll.hanging.rows, machine.room) == (48, 64)


def test_the_echo_comes_when_the_knife_is_through_and_not_before() -> None:
    watch = Watch()
    machine = paced(watch, capacity=128)
    machine.receive(BAND + CUT + ECHO)
    for _ in range(3):
        assert not machine.answers
        watch.now += CUT_SECONDS / 2
        machine.work()
    assert machine.answers == b"\x37\x22abcd\x00"


def test_a_sheet_knows_when_each_millimetre_came_out() -> None:
    watch = Watch()
    machine = paced(watch, speed=10)
    machine.receive(b"\x1dP\xcb\xcb\x1bJ\xa0")
    watch.now += 5
    machine.receive(b"\x1dV\x42\x00")

    (passage,) = machine.roll.passages
    assert passage.millimetres == pytest.approx([100 + mm / 10 for mm in range(1, 21)], abs=0.02)
    assert passage.cut == pytest.approx(105 + CUT_SECONDS)


def test_without_a_speed_everything_happens_at_once() -> None:
    watch = Watch()
    machine = paced(watch, None)
    machine.receive(BAND * 40 + CUT + ECHO)
    assert machine.roll.sheets
    assert machine.answers
    assert set(machine.roll.passages[0].millimetres) == {100.0}


def test_a_paused_feeder_makes_no_paper_come_out_in_the_past() -> None:
    watch = Watch()
    machine = paced(watch, capacity=1000)
    for _ in range(3):
        machine.receive(BAND)
        watch.now += 60
    machine.receive(b"\x1dV\x42\x00")
    times = machine.roll.passages[0].millimetres
    assert sorted(times) == list(times)
    assert times[-1] == pytest.approx(220, abs=0.1)


def test_a_page_takes_as_long_as_paper_takes_and_is_confirmed_after_the_cut() -> None:
    with PrinterSimulator() as simulator:
        simulator.pace(500)
        begun = time.monotonic()
        assert press(simulator).print("j1", SLIP, Journal()) == Printed()
        taken = time.monotonic() - begun
        (passage,) = simulator.passages
    assert taken >= mechanical_seconds(PICTURE.rows, 500)
    assert passage.millimetres[0] >= begun
    assert passage.cut <= begun + taken


@pytest.mark.parametrize("profile", [GENERIC, PLAIN], ids=lambda profile: profile.name)
def test_a_long_page_in_a_large_buffer_is_waited_for(profile: Profile) -> None:
    page = Document((Line("017-04826-93"), Gap(120), Line("Баярлалаа")))
    with PrinterSimulator() as simulator:
        simulator.pace(profile.speed_mm_s * 0.8)
        assert press(simulator, QUICK, profile).print("j1", page, Journal()) == Printed()


def test_bytes_are_taken_no_faster_than_paper_moves() -> None:
    with PrinterSimulator(width_dots=8) as simulator:
        simulator.pace(1)
        wire = opener(Tcp(simulator.host, simulator.port))()
        with pytest.raises(WireBusy):
            list(map(wire.write, [BAND * 32] * 40))
        wire.close(discard=True)


def test_power_that_goes_loses_what_waited_and_keeps_the_paper() -> None:
    machine = paced(Watch(), None)
    machine.receive(BAND + BAND[:20])
    machine.switch_on()
    machine.receive(BAND)
    assert machine.roll.hanging == Raster(8, 48, b"\xff" * 48)


def test_a_slip_is_whole_again_after_the_power_went() -> None:
    with PrinterSimulator() as simulator:
        simulator.power_off_after(40)
        wire = opener(Tcp(simulator.host, simulator.port))()
        wire.write(b"\x1bJ\x10" * 20)
        simulator.repair()
        wire.close(discard=True)
        assert press(simulator).print("j1", SLIP, Journal()) == Printed()
        assert whole(simulator) + sum(sheet.rows > PICTURE.rows for sheet in simulator.sheets) == 1


def test_one_can_wait_until_paper_is_still() -> None:
    with PrinterSimulator(width_dots=8) as simulator:
        simulator.pace(100)
        wire = opener(Tcp(simulator.host, simulator.port))()
        wire.write(BAND * 4 + CUT)
        simulator.wait_for_sheets(1)
        simulator.wait_until_still()
        assert simulator.passages[0].cut <= time.monotonic()
        wire.close()
