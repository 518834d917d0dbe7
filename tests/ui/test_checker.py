"""The checker finds what it is for: each fault is planted once, on a page that is otherwise sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.presentation import Presentation
from tests.ui import pages
from tests.ui.checker import faults_of, faults_on_list_page
from tests.ui.conftest import Shown
from ui.arrange import Arrangement
from ui.shapes import Shape, Text
from ui.units import Target, Unit
from ui.zones import Placed


def small(target: Target) -> Target:
    return replace(target, rect=target.rect._replace(height=38))


def near(target: Target) -> Target:
    return replace(target, rect=target.rect.moved(0, 12))


def off_the_glass(target: Target) -> Target:
    return replace(target, rect=target.rect.moved(700, 0))


def cut(target: Target) -> Target:
    def narrowed(shape: Shape) -> Shape:
        return replace(shape, box=shape.box._replace(width=30)) if isinstance(shape, Text) else shape

    return replace(target, content=tuple(narrowed(shape) for shape in target.content))


@pytest.mark.parametrize(
    ("plant", "found"),
    [
        (small, "less than 12.7 mm"),
        (near, "less than 2.54 mm"),
        (off_the_glass, "off the glass"),
        (cut, "out of its box"),
    ],
)
def test_a_planted_fault_is_found(portrait: Shown, plant: Callable[[Target], Target], found: str) -> None:
    view = portrait.show(pages.form())
    assert faults_on_list_page(view) == []
    _replant(portrait, "0.1", plant)
    assert any(found in fault for fault in faults_on_list_page(view))


def test_words_on_words_are_found(portrait: Shown) -> None:
    view = portrait.show(pages.form())
    title = next(p for p in view.placed if any(isinstance(s, Text) for s in p.unit.shapes) and p.y > 200)
    _add(portrait, Placed(Unit(title.unit.width, title.unit.height, title.unit.shapes), title.x, title.y + 20))
    assert any("lies on" in fault for fault in faults_on_list_page(view))


def test_words_under_a_key_are_found(portrait: Shown) -> None:
    view = portrait.show(pages.form())
    title = next(p for p in view.placed if any(isinstance(s, Text) for s in p.unit.shapes) and p.y > 200)
    _add(portrait, Placed(title.unit, title.x, view.rect_of("0.2").y()))
    assert any("lies under" in fault for fault in faults_on_list_page(view))


def test_a_broken_word_is_found(portrait: Shown) -> None:
    page = replace(pages.form(), title=pages.b("Хэт" + "урт" * 30, "Too" + "long" * 30))
    assert any("is broken" in fault for fault in faults_of(portrait.show(page)))


def test_a_stop_that_stands_nowhere_is_found(portrait: Shown) -> None:
    view = portrait.show(pages.form())
    view._shown.screen = pages.screen(replace(pages.form(), second=pages.NEXT))
    view.show_list_page = lambda number: None
    assert "stop second stands nowhere" in faults_of(view)


def test_a_control_out_of_reach_is_found(portrait: Shown) -> None:
    view = portrait.show(pages.form(), Presentation(lower=True))
    assert faults_on_list_page(view) == []
    _replant(portrait, "0.0", lambda target: replace(target, rect=target.rect.moved(0, -300)))
    assert any("out of reach" in fault for fault in faults_on_list_page(view))


def _replant(shown: Shown, id_: str, plant: Callable[[Target], Target]) -> None:
    old = shown.view._arrangement
    placed = tuple(
        replace(p, unit=replace(p.unit, targets=tuple(plant(t) if t.id == id_ else t for t in p.unit.targets)))
        for p in old.placed
    )
    shown.view._arrangement = Arrangement(placed, old.page, old.pages, old.pages_of)


def _add(shown: Shown, placed: Placed) -> None:
    old = shown.view._arrangement
    shown.view._arrangement = replace(old, placed=(*old.placed, placed))


def test_a_panel_under_something_to_press_is_found(portrait: Shown) -> None:
    view = portrait.show(pages.form())
    pressed = next(p for p in view.placed if p.unit.targets and p.unit.source)
    _add(portrait, Placed(Unit(pressed.unit.width, 40, source="9"), pressed.x, pressed.y - 20))
    assert any("the panel of block 9 lies under" in fault for fault in faults_on_list_page(view))
