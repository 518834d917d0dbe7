"""`python -m tests.pictures DEMO OUT`: the pictures of the documents, from what a demonstration left in DEMO.

Run by `make pictures`. The papers of `docs/papers.md` are printed here, for a demonstration has only some of them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from config.words import Bilingual, Language
from devices.printer.document import Document
from devices.printer.render import render, save_png
from kiosk.papers.acceptance import acceptance
from kiosk.papers.reference import reference
from kiosk.papers.slip import slip
from tests.kiosk.house import words
from tests.kiosk.papers.every import FULL, PAPERS
from tests.kiosk.papers.test_slip import REPLY, SITE

VISIT = ("*-attract.png", "*-home.png", "*-review-*.png", "*-done-waiting.png")
"""The pages of the first picture of README, each the first of its kind."""
PAPERS_TAKEN = ("papers/001.png", "papers/003.png")
"""The slip of the first citizen, and the reference they get when they return."""
GROUND = "#EBE7DC"
GAP = 16
ORDERED = Bilingual("Иргэний үнэмлэх захиалах", "Order an ID card")
PLAIN = replace(FULL, service=ORDERED, whom="", assisted_by="", reference="")
OPEN = replace(PLAIN, standing="waiting", due="")
TAKEN = replace(PLAIN, standing="accepted")


def sheet(rows: Sequence[Sequence[QImage]], width: int) -> QImage:
    """Return *rows* of pictures, each *width* px wide, one row under the other."""
    smooth = Qt.TransformationMode.SmoothTransformation
    scaled = [[image.scaledToWidth(width, smooth) for image in row] for row in rows]
    heights = [max(image.height() for image in row) for row in scaled]
    across = max(len(row) for row in rows) * (width + GAP) + GAP
    whole = QImage(across, sum(heights) + GAP * (len(rows) + 1), QImage.Format.Format_RGB32)
    whole.fill(QColor(GROUND))
    painter = QPainter(whole)
    y = GAP
    for row, height in zip(scaled, heights, strict=True):
        for n, image in enumerate(row):
            painter.drawImage(GAP + n * (width + GAP), y, image)
        y += height + GAP
    painter.end()
    return whole


def of_demo(demo: Path, patterns: Sequence[str]) -> list[QImage]:
    """Return for each of *patterns* the first picture in *demo*; raises FileNotFoundError."""
    found = []
    for pattern in patterns:
        path = min(demo.glob(pattern), default=None)
        if path is None:
            raise FileNotFoundError(demo / pattern)
        found.append(QImage(str(path)))
    return found


def made_papers() -> list[list[Document]]:
    """Return every paper there is, in rows: for citizens, for staff and practice, in English and in large letters."""

    def kept(name: str, language: Language = "mn") -> Document:
        return PAPERS[name](words(language), False, 0)

    mn, en = words("mn"), words("en")
    return [
        [
            slip(mn, SITE, OPEN),
            acceptance(mn, SITE, TAKEN),
            reference(mn, SITE, PLAIN, REPLY),
            kept("feedback-waiting"),
        ],
        [kept("practice"), kept("diagnostics"), kept("readiness"), kept("day")],
        [
            slip(en, SITE, OPEN),
            acceptance(en, SITE, TAKEN, large_print=True),
            reference(en, SITE, PLAIN, REPLY),
            slip(mn, SITE, OPEN, large_print=True),
        ],
    ]


def printed(rows: Sequence[Sequence[Document]], folder: Path) -> list[list[QImage]]:
    """Return *rows* of papers as pictures, put down in *folder* on the way."""
    images: list[list[QImage]] = []
    for row in rows:
        images.append([])
        for document in row:
            save_png(render(document), folder / "paper.png")
            images[-1].append(QImage(str(folder / "paper.png")))
    return images


def make(demo: Path, out: Path) -> None:
    """Write `visit.png`, `papers.png` and `all-papers.png` to *out*."""
    sheet([of_demo(demo, VISIT)], 400).save(str(out / "visit.png"))
    grey = QImage.Format.Format_Grayscale8
    sheet([of_demo(demo, PAPERS_TAKEN)], 300).convertToFormat(grey).save(str(out / "papers.png"))
    with tempfile.TemporaryDirectory() as folder:
        papers = sheet(printed(made_papers(), Path(folder)), 250)
    papers.convertToFormat(grey).save(str(out / "all-papers.png"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    make(asked.demo, asked.out)
    application.quit()


if __name__ == "__main__":
    main()
