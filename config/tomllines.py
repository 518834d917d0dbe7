"""Where in a TOML file a value was written.

`tomllib` forgets lines, so this reads the text a second time, for table
headers and keys only. It is honest rather than complete: for what stands
inside a value (an inline table, a list) it answers the line of the key that
holds it, and None where nothing of the way is in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Where = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=(.*)$"""
)
_NAME = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


class KeyLines:
    """The line of every table and key of one TOML text that `tomllib` accepts."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Where, int] = {}
        for where, line in _written(text):
            self._lines.setdefault(where, line)

    def find(self, where: Where) -> int | None:
        """Return the line of *where*, or of the nearest thing around it that is written."""
        for length in range(len(where), 0, -1):
            if where[:length] in self._lines:
                return self._lines[where[:length]]
        return None


def _written(text: str) -> Iterator[tuple[Where, int]]:
    table: Where = ()
    counts: dict[Where, int] = {}
    for number, line in _logical(text):
        if header := _HEADER.match(line):
            table = _table(header, counts)
            yield from ((table[:length], number) for length in range(1, len(table) + 1))
        elif key := _KEY.match(line):
            names = _names(key[1])
            for length in range(1, len(names) + 1):
                yield (*table, *names[:length]), number


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that begin something: not those inside a list or a long string."""
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if not depth and not quote:
            yield number, line
        depth, quote = _after(line, depth, quote)


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    if quote:
        end = line.find(quote)
        return _after(line[end + 3 :], depth, "") if end >= 0 else (depth, quote)
    for mark in ('"""', "'''"):
        before, found, rest = line.partition(mark)
        if found and "#" not in _STRING.sub("", before):
            return _after(rest, depth, mark)
    if not depth and _HEADER.match(line):
        return depth, ""
    bare = _STRING.sub("", line).partition("#")[0]
    return max(0, depth + bare.count("[") - bare.count("]")), ""


def _table(header: re.Match[str], counts: dict[Where, int]) -> Where:
    names = _names(header[2])
    if not names:  # nothing that TOML would take for a table
        return ()
    path: Where = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, names[-1])
    if header[1] == "[":
        return path
    counts[path] = counts.get(path, -1) + 1
    return (*path, counts[path])


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(
        next(part for part in found if part is not None) for found in (m.groups() for m in _NAME.finditer(dotted))
    )
