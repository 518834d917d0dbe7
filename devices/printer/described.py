"""From what was found and what a technician saw to a profile's file, checked by the same schema as those we ship.

Refuses an answer that no sheet could have given. What nobody saw is left out, so the file promises less, never more.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from config.sitefile import toml_of
from config.whole_file import FOR_ALL, write_whole
from devices.printer.calibration import BAR_DOTS, CUTS, DENSITIES, NO_KNIFE, PAGES, WIDTHS
from devices.printer.profile import (
    CodePage,
    Dialect,
    Echo,
    Moment,
    Name,
    Presenter,
    Profile,
    ProfileFault,
    Way,
    get_profile,
    read_profile,
)

PRESENT, RETRACT = "1d 65 03 0c", "1d 65 02"
"""Custom's commands for jaws, the only ones we know."""
PAPERS: tuple[tuple[float, Literal[58, 60, 80, 82, 112]], ...] = ((49, 58), (55, 60), (73, 80), (81, 82), (105, 112))
"""Heads up to so many mm are for paper of so many."""
USUAL_SPEED = 100
"""Where it could not be measured: slower than most, so that no estimate ends too soon."""
BEFORE_LETTERS = "1c 2e"
"""`FS .`, with which the letters were seen on their sheet."""
SOURCE = "calibration on the spot"
_HEADS = (180, 203, 300)

Page = Annotated[int, Meta(ge=-1, lt=PAGES)]


class AnswerFault(ValueError):  # noqa: N818 - a fault of an answer
    """No sheet could have shown this."""


@dataclass(frozen=True)
class Found:
    """What the printer told by itself: how it echoes, whose status it speaks, its name; mm a second, 0 for unknown."""

    echo: Echo
    status: Dialect = "epson"
    maker: str = ""
    speed_mm_s: int = 0


class Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a technician saw.

    `widest` is the largest whole number that has its black end, `bar_mm` the length of the bar. `kazakh` and
    `cyrillic` are the first code pages that show Ө ө Ү ү and Ж ж Я я, -1 for none. `density` is the best step, `cut`
    the first strip that came off by itself; 0 for none.
    """

    name: Name
    maker: str = "?"
    model: str = "?"
    widest: int
    bar_mm: Annotated[float, Meta(ge=20, le=80)]
    kazakh: Page = -1
    cyrillic: Page = -1
    own_letters: bool = False
    own_code: bool = False
    doubled: bool = False
    density: Annotated[int, Meta(ge=0, le=len(DENSITIES))] = 0
    cut: Annotated[int, Meta(ge=0, le=len(CUTS))] = 1
    presented: bool = False
    retracted: bool = False

    def __post_init__(self) -> None:
        if self.widest not in WIDTHS:
            raise ValueError(f"the sheet has {', '.join(map(str, WIDTHS))}")

    @property
    def dpi(self) -> int:
        """Return the dots an inch of the head on which the bar is as long as it was measured."""
        return min(_HEADS, key=lambda dpi: abs(BAR_DOTS / dpi * 25.4 - self.bar_mm))


def described(answers: Answers, found: Found, *, serial: bool = False) -> Profile:
    """Return the profile of what was found and seen; on a *serial* line it prints text where it can.

    Raises `AnswerFault` where the answers contradict what a profile can be.
    """
    dpi, page = answers.dpi, _page(answers)
    held = answers.presented and answers.retracted
    way: Way = "hybrid" if serial and page else "raster"
    try:
        profile = Profile(
            name=answers.name,
            maker=answers.maker,
            model=answers.model,
            source=SOURCE,
            width_dots=answers.widest,
            dpi=dpi,
            speed_mm_s=min(500, max(20, found.speed_mm_s or USUAL_SPEED)),
            paper_mm=_paper(answers.widest / dpi * 25.4),
            way=way,
            cut=CUTS[answers.cut - 1] if answers.cut else NO_KNIFE,
            density=DENSITIES[answers.density - 1] if answers.density else 0,
            echo=found.echo,
            status=found.status,
            page=page,
            user_defined=answers.own_letters,
            native_qr=answers.own_code,
            doubles=answers.doubled,
            presenter=Presenter(PRESENT, RETRACT) if held else None,
            knows=_knows(found, held=held),
        )
        return msgspec.convert(msgspec.to_builtins(profile), Profile)
    except (msgspec.ValidationError, ValueError) as error:
        raise AnswerFault(str(error)) from None


def read_answers(content: bytes) -> Answers:
    """Return the answers in *content*, TOML; raises `AnswerFault` with what is wrong."""
    try:
        return msgspec.toml.decode(content, type=Answers)
    except (msgspec.MsgspecError, ValueError) as error:
        raise AnswerFault(str(error)) from None


def write_profile(profile: Profile, folder: Path) -> Path:
    """Write *profile* into *folder*, for all to read, and return the file; `ProfileFault` if it does not read back."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    path = write_whole(folder / f"{profile.name}.toml", as_toml(profile).encode(), mode=FOR_ALL)
    get_profile.cache_clear()
    if read_profile(path) != profile:
        raise ProfileFault(f"{path.name}: does not read back as it was written")
    return path


def as_toml(profile: Profile) -> str:
    """Return *profile* as the text of its file; what is as usual is left out."""
    usual = {field.name: field.default for field in msgspec.structs.fields(Profile)}
    given = {name: value for name, value in _plain(profile).items() if value != usual[name]}
    tables = {name: value for name, value in given.items() if isinstance(value, msgspec.Struct)}
    lines = [f"{name} = {_value(value)}" for name, value in given.items() if name not in tables]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in _plain(table).items())]
    return "\n".join(lines) + "\n"


def _plain(struct: msgspec.Struct) -> dict[str, object]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _value(value: object) -> str:
    return toml_of(sorted(value) if isinstance(value, frozenset) else value)


def _page(answers: Answers) -> CodePage | None:
    if answers.kazakh >= 0:
        return CodePage(answers.kazakh, "kz1048", BEFORE_LETTERS)
    return CodePage(answers.cyrillic, "cp866", BEFORE_LETTERS) if answers.cyrillic >= 0 else None


def _knows(found: Found, *, held: bool) -> frozenset[Moment]:
    """Return the moments of a paper that the printer can tell of: its jaws only where it tells of them."""
    jaws: tuple[Moment, ...] = ("presented", "taken", "retracted") if held and found.status == "custom" else ()
    done: tuple[Moment, ...] = () if found.echo == "none" else ("printed",)
    return frozenset(jaws + done)


def _paper(head_mm: float) -> Literal[58, 60, 80, 82, 112]:
    return next((paper for most, paper in PAPERS if head_mm <= most), 112)
