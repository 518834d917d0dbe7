"""Every theme can be read: contrast as WCAG reckons it, letters as high as promised."""

from __future__ import annotations

from typing import get_args

import pytest

from config.themes import Theme, ThemeName, TypeRole, TypeSize, line_height, themes, type_px

TEXT = [
    "ink/ground",
    "ink/surface",
    "ink/band",
    "ink/tint",
    "ink2/ground",
    "ink2/surface",
    "ink2/band",
    "on_primary/primary",
    "on_tint/tint",
    "ok/ok_bg",
    "ok/surface",
    "warn/warn_bg",
    "err/err_bg",
    "err/surface",
    "ink/warn_bg",
    "ink/err_bg",
    "ink/ok_bg",
    "on_tint/sky",
    "on_tint/surface",
    "icon/ground",
    "warn/surface",
    "surface/ink",
    "surface/ok",
]
SHAPES = [
    "edge/ground",
    "edge/surface",
    "edge/band",
    "icon/surface",
    "icon/tint",
    "primary/ground",
    "primary/tint",
    "primary_edge/ground",
    "focus/focus_ring",
    "warn_mark/warn_bg",
    "dis/dis_bg",
    "dis/ground",
]
RANGES: dict[ThemeName, tuple[float, float]] = {
    "day": (10, 21),
    "soft": (4.5, 8.05),
    "light": (20, 21),
    "dark": (20, 21),
}
CAPITAL_EM, MM_PER_PX = 0.714, 0.3125


def _light(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(theme: Theme, pair: str) -> float:
    """Return the contrast of a pair such as "ink/ground", from 1 to 21 (WCAG 2.2, 1.4.3)."""
    dark, light = sorted(_light(getattr(theme, name)) for name in pair.split("/"))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("pair", TEXT)
def test_text_has_the_contrast_of_its_theme(name: ThemeName, pair: str) -> None:
    least, most = RANGES[name]
    assert least <= contrast(themes()[name], pair) <= most


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("pair", SHAPES)
def test_shapes_that_carry_meaning_reach_three(name: ThemeName, pair: str) -> None:
    assert contrast(themes()[name], pair) >= 3


@pytest.mark.parametrize("name", RANGES)
def test_the_focus_ring_shows_on_every_ground(name: ThemeName) -> None:
    theme = themes()[name]
    for ground in ("ground", "surface", "band"):
        assert max(contrast(theme, f"focus/{ground}"), contrast(theme, f"focus_ring/{ground}")) >= 3


def test_there_are_four_themes_in_the_order_of_the_key() -> None:
    assert tuple(themes()) == get_args(ThemeName)


def test_every_role_has_a_size_and_a_line_height() -> None:
    for role in get_args(TypeRole):
        sizes = [type_px(role, size) for size in get_args(TypeSize)]
        assert sizes == sorted(set(sizes))
        assert 1.1 < line_height(role) < 1.5


def test_the_smallest_text_of_each_size_has_the_promised_capitals() -> None:
    ranges: dict[TypeSize, tuple[float, float]] = {
        "small": (3.5, 4.2),
        "normal": (4.8, 5.6),
        "large": (6.4, 7.1),
        "largest": (8.5, 9.0),
    }
    for size, (least, most) in ranges.items():
        assert least <= type_px("caption", size) * CAPITAL_EM * MM_PER_PX <= most


def test_letters_grow_with_the_density_of_the_screen() -> None:
    assert type_px("body", "normal", px_per_mm=6.4) == 2 * type_px("body", "normal")
