"""A fault at every byte of a paper: no verdict is a lie, nothing comes out late or twice, the next paper is whole.

The short form strikes at the first and the last 64 bytes, at the ends of
commands and by chance; the long one at every byte. The control arm prints as
python-escpos does, on a printer that fails in the same ways.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from functools import cache

import pytest
import structlog
from escpos.printer import Network

from devices.printer import encode, hybrid
from devices.printer.document import Document, Gap, Heading, Letterhead, Line, Notice, Pair, Qr, Rule, Steps
from devices.printer.profile import get_profile
from devices.printer.render import render
from devices.printer.verdict import Unknown
from devices.simulators.printer import PrinterSimulator
from tests.campaigns.paper import FAULTS, Fault, Paper, ends_of_commands, strike
from tests.campaigns.reckoning import tell, tries

EPSON = get_profile("epson-tm-t20iii")
CLONE = get_profile("generic-80")
"""A simpler make: it echoes by its paper sensor, and has no command that empties its buffer."""
EDGE = 64
SHARE = 4
"""The short form takes a quarter of the places of a paper with letters, or of a clone: setting letters takes long."""
TEXT = Document(
    (
        Heading("Хүсэлтийн баримт"),
        Line("Хүсэлтийн дугаар"),
        Line("017-04826-93", size="huge"),
        Pair("Үйлчилгээ", "Оршин суугаа газрын тодорхойлолт"),
        Rule(),
        Line("Энэ машин хүлээн авсан. Ажлын 3 хоногт хариу ирнэ."),
    )
)
SLIP = Document(
    (
        Letterhead("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ", ("Цахим үйлчилгээ", "Архангай аймаг", "Өлзийт сум")),
        Gap(2),
        Heading("Хүсэлтийн баримт"),
        Line("017-04826-93", size="huge"),
        Notice("Энэ машин хүлээн авсан. Байгууллага хараахан хүлээж аваагүй."),
        Steps(("Энэ хуудсыг хадгална уу", "Ажлын 3 хоногт хариу ирнэ")),
        Qr("EMK1:" + "A7" * 60, "Шалгах код"),
    )
)


@pytest.fixture(autouse=True)
def without_a_line_for_each_paper() -> Iterator[None]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@cache
def papers() -> dict[str, Paper]:
    """Return papers: letters alone, letters and dots and a code, dots alone; two by a make that cannot clear."""
    return {
        "text": Paper("text", EPSON, bytes(hybrid.page(TEXT, EPSON))),
        "hybrid": Paper("hybrid", EPSON, bytes(hybrid.page(SLIP, EPSON))),
        "raster": Paper("raster", EPSON, bytes(encode.page(render(SLIP, EPSON.width_dots), EPSON))),
        "clone's": Paper("clone's", CLONE, bytes(encode.page(render(SLIP, CLONE.width_dots), CLONE)), False),
        "clone's letters": Paper("clone's letters", CLONE, bytes(hybrid.page(SLIP, CLONE)), False),
    }


def places(paper: Paper, end: int, seed: int) -> list[int]:
    """Return after how many bytes the fault shall come: everywhere, or where it matters and by chance."""
    every = range(1, end + 1)
    if tries(short=0, long=1):
        return list(every)
    begun = end - len(paper.stream)
    ends = [begun + place for place in ends_of_commands(paper.stream)]
    chance = random.Random(seed).sample(every, 24)
    some = sorted({*every[:EDGE], *every[-EDGE:], *ends, *chance} & set(every))
    return some if paper.name == "raster" else some[seed % SHARE :: SHARE]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["text", "hybrid", "raster"])
@pytest.mark.timeout(7200)
def test_a_fault_at_any_byte_makes_no_lie_and_spoils_no_other_paper(name: str, fault: Fault) -> None:
    paper = papers()[name]
    sheet, end = paper.healthy()
    struck = places(paper, end, random.randrange(1 << 32))
    words = {type(strike(paper, sheet, fault, after)).__name__ for after in struck}
    assert "Unknown" in words
    tell(f"{fault} at any byte of the {name} paper", len(struck))


@pytest.mark.parametrize("fault", ["reset", "hang_up", "stall", "mute", "power_off"])
@pytest.mark.parametrize("name", ["clone's", "clone's letters"])
@pytest.mark.timeout(7200)
def test_a_line_that_breaks_at_any_byte_spoils_no_other_paper_of_a_make_that_cannot_clear(
    name: str, fault: Fault
) -> None:
    """Without paper such a make keeps what it was sent, and prints it when paper is there: nothing can take it back."""
    paper = papers()[name]
    sheet, end = paper.healthy()
    struck = places(paper, end, random.randrange(1 << 32))
    assert Unknown in {type(strike(paper, sheet, fault, after)) for after in struck}
    tell(f"{fault} at any byte of a {name} paper", len(struck))


PAGE = b"".join(b"\x1d\x76\x30\x00\x48\x00\x01\x00" + bytes((line,)) * 72 for line in range(10)) + b"\x1dVB\x00"


@pytest.mark.parametrize("after", [1, 300, 700])
@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "reset"])
def test_whoever_prints_as_the_library_does_is_caught(fault: str, after: int) -> None:
    """The control arm: no fault is seen by the plain way, and where paper failed it comes out late."""
    with PrinterSimulator() as simulator:
        believed, printed, afterwards = plainly(simulator, fault, after)
    assert (believed, printed) == (True, 0)
    assert afterwards == (fault != "reset")


def plainly(simulator: PrinterSimulator, fault: str, after: int) -> tuple[bool, int, int]:
    """Print by python-escpos alone; return whether it saw nothing wrong, and the sheets before and after the repair."""
    if fault == "reset":
        simulator.reset_after(after)
    else:
        simulator.fail_after(after, fault)  # type: ignore[arg-type]  # the names are its parts
    printer = Network(simulator.host, simulator.port, timeout=0.2)
    try:
        printer._raw(PAGE)
        believed = True
    except (OSError, AssertionError):
        believed = False
    simulator.wait_for_bytes(after if fault == "reset" else len(PAGE))
    before = len(simulator.sheets)
    simulator.repair()
    printer.close()
    return believed, before, len(simulator.sheets)
