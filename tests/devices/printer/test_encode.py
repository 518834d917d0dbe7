"""Bytes that a printer turns back into the same dots, whatever the dots are."""

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.printer import encode
from devices.printer.raster import Raster
from devices.simulators.printer.machine import PrinterMachine
from tests.devices.printer.parts import GENERIC


@st.composite
def rasters(draw: st.DrawFn) -> Raster:
    across = draw(st.integers(1, 9))
    ink = st.binary(min_size=across, max_size=across)
    dangerous = st.lists(st.sampled_from([0, 0x10, 0x04, 0x05, 0x14]), min_size=across, max_size=across).map(bytes)
    rows = draw(st.lists(st.one_of(st.just(bytes(across)), ink, dangerous), max_size=60))
    return Raster(across * 8, len(rows), b"".join(rows))


def printed(stream: bytes, width_dots: int) -> tuple[Raster, PrinterMachine]:
    machine = PrinterMachine(width_dots, capacity=1 << 20)
    machine.receive(stream)
    return machine.roll.sheets[-1], machine


def tamed(raster: Raster) -> int:
    """Count the places where bytes of the picture look like a real-time command."""
    return sum(block[8:].count(b"\x18") for block in encode.blocks(raster) if block[:2] == b"\x1dv")


@given(rasters())
@example(Raster(8, 400, bytes(400)))
@example(Raster(576, 49, b"\xff" * 72 * 49))
def test_a_printer_makes_the_same_picture_of_the_bytes(raster: Raster) -> None:
    sheet, machine = printed(bytes(encode.page(raster, GENERIC)), raster.width_dots)

    added = [byte ^ was for byte, was in zip(sheet.data, raster.data, strict=True)]
    assert sheet.rows == raster.rows
    assert set(added) <= {0, 0x08}
    assert sum(map(bool, added)) <= tamed(raster)
    assert not machine.stray


@given(rasters())
def test_no_picture_makes_the_printer_answer_clear_or_open_anything(raster: Raster) -> None:
    stream = bytes(encode.page(raster, GENERIC))
    _, machine = printed(stream, raster.width_dots)
    assert not machine.answers
    assert not any(sequence in stream for sequence in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))


@given(rasters())
def test_every_band_is_as_long_as_it_says_and_at_most_24_rows_high(raster: Raster) -> None:
    for block in encode.blocks(raster):
        if block[:2] == b"\x1bJ":
            assert len(block) == 3
            continue
        across, down = int.from_bytes(block[4:6], "little"), int.from_bytes(block[6:8], "little")
        assert block[:4] == b"\x1dv0\x00"
        assert len(block) == 8 + across * down
        assert 1 <= down <= encode.BAND_ROWS


def test_white_is_fed_and_never_sent_as_dots() -> None:
    white = Raster(576, 600, bytes(600 * 72))
    assert list(encode.blocks(white)) == [b"\x1bJ\xff", b"\x1bJ\xff", b"\x1bJ\x5a"]


def test_the_white_right_side_of_a_band_is_left_out() -> None:
    narrow = Raster(576, 2, (b"\x80" + bytes(71)) + (bytes(1) + b"\x01" + bytes(70)))
    assert list(encode.blocks(narrow)) == [b"\x1dv0\x00\x02\x00\x02\x00\x80\x00\x00\x01"]


@given(st.binary(max_size=200))
def test_dots_made_harmless_lose_no_ink(dots: bytes) -> None:
    safe = encode.harmless(dots)
    assert len(safe) == len(dots)
    assert all(new & old == old for new, old in zip(safe, dots, strict=True))
    assert not any(sequence in safe for sequence in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))


def test_graphics_begin_with_power_off_forbidden_and_units_set() -> None:
    assert encode.page(Raster(8, 0, b""), GENERIC) == b"\x1d(D\x03\x00\x14\x02\x00" + b"\x1dP\xcb\xcb" + b"\x1dVB\x00"


def test_a_head_finer_than_a_unit_can_be_is_fed_by_two_dots_at_a_time() -> None:
    white = Raster(8, 601, bytes(601))
    fine = encode.page(white, msgspec.structs.replace(GENERIC, dpi=300))
    assert fine.startswith(b"\x1d(D\x03\x00\x14\x02\x00" + b"\x1dP\x96\x96" + b"\x1bJ\xff\x1bJ\x2e")


def test_a_process_id_is_four_printable_characters() -> None:
    assert encode.process_id(b"a7f0") == b"\x1d(H\x06\x00\x30\x30a7f0"
    for wrong in (b"abc", b"abcde", b"ab\x10\x04", b"ab c"):
        with pytest.raises(ValueError, match="four printable"):
            encode.process_id(wrong)


def test_a_picture_whose_bytes_do_not_fill_it_is_refused() -> None:
    for width, rows, data in ((8, 2, b"\x00"), (7, 1, b"\x00"), (0, 0, b"")):
        with pytest.raises(ValueError, match="do not fill"):
            Raster(width, rows, data)
