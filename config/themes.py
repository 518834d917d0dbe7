"""The colours, letters and spaces of the screen, as figures.

No colour has a meaning by itself: icon and word carry it. How a figure is
painted is the screen's business.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

THEMES = Path(__file__).parent / "data" / "themes.json"

ThemeName = Literal["day", "soft", "light", "dark"]
TypeRole = Literal["caption", "note", "body", "lead", "title", "display", "number"]
TypeSize = Literal["small", "normal", "large", "largest"]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9A-F]{6}\Z")]
Millimetres = Annotated[float, msgspec.Meta(gt=0, le=100)]

DRAWN_AT_PX_PER_MM = 3.2
"""The density for which the letter sizes are written."""


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every colour of one theme, as #RRGGBB."""

    ground: Colour
    surface: Colour
    band: Colour
    ink: Colour
    ink2: Colour
    primary: Colour
    primary_edge: Colour
    on_primary: Colour
    tint: Colour
    on_tint: Colour
    edge: Colour
    line: Colour
    icon: Colour
    focus: Colour
    focus_ring: Colour
    ok: Colour
    ok_bg: Colour
    warn: Colour
    warn_bg: Colour
    warn_mark: Colour
    err: Colour
    err_bg: Colour
    dis: Colour
    dis_bg: Colour
    sky: Colour
    sun: Colour
    hill1: Colour
    hill2: Colour
    hill3: Colour
    hill4: Colour


class Space(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The distances that are used, in mm; one step is half."""

    half: Millimetres
    one: Millimetres
    one_half: Millimetres
    two: Millimetres
    three: Millimetres
    four: Millimetres
    six: Millimetres


class Radius(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rounded corners, in mm."""

    key: Millimetres
    button: Millimetres
    card: Millimetres


class Stroke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thickness of lines, in mm."""

    line: Millimetres
    edge: Millimetres
    chosen: Millimetres
    lower_edge: Millimetres


class Tokens(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything the file of themes says."""

    themes: dict[ThemeName, Theme]
    type_px: dict[TypeRole, dict[TypeSize, int]]
    line_height: dict[TypeRole, float]
    space_mm: Space
    radius_mm: Radius
    stroke_mm: Stroke


@cache
def tokens() -> Tokens:
    """Return every figure, read once."""
    return msgspec.json.decode(THEMES.read_bytes(), type=Tokens)


def themes() -> dict[ThemeName, Theme]:
    """Return the four themes by name, in the order in which the Colours key walks them."""
    return tokens().themes


def type_px(role: TypeRole, size: TypeSize, px_per_mm: float = DRAWN_AT_PX_PER_MM) -> int:
    """Return the letter size in pixels of *role* at *size* on a screen of *px_per_mm*."""
    return round(tokens().type_px[role][size] * px_per_mm / DRAWN_AT_PX_PER_MM)


def line_height(role: TypeRole) -> float:
    """Return the distance of lines of *role*, in letter sizes."""
    return tokens().line_height[role]
