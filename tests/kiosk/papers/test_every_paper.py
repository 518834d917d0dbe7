"""Every paper in both languages and sizes, first print and copy: all of it is drawn, none of it is cut off."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest

from config.fluent import WORDS
from config.words import Language
from devices.printer import hybrid
from devices.printer.document import (
    Block,
    Checks,
    Document,
    Heading,
    Letterhead,
    Line,
    Notice,
    Pair,
    Qr,
    Steps,
)
from devices.printer.profile import get_profile
from devices.printer.qr import modules
from devices.printer.raster import Raster
from devices.printer.render import render, unprintable
from devices.simulators.printer.machine import PrinterMachine
from kiosk.papers.spoken import spoken
from tests.kiosk.house import LANGUAGES, places, published, words
from tests.kiosk.papers.every import PAPERS

WIDE, NARROW = 576, 384
EDGE = 1
"""The last dot of a line stays white: where it holds ink, a letter was cut off."""
LARGEST_CODE = 17 * 4 + 17
everything = pytest.mark.parametrize(("name", "language"), [*product(PAPERS, LANGUAGES)])
Dots = list[list[bool]]


def dots_of(raster: Raster) -> Dots:
    row = raster.width_dots // 8
    return [
        [bool(byte & 0x80 >> bit) for byte in raster.data[top : top + row] for bit in range(8)]
        for top in range(0, len(raster.data), row)
    ]


def texts(block: Block) -> tuple[str, ...]:
    """Return every text of *block* that is drawn with letters."""
    match block:
        case Heading(text) | Notice(text) | Line(text):
            return (text,)
        case Pair(label, value):
            return (label, value)
        case Letterhead(_, lines) | Steps(lines):
            return lines
        case Checks(items):
            return tuple(item.text for item in items)
        case Qr(_, caption):
            return (caption,)
        case _:
            return ()


@cache
def is_cut(block: Block, width: int, *, large: bool) -> bool:
    """Say whether *block* has ink in the last dots of the paper, where no letter may reach; frames do."""
    inside = 3 if isinstance(block, Notice) else 0
    rows = dots_of(render(Document((block,), large), width))[inside or None : -inside or None]
    return any(any(row[width - EDGE - inside : width - inside]) for row in rows)


@everything
@pytest.mark.parametrize(("large", "width"), [(False, WIDE), (True, WIDE), (True, NARROW)])
def test_nothing_is_cut_off(name: str, language: Language, large: bool, width: int) -> None:
    blocks = PAPERS[name](words(language), large, 1).blocks

    assert [texts(block) for block in blocks if texts(block) and is_cut(block, width, large=large)] == []


@everything
def test_every_letter_is_drawn_and_the_code_is_not_too_fine(name: str, language: Language) -> None:
    for copy in (0, 2):
        document = PAPERS[name](words(language), False, copy)
        assert unprintable("".join(text for block in document.blocks for text in texts(block))) == frozenset()
        assert all(len(modules(block.payload)) <= LARGEST_CODE for block in document.blocks if isinstance(block, Qr))


@pytest.mark.parametrize("name", PAPERS)
def test_large_print_says_the_same_in_larger_letters(name: str) -> None:
    usual, large = (PAPERS[name](words("mn"), size, 0) for size in (False, True))

    assert usual.blocks == large.blocks
    assert render(large, WIDE).rows > render(usual, WIDE).rows * 1.15


@everything
def test_whatever_is_printed_is_heard_in_the_same_order(name: str, language: Language) -> None:
    """The column of the vertical script says what the first line says, and a code is named."""
    document = PAPERS[name](words(language), False, 1)
    heard = [words(language).say(line) for line in spoken(document)]
    shown = [text for block in document.blocks for text in texts(block)]

    there = iter(heard)
    assert all(any(text.replace("\u00a0", " ") in said.replace("\u00a0", " ") for said in there) for text in shown)


@everything
def test_every_paper_can_leave_as_letters_where_the_line_is_slow(name: str, language: Language) -> None:
    profile = get_profile("generic-80")
    machine = PrinterMachine(profile.width_dots, capacity=1 << 20)
    machine.receive(bytes(hybrid.page(PAPERS[name](words(language), False, 1), profile)))

    assert not machine.stray
    assert len(machine.roll.sheets) == 1


def test_a_line_that_is_cut_off_would_be_found() -> None:
    """The control arm: a letter that is wider than the paper."""
    assert is_cut(Line("Ж", "huge"), 16, large=False)


def test_every_word_place_agency_and_service_is_ink_and_no_box() -> None:
    told = {text for files in (_every_word, _every_place, _every_service) for text in files()}

    assert {letter for text in told for letter in unprintable(text)} == set()
    assert unprintable("\U0001f427") == {"\U0001f427"}
    assert len(_every_place()) > 570


@pytest.mark.parametrize("large", [False, True])
def test_every_place_of_a_kiosk_fits_beside_the_vertical_heading(large: bool) -> None:
    longest = sorted(_every_place(), key=len)[-25:]

    assert not is_cut(Letterhead("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ", tuple(longest)), NARROW, large=large)


def _every_word() -> set[str]:
    files = (file for language in LANGUAGES for file in (WORDS / language).glob("*.ftl"))
    return {line.partition("=")[2] for file in files for line in file.read_text("utf-8").splitlines()}


def _every_place() -> set[str]:
    units = (place.name for aimag in places().aimags() for place in (aimag, *places().soums_of(aimag.code)))
    return {text for name in units for text in (name.mn, name.en)}


def _every_service() -> set[str]:
    known = published()
    told = [service.name for service in known.services] + [agency.name for agency in known.agencies]
    return {text for one in told for text in (one.mn, one.en)}
