"""Letters, the vertical script and codes as dots."""

import subprocess
from pathlib import Path

import cv2
import pytest

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
from devices.printer.raster import Raster
from devices.printer.render import (
    RenderFault,
    can_render,
    find_render_fault,
    load_png,
    render,
    save_png,
    unprintable,
)
from devices.printer.test_page import LETTERS, technician_page

ALPHABET = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"
PAYLOAD = "HTTP://EXAMPLE.MN/17048:ABC$%*+-./" * 9


def page(*blocks: Block, large: bool = False) -> Raster:
    return render(Document(blocks, large))


def ink(raster: Raster) -> int:
    return sum(byte.bit_count() for byte in raster.data)


@pytest.mark.parametrize("letter", ALPHABET + ALPHABET.upper() + "₮№«»—…0123456789")
def test_every_letter_of_mongolian_leaves_ink(letter: str) -> None:
    assert ink(page(Line(letter))) > 5


def test_no_two_letters_look_alike() -> None:
    pictures = {bytes(page(Line(letter)).data) for letter in ALPHABET}
    assert len(pictures) == len(ALPHABET)


def test_letters_of_the_test_page_can_all_be_printed() -> None:
    assert unprintable("".join(LETTERS)) == frozenset()


@pytest.mark.parametrize("text", ["名", "ᠮ", "\u202e", "\ue000", "\x1b"])
def test_a_letter_without_glyph_is_refused_rather_than_printed_as_a_box(text: str) -> None:
    with pytest.raises(RenderFault) as caught:
        page(Line(f"а{text}б"))
    assert caught.value.kind == "glyph_missing"
    assert unprintable(f"а{text}б\n") == frozenset(text)


def test_a_fault_names_the_code_point_and_never_the_text() -> None:
    with pytest.raises(RenderFault) as caught:
        page(Line("Нууц 名"))
    assert str(caught.value) == "glyph_missing: U+540D"


def test_the_vertical_script_is_higher_than_wide_and_joined() -> None:
    word = page(Vertical("ᠮᠣᠩᠭᠣᠯ"))
    letters = page(Vertical("\n".join("ᠮᠣᠩᠭᠣᠯ")))
    assert word.rows > 100
    assert word.rows < letters.rows * 6
    assert word.data[: len(letters.data)] != letters.data


def test_a_joined_word_is_not_its_isolated_letters_one_after_the_other() -> None:
    joiner_free = page(Vertical("\u200c".join("ᠮᠣᠩᠭᠣᠯ")))
    assert bytes(joiner_free.data) != bytes(page(Vertical("ᠮᠣᠩᠭᠣᠯ")).data)


def test_the_huge_number_stays_on_one_line_and_within_the_paper() -> None:
    number = page(Line("017-04826-93", size="huge"))
    longer = page(Line("017-04826-93-017-04826-93", size="huge"))
    assert 96 < number.rows < 160
    assert longer.rows < number.rows


def test_large_print_is_larger() -> None:
    text = Line("Энэ машин хүлээн авсан")
    assert page(text, large=True).rows > page(text).rows


def test_a_pair_too_wide_for_one_line_takes_two() -> None:
    assert page(Pair("Хаана", "Өлзийт сумын Хурдан цэг, 1 давхар, 4-р цонх")).rows > page(Pair("Хаана", "Төв")).rows


@pytest.mark.parametrize(
    "block",
    [
        Heading("Хүсэлт"),
        Notice("Хүлээн авсан"),
        Steps(("Нэг", "Хоёр")),
        Checks((Item("Тийм", ticked=True), Item("Үгүй"))),
        Rule(),
        Rule(dashed=True),
        Ruler(),
        Letterhead("ᠮᠣᠩᠭᠣᠯ", ("Төв",)),
    ],
    ids=lambda block: type(block).__name__,
)
def test_every_block_leaves_ink_at_any_width(block: Block) -> None:
    for width in (384, 576, 832):
        assert ink(render(Document((block,)), width)) > 50


def test_a_gap_is_as_high_as_it_says() -> None:
    gap = page(Gap(3))
    assert (gap.rows, ink(gap)) == (24, 0)


def test_a_missing_font_is_a_fault_and_not_another_font(tmp_path: Path) -> None:
    fault = find_render_fault(tmp_path)
    assert fault is not None
    assert fault.kind == "font_missing"
    assert not can_render(tmp_path)


def test_this_machine_can_draw_both_scripts() -> None:
    assert can_render()


def test_a_code_finer_than_paper_is_refused() -> None:
    for payload in ("A" * 600, "A" * 9000):
        with pytest.raises(RenderFault) as caught:
            page(Qr(payload))
        assert caught.value.kind == "qr_too_large"


def test_two_programs_read_the_code_back_from_the_picture(tmp_path: Path) -> None:
    picture = tmp_path / "slip.png"
    save_png(page(Line("Код"), Qr(PAYLOAD, "Шалгах код")), picture)

    zbar = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=True)
    image = cv2.imread(str(picture))
    assert image is not None
    read, *_ = cv2.QRCodeDetector().detectAndDecode(image)

    assert zbar.stdout.rstrip("\n") == PAYLOAD
    assert read == PAYLOAD


def test_a_picture_survives_a_file(tmp_path: Path) -> None:
    slip = render(technician_page("Туршилт", (("Машин", "017"),), "EMK-TEST"))
    save_png(slip, tmp_path / "slip.png")
    assert load_png(tmp_path / "slip.png") == slip


def test_a_wiped_picture_is_white() -> None:
    slip = page(Line("Нууц"))
    slip.wipe()
    assert ink(slip) == 0


def test_no_block_shows_its_text_to_a_log() -> None:
    document = Document((Line("Нууц"), Pair("Нэр", "Нууц"), Checks((Item("Нууц"),)), Qr("Нууц")))
    assert "Нууц" not in repr(document)
    assert "Нууц" not in repr(document.blocks)


@pytest.mark.parametrize("broken", ["а\rб", "а\x1cб", "а\x85б", "а\u2029б"])
def test_a_line_that_ends_in_the_middle_is_refused_where_no_line_may_end(broken: str) -> None:
    for block in (Pair("Огноо", broken), Line(broken, "huge")):
        with pytest.raises(RenderFault, match="glyph_missing"):
            page(block)


def test_two_lines_of_the_largest_size_and_two_of_a_pair_stand_below_each_other() -> None:
    assert page(Line("01\n02", "huge")).rows == 2 * page(Line("01", "huge")).rows
    assert page(Pair("Огноо", "а\nб")).rows > page(Pair("Огноо", "а")).rows
