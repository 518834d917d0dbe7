"""A paper goes through JSON and comes back the same; what is no paper is refused by its place."""

from __future__ import annotations

import json

import pytest

from devices.printer.document import (
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
from devices.printer.document_json import BLOCKS, DocumentFault, read_document, write_document

EVERYTHING = Document(
    (
        Letterhead("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ", ("Өлзийт сум",)),
        Heading("Хүсэлт"),
        Line("Өвөрхангай", "large", bold=True, align="right"),
        Pair("Дугаар", "017-04826-93"),
        Notice("Энэ машин хүлээн авсан."),
        Steps(("Хадгална уу.", "Ирнэ үү.")),
        Checks((Item("Зураг", ticked=True), Item("Гарын үсэг"))),
        Rule(dashed=True),
        Gap(2),
        Vertical("ᠮᠣᠩᠭᠣᠯ"),
        Qr("HTTPS://EXAMPLE", "Шалгах"),
        Ruler(),
    ),
    large_print=True,
)


def test_every_kind_of_block_comes_back_the_same() -> None:
    assert {type(block) for block in EVERYTHING.blocks} == set(BLOCKS.values())
    assert read_document(write_document(EVERYTHING)) == EVERYTHING


def test_plain_text_is_a_line_for_each_line() -> None:
    assert read_document("Маргааш амарна\n\nТХААҮТ\n".encode()).blocks == (Line("Маргааш амарна"), Line("ТХААҮТ"))


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        ([{"type": "line"}], r"blocks\[0\]: not a line"),
        ([{"type": "rule"}, {"type": "line", "text": 5}], r"blocks\[1\]: not a line"),
        ([{"type": "line", "text": "x", "size": "giant"}], r"blocks\[0\]: not a line"),
        ([{"type": "image"}], r"blocks\[0\]: known are"),
        ([{"type": "line", "text": "x", "colour": "red"}], r"blocks\[0\]: known are"),
        ([{"text": "x"}], r"blocks\[0\]: known are"),
        ([], "1 to 2000"),
        ([{"type": "rule"}] * 2001, "1 to 2000"),
    ],
)
def test_what_is_no_block_is_refused_by_its_place(blocks: list[object], place: str) -> None:
    with pytest.raises(DocumentFault, match=place):
        read_document(json.dumps({"blocks": blocks}).encode())


@pytest.mark.parametrize("content", [b"", b"{", b'{"blocks": 5}', b"\xff\xfe", b'{"blocks": ' + b"[" * 100_000])
def test_what_is_no_paper_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentFault):
        read_document(content)
