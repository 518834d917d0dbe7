"""The line itself: what it carries, and how it says that it is cut."""

import os
import select
import socket
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.printer.address import Device, SerialLine
from devices.printer.press import Press
from devices.printer.transport import DeviceWire, NetworkWire, SerialWire, WireBusy, WireLost, WireStuck, opener
from devices.printer.verdict import NotPrinted, Printed
from devices.simulators.printer.machine import PrinterMachine
from tests.devices.printer.parts import GENERIC, PATIENT, PICTURE, QUICK, SLIP, Journal


@contextmanager
def device() -> Iterator[tuple[str, PrinterMachine]]:
    """A printer behind a character device: a pseudo-terminal with the simulated machine at its other end."""
    machine, (ours, theirs), (bell, rope) = PrinterMachine(), os.openpty(), os.pipe()
    tty.setraw(theirs)

    def work() -> None:
        poll = select.poll()
        poll.register(ours, select.POLLIN)
        poll.register(bell, select.POLLIN)
        while bell not in dict(poll.poll()):
            machine.receive(os.read(ours, 256))
            os.write(ours, machine.answers)
            machine.answers.clear()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield os.ttyname(theirs), machine
    finally:
        os.close(rope)
        thread.join()
        for end in (ours, theirs, bell):
            os.close(end)


@pytest.fixture
def pair() -> Iterator[tuple[NetworkWire, socket.socket]]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        wire = NetworkWire("127.0.0.1", listener.getsockname()[1])
        there, _ = listener.accept()
    with there:
        yield wire, there
    wire.close()


def test_a_printer_behind_a_device_prints_the_page_dot_for_dot() -> None:
    with device() as (path, machine):
        printer = Press(opener(Device(Path(path))), GENERIC, timing=PATIENT)
        assert printer.print("j1", SLIP, Journal()) == Printed()
        assert [sheet.data for sheet in machine.roll.sheets] == [PICTURE.data]
        assert not machine.stray


def test_a_printer_on_a_serial_line_prints_the_page_dot_for_dot() -> None:
    with device() as (path, machine):
        printer = Press(opener(SerialLine(Path(path), 115200)), GENERIC, timing=PATIENT)
        assert printer.print("j1", SLIP, Journal()) == Printed()
        assert [sheet.data for sheet in machine.roll.sheets] == [PICTURE.data]


def test_a_serial_line_that_is_not_there_is_not_reachable(tmp_path: Path) -> None:
    printer = Press(opener(SerialLine(tmp_path / "ttyS9", 9600)), GENERIC, timing=QUICK)
    assert printer.print("j1", SLIP, Journal()) == NotPrinted("not_reachable")


def flood(wire: SerialWire) -> None:
    for _ in range(100):
        wire.write(bytes(1024))


def test_a_serial_printer_that_takes_nothing_does_not_hold_us_for_ever() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    wire = SerialWire(Path(os.ttyname(theirs)), 9600)
    with pytest.raises((WireBusy, WireStuck)):
        flood(wire)
    wire.close(discard=True)
    for end in (ours, theirs):
        os.close(end)


def test_a_device_that_is_not_there_is_not_reachable(tmp_path: Path) -> None:
    printer = Press(opener(Device(tmp_path / "lp0")), GENERIC, timing=QUICK)
    assert printer.print("j1", SLIP, Journal()) == NotPrinted("not_reachable")


def test_a_device_unplugged_is_a_line_lost() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    wire = DeviceWire(Path(os.ttyname(theirs)))
    os.close(theirs)
    os.close(ours)
    with pytest.raises(WireLost):
        wire.read()
    wire.close()


def filled(wire: NetworkWire) -> int:
    """Write until nothing more is taken; return how much was."""
    for pieces in range(1000):
        try:
            wire.write(bytes(1024))
        except WireBusy:
            return pieces * 1024
    pytest.fail("the line takes everything")


def test_bytes_go_and_come(pair: tuple[NetworkWire, socket.socket]) -> None:
    wire, there = pair
    wire.write(b"\x10\x04\x01")
    assert there.recv(16) == b"\x10\x04\x01"
    there.send(b"\x12")
    assert wire.read(5) == b"\x12"
    assert wire.read(0) == b""


def test_a_printer_that_hangs_up_is_a_line_lost(pair: tuple[NetworkWire, socket.socket]) -> None:
    wire, there = pair
    there.close()
    with pytest.raises(WireLost):
        wire.read(5)


def test_a_printer_that_takes_nothing_is_busy_and_nothing_of_the_piece_has_left(
    pair: tuple[NetworkWire, socket.socket],
) -> None:
    wire, there = pair
    taken = filled(wire)
    there.settimeout(5)
    arrived = 0
    while arrived < taken:
        arrived += len(there.recv(65536))
    assert arrived == taken
    wire.write(b"!")
    assert there.recv(16) == b"!"


def test_what_is_discarded_never_leaves(pair: tuple[NetworkWire, socket.socket]) -> None:
    wire, there = pair
    wire.write(b"page")
    wire.close(discard=True)
    poll = select.poll()
    poll.register(there, select.POLLERR | select.POLLHUP)
    assert poll.poll(5000)
    assert there.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


def test_loading_python_escpos_leaves_no_file_no_setting_and_no_log_handler(tmp_path: Path) -> None:
    look = (
        "import logging, os; before = dict(os.environ); import devices.printer.transport;"
        "raise SystemExit(len(logging.root.handlers) + (os.environ != before))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", look], env=environment, check=False, timeout=60)
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []
