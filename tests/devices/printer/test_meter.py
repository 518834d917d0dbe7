"""How much paper goes is read from the bytes that leave, and agrees with a printer that lays them on a roll."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer import calibration, encode, hybrid
from devices.printer.document import Document, Heading, Line, Qr
from devices.printer.meter import KNIFE_MM, Metered, Tape
from devices.printer.press import press_at
from devices.printer.profile import get_profile
from devices.printer.render import render
from devices.printer.test_page import technician_page
from devices.simulators.printer import PrinterSimulator
from devices.simulators.printer.machine import PrinterMachine
from tests.devices.printer.parts import SLIP, Journal

CODE = Document((Heading("Лавлагаа"), Line("Өө Үү ₮"), Qr("EM1:" + "6BF+70790T9WJWG" * 12)))
PAPERS = {"slip": SLIP, "code": CODE, "test page": technician_page("K017", (("n", "1"),), "K017 2026-11-22")}
PROFILES = ("epson-tm-t20iii", "generic-80", "bixolon-srp-s300", "generic-58")


def laid(stream: bytes, width: int) -> tuple[int, int]:
    """Return rows and sheets of a printer that worked on *stream*."""
    machine = PrinterMachine(width, capacity=1 << 20)
    machine.receive(stream)
    rows = sum(sheet.rows for sheet in machine.roll.sheets) + machine.roll.hanging.rows
    return rows, len(machine.roll.sheets)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("way", ["raster", "hybrid"])
def test_the_tape_is_as_long_as_the_paper(paper: str, name: str, way: str) -> None:
    profile, document = get_profile(name), PAPERS[paper]
    if way == "raster":
        stream = bytes(encode.page(render(document, profile.width_dots), profile))
    else:
        stream = bytes(hybrid.page(document, profile))
    tape = Tape(profile.dpi)
    tape.feed(stream)

    rows, sheets = laid(stream, profile.width_dots)
    assert tape.sheets == sheets == 1
    assert abs(tape.dots - rows) <= 0.03 * rows


@pytest.mark.parametrize("sheet", [calibration.widths(), calibration.letters(), calibration.densities()])
def test_the_sheets_of_the_calibration_count_too(sheet: bytes) -> None:
    tape = Tape()
    tape.feed(calibration.begun() + sheet)

    rows, sheets = laid(calibration.begun() + sheet, 576)
    assert tape.sheets == sheets
    assert abs(tape.dots - rows) <= 0.05 * rows


@given(cuts=st.lists(st.integers(0, 3000), max_size=20))
def test_how_the_stream_was_cut_into_pieces_changes_nothing(cuts: list[int]) -> None:
    stream = bytes(hybrid.page(SLIP, get_profile("epson-tm-t20iii")))
    whole, pieces = Tape(), Tape()
    whole.feed(stream)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    for start, end in itertools.pairwise(places):
        pieces.feed(memoryview(stream)[start:end])

    assert (pieces.dots, pieces.sheets) == (whole.dots, whole.sheets)


@given(noise=st.binary(max_size=300))
def test_no_bytes_confuse_it_for_ever(noise: bytes) -> None:
    tape = Tape()
    tape.feed(noise)

    assert tape.dots >= 0
    assert tape.sheets >= 0


def test_a_paper_is_told_when_its_line_is_given_back_and_a_look_is_not() -> None:
    went: list[tuple[float, int]] = []
    with PrinterSimulator() as simulator:
        meter = Metered(203, lambda mm, sheets: went.append((mm, sheets)))
        press = press_at(f"tcp://{simulator.host}:{simulator.port}", over=meter.over)
        press.look()
        assert went == []

        press.print("job", SLIP, Journal())

    ((mm, sheets),) = went
    assert sheets == 1
    assert abs(mm - KNIFE_MM - render(SLIP).rows / 203 * 25.4) < 2


def test_what_broke_off_counts_as_far_as_it_left() -> None:
    went: list[tuple[float, int]] = []
    with PrinterSimulator() as simulator:
        meter = Metered(203, lambda mm, sheets: went.append((mm, sheets)))
        simulator.reset_after(3000)
        press_at(f"tcp://{simulator.host}:{simulator.port}", over=meter.over).print("job", SLIP, Journal())

    assert 0 < sum(mm for mm, _ in went) < render(SLIP).rows / 203 * 25.4 + KNIFE_MM
