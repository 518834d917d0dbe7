"""The simulated printer sets letters as the command reference says, so that it can judge what we send."""

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printer.raster import Raster
from devices.simulators.printer.commands import find_command
from devices.simulators.printer.machine import PrinterMachine

DOTS = b"\x1dP\xcb\xcb"
SQUARE = b"\x1b&\x03~~\x0c" + b"\xff" * 36


def hanging(stream: bytes, width_dots: int = 96) -> Raster:
    machine = PrinterMachine(width_dots, capacity=1 << 16)
    machine.receive(DOTS + b"\x1bt\x35" + stream)
    return machine.roll.hanging


def ink(raster: Raster) -> int:
    return sum(byte.bit_count() for byte in raster.data)


def test_a_line_feeds_its_spacing_and_never_less_than_its_letters() -> None:
    assert hanging(b"A\n").rows == 34
    assert hanging(b"\x1b3\x1eA\n").rows == 30
    assert hanging(b"\x1b3\x1e\x1d!\x11A\n").rows == 48
    assert hanging(b"A\x1bJ\x40").rows == 64


def test_a_letter_is_as_many_times_as_large_as_was_said() -> None:
    plain = ink(hanging(b"A\n"))
    assert ink(hanging(b"\x1d!\x21A\n")) == 6 * plain
    assert ink(hanging(b"\x1bE\x01A\n")) > plain


def test_what_does_not_fit_goes_to_the_next_line() -> None:
    assert hanging(b"A" * 9 + b"\n").rows == 2 * 34


def test_a_line_stands_where_it_was_placed() -> None:
    left, middle, right = (hanging(b"\x1ba" + bytes((n,)) + b"A\n") for n in (0, 1, 2))
    assert ink(left) == ink(middle) == ink(right)
    assert [next(line for line in paper.lines() if any(line)) for paper in (left, middle, right)] == sorted(
        (next(line for line in paper.lines() if any(line)) for paper in (left, middle, right)), reverse=True
    )


def test_taught_letters_count_only_while_they_are_switched_on_and_until_the_next_start() -> None:
    box = 12 * 24
    assert ink(hanging(SQUARE + b"\x1b%\x01~\n")) == box
    assert ink(hanging(SQUARE + b"~\n")) < box
    assert ink(hanging(SQUARE + b"\x1b%\x01\x1b@" + DOTS + b"\x1bt\x35\x1b%\x01~\n")) < box


def test_dots_stand_in_the_line_with_letters() -> None:
    assert ink(hanging(b"\x1b*\x21\x02\x00" + b"\xff" * 6 + b"A\n")) == 48 + ink(hanging(b"A\n"))
    assert hanging(b"\x1b$\x0a\x00\x1b*\x21\x01\x00\x80\x00\x00\n").data[1] == 0x20


def test_dots_are_doubled_across_and_down_as_the_mode_says() -> None:
    dot = b"\x01\x00\x01\x00\x80"
    assert [ink(hanging(b"\x1dv0" + bytes((m,)) + dot)) for m in (0, 1, 2, 3, 48, 51)] == [1, 2, 2, 4, 1, 4]


def test_a_picture_or_a_cut_in_the_middle_of_a_line_is_refused() -> None:
    machine = PrinterMachine(96)
    machine.receive(b"\x1bt\x35A\x1dv0\x00\x01\x00\x01\x00\x80\x1dVB\x00")
    assert machine.stray == b"\x1dv0\x00\x01\x00\x01\x00\x1dV"
    assert machine.roll.sheets == []


def test_clearing_throws_the_begun_line_away() -> None:
    machine = PrinterMachine(96)
    machine.receive(b"\x1bt\x35A" + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08" + b"\n")
    assert not any(machine.roll.hanging.data)


def test_a_code_too_wide_or_too_long_is_left_out_without_a_word() -> None:
    store = b"\x1d(k\x08\x00\x31\x50\x30HELLO\x1d(k\x03\x00\x31\x51\x30"
    assert ink(hanging(b"\x1d(k\x03\x00\x31\x43\x04" + store)) > 0
    assert ink(hanging(b"\x1d(k\x03\x00\x31\x43\x05" + store)) == 0


def test_letters_before_any_page_was_chosen_count_as_garbage() -> None:
    machine = PrinterMachine(96)
    machine.receive(b"AB\n\x1bt\x35CD\n")
    assert machine.stray == b"AB"
    assert machine.letters.transcript == ["AB", "CD"]


def test_commands_about_letters_are_as_long_as_the_reference_says() -> None:
    for stream in (
        SQUARE,
        b"\x1b*\x21\x02\x00" + bytes(6),
        b"\x1b*\x00\x02\x00" + bytes(2),
        b"\x1b$\x00\x00",
        b"\x1c.",
    ):
        command = find_command(stream + b"x")
        assert command is not None
        assert command.length == len(stream)
        assert all(find_command(stream[:part]) is None for part in range(len(stream)))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from(
                [b"\x1b&\x03", b"\x1b*\x21", b"\x1d(k", b"\x1dv0\x03", b"\x1d!", b"\x1bt", b"\x1b$", b"\x1c"]
            ),
        ),
        max_size=20,
    ).map(b"".join)
)
def test_no_garbage_stops_the_printer(stream: bytes) -> None:
    machine = PrinterMachine(96, capacity=1 << 16)
    machine.receive(stream)
