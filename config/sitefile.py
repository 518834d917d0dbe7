"""Changes what a machine finds out by itself in its own site file, and leaves every other letter of it alone.

It refuses (`SiteFileFault`) a file in which it would change anything else: then a person writes the line.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from config.whole_file import write_whole

_TABLE = re.compile(r"^\s*\[")


class SiteFileFault(ValueError):  # noqa: N818 - a fault of the file
    """The table is written in a way that only a person can change."""


def change_table(path: Path, table: str, values: Mapping[str, str | None]) -> None:
    """Set *values* in [*table*] of the TOML file *path*, None takes one out; raises `SiteFileFault`, OSError."""
    text = path.read_text("utf-8")
    write_whole(path, changed(text, table, values).encode(), mode=path.stat().st_mode & 0o777)


def toml_of(value: object) -> str:
    """Return *value*, plain or a list, as TOML: strings are a subset of JSON's but for DEL, which is written out."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def changed(text: str, table: str, values: Mapping[str, str | None]) -> str:
    """Return *text* with *values* in [*table*]; raises `SiteFileFault` where more than that would change."""
    written = [f"{name} = {toml_of(value)}" for name, value in values.items() if value is not None]
    lines = text.splitlines()
    head = re.compile(rf"^\s*\[\s*{table}\s*\]\s*(#.*)?$")
    start = next((n for n, line in enumerate(lines) if head.match(line)), None)
    if start is None:
        new = [*lines, "", f"[{table}]", *written]
    else:
        end = next((n for n in range(start + 1, len(lines)) if _TABLE.match(lines[n])), len(lines))
        key = re.compile(rf"^\s*({'|'.join(values)})\s*=")
        new = [
            *lines[: start + 1],
            *written,
            *(line for line in lines[start + 1 : end] if not key.match(line)),
            *lines[end:],
        ]
    result = "\n".join(new) + "\n"
    _require_only(text, result, table, values)
    return result


def _require_only(before: str, after: str, table: str, values: Mapping[str, str | None]) -> None:
    try:
        wanted, got = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        raise SiteFileFault(f"[{table}] cannot be changed by a program here") from None
    kept = {name: value for name, value in wanted.get(table, {}).items() if name not in values}
    wanted[table] = kept | {name: value for name, value in values.items() if value is not None}
    if wanted != got:
        raise SiteFileFault(f"[{table}] cannot be changed by a program here")
