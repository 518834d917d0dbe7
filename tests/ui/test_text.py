"""Words are measured, balanced, never shortened, and forgotten with their page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from config.themes import themes
from kiosk.presentation import TEXT_SIZES
from tests.ui import pages
from tests.ui.conftest import Shown
from ui.text import NO_BREAK, Laid, Setting, Typesetter, after_comma
from ui.theme import FontMissing, Look, font


@pytest.fixture(scope="module")
def look(qapp: QApplication) -> Look:
    return Look(themes()["day"], "normal", 3.2)


def test_a_balanced_title_has_no_lonely_last_word(look: Look) -> None:
    words = "Оршин суугаа газрын хаягийн лавлагаа"
    plain = Laid(words, Setting("title", bold=True, width=984), look)
    even = Laid(words, Setting("title", bold=True, width=984, balanced=True), look)
    assert plain.count == even.count == 2
    assert even.width < plain.width
    assert even.last_width > even.width * 0.6


@given(st.text(alphabet="абвгд өү", min_size=1, max_size=60), st.integers(200, 900))
def test_no_letter_is_lost_and_the_width_is_kept(words: str, width: int) -> None:
    laid = Laid(words, Setting("body", width=width), Look(themes()["day"], "normal", 3.2))
    assert laid.text == words
    assert laid.width <= width + 1
    assert laid.height >= laid.count * 34


def test_a_word_too_wide_is_said_to_be_broken(look: Look) -> None:
    assert Laid("хэтэрхийуртүгхэтэрхийуртүг", Setting("title", width=200), look).breaks_a_word
    assert not Laid("хоёр үг", Setting("title", width=200), look).breaks_a_word


def test_an_area_breaks_only_after_its_comma() -> None:
    assert after_comma("Газар, үл хөдлөх") == f"Газар, үл{NO_BREAK}хөдлөх"
    assert after_comma("Эрүүл мэнд") == "Эрүүл мэнд"


def test_underlined_letters_are_found_on_their_line(look: Look) -> None:
    laid = Laid("нэг хоёр гурав", Setting("body", width=4000), look)
    ((left, _, width),) = laid.span(4, 8)
    assert 0 < left < laid.width
    assert 0 < width < laid.width


def test_letters_grow_with_the_text_size() -> None:
    heights = [Laid("Үг", Setting("body"), Look(themes()["day"], size, 3.2)).height for size in TEXT_SIZES]
    assert heights == sorted(set(heights))


def test_a_font_that_is_not_there_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FontMissing):
        font(20, family="No Such Family")


def test_what_was_not_asked_for_again_is_forgotten(look: Look) -> None:
    typesetter = Typesetter()
    typesetter.lay("Б. Дорж", Setting(), look)
    typesetter.turn_over()
    typesetter.turn_over()
    assert "Б. Дорж" not in repr(vars(typesetter))


def test_nothing_typed_stays_after_the_page_has_gone(portrait: Shown) -> None:
    view = portrait.show(pages.search(typed="нууцүг"))
    portrait.show(pages.idle())
    portrait.show(pages.attract())
    kept = [laid.text for cache in (view._typesetter._kept, view._typesetter._fresh) for laid in cache.values()]
    assert not any("нууцүг" in text for text in kept)
    assert not any("нууцүг" in child.accessibleName() for child in view.children() if hasattr(child, "accessibleName"))
