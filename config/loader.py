"""Reads a site file, and names every mistake in it at once, each with its line.

It never guesses: a file with one mistake gives no settings at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import msgspec

from config.settings import Settings, Where, contradictions
from config.tomllines import KeyLines

DEMO_SITE = Path(__file__).parent / "data" / "site" / "demo.toml"


@dataclass(frozen=True)
class Problem:
    """One mistake: `where` as dotted keys; `line` counts from 1, None where nothing is written."""

    file: str
    line: int | None
    where: str
    what: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.where}: {self.what}" if self.where else f"{place}: {self.what}"


class ConfigProblems(Exception):  # noqa: N818 - the name says what it holds: every mistake of the file
    """A site file cannot be used; `problems` are all its mistakes in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load_settings(path: Path) -> Settings:
    """Return the settings in the TOML file *path*.

    Raises ConfigProblems with every unknown key, wrong type, value out of
    bounds and missing key, or with the one mistake that stops the reading.
    """
    text = _read(path)
    data = _parse(path, text)
    lines = KeyLines(text)
    found = list(_mistakes(Settings, data, ()))
    if not found:
        settings = msgspec.convert(data, Settings)
        found = list(contradictions(settings))
        if not found:
            return settings
    problems = (Problem(path.name, lines.find(where), _dotted(where), what) for where, what in found)
    raise ConfigProblems(tuple(sorted(problems, key=lambda problem: problem.line or 0)))


def default_settings() -> Settings:
    """Return the settings of the demonstration kiosk."""
    return load_settings(DEMO_SITE)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigProblems((Problem(path.name, None, "", f"cannot be read: {error.strerror}"),)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigProblems((Problem(path.name, line, "", "is not UTF-8 text"),)) from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        what = re.sub(r" \(at .*\)$", "", str(error))
        raise ConfigProblems((Problem(path.name, line, "", what),)) from None
    except (ValueError, RecursionError):
        what = "holds a number too long or lists too deep to read"
        raise ConfigProblems((Problem(path.name, None, "", what),)) from None


def _mistakes(struct: type[msgspec.Struct], data: object, where: Where) -> Iterator[tuple[Where, str]]:
    if not isinstance(data, dict):
        yield where, "must be a table"
        return
    fields = {field.name: field for field in msgspec.structs.fields(struct)}
    for name in data.keys() - fields.keys():
        yield (*where, name), f"unknown key; known here are {', '.join(sorted(fields))}"
    for name, field in fields.items():
        if name in data:
            yield from _wrong(field.type, data[name], (*where, name))
        elif field.required:
            yield (*where, name), "is missing"


def _wrong(kind: Any, value: object, where: Where) -> Iterator[tuple[Where, str]]:
    struct = _struct_in(kind)
    if struct is None:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            yield where, _plain(str(error))
    elif _is_list(kind):
        if not isinstance(value, list):
            yield where, "must be a list of tables"
            return
        for place, item in enumerate(value):
            yield from _mistakes(struct, item, (*where, place))
    else:
        yield from _mistakes(struct, value, where)


def _struct_in(kind: Any) -> type[msgspec.Struct] | None:
    for candidate in (kind, *get_args(kind)):
        if isinstance(candidate, type) and issubclass(candidate, msgspec.Struct):
            return candidate
    return None


def _is_list(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) is tuple


def _plain(error: str) -> str:
    return error.split(" - at `$", maxsplit=1)[0].replace("`", "'")


def _dotted(where: Where) -> str:
    """Write the way as people do: lists count from 1."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in where).lstrip(".")
