"""A heading in the printer's flash: the same dots by eleven bytes, or as ever; written by a technician only."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer import encode, flash, hybrid
from devices.printer.address import Tcp
from devices.printer.conversation import Conversation, Stopped
from devices.printer.document import Document, Letterhead, Line
from devices.printer.keeper import Keeper, NotKept, Untold
from devices.printer.meter import Tape
from devices.printer.press import Press
from devices.printer.profile import Profile, get_profile
from devices.printer.raster import Raster
from devices.printer.render import render
from devices.printer.status import Decoder, Garbled, Kept
from devices.printer.transport import OpenWire, Wire, opener
from devices.printer.verdict import Printed
from devices.simulators.printer import PrinterSimulator
from devices.simulators.printer.commands import find_command
from devices.simulators.printer.machine import PrinterMachine
from tests.devices.printer.parts import PATIENT, SLIP, Journal, press
from tests.kiosk.papers.every import PAPERS
from tests.kiosk.papers.test_slip import MN

LETTERHEAD = SLIP.blocks[0]
assert isinstance(LETTERHEAD, Letterhead)
LETTERED = msgspec.structs.replace(get_profile("epson-tm-t20iii"), way="hybrid")
TAUGHT = msgspec.structs.replace(get_profile("generic-80"), way="hybrid")
HEADING = hybrid.heading(LETTERHEAD, LETTERED)
KEEPING = msgspec.structs.replace(LETTERED, logo=flash.logo_of(HEADING))
SHOWN = flash.show(flash.logo_of(HEADING))
BRISK = replace(PATIENT, answer=0.8)
SMALL = Raster(8, 3, bytearray(b"\xff\x81\xff"))


def after(stream: bytes | bytearray) -> PrinterMachine:
    machine = PrinterMachine(576, capacity=1 << 20)
    machine.receive(flash.keep(HEADING) + bytes(stream))
    return machine


def line_to(simulator: PrinterSimulator) -> OpenWire:
    return opener(Tcp(simulator.host, simulator.port), 2.0)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("plain", [LETTERED, TAUGHT], ids=lambda profile: profile.name)
def test_a_paper_with_the_heading_from_flash_is_the_same_dots_and_less_bytes(plain: Profile, large: bool) -> None:
    heading = hybrid.heading(LETTERHEAD, plain, large=large)
    keeping = msgspec.structs.replace(plain, logo=flash.logo_of(heading))
    document = Document(SLIP.blocks, large)
    with_it, without = hybrid.page(document, keeping), hybrid.page(document, plain)
    machine = PrinterMachine(576, capacity=1 << 20)
    machine.receive(flash.keep(heading) + bytes(with_it) + bytes(without))

    first, second = machine.roll.sheets
    assert first.data == second.data
    assert not machine.stray
    assert flash.show(flash.logo_of(heading)) in with_it
    assert len(without) - len(with_it) > 1000


def test_what_shows_the_heading_is_eleven_bytes_long() -> None:
    assert len(SHOWN) == 11


@pytest.mark.parametrize(
    "document",
    [
        Document((Letterhead("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ", ("Өлзийт сум", "Баянхонгор аймаг")), *SLIP.blocks[1:])),
        Document(SLIP.blocks, large_print=True),
    ],
    ids=["another place", "another size"],
)
def test_another_heading_is_drawn_as_ever(document: Document) -> None:
    assert hybrid.page(document, KEEPING) == hybrid.page(document, LETTERED)


def test_dots_never_use_the_heading() -> None:
    assert encode.page(render(SLIP), KEEPING) == encode.page(render(SLIP), LETTERED)


@pytest.mark.parametrize("name", PAPERS)
def test_no_paper_writes_flash(name: str) -> None:
    """Every command of every paper, either way: the only one of `GS ( L` is the one that shows."""
    document = PAPERS[name](MN, False, 1)
    (letterhead,) = (block for block in document.blocks if isinstance(block, Letterhead))
    keeping = msgspec.structs.replace(TAUGHT, logo=flash.logo_of(hybrid.heading(letterhead, TAUGHT)))
    dots = bytes(encode.page(render(document, keeping.width_dots), keeping))

    assert functions(bytes(hybrid.page(document, keeping))) == [69]
    assert functions(bytes(hybrid.page(document, TAUGHT))) == functions(dots) == []


def test_a_paper_that_writes_flash_would_be_found() -> None:
    """The control arm."""
    assert functions(flash.keep(HEADING) + bytes(hybrid.page(SLIP, KEEPING))) == [67, 69]


def functions(stream: bytes) -> list[int]:
    found = []
    while stream:
        command = find_command(stream)
        assert command is not None
        if command.name == b"\x1d(" and command.rest[:1] == b"L":
            found.append(command.rest[4])
        stream = stream[command.length :]
    return found


def test_the_meter_counts_the_heading_that_comes_from_flash() -> None:
    with_it, without = Tape(203, HEADING.rows), Tape(203)
    with_it.feed(hybrid.page(SLIP, KEEPING))
    without.feed(hybrid.page(SLIP, LETTERED))

    assert abs(with_it.dots - without.dots) <= 0.01 * without.dots


def test_the_heading_stays_when_the_power_goes_and_a_paper_takes_it_from_there() -> None:
    with PrinterSimulator() as simulator:
        Keeper(line_to(simulator), PATIENT).keep(HEADING)
        simulator.power_off_after(0)
        simulator.repair()
        sent = simulator.received
        for profile in (KEEPING, LETTERED):
            assert press(simulator, profile=profile).print("job", SLIP, Journal()) == Printed()
        first, second = simulator.sheets
        assert first.data == second.data
        assert simulator.flash.writes == 1
        assert simulator.received > sent


@pytest.mark.parametrize("lost", ["cleared", "another printer", "a make without"])
def test_a_printer_that_has_the_heading_no_longer_gets_it_as_ever(lost: str) -> None:
    with PrinterSimulator() as simulator:
        if lost == "another printer":
            Keeper(line_to(simulator), PATIENT).keep(SMALL)
        if lost == "a make without":
            simulator.forget_flash()
        assert press(simulator, BRISK, KEEPING).print("job", SLIP, Journal()) == Printed()
        assert press(simulator, PATIENT, LETTERED).print("job", SLIP, Journal()) == Printed()
        first, second = simulator.sheets
        assert first.data == second.data
        assert not simulator.stray


def test_flash_cleared_between_two_papers_costs_none_of_them_its_heading() -> None:
    with PrinterSimulator() as simulator:
        Keeper(line_to(simulator), PATIENT).keep(HEADING)
        one = press(simulator, profile=KEEPING)
        assert one.print("1", SLIP, Journal()) == Printed()
        Keeper(line_to(simulator), PATIENT).forget(flash.logo_of(HEADING))
        assert one.print("2", SLIP, Journal()) == Printed()
        first, second = simulator.sheets
        assert first.data == second.data


def test_a_printer_that_is_out_of_paper_is_not_asked_for_its_flash() -> None:
    with PrinterSimulator() as simulator:
        Keeper(line_to(simulator), PATIENT).keep(HEADING)
        simulator.set("paper_out")
        press(simulator, profile=KEEPING).print("job", SLIP, Journal())
        assert not simulator._machine._buffer


def test_a_new_heading_takes_the_place_of_ours_and_of_no_other() -> None:
    other = Raster(8, 1, bytearray(b"\x55"))
    with PrinterSimulator() as simulator:
        keeper = Keeper(line_to(simulator), PATIENT)
        keeper.keep(other)
        ours = keeper.keep(SMALL)
        logo = keeper.keep(HEADING, ours)

        assert keeper.writes == simulator.flash.writes == 4
        assert set(simulator.flash.pictures) == {flash.logo_of(other).key.encode(), logo.key.encode()}
        assert keeper.is_kept(logo)
        assert not keeper.is_kept(ours)
        keeper.forget(ours)
        assert keeper.writes == 4


def test_more_keys_than_one_answer_holds_are_all_told() -> None:
    with PrinterSimulator() as simulator:
        kept = {b"%02d" % n: (1, b"\xff") for n in range(95)}
        simulator.flash.pictures = dict(kept)
        talk = Conversation(line_to(simulator), PATIENT)
        assert talk.find_kept() == frozenset(kept)
        talk.require_ready()
        talk.close()
        assert not simulator.stray
        assert not simulator.flash.waits


def test_a_printer_that_does_not_tell_is_not_written_to() -> None:
    with PrinterSimulator() as simulator:
        simulator.forget_flash()
        with pytest.raises(Untold):
            Keeper(line_to(simulator), replace(PATIENT, settle=0.8)).keep(SMALL)
        assert not simulator.stray.count(b"\xff\x81\xff")


def test_a_printer_that_does_not_keep_what_it_is_given_is_believed() -> None:
    with PrinterSimulator() as simulator:
        simulator.flash._written = lambda pictures: None  # type: ignore[method-assign]  # worn out
        keeper = Keeper(line_to(simulator), PATIENT)
        with pytest.raises(NotKept):
            keeper.keep(SMALL)
        assert keeper.writes == 1


def test_a_write_that_broke_off_counts() -> None:
    with PrinterSimulator() as simulator:
        keeper = Keeper(line_to(simulator), PATIENT)
        simulator.reset_after(6000)
        with pytest.raises(Stopped):
            keeper.keep(HEADING)
        assert keeper.writes == 1
        assert not simulator.flash.pictures


class Watched:
    """A line on which questions for keys are counted."""

    def __init__(self, wire: Wire, questions: list[bytes]) -> None:
        self._wire, self._questions = wire, questions

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if bytes(data) == flash.ASK_KEYS:
            self._questions.append(bytes(data))
        self._wire.write(data)

    def read(self, patience: float = 0.05) -> bytes:
        return self._wire.read(patience)

    def close(self, *, discard: bool = False) -> None:
        self._wire.close(discard=discard)


def test_a_printer_that_no_longer_tells_is_asked_three_times_and_no_more() -> None:
    questions: list[bytes] = []
    with PrinterSimulator() as simulator:
        simulator.forget_flash()
        one = Press(lambda: Watched(line_to(simulator)(), questions), KEEPING, timing=BRISK)
        for n in range(5):
            assert one.print(str(n), SLIP, Journal()) == Printed()
    assert len(questions) == 3


def test_a_printer_that_cannot_work_is_not_written_to() -> None:
    with PrinterSimulator() as simulator:
        simulator.set("cover_open")
        with pytest.raises(Stopped, match="cover_open"):
            Keeper(line_to(simulator), replace(PATIENT, settle=0.8)).keep(SMALL)
        assert not simulator.flash.writes


def test_what_no_command_can_carry_is_refused() -> None:
    with pytest.raises(flash.TooLarge):
        flash.keep(Raster(576, 1000, bytearray(72000)))
    with pytest.raises(flash.TooLarge):
        flash.keep(Raster(8, 0x0410, bytearray(0x0410)))


def test_a_picture_of_another_size_or_key_than_it_says_is_not_kept() -> None:
    machine = PrinterMachine()
    whole = flash.keep(SMALL)
    for wrong in (whole.replace(b"\x08\x00\x03", b"\x08\x00\x04"), whole.replace(b"C0", b"C1", 1)):
        machine.receive(wrong)
    assert machine.flash
    assert not machine.flash.pictures
    assert machine.stray
    machine.receive(b"\x1d(L\x05\x000ACLR")
    assert machine.flash.writes == 1


@given(st.binary(max_size=8).map(lambda dots: Raster(8, max(1, len(dots)), bytearray(dots or b"\x01"))))
def test_a_logo_has_a_key_that_every_make_takes(picture: Raster) -> None:
    logo = flash.logo_of(picture)
    assert msgspec.convert(msgspec.to_builtins(logo), type(logo)) == logo
    assert find_command(flash.keep(picture)) is not None


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        (b"\x37\x72\x40\x00", Kept(frozenset(), more=False)),
        (b"\x37\x72\x41ABCD\x00", Kept(frozenset({b"AB", b"CD"}), more=True)),
        (b"\x37\x72\x40ABC\x00", Garbled(0x37)),
        (b"\x37\x72\x42AB\x00", Garbled(0x37)),
        (b"\x37\x72\x40" + b"A" * 90, Garbled(0x37)),
    ],
)
def test_a_list_of_keys_is_read_however_it_comes(said: bytes, is_told: Kept | Garbled) -> None:
    decoder = Decoder()
    heard = [answer for byte in said for answer in decoder.feed(bytes((byte,)))]
    assert heard[0] == is_told
    assert next(iter(Decoder().feed(said))) == is_told


def test_a_mark_of_ink_beside_the_heading_is_no_heading() -> None:
    lined = Document((Line("Өлзийт сум"), *SLIP.blocks))
    assert functions(bytes(hybrid.page(lined, KEEPING))) == [69]
    assert functions(bytes(hybrid.page(Document(SLIP.blocks[1:]), KEEPING))) == []
