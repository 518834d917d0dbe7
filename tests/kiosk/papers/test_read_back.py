"""A program that is not ours reads a printed slip as a citizen would: every word, every Ө and every Ү."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from config.words import Bilingual
from devices.printer import encode
from devices.printer.document import Checks, Document, Heading, Letterhead, Line, Notice, Pair, Qr, Steps
from devices.printer.profile import get_profile
from devices.printer.render import render
from devices.simulators.printer.machine import PrinterMachine
from kiosk.papers.slip import slip
from tests.devices.printer.wear import PIXELS, seen
from tests.kiosk.papers.test_slip import MN, RECEIPT, SITE

LEAST = 0.92
ALONE = {**os.environ, "OMP_THREAD_LIMIT": "1"}
"""Threads of tesseract wait for each other longer than they help."""
TWINS = "ӨөҮү"
"""Letters that readers take for О, о, У, у, and that only Mongolian and its neighbours have."""
OWN = Bilingual("Өрхийн бүртгэлийн өөрчлөлтийн үнэгүй лавлагаа", "Reference of changes in a household, free")


def why_not() -> str:
    if shutil.which("tesseract") is None:
        return "tesseract is not installed"
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout
    return "" if "mon" in listed.split() else "tesseract has no Mongolian model (tesseract-ocr-mon)"


def words_of(document: Document) -> str:
    """Return what stands on *document* in words, from the top; the vertical script is no matter of this reader."""
    lines: list[str] = []
    for block in document.blocks:
        match block:
            case Letterhead(_, beside):
                lines += beside
            case Heading(text) | Notice(text) | Line(text):
                lines.append(text)
            case Pair(label, value):
                lines += (label, value)
            case Steps(items):
                lines += (f"{number}. {item}" for number, item in enumerate(items, 1))
            case Checks(items):
                lines += (item.text for item in items)
            case Qr(_, caption):
                lines.append(caption)
    return " ".join(" ".join(lines).split())


def read(document: Document, folder: Path) -> str:
    """Return what tesseract reads of the paper that the printer's machine makes of *document*."""
    raster = render(document)
    machine = PrinterMachine(raster.width_dots, capacity=1 << 20)
    machine.receive(bytes(encode.page(raster, get_profile("epson-tm-t20iii"))))
    paper = cv2.GaussianBlur(seen(machine.roll.sheets[0]), (0, 0), 0.6 * PIXELS)
    path = folder / "paper.png"
    cv2.imwrite(str(path), cv2.resize(paper, None, fx=2 / PIXELS, fy=2 / PIXELS, interpolation=cv2.INTER_AREA))
    asked = ["tesseract", str(path), "-", "-l", "mon", "--psm", "4", "--dpi", "406"]
    return " ".join(subprocess.run(asked, capture_output=True, text=True, check=True, env=ALONE).stdout.split())


def alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def twins(text: str) -> str:
    return "".join(char for char in text if char in TWINS)


@pytest.mark.parts
@pytest.mark.parametrize("large", [False, True], ids=["usual print", "large print"])
def test_a_slip_is_read_back_with_every_mongolian_letter(large: bool, tmp_path: Path) -> None:
    if missing := why_not():
        pytest.skip(missing)
    paper = slip(MN, SITE, replace(RECEIPT, service=OWN, standing="accepted"), large_print=large)
    found, wanted = read(paper, tmp_path), words_of(paper)
    assert alike(found, wanted) >= LEAST, found
    assert twins(found) == twins(wanted), found


@pytest.mark.parts
def test_a_paper_printed_without_its_own_letters_would_be_noticed(tmp_path: Path) -> None:
    """The control arm: what a printer without Ө and Ү makes of the same words."""
    if missing := why_not():
        pytest.skip(missing)
    wanted = "Өрхийн бүртгэлийн өөрчлөлт үнэгүй"
    poorer = wanted.translate(str.maketrans("ӨөҮү", "ОоУу"))
    assert twins(read(Document((Line(poorer, "large"),)), tmp_path)) != twins(wanted)
