"""What differs between printers, as data: a file for each in `profiles/`, checked when it is read.

A kind that has no file of its own is looked for in python-escpos' list of
printers; from there come the width and the code pages, and nothing is
believed about answers. The width of the site file wins over the one here.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Way = Literal["raster", "hybrid"]
"""All dots, for USB and networks; or text where the printer has the letters, for serial lines."""
Echo = Literal["process_id", "paper_sensor", "none"]
"""What proves that all bytes before were worked on: `GS ( H` (Epson), `GS r 1` of simpler makes, or nothing does."""
Dialect = Literal["epson", "custom"]
Moment = Literal["printed", "presented", "taken", "retracted"]
Encoding = Literal["kz1048", "cp866"]

FOLDER = Path(__file__).parent / "profiles"
USUAL_CUT = "1d 56 42 00"

Hex = Annotated[str, Meta(pattern=r"^([0-9a-f]{2}( [0-9a-f]{2})*)?$(?!\n)", max_length=120)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.-]{0,59}$(?!\n)")]
_HEAD_MM = 72.3
"""What the head of an 80 mm printer burns at most."""
_CYRILLIC: dict[str, Encoding] = {"RK1048": "kz1048", "CP866": "cp866"}


class UnknownProfile(LookupError):  # noqa: N818 - said as people say it
    """The site file names a printer nobody described."""


class ProfileFault(ValueError):  # noqa: N818 - a fault of the file
    """A profile's file is not one."""


class CodePage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page that holds Cyrillic: what `ESC t` selects, and which letters it then has.

    `before` must come first, in hex: clones read two bytes as one Chinese letter until `FS .` forbids it.
    """

    number: Annotated[int, Meta(ge=0, le=255)]
    encoding: Encoding
    before: Hex = ""


class Presenter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Jaws that hold the cut paper out: bytes in hex, seconds until a paper nobody took is drawn back."""

    present: Hex
    retract: Hex
    hold_seconds: Annotated[int, Meta(ge=5, le=600)] = 45


class Logo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading that was put into the printer's flash: its key there, the digest of its dots, its size in dots."""

    key: Annotated[str, Meta(pattern=r"^[!-~]{2}$(?!\n)")]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    width: Annotated[int, Meta(ge=8, le=1280, multiple_of=8)]
    height: Annotated[int, Meta(ge=1, le=4096)]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of printer; dots and dots per inch of its head, paper in mm, rated speed in mm/s.

    `cut` feeds to the knife and cuts, in hex. `knows` are the moments of a paper
    that it can tell. `user_defined` says that it takes letters drawn by us,
    `native_qr` that it draws codes itself, `doubles` that it doubles dots.
    `density` is how much lighter or darker than usual it prints. `logo` is what a technician put into the flash of
    this machine's printer, which was written `flash_writes` times for that.
    `source` says where this was read; nobody has measured what stands in "data sheet".
    """

    name: Name
    maker: str
    model: str
    source: str
    width_dots: Annotated[int, Meta(ge=192, le=1280, multiple_of=8)] = 576
    dpi: Annotated[int, Meta(ge=150, le=300)] = 203
    paper_mm: Literal[58, 60, 80, 82, 112] = 80
    speed_mm_s: Annotated[int, Meta(ge=20, le=500)] = 150
    way: Way = "raster"
    cut: Hex = USUAL_CUT
    density: Annotated[int, Meta(ge=-6, le=8)] = 0
    echo: Echo = "process_id"
    status: Dialect = "epson"
    page: CodePage | None = None
    user_defined: bool = False
    native_qr: bool = False
    doubles: bool = True
    presenter: Presenter | None = None
    logo: Logo | None = None
    flash_writes: Annotated[int, Meta(ge=0)] = 0
    knows: frozenset[Moment] = frozenset({"printed"})

    def __post_init__(self) -> None:
        if ("printed" in self.knows) != (self.echo != "none"):
            raise ValueError("`printed` is known exactly where there is an echo")
        if self.presenter is None and self.knows & {"presented", "taken", "retracted"}:
            raise ValueError("only a presenter knows whether paper was taken")
        if self.way == "hybrid" and self.page is None:
            raise ValueError("text needs a code page")

    @property
    def retracts(self) -> bytes | None:
        """The bytes that draw a paper back, None where the printer cannot tell that it holds one."""
        held = self.presenter is not None and self.status == "custom" and "taken" in self.knows
        return bytes.fromhex(self.presenter.retract) if self.presenter and held else None

    @property
    def cutting(self) -> bytes:
        """The bytes that feed to the knife and cut, and leave the paper in the jaws where there are any."""
        return bytes.fromhex(self.cut)


@dataclass(frozen=True)
class Shelf:
    """Where profiles are looked for, the first one first."""

    folders: tuple[Path, ...] = (FOLDER,)

    def find(self, name: str) -> Profile | None:
        """Return the profile *name*, None where no file has it; raises `ProfileFault`."""
        for folder in self.folders:
            path = folder / f"{name}.toml"
            if path.is_file():
                return read_profile(path)
        return None

    def names(self) -> tuple[str, ...]:
        return tuple(sorted({path.stem for folder in self.folders for path in folder.glob("*.toml")}))


def read_profile(path: Path) -> Profile:
    """Return the profile in the file *path*; raises `ProfileFault` with what is wrong in it."""
    try:
        profile = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Profile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        raise ProfileFault(f"{path.name}: {error}") from None
    if profile.name != path.stem:
        raise ProfileFault(f"{path.name}: the file names {profile.name}")
    return profile


@cache
def get_profile(name: str, shelf: Shelf = Shelf()) -> Profile:
    """Return the profile *name* of the shelf, or what python-escpos lists; raises `UnknownProfile`, `ProfileFault`."""
    profile = shelf.find(name) or _listed(name)
    if profile is None:
        raise UnknownProfile(f"{name!r}; known: {', '.join(shelf.names())}, and what python-escpos lists")
    return profile


def _listed(name: str) -> Profile | None:
    """Return what python-escpos lists under *name*, in any writing; it says nothing of how a make answers."""
    spec = find_spec("escpos")  # found, not imported: that takes 0.4 s and leaves a file behind
    folders = spec.submodule_search_locations if spec else None
    listed = json.loads((Path(folders[0]) / "capabilities.json").read_bytes())["profiles"] if folders else {}
    found = next((entry for key, entry in listed.items() if key.lower() == name.lower()), None)
    width = found["media"]["width"].get("pixels", "Unknown") if found else "Unknown"
    if found is None or not isinstance(width, int):
        return None
    dpi = found["media"].get("dpi", 203)
    width = min(width, int(_HEAD_MM / 25.4 * dpi))  # some entries tell the width of the paper
    return Profile(
        name=name.lower(),
        maker=str(found.get("vendor", "")),
        model=str(found["name"]),
        source="python-escpos",
        width_dots=width - width % 8,
        dpi=dpi,
        echo="paper_sensor",
        page=_page(found["codePages"]),
        native_qr=bool(found["features"].get("qrCode")),
        doubles=bool(found["features"].get("bitImageRaster")),
    )


def _page(pages: dict[str, Any]) -> CodePage | None:
    """Return the Cyrillic page of a list of numbers and names: the one with Ө and Ү where there is one."""
    for name, encoding in _CYRILLIC.items():
        number = next((int(number) for number, listed in pages.items() if listed == name), None)
        if number is not None:
            return CodePage(number, encoding)
    return None
