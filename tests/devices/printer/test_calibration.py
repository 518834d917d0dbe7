"""A printer nobody described is described by what is seen on its sheets, and then prints right.

The eye here looks at the paper only: at dots, and at how many pieces fell.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer import calibration, encode
from devices.printer.address import Tcp
from devices.printer.calibration import BAR_DOTS, PAGES, WIDTHS
from devices.printer.conversation import Stopped
from devices.printer.described import AnswerFault, Answers, Found, as_toml, described, read_answers, write_profile
from devices.printer.press import press_at
from devices.printer.profile import CodePage, Presenter, Profile, ProfileFault, Shelf, get_profile
from devices.printer.raster import Raster
from devices.printer.render import CELL_DOTS, CELL_ROWS, draw_cell, render
from devices.printer.test_page import technician_page
from devices.printer.transport import opener
from devices.printer.verdict import Printed
from devices.printer.workbench import Workbench
from devices.simulators.printer import PrinterSimulator
from tests.devices.printer.parts import QUICK, Journal

ECHO = Found("process_id")
SEEN = Answers(name="here", widest=576, bar_mm=45)


@dataclass
class Eye:
    """What a person sees on paper of a head of *dpi* dots an inch."""

    dpi: int = 203

    def widest(self, sheet: Raster) -> int:
        """Return the right edge of the widest strip that ends in an upright black block."""
        rows = [int.from_bytes(line, "big") for line in sheet.lines()]
        ends: set[int] = set()
        for top in range(len(rows) - 30):
            upright = rows[top]
            for row in rows[top + 1 : top + 30]:
                upright &= row
            if upright:
                ends.add(sheet.width_dots - (upright & -upright).bit_length() + 1)
        return max(end for end in ends if end in WIDTHS)

    def bar_mm(self, sheet: Raster) -> float:
        """Return the length of the last black bar, with a ruler."""
        longest = max(sum(byte.bit_count() for byte in line) for line in list(sheet.lines())[-40:])
        return longest / self.dpi * 25.4

    def pages(self, sheet: Raster, letters: str, behind: int) -> list[int]:
        """Return the numbers of the code pages whose entry shows *letters*, *behind* cells after its beginning."""
        wanted = [list(draw_cell(char).lines()) for char in letters]
        return [n for n in range(PAGES) if self._cells(sheet, n, behind, len(letters)) == wanted]

    def _cells(self, sheet: Raster, n: int, behind: int, many: int) -> list[list[bytes]]:
        lines = list(sheet.lines())[n // 2 * 34 :][:CELL_ROWS]
        first = (n % 2 * 15 + behind) * CELL_DOTS
        return [[cut_out(line, first + k * CELL_DOTS).to_bytes(2, "big") for line in lines] for k in range(many)]

    def first_strip(self, sheets: list[Raster]) -> int:
        """Return the number on the first strip that fell by itself: it holds one number only."""
        pictures = [bytes(calibration._drawn(calibration._label(str(n)))) for n in range(1, 5)]
        for n, picture in enumerate(pictures, 1):
            ink = b"".join(encode.blocks(trimmed(sheets[0])))
            if ink and ink in picture:
                return n
        return 0


def cut_out(line: bytes, left: int) -> int:
    """Return the cell of dots that begins at *left*, as the upper 12 of 16 bits."""
    dots = int.from_bytes(line, "big") >> len(line) * 8 - left - CELL_DOTS & 0xFFF
    return dots << 4


def trimmed(sheet: Raster) -> Raster:
    lines = [line[:12] for line in sheet.lines()]
    while lines and not any(lines[-1]):
        lines.pop()
    while lines and not any(lines[0]):
        lines.pop(0)
    return Raster(96, len(lines), b"".join(lines))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "printers"


def bench(simulator: PrinterSimulator) -> Workbench:
    return Workbench(opener(Tcp(simulator.host, simulator.port)))


@pytest.mark.parametrize("width", WIDTHS[:-1])
def test_what_is_seen_on_the_sheet_of_widths_is_the_width_of_the_head(width: int) -> None:
    with PrinterSimulator(width_dots=width) as simulator:
        bench(simulator).put(calibration.widths(), ECHO)
        (sheet,) = simulator.sheets

    assert Eye().widest(sheet) == width
    assert abs(Eye().bar_mm(sheet) - BAR_DOTS / 203 * 25.4) < 1


def test_a_printer_is_described_by_looking_and_prints_right(folder: Path) -> None:
    with PrinterSimulator(width_dots=512) as simulator:
        simulator.forget_process_ids()
        found = bench(simulator).examine()
        bench(simulator).put(calibration.widths(), found)
        (wide,) = simulator.sheets
        bench(simulator).put(calibration.cuts(), found)
        answers = Answers(
            name="soum-printer",
            widest=Eye().widest(wide),
            bar_mm=Eye().bar_mm(wide),
            cut=Eye().first_strip(simulator.sheets[1:]),
        )
        write_profile(described(answers, found), folder)
        profile = get_profile("soum-printer", Shelf((folder,)))
        page = technician_page("K017", (("n", "1"),), "K017")
        before = len(simulator.sheets)

        verdict = press_at(f"tcp://{simulator.host}:{simulator.port}", profile=profile).print("job", page, Journal())
        printed = simulator.sheets[before:]

    assert (profile.echo, profile.width_dots, profile.dpi, profile.cut) == ("paper_sensor", 512, 203, "1d 56 42 00")
    assert isinstance(verdict, Printed)
    assert len(printed) == 1
    assert bytes(printed[0].data).endswith(bytes(render(page, 512).data))  # below the end that the last strip left


def test_the_code_pages_are_seen_on_the_sheet_of_letters() -> None:
    with PrinterSimulator() as simulator:
        bench(simulator).put(calibration.letters(), ECHO)
        (sheet,) = simulator.sheets
        read = "".join(simulator._machine.letters.transcript)

    assert Eye().pages(sheet, "ӨөҮү", behind=3) == [53]
    assert Eye().pages(sheet, "ЖжЯя", behind=8)[0] == 7
    assert "U <7e><7d><7c><7b><7a>" in read


def test_letters_that_were_seen_are_printed_as_letters(folder: Path) -> None:
    seen = Answers(name="seen", widest=576, bar_mm=45, kazakh=53, own_letters=True, doubled=True)
    profile = described(seen, ECHO, serial=True)
    with PrinterSimulator() as simulator:
        page = technician_page("K017", (("n", "1"),), "K017")
        verdict = press_at(f"tcp://{simulator.host}:{simulator.port}", profile=profile).print("job", page, Journal())
        read = " ".join(simulator._machine.letters.transcript)

    assert isinstance(verdict, Printed)
    assert "Өө Үү" in read
    assert not simulator.stray


def test_the_speed_of_a_paced_printer_is_measured() -> None:
    with PrinterSimulator() as simulator:
        simulator.pace(400)

        found = bench(simulator).timed(ECHO)

    assert 200 <= found.speed_mm_s <= 450


def test_jaws_are_tried_where_there_are_some() -> None:
    with PrinterSimulator(presenter=True) as simulator:
        there = bench(simulator).examine()
        assert there.status == "custom"
        bench(simulator).put(calibration.densities(), there)
        bench(simulator).present(there)
        held = simulator.jaws.held is not None
        bench(simulator).retract(there)

        assert held
        assert simulator.jaws.held is None
        assert len(simulator.jaws.binned) == 1


def test_a_printer_that_never_says_it_is_done_gets_its_time() -> None:
    with PrinterSimulator() as simulator:
        simulator.forget_process_ids(and_sensor=True)
        silent = Workbench(opener(Tcp(simulator.host, simulator.port)), QUICK, unheard=0.2)

        found = silent.examine()
        silent.put(calibration.densities(), found)

        assert found.echo == "none"
        assert len(simulator.sheets) == 1


def test_a_printer_whose_usual_cut_does_nothing_is_cut_the_way_that_was_seen(folder: Path) -> None:
    with PrinterSimulator() as simulator:
        simulator._machine._commands[b"\x1dV"] = lambda _: None  # a knife of another make
        bench(simulator).put(calibration.cuts(), ECHO)
        falls = len(simulator.sheets)

        assert falls == 2
    assert described(Answers(name="old", widest=576, bar_mm=45, cut=3), ECHO).cut == "1b 64 05 1b 69"
    assert described(Answers(name="none", widest=576, bar_mm=45, cut=0), ECHO).cut == calibration.NO_KNIFE


def test_a_printer_that_tells_is_found_out_without_paper() -> None:
    with PrinterSimulator() as simulator:
        found = bench(simulator).examine()

        assert (found.echo, found.status, found.maker) == ("process_id", "epson", "SIMULATED ROLL-80")
        assert not simulator.sheets
        assert not any(simulator.hanging.data)
    assert not simulator.stray


def test_a_printer_that_says_nothing_is_refused() -> None:
    with PrinterSimulator() as simulator:
        simulator.mute()
        with pytest.raises(Stopped) as stopped:
            Workbench(opener(Tcp(simulator.host, simulator.port)), QUICK).examine()

    assert stopped.value.reason == "not_responding"


def test_the_speed_is_what_the_longer_sheet_took_more() -> None:
    class Paced(Workbench):
        def put(self, sheet: bytes, found: Found, dpi: int = 203) -> float:
            return 0.5 if sheet == calibration.lengths(calibration.SHORT_MM, dpi) else 1.7

    assert Paced(lambda: None).timed(ECHO).speed_mm_s == 150  # type: ignore[arg-type]  # never opened
    assert Paced(lambda: None).timed(Found("none")).speed_mm_s == 0  # type: ignore[arg-type, return-value]  # never opened


def test_an_echo_that_outruns_the_paper_measures_nothing() -> None:
    with PrinterSimulator() as simulator:
        assert bench(simulator).timed(ECHO).speed_mm_s == 0


@pytest.mark.parametrize(("dpi", "mm"), [(180, 50.5), (203, 45.4), (300, 30.0)])
def test_the_measured_bar_tells_the_dots_an_inch(dpi: int, mm: float) -> None:
    assert Answers(name="x", widest=512, bar_mm=mm).dpi == dpi


def test_jaws_count_only_where_paper_came_forward_and_went_back() -> None:
    held = Answers(name="x", widest=576, bar_mm=45, presented=True, retracted=True)

    assert described(held, Found("paper_sensor", "custom")).knows == {"printed", "presented", "taken", "retracted"}
    assert described(held, Found("paper_sensor")).knows == {"printed"}
    half = Answers(name="x", widest=576, bar_mm=45, presented=True)
    assert described(half, Found("paper_sensor", "custom")).presenter is None


def test_a_serial_printer_with_the_letters_prints_text() -> None:
    lettered = Answers(name="x", widest=576, bar_mm=45, kazakh=53, cyrillic=17)

    profile = described(lettered, ECHO, serial=True)

    assert (profile.way, profile.page) == ("hybrid", CodePage(53, "kz1048", "1c 2e"))
    assert described(SEEN, ECHO, serial=True).way == "raster"


def test_a_make_that_never_says_it_is_done_knows_nothing() -> None:
    assert described(SEEN, Found("none")).knows == frozenset()


@pytest.mark.parametrize(
    "wrong",
    [
        b'name = "x"\nwidest = 500\nbar_mm = 45',
        b'name = "X Y"\nwidest = 576\nbar_mm = 45',
        b'name = "x"\nwidest = 576\nbar_mm = 450',
        b'name = "x"\nwidest = 576\nbar_mm = 45\ncolour = "green"',
        b'name = "x"\nwidest = 576\nbar_mm = 45\nkazakh = 100',
        b"widest",
        b"\xff",
    ],
)
def test_an_answer_that_no_sheet_gives_is_refused(wrong: bytes) -> None:
    with pytest.raises(AnswerFault):
        read_answers(wrong)


@given(
    maker=st.text(max_size=30),
    density=st.integers(0, 5),
    page=st.one_of(st.just(-1), st.integers(0, 99)),
    jaws=st.booleans(),
)
def test_every_profile_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, maker: str, density: int, page: int, jaws: bool
) -> None:
    answers = Answers(
        name="x", maker=maker, widest=640, bar_mm=45, cyrillic=page, density=density, presented=jaws, retracted=jaws
    )
    profile = described(answers, Found("paper_sensor", "custom"))

    path = write_profile(profile, tmp_path_factory.mktemp("p"))

    assert get_profile.__wrapped__("x", Shelf((path.parent,))) == profile


def test_what_is_shipped_can_be_written_too() -> None:
    for name in Shelf().names():
        profile = get_profile(name)
        assert "[page]" in as_toml(profile) or profile.page is None


def test_a_folder_of_the_machine_stands_before_what_we_ship(folder: Path) -> None:
    mine = described(Answers(name="generic-80", widest=640, bar_mm=45), ECHO)
    write_profile(mine, folder)

    assert get_profile("generic-80", Shelf((folder, *Shelf().folders))).width_dots == 640
    assert get_profile("generic-80").width_dots == 576


def test_darker_print_is_asked_for_before_the_page() -> None:
    from devices.simulators.printer.machine import PrinterMachine

    dark = Profile(name="d", maker="", model="", source="", density=4, presenter=Presenter("1d 65 03 0c", "1d 65 02"))
    seen: list[bytes] = []
    extended = PrinterMachine._extended

    with PrinterSimulator() as simulator:
        machine = simulator._machine
        machine._commands[b"\x1d("] = lambda rest: (seen.append(rest), extended(machine, rest))[1]
        page = technician_page("K017", (), "K017")
        press_at(f"tcp://{simulator.host}:{simulator.port}", profile=dark).print("job", page, Journal())

    assert b"K\x02\x00\x31\x04" in seen


def test_a_profile_that_does_not_read_back_is_a_fault(folder: Path) -> None:
    with pytest.raises((ProfileFault, OSError)):
        write_profile(Profile(name="../x", maker="", model="", source=""), folder)
