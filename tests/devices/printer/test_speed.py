"""Which way a page goes: by what the line is known to carry, and by what it was seen to carry."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from devices.printer.address import Address, SerialLine, Tcp, UsbPrinter
from devices.printer.press import press_at
from devices.printer.render import render
from devices.printer.speed import LONGEST, Speed, speed_of
from devices.printer.transport import PATIENCE_SECONDS, Wire
from devices.printer.verdict import Printed
from devices.simulators.printer import PrinterSimulator
from devices.simulators.printer.tty import SerialPrinter
from tests.devices.printer.parts import GENERIC, PATIENT, PLAIN, SLIP, Journal, press, whole

SLIP_BYTES, SLIP_ROWS = 42_000, 1_000
PAPER_SECONDS = SLIP_ROWS / GENERIC.dpi * 25.4 / GENERIC.speed_mm_s


class Line:
    """Takes bytes at a speed of its own and tells the time by them; answers nothing."""

    def __init__(self, bytes_per_second: float) -> None:
        self.now, self._rate = 0.0, bytes_per_second

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.now += len(data) / self._rate

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        self.now += patience
        return b""

    def close(self, *, discard: bool = False) -> None:
        del discard


def sent(speed: Speed, wire: Wire, size: int = SLIP_BYTES, *, discard: bool = False) -> None:
    line = speed.over(lambda: wire)()
    for _ in range(size // 1000):
        line.write(bytes(1000))
    line.close(discard=discard)


def choice(speed: Speed, size: int = SLIP_BYTES) -> str:
    return speed.way(GENERIC, size, SLIP_ROWS)


@pytest.mark.parametrize(
    ("address", "way"),
    [
        (SerialLine(Path("/dev/ttyS0"), 9600), "hybrid"),
        (SerialLine(Path("/dev/ttyS0"), 115200), "hybrid"),
        (Tcp("192.168.1.50", 9100), "raster"),
        (UsbPrinter(0x04B8, 0x0E15), "raster"),
    ],
)
def test_a_slip_leaves_as_letters_on_a_serial_line_and_as_dots_elsewhere(address: Address, way: str) -> None:
    assert choice(speed_of(address)) == way


def test_a_page_short_enough_leaves_as_dots_on_any_line() -> None:
    speed = speed_of(SerialLine(Path("/dev/ttyS0"), 19200))
    assert choice(speed, int(LONGEST * 1920)) == "raster"
    assert choice(speed, int(LONGEST * 1920) + 1) == "hybrid"


def test_a_profile_may_want_letters_always_and_one_without_a_page_gets_dots() -> None:
    assert Speed().way(msgspec.structs.replace(GENERIC, way="hybrid"), 100, 100) == "hybrid"
    for change in ({"page": None}, {"dpi": 300}):
        assert Speed(120).way(msgspec.structs.replace(GENERIC, **change), SLIP_BYTES, SLIP_ROWS) == "raster"


def test_a_network_seen_to_be_slow_gets_letters_for_a_while_and_then_another_try() -> None:
    line = Line(8_000)
    speed = Speed(clock=lambda: line.now)
    assert choice(speed) == "raster"
    sent(speed, line)
    assert [choice(speed) for _ in range(20)] == ["hybrid"] * 20
    assert choice(speed) == "raster"
    sent(speed, Line(8_000_000))
    assert choice(speed) == "raster"


def test_a_line_as_fast_as_the_paper_is_not_slow() -> None:
    line = Line(SLIP_BYTES / (1.5 * PAPER_SECONDS))
    speed = Speed(clock=lambda: line.now)
    choice(speed)
    sent(speed, line)
    assert choice(speed) == "raster"


def test_questions_and_pages_that_broke_off_say_nothing_about_the_line() -> None:
    line = Line(2_000)
    speed = Speed(clock=lambda: line.now)
    choice(speed)
    sent(speed, line, 4_000)
    sent(speed, line, discard=True)
    assert choice(speed) == "raster"


def test_a_word_long_after_the_page_says_nothing_about_the_line() -> None:
    line = Line(8_000_000)
    speed = Speed(clock=lambda: line.now)
    choice(speed)
    page = speed.over(lambda: line)()
    for _ in range(40):
        page.write(bytes(1000))
    line.now += 60
    page.write(b"\x10\x04\x01")
    page.close()
    assert choice(speed) == "raster"


def test_what_is_handed_over_may_still_be_leaving_on_a_serial_line() -> None:
    serial = speed_of(SerialLine(Path("/dev/ttyS0"), 9600))
    assert serial.seconds_behind(960) == 1.0
    assert serial.seconds_behind(96_000) == 4096 / 960
    assert speed_of(Tcp("192.168.1.50", 9100)).seconds_behind(96_000) == 0


def test_a_printer_without_an_echo_on_a_slow_line_is_waited_for_until_its_bytes_can_have_left() -> None:
    with SerialPrinter(9600) as line:
        printer = press_at(line.address, profile="silent-80", timing=replace(PATIENT, cut=0.1, answer=10.0))
        assert printer.print("j1", SLIP, Journal()) == Printed(confirmed=False)
        assert len(line.sheets) == 1


def test_the_press_sends_letters_over_a_serial_line_and_dots_over_a_network() -> None:
    with SerialPrinter(19200) as line, PrinterSimulator() as network:
        printer = press_at(line.address, profile="epson-tm-t20iii", timing=PATIENT)
        assert printer.print("j1", SLIP, Journal()) == Printed()
        assert "Энэ машин хүлээн авсан." in line.machine.letters.transcript
        assert len(line.sheets) == 1

        assert press(network, PATIENT).print("j2", SLIP, Journal()) == Printed()
        assert whole(network) == 1


def test_a_profile_of_letters_is_obeyed_on_any_line() -> None:
    with PrinterSimulator() as network:
        letters = msgspec.structs.replace(PLAIN, way="hybrid")
        assert press(network, PATIENT, letters).print("j1", SLIP, Journal()) == Printed()
        (sheet,) = network.sheets
        assert sheet.data != render(SLIP).data
        assert network.received < 2_500
