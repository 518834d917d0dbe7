"""Papers as letters: every letter comes out, whatever the printer knows of it, and no byte does harm."""

import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.fluent import WORDS
from devices.printer import encode, hybrid
from devices.printer.document import (
    Block,
    Checks,
    Document,
    Gap,
    Heading,
    Item,
    Letterhead,
    Line,
    Notice,
    Pair,
    Qr,
    Rule,
    Ruler,
    Steps,
    Vertical,
)
from devices.printer.profile import Profile, get_profile
from devices.printer.raster import Raster
from devices.printer.render import RenderFault, render, save_png
from devices.printer.test_page import technician_page
from devices.simulators.printer.commands import find_command
from devices.simulators.printer.machine import PrinterMachine
from tests.devices.printer.parts import SLIP

KAZAKH, TAUGHT, UNTAUGHT, NARROW = (
    get_profile(name) for name in ("epson-tm-t20iii", "generic-80", "bixolon-srp-s300", "generic-58")
)
"""A page with Ө and Ү; a page without them, and letters that can be taught, or cannot; and 58 mm of paper."""
NARROW_KAZAKH = msgspec.structs.replace(KAZAKH, width_dots=384)
EVERY = pytest.mark.parametrize("profile", [KAZAKH, TAUGHT, UNTAUGHT, NARROW], ids=lambda profile: profile.name)
SIGNED = "EMR1:" + "6BF+70790T9WJWG.FKY*4GO0.O1CV2" * 12
"""As long as what a reference carries."""


def machine_after(stream: bytes | bytearray, profile: Profile) -> PrinterMachine:
    machine = PrinterMachine(profile.width_dots, capacity=1 << 20)
    machine.receive(bytes(stream))
    return machine


def sheet(profile: Profile, *blocks: Block, large: bool = False) -> Raster:
    machine = machine_after(hybrid.page(Document(blocks, large), profile), profile)
    assert not machine.stray
    (whole,) = machine.roll.sheets
    return whole


def read(profile: Profile, *blocks: Block, large: bool = False) -> list[str]:
    stream = hybrid.page(Document(blocks, large), profile)
    return [line.rstrip() for line in machine_after(stream, profile).letters.transcript]


def ink(raster: Raster) -> int:
    return sum(byte.bit_count() for byte in raster.data)


def decoded(raster: Raster, folder: Path) -> str:
    """Return what zbar reads from the paper, with a hand's width of white around it."""
    margin = 80
    across = raster.row_bytes + 2 * margin // 8
    rows = [bytes(across)] * margin
    rows += [bytes(margin // 8) + line + bytes(margin // 8) for line in raster.lines()] + [bytes(across)] * margin
    save_png(Raster(across * 8, len(rows), b"".join(rows)), folder / "code.png")
    zbar = subprocess.run(
        ["zbarimg", "-q", "--raw", str(folder / "code.png")], capture_output=True, text=True, check=True
    )
    return zbar.stdout.rstrip("\n")


def letters_of_the_words() -> str:
    texts = (path.read_text("utf-8") for path in sorted(WORDS.rglob("*.ftl")))
    return "".join(sorted({char for text in texts for char in text if char.isprintable()}))


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("bold", [False, True])
def test_every_letter_of_the_words_comes_out_the_same_from_every_kind_of_printer(bold: bool, large: bool) -> None:
    words = [Line(letters_of_the_words(), bold=bold), Line("Өдөр ₮", "large", align="center"), Heading("Үг Өнгө")]
    papers = {bytes(sheet(profile, *words, large=large).data) for profile in (KAZAKH, TAUGHT, UNTAUGHT)}
    assert len(papers) == 1


@EVERY
def test_no_letter_of_the_words_comes_out_as_a_question_mark_or_not_at_all(profile: Profile) -> None:
    question = sheet(profile, Line("?"))
    for letter in letters_of_the_words().replace("?", "").replace(" ", ""):
        paper = sheet(profile, Line(letter))
        assert ink(paper) > 0
        assert paper.data != question.data


def test_a_slip_is_read_line_by_line_beside_its_vertical_heading() -> None:
    lines = [line.replace("<*>", "") for line in read(KAZAKH, *SLIP.blocks)]
    assert [line for line in lines if line] == [
        "Өлзийт сум",
        "Архангай аймаг",
        "Хүсэлтийн дугаар",
        "017-04826-93",
        "Энэ машин хүлээн авсан.",
    ]
    heading = sheet(KAZAKH, SLIP.blocks[0])
    assert ink(heading) > ink(sheet(KAZAKH, Line("Өлзийт сум", bold=True), Line("Архангай аймаг")))


def test_words_wrap_at_the_columns_of_the_printer() -> None:
    text = Line("Энэ машин хүлээн авсан, байгууллага хараахан хүлээн аваагүй байна.")
    assert read(KAZAKH, text) == ["Энэ машин хүлээн авсан, байгууллага хараахан", "хүлээн аваагүй байна."]
    assert max(map(len, read(msgspec.structs.replace(KAZAKH, width_dots=384), text))) <= 32


def test_a_label_and_its_value_share_a_row_where_both_fit() -> None:
    assert read(KAZAKH, Pair("Огноо", "2026.11.21")) == ["Огноо" + " " * 33 + "2026.11.21"]
    assert read(KAZAKH, Pair("Үйлчилгээ", "Хүүхэд төрсний бүртгэлийн лавлагаа авах")) == [
        "Үйлчилгээ",
        "Хүүхэд төрсний бүртгэлийн лавлагаа авах",
    ]


def test_steps_and_boxes_hang_their_text_behind_the_mark() -> None:
    lines = read(NARROW_KAZAKH, Steps(("Энэ цаасыг хадгална уу, машинаас асууна", "Үзнэ үү")))
    assert lines == ["1. Энэ цаасыг хадгална уу,", "   машинаас асууна", "2. Үзнэ үү"]
    assert read(KAZAKH, Steps(("Үзнэ",) * 10))[::9] == ["1.  Үзнэ", "10. Үзнэ"]
    assert read(KAZAKH, Checks((Item("Нэг", ticked=True), Item("Хоёр")))) == ["[x] Нэг", "[ ] Хоёр"]


def test_the_number_of_a_request_is_as_large_as_the_paper_is_wide() -> None:
    wide, narrow = (sheet(profile, Line("017-04826-93", "huge")) for profile in (KAZAKH, NARROW_KAZAKH))
    assert (wide.rows, narrow.rows) == (24 * 4 + 12, 24 * 3 + 10)


def test_large_print_is_twice_as_high_and_wide_and_breaks_no_word_that_fits_when_narrower() -> None:
    assert sheet(KAZAKH, Line("Хүсэлт"), large=True).rows == 2 * 24 + 8
    assert read(NARROW_KAZAKH, Line("баталгаажуулалтын"), large=True) == ["баталгаажуулалтын"]
    assert read(NARROW_KAZAKH, Steps(("бүртгэлтэйгээр",)), large=True) == ["1. бүртгэлтэйгээр"]


@pytest.mark.parametrize(
    ("profile", "doubles"),
    [(KAZAKH, True), (TAUGHT, True), (TAUGHT, False), (NARROW, True)],
    ids=["drawn by the printer", "doubled", "as it is", "narrow"],
)
@pytest.mark.parametrize("payload", ["EMR1:017-04826-93", SIGNED], ids=["slip", "reference"])
def test_a_code_is_read_from_the_paper(profile: Profile, doubles: bool, payload: str, tmp_path: Path) -> None:
    profile = msgspec.structs.replace(profile, doubles=doubles)
    assert decoded(sheet(profile, Line("Дээр"), Qr(payload, "Код"), Line("Доор")), tmp_path) == payload


def test_a_code_that_only_the_printer_might_find_too_wide_is_drawn_by_us(tmp_path: Path) -> None:
    narrow = msgspec.structs.replace(KAZAKH, width_dots=384)
    stream = hybrid.page(Document((Qr(SIGNED),)), narrow)
    assert b"\x1d(k" in hybrid.page(Document((Qr(SIGNED),)), KAZAKH)
    assert b"\x1d(k" not in stream
    assert decoded(machine_after(stream, narrow).roll.sheets[0], tmp_path) == SIGNED


def test_a_code_with_bytes_that_are_commands_is_drawn_by_us() -> None:
    stream = hybrid.page(Document((Qr("A\x10\x04\x01B"),)), KAZAKH)
    assert b"\x10\x04" not in stream
    assert not machine_after(stream, KAZAKH).answers


def test_a_code_too_large_for_paper_is_a_fault_and_not_a_blank() -> None:
    with pytest.raises(RenderFault, match="qr_too_large"):
        hybrid.page(Document((Qr("a" * 2000),)), KAZAKH)


def test_the_letters_taught_are_never_letters_the_paper_needs() -> None:
    ascii_ = "".join(map(chr, range(0x21, 0x7F)))
    words = Document((Line(ascii_), Line("Өө Үү ₮ «»"), Checks((Item("a", ticked=True),))))
    papers = {
        bytes(machine_after(hybrid.page(words, profile), profile).roll.sheets[0].data) for profile in (KAZAKH, TAUGHT)
    }
    assert len(papers) == 1


def test_letters_are_taught_again_for_each_paper() -> None:
    stream = bytes(hybrid.page(SLIP, TAUGHT))
    machine = machine_after(stream + encode.INITIALIZE + stream, TAUGHT)
    first, second = machine.roll.sheets
    assert first.data == second.data


def test_a_letter_with_a_mark_above_is_drawn_with_its_line() -> None:
    (strip, text) = (sheet(KAZAKH, Line("а\u0301 б")), sheet(KAZAKH, Line("б")))
    assert strip.data == render(Document((Line("а\u0301 б"),))).data
    assert text.rows < strip.rows
    assert read(KAZAKH, Line("и\u0306")) == ["й"], "a letter that is one character is set"


def test_what_dots_cannot_carry_letters_cannot_either() -> None:
    for text in ("中", "a\u202eb", "\x10\x04\x01", "\ue000", "\xad"):
        with pytest.raises(RenderFault, match="glyph_missing"):
            hybrid.page(Document((Line(text),)), KAZAKH)


def test_the_test_page_comes_out_on_every_kind() -> None:
    page = technician_page("Туршилт", (("UTC", "2026-11-22"),), "K017")
    for profile in (KAZAKH, TAUGHT, UNTAUGHT, NARROW):
        assert not machine_after(hybrid.page(page, profile), profile).stray


texts = st.text(
    st.one_of(
        st.sampled_from("абвөүӨҮ₮№«»… -[x]0\n\x10\x04\x05\x14\u0301ᠮ{|}~"),
        st.characters(codec="utf-8", max_codepoint=0x24FF),
    ),
    max_size=60,
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Line, texts, st.sampled_from(["small", "normal", "large", "huge"]), st.booleans(),
              st.sampled_from(["left", "center", "right"])),
    st.builds(Heading, texts),
    st.builds(Pair, texts, texts),
    st.builds(Notice, texts),
    st.builds(Steps, st.lists(texts, max_size=3).map(tuple)),
    st.builds(Checks, st.lists(st.builds(Item, texts, st.booleans()), max_size=3).map(tuple)),
    st.builds(Rule, st.booleans()),
    st.builds(Gap, st.floats(0, 40)),
    st.builds(Qr, st.text(max_size=40), texts),
    st.builds(Letterhead, st.sampled_from(["ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯ\nᠤᠯᠤᠰ", ""]), st.lists(texts, max_size=3).map(tuple)),
    st.builds(Vertical, st.just("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ")),
    st.builds(Ruler),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks, max_size=5), st.booleans(), st.sampled_from([KAZAKH, TAUGHT, UNTAUGHT, NARROW]))
@example([Line("{|}~`^_]\\[@?>=<;:/.-,+*)('&%$#\"! өү₮")], False, TAUGHT)
def test_whatever_stands_on_a_paper_does_only_what_it_should(paper: list[Block], large: bool, profile: Profile) -> None:
    try:
        stream = bytes(hybrid.page(Document(tuple(paper), large), profile))
    except RenderFault:
        return
    machine = machine_after(stream, profile)
    assert not any(sequence in stream for sequence in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))
    assert not machine.answers
    assert not machine.stray
    assert len(machine.roll.sheets) == 1
    assert machine.roll.hanging.rows == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(blocks, max_size=4), st.booleans())
def test_a_paper_that_dots_can_carry_letters_can_too(paper: list[Block], large: bool) -> None:
    document = Document(tuple(paper), large)
    try:
        render(document)
    except RenderFault:
        return
    assert hybrid.page(document, TAUGHT)


def commands(stream: bytes) -> list[bytes]:
    found = []
    while stream:
        command = find_command(stream)
        assert command is not None, "a command says that it is longer than what was sent"
        found.append(command.name)
        stream = stream[command.length :]
    return found


@EVERY
def test_every_command_is_as_long_as_it_says(profile: Profile) -> None:
    page = Document((*SLIP.blocks, Qr(SIGNED, "Код"), Notice("Энэ"), Ruler()))
    names = commands(bytes(hybrid.page(page, profile)))
    assert names[-1] == b"\x1dV"
    assert b"\x1bt" in names
