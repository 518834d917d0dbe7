"""Every page, at every text size, in both languages, low or not: nothing cut, nothing near, nothing out of reach."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from config.catalogue import Text as Name
from config.settings import Machine as Front
from config.settings import MachinePart
from kiosk.pages.blocks import Boxes, Keys, Option, Options, Paragraph, Row, Rows
from kiosk.pages.model import Page
from kiosk.presentation import TEXT_SIZES, THEMES, Presentation
from kiosk.session.events import Picked, ServiceOpened
from tests.ui import pages
from tests.ui.checker import faults_of
from tests.ui.conftest import Shown
from ui.machine_shape import shape_of
from ui.shapes import Icon, Text
from ui.units import Target

LANGUAGES = ("mn", "en")
ERASING = ("trash", "backspace")


@pytest.mark.parametrize("name", pages.PAGES)
def test_no_page_has_a_fault_at_any_setting(portrait: Shown, name: str) -> None:
    for language, size, lower in product(LANGUAGES, TEXT_SIZES, (False, True)):
        view = portrait.show(pages.PAGES[name], Presentation(language, size, lower=lower))
        assert faults_of(view) == [], (language, size, lower)


@pytest.mark.parametrize("name", pages.PAGES)
def test_no_page_has_a_fault_on_a_landscape_panel(landscape: Shown, name: str) -> None:
    for language, size in product(LANGUAGES, ("normal", "largest")):
        view = landscape.show(pages.PAGES[name], Presentation(language, size))
        assert faults_of(view) == [], (language, size)


@pytest.mark.parametrize("name", ["home", "form", "pin"])
def test_the_practice_band_takes_its_room(portrait: Shown, name: str) -> None:
    for size, lower in product(TEXT_SIZES, (False, True)):
        view = portrait.show(pages.PAGES[name], Presentation(text_size=size, lower=lower), practice=True)
        assert faults_of(view) == [], (size, lower)


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_changes_colours_and_no_place(portrait: Shown, theme: str) -> None:
    before = [placed.rect for placed in portrait.show(pages.review()).placed]
    after = portrait.show(pages.review(), Presentation(theme=theme))
    assert [placed.rect for placed in after.placed] == before
    assert faults_of(after) == []


@pytest.mark.parametrize("density", [2.4, 4.0])
def test_lengths_follow_the_density_of_the_panel(qapp: object, density: float) -> None:
    from config.settings import Screen as Panel
    from tests.ui.conftest import made

    scale = density / 3.2
    shown = made(Panel(width_px=round(1080 * scale), height_px=round(1920 * scale), px_per_mm=density))
    for page in (pages.home(), pages.search(), pages.pin()):
        assert faults_of(shown.show(page)) == []


def test_a_long_list_is_paged_and_loses_no_row(portrait: Shown) -> None:
    rows = tuple(Row("house", pages.b(f"Мөр {n}", f"Row {n}"), ServiceOpened(str(n))) for n in range(40))
    page = replace(pages.requests(), blocks=(Rows(rows),))
    view = portrait.show(page)
    assert view.list_page[1] > 3
    assert faults_of(view) == []
    assert {view.page_of(f"0.{n}") for n in range(40)} == set(range(view.list_page[1]))


def test_no_more_than_five_choices_stand_on_a_list_page(portrait: Shown) -> None:
    options = tuple(Option(pages.b(f"Нэр {n}", f"Name {n}"), Picked(n)) for n in range(7))
    view = portrait.show(replace(pages.form(), blocks=(Options(options),)))
    assert [view.page_of(f"0.{n}") for n in range(7)] == [0] * 5 + [1] * 2


def test_with_a_keyboard_in_reach_of_a_chair_what_was_found_stands_on_the_next_list_page(portrait: Shown) -> None:
    view = portrait.show(pages.search(results=4), Presentation(text_size="largest", lower=True))
    keys = next(n for n, block in enumerate(view.shown_screen.page.blocks) if isinstance(block, Keys))
    assert view.page_of(f"{keys}.0") == 0
    assert view.page_of("2.0") == 1
    assert view.page_of("0.0") == 1
    assert faults_of(view) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_the_largest_letters_question_and_field_stand_over_the_keyboard(portrait: Shown, language: str) -> None:
    view = portrait.show(pages.text_form(), Presentation(language, "largest"))
    assert view.list_page == (0, 1)
    assert faults_of(view) == []


def test_a_long_text_is_parted_at_the_end_of_a_sentence(portrait: Shown) -> None:
    page = Page("long", pages.b("Тусламж", "Help"), (Paragraph(pages.b(pages.LONG_MN * 6, pages.LONG_EN * 6)),))
    view = portrait.show(page, Presentation(text_size="largest"))
    assert view.list_page[1] > 1
    assert faults_of(view) == []


def test_a_field_grows_with_what_is_typed(portrait: Shown) -> None:
    page = pages.text_form()
    box = page.blocks[0].boxes[0]
    long = replace(box, text=pages.Verbatim("үг хэллэг " * 24))
    view = portrait.show(replace(page, blocks=(Boxes((long,)), *page.blocks[1:])))
    assert faults_of(view) == []


def test_the_drawing_shows_the_parts_where_the_site_says() -> None:
    name = Name(mn="энд", en="here")
    parts = (
        MachinePart(name="screen", x_mm=70, y_mm=100, width_mm=338, height_mm=600, where=name),
        MachinePart(name="card", x_mm=350, y_mm=860, width_mm=80, height_mm=30, where=name),
    )
    shape = shape_of(Front(width_mm=480, height_mm=1500, parts=parts))
    outline, places = shape.fitted(pages_box())
    assert outline.holds(places["card"])
    assert places["card"].x > places["screen"].x
    assert places["card"].y > places["screen"].bottom


def pages_box():
    from ui.geometry import Rect

    return Rect(0, 0, 336, 380)


def _icon_of(target: Target) -> str:
    return next((shape.name for shape in target.content if isinstance(shape, Icon)), "")


@pytest.mark.parametrize("language", ["mn", "en"])
@pytest.mark.parametrize("name", ["pin", "pin-wrong", "form-error", "date", "money"])
def test_the_two_keys_that_erase_have_letters_of_one_size(portrait: Shown, name: str, language: str) -> None:
    view = portrait.show(pages.PAGES[name], Presentation(language, text_size="largest"))
    erasing = [target for placed in view.placed for target in placed.unit.targets if _icon_of(target) in ERASING]
    assert len(erasing) == 2
    assert len({shape.laid.px for target in erasing for shape in target.content if isinstance(shape, Text)}) == 1


@pytest.mark.parametrize("language", ["mn", "en"])
def test_the_keys_that_turn_list_pages_look_alike_on_each(portrait: Shown, language: str) -> None:
    view = portrait.show(pages.PAGES["requests"], Presentation(language, text_size="largest"))
    icons = []
    for page in range(view.list_page[1]):
        view.show_list_page(page)
        turners = [t for placed in view.placed for t in placed.unit.targets if t.id.startswith("pager.")]
        icons.append([_icon_of(target) for target in turners])
    assert len(icons) > 1
    assert len(set(map(tuple, icons))) == 1


def test_what_stands_under_a_title_in_the_middle_stands_there_too(portrait: Shown) -> None:
    view = portrait.show(pages.PAGES["idle"], Presentation(text_size="largest"))
    texts = [shape for placed in view.placed if placed.unit.source == "title" for shape in placed.unit.shapes]
    assert len(texts) == 2
    assert all(isinstance(shape, Text) and shape.laid.setting.centred for shape in texts)
