"""Aimags, soums and bags: the country as an address names it.

Names and codes are those of the state exchange system. They change, so they
are data; a soum is known by its code and never by its name, which 45 of them
share with another.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from config.catalogue import Text

PLACES = Path(__file__).parent / "data" / "places" / "units.json"

UnitKind = Literal["capital", "aimag", "duureg", "soum", "khoroo", "bag"]


class PlacesBroken(Exception):  # noqa: N818 - as WordBroken: said as people say it
    """The list of places cannot be used."""


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One unit; `code` has two digits for an aimag and four for a soum.

    The code of a bag is the soum's, a hyphen and its number ("6519-03"): that is ours, not the state's.
    """

    code: str
    name: Text
    kind: UnitKind


class _Soum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    mn: str
    en: str
    bags: int = 0


class _Aimag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    iso: str
    mn: str
    en: str
    soums: tuple[_Soum, ...]


class Places(msgspec.Struct, frozen=True, dict=True):
    """The list as it was read. Bags have numbers only: their names are asked as text."""

    listed: tuple[_Aimag, ...]

    @classmethod
    def load(cls, path: Path = PLACES) -> Places:
        """Return the places in the file *path*; raise PlacesBroken."""
        try:
            listed = msgspec.json.decode(path.read_bytes(), type=tuple[_Aimag, ...])
        except (OSError, msgspec.DecodeError) as error:
            raise PlacesBroken(f"{path.name}: {error}") from None
        places = cls(listed)
        if len(places._by_code) != len(listed) + sum(len(aimag.soums) for aimag in listed):
            raise PlacesBroken(f"{path.name}: a code is given twice")
        return places

    def aimags(self) -> tuple[Unit, ...]:
        """Return the capital and the 21 aimags, in the order of their codes."""
        return tuple(self._by_code[aimag.code] for aimag in self.listed)

    def soums_of(self, aimag: str) -> tuple[Unit, ...]:
        """Return the soums (düüregs) of the aimag with code *aimag*, none when it is unknown."""
        return tuple(unit for code, unit in self._by_code.items() if len(code) == 4 and code.startswith(aimag))

    def bags_of(self, soum: str) -> tuple[Unit, ...]:
        """Return the bags (khoroos) of *soum*, by number. May be behind the truth: offer free text too."""
        count = self._bags.get(soum, 0)
        kind: UnitKind = "khoroo" if soum.startswith("11") else "bag"
        return tuple(_bag(soum, number, kind) for number in range(1, count + 1))

    def find(self, code: str) -> Unit | None:
        """Return the unit with *code*, at any of the three levels."""
        if "-" in code:
            return next((unit for unit in self.bags_of(code.partition("-")[0]) if unit.code == code), None)
        return self._by_code.get(code)

    def aimag_of(self, code: str) -> Unit | None:
        """Return the aimag in which the unit with *code* lies."""
        return self._by_code.get(code[:2])

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        units: dict[str, Unit] = {}
        for aimag in self.listed:
            capital = aimag.iso == "MN-1"
            units[aimag.code] = Unit(aimag.code, Text(aimag.mn, aimag.en), "capital" if capital else "aimag")
            for soum in aimag.soums:
                units[soum.code] = Unit(soum.code, Text(soum.mn, soum.en), "duureg" if capital else "soum")
        return units

    @cached_property
    def _bags(self) -> dict[str, int]:
        return {soum.code: soum.bags for aimag in self.listed for soum in aimag.soums}


def _bag(soum: str, number: int, kind: UnitKind) -> Unit:
    mn, en = ("хороо", "khoroo") if kind == "khoroo" else ("баг", "bag")
    return Unit(f"{soum}-{number:02}", Text(f"{number}-р {mn}", f"{en} {number}"), kind)
