"""The pictures of the documents are made by one command, from what a demonstration left."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.pictures import PAPERS_TAKEN, VISIT, make, sheet


def picture(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0)
    return image


def test_pictures_stand_beside_and_under_each_other_and_none_is_cut(qapp):
    whole = sheet([[picture(100, 200), picture(50, 200)], [picture(100, 10)]], 100)

    assert (whole.width(), whole.height()) == (2 * 100 + 3 * 16, 400 + 10 + 3 * 16)


def test_the_three_pictures_come_from_a_demonstration_and_the_papers_of_today(qapp, tmp_path: Path):
    demo, out = tmp_path / "demo", tmp_path / "out"
    (demo / "papers").mkdir(parents=True)
    out.mkdir()
    for place, name in enumerate((*VISIT, *PAPERS_TAKEN)):
        path = demo / name.replace("*-", f"{place:02d}-", 1).replace("*", "x")
        assert picture(20, 30).save(str(path))

    make(demo, out)

    assert sorted(path.name for path in out.iterdir()) == ["all-papers.png", "papers.png", "visit.png"]
    assert QImage(str(out / "all-papers.png")).height() > 1000


def test_a_demonstration_that_left_no_such_page_is_told(qapp, tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="attract"):
        make(tmp_path, tmp_path)
