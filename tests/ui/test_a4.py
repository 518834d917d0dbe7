"""A paper as an A4 page: its words can be copied, its code read, its language known, and nothing is left on a disk."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

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
    Secret,
    Steps,
    Vertical,
)
from devices.printer.document_json import write_document
from devices.printer.on_paper import OnPaperOnly
from kiosk.desks.office import Undrawn, a4_child, drawn_by
from ui.a4 import NO_PAPER
from ui.pdf_language import with_language

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
SIGNED = "EMR1:" + "6BF+70790T9WJWG.FKY*4GO0.O1CV2" * 12
"""As long as what a reference carries."""
PAPER = Document(
    (
        Letterhead("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ", ("И-Монгол", "Архангай аймаг", "ТҮЦ машин 017")),
        Gap(2),
        Heading("Хаягийн лавлагаа"),
        Line("Овог, нэр: Б. Дорж"),  # invented
        Line("Хаяг: Булган аймаг, Хишиг-Өндөр сум. " * 5),
        Rule(dashed=True),
        Pair("Хүсэлтийн дугаар", "017-04826-93"),
        Notice("Жинхэнэ лавлагаа. 2,500 ₮ № 7"),
        Steps(("Энэ цаасыг хадгална уу", "Үнэмлэхээ аваарай")),
        Checks((Item("Өө", ticked=True), Item("Үү"))),
        Vertical("ᠮᠣᠩᠭᠣᠯ"),
        Ruler(),
        Qr(SIGNED, "Жинхэнэ эсэхийг шалгах код"),
    )
)
draw = drawn_by(a4_child())


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("a4") / "page.pdf"
    path.write_bytes(draw(PAPER, "mn"))
    return path


def told(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_every_word_can_be_copied_out_of_the_page(page: Path) -> None:
    text = " ".join(told("pdftotext", "-layout", page, "-").split())

    for words in ("И-Монгол", "Хаягийн лавлагаа", "Б. Дорж", "Хишиг-Өндөр", "2,500 ₮ № 7", "Үнэмлэхээ", "017-04826-93"):
        assert words in text


def test_the_code_is_read_from_the_page(page: Path) -> None:
    told("pdftoppm", "-r", "150", "-png", page, page.with_suffix(""))

    assert told("zbarimg", "-q", "--raw", page.with_name("page-1.png")).rstrip("\n") == SIGNED


def test_it_is_a_page_of_paper_with_its_fonts_title_and_language(page: Path) -> None:
    facts, fonts = told("pdfinfo", page), told("pdffonts", page).splitlines()[2:]

    assert re.search(r"Title:\s+Лавлагаа", facts)
    assert re.search(r"Pages:\s+1\n", facts)
    assert "A4" in facts
    assert {line.split()[0] for line in fonts} == {"NotoSans-Regular", "NotoSans-Bold", "NotoSansMongolian-Regular"}
    assert all(re.search(r"\byes (yes|no)\s+yes\b", line) for line in fonts)  # embedded, and each has its letters
    content = page.read_bytes()
    assert b"/Lang (mn-MN)" in content
    assert b"pdfaid" in content


def test_a_long_paper_goes_on_on_the_next_page(tmp_path: Path) -> None:
    long = Document(tuple(Line(f"Мөр {n}") for n in range(120)), large_print=True)
    path = tmp_path / "long.pdf"
    path.write_bytes(draw(long, "en"))

    text = told("pdftotext", path, "-")
    assert [f"Мөр {n}" for n in range(120)] == [line for line in text.splitlines() if line.strip("\f")]
    assert int(re.search(r"Pages:\s+(\d+)", told("pdfinfo", path))[1]) > 2  # type: ignore[index]  # there is one
    assert b"/Lang (en)" in path.read_bytes()


@pytest.mark.parametrize("lead", [Heading("Толгой"), Line("Толгой", bold=True)])
def test_what_leads_other_lines_is_never_the_last_of_a_page(tmp_path: Path, lead: Block) -> None:
    path, apart = tmp_path / "led.pdf", []
    for above in range(36, 48):
        lines = tuple(Line(f"Мөр {n}") for n in range(above))
        path.write_bytes(draw(Document((*lines, lead, Pair("Цаас", "1204"))), "mn"))
        led = next(page for page in told("pdftotext", path, "-").split("\f") if "Толгой" in page)
        apart += [above] if "Цаас" not in led else []

    assert apart == []


def test_a_line_under_a_code_begins_where_its_caption_does(tmp_path: Path) -> None:
    path = tmp_path / "code.pdf"
    code = Document((Qr("017-04826-93", "Код"), Line("Шалгана", "small", align="center")))
    path.write_bytes(draw(code, "mn"))

    words = re.findall(r'xMin="([\d.]+)".*>(Код|Шалгана)<', told("pdftotext", "-bbox", path, "-"))
    assert len({round(float(x)) for x, _ in words}) == 1
    assert len(words) == 2


@pytest.mark.parametrize(("block", "reason"), [(Line("\U0001f600"), "glyph_missing"), (Qr("x" * 1500), "qr_too_large")])
def test_what_cannot_be_drawn_is_no_page_and_says_why(block: Block, reason: str) -> None:
    with pytest.raises(Undrawn) as undrawn:
        draw(Document((block,)), "mn")

    assert undrawn.value.verdict.reason == reason


def test_a_child_that_is_not_there_draws_nothing() -> None:
    with pytest.raises(Undrawn) as undrawn:
        drawn_by(("/nowhere/python",))(PAPER, "mn")

    assert undrawn.value.verdict.reason == "faulty"


def test_what_is_no_paper_is_said_without_its_text() -> None:
    done = subprocess.run([*a4_child(), "mn-MN", "x"], input=b"\xff\xfe", capture_output=True, check=False)

    assert done.returncode == NO_PAPER
    assert b"Traceback" not in done.stderr


def test_what_may_stand_on_one_paper_only_cannot_even_be_given_to_the_child() -> None:
    with pytest.raises(TypeError):
        write_document(Document((Secret("Сугалаа", OnPaperOnly("ЖМ 1")),)))  # invented


def test_drawing_leaves_no_file(tmp_path: Path) -> None:
    child = (
        "import sys, os; sys.argv = ['a4', 'mn-MN', 'x']; from ui.a4 import main;"
        "sys.exit(main(sys.argv[1:], sys.stdin.buffer.read()))"
    )
    home = tmp_path / "home"
    home.mkdir()
    bare = {"PATH": "/usr/bin", "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8"}
    subprocess.run(
        [sys.executable, "-B", "-c", child],
        input=write_document(PAPER),
        capture_output=True,
        check=True,
        env=bare | {"QT_QPA_PLATFORM": "offscreen"},
    )

    assert not any("Дорж".encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert not list(home.rglob("*.pdf"))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\n", b"trailer\n<< /Size 3 >>\nstartxref\n5\n%%EOF\n"])
def test_the_language_is_written_into_pages_of_qt_only(content: bytes) -> None:
    with pytest.raises(ValueError, match="PDF"):
        with_language(content, "mn-MN")
