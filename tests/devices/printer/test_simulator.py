"""The simulated printer keeps to the command reference, so that it can judge what we send."""

import socket
from pathlib import Path

import pytest

from devices.printer.render import load_png
from devices.simulators.printer import PrinterSimulator
from devices.simulators.printer.commands import Command, find_command
from devices.simulators.printer.machine import PrinterMachine
from devices.simulators.printer.paper import HEAD_TO_KNIFE

CUT = b"\x1dVB\x00"
BAND = b"\x1dv0\x00\x01\x00\x02\x00\xff\x81"


def fed(stream: bytes, machine: PrinterMachine | None = None) -> PrinterMachine:
    machine = machine or PrinterMachine(8)
    machine.receive(stream)
    return machine


@pytest.mark.parametrize(
    ("stream", "length"),
    [
        (b"\x1b@x", 2),
        (b"\x1bJ\x05x", 3),
        (b"\x1dP\xcb\xcbx", 4),
        (b"\x1dV\x00x", 3),
        (b"\x1dVB\x00x", 4),
        (b"\x1d(H\x06\x00\x30\x30abcdx", 11),
        (b"\x1d(D\x03\x00\x14\x02\x00x", 8),
        (BAND + b"x", 10),
        (b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08x", 10),
        (b"\x10\x14\x01\x00\x01x", 5),
        (b"\x1de\x05x", 3),
        (b"\x1de\x03\x0cx", 4),
        (b"\x1b\x99x", 1),
        (b"Hx", 1),
    ],
)
def test_commands_are_as_long_as_the_reference_says(stream: bytes, length: int) -> None:
    command = find_command(stream)
    assert command is not None
    assert command.length == length
    assert all(find_command(stream[:part]) is None for part in range(length))


def test_text_is_one_byte_at_a_time() -> None:
    assert find_command(b"Hi") == Command(b"H")


def test_a_feed_counts_in_the_units_that_were_set() -> None:
    assert fed(b"\x1dP\xcb\xcb\x1bJ\x64").roll.hanging.rows == 100
    assert fed(b"\x1bJ\x64").roll.hanging.rows == 56


def test_a_cut_without_a_feed_leaves_the_end_of_the_page_inside() -> None:
    machine = fed(b"\x1dP\xcb\xcb\x1bJ\xc8" + b"\x1dV\x00")
    assert (machine.roll.sheets[0].rows, machine.roll.hanging.rows) == (200 - HEAD_TO_KNIFE, HEAD_TO_KNIFE)


def test_a_broken_band_swallows_what_follows_until_it_is_full() -> None:
    machine = fed(b"\x1dv0\x00\x48\x00\x18\x00" + bytes(100), PrinterMachine(576))
    fed(b"\x1b@\x1da\xff", machine)
    assert not machine.answers

    for _ in range(4):
        fed(bytes(512), machine)
    fed(b"\x1b@\x1da\xff", machine)
    assert machine.answers == b"\x10\x00\x00\x0f"


def test_a_question_in_the_middle_of_a_picture_is_answered_at_once() -> None:
    machine = fed(b"\x1dv0\x00\x48\x00\x18\x00" + b"\x10\x04\x01")
    assert machine.answers == b"\x12"


def test_without_paper_nothing_is_worked_on_and_everything_comes_out_later() -> None:
    machine = PrinterMachine(8)
    machine.condition.paper_out = True
    fed(BAND + CUT, machine)
    assert machine.roll.sheets == []

    machine.condition.paper_out = False
    machine.changed()
    assert [sheet.data for sheet in machine.roll.sheets] == [b"\xff\x81"]


def test_clearing_throws_away_what_waits_and_says_so() -> None:
    machine = PrinterMachine(8)
    machine.condition.paper_out = True
    fed(BAND + CUT + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", machine)
    machine.condition.paper_out = False
    machine.changed()
    assert machine.answers == b"\x37\x25\x00"
    assert machine.roll.sheets == []


def test_clearing_by_enq_needs_an_error_to_recover_from() -> None:
    machine = PrinterMachine(8)
    machine.condition.cutter_jam = True
    fed(BAND + CUT + b"\x10\x05\x02", machine)
    machine.condition.cutter_jam = False
    machine.changed()
    assert machine.roll.sheets == []


def test_a_change_is_reported_only_to_who_asked() -> None:
    machine = PrinterMachine(8)
    machine.changed()
    assert not machine.answers
    fed(b"\x1da\xff", machine)
    machine.answers.clear()
    machine.condition.cover_open = True
    machine.changed()
    assert machine.answers == b"\x38\x00\x00\x0f"


def test_bytes_that_are_no_command_come_out_as_letters() -> None:
    assert fed(b"Hi\x1dv\x09\x00\x01\x00\x01\x00\xff").stray == b"Hi\x1dv\x09\x00\x01\x00\x01\x00"


def test_each_sheet_becomes_a_numbered_picture(tmp_path: Path) -> None:
    with PrinterSimulator(tmp_path, width_dots=8) as simulator:
        with socket.create_connection((simulator.host, simulator.port)) as line:
            line.sendall((BAND + CUT) * 2)
            simulator.wait_for_sheets(2)
        assert simulator.hanging.rows == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["001.png", "002.png"]
    assert load_png(tmp_path / "002.png").data == b"\xff\x81"


def test_waiting_for_a_sheet_that_does_not_come_ends() -> None:
    with PrinterSimulator() as simulator, pytest.raises(TimeoutError, match="0 of 1"):
        simulator.wait_for_sheets(1, timeout=0.01)


def test_it_can_be_switched_off_and_on_again_on_the_same_port() -> None:
    with PrinterSimulator() as simulator:
        simulator.refuse()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((simulator.host, simulator.port))
        simulator.refuse(False)
        socket.create_connection((simulator.host, simulator.port)).close()
