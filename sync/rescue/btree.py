"""The rows in the pages of a table, read without the database: what a salvage walks along.

Answers for: a row is given whole or not at all, and what cannot be reached is
told by the row numbers that may be missing. Refuses: indexes, tables without
row numbers, and any page that its reader does not vouch for.

Source: sqlite.org/fileformat2, sections 1.6 (b-tree pages), 1.7 (overflow) and 2.1 (records).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sync.rescue.pages import PAGE

PageOf = Callable[[int], bytes | None]
"""The plain page of a number, or None when nobody can vouch for it."""

Value = int | float | str | bytes | None
Row = tuple[int, tuple[Value, ...]]
"""The number of a row and its columns."""

Span = tuple[int, int | None]
"""The first and the last row number that may be missing; None where nobody knows the last."""

USABLE = PAGE - 80
LEAF, INTERIOR = 0x0D, 0x05
_MOST = USABLE - 35
_LEAST = (USABLE - 12) * 32 // 255 - 23
_DEEPEST = 20
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


class NoRow(ValueError):  # noqa: N818 names what was refused
    """The bytes are no row, or a page it goes on in cannot be read."""


@dataclass(frozen=True)
class Walk:
    """What one table's tree has: the leaves that can be read, every page reached, and the rows that may be missing."""

    leaves: tuple[int, ...]
    reached: frozenset[int]
    missing: tuple[Span, ...]


def walk(page_of: PageOf, root: int) -> Walk:
    """Go through the tree of the table at *root*, first rows first."""
    leaves: list[int] = []
    reached: set[int] = set()
    missing: list[Span] = []

    def visit(number: int, span: Span, depth: int) -> None:
        page = None if number in reached or depth > _DEEPEST else page_of(number)
        reached.add(number)
        if page is not None and _kind(page, number) == LEAF:
            leaves.append(number)
        elif page is not None and _kind(page, number) == INTERIOR:
            for child, below in _children(page, number, span):
                visit(child, below, depth + 1)
        else:
            missing.append(span)

    visit(root, (1, None), 0)
    return Walk(tuple(leaves), frozenset(reached), tuple(missing))


def rows_of(page_of: PageOf, number: int) -> Iterator[Row | None]:
    """Yield the rows on leaf *number*; None for one that goes on in a page nobody vouches for."""
    page = page_of(number)
    if page is None or _kind(page, number) != LEAF:
        return
    for place in _cells(page, number, 8):
        try:
            yield _row(page_of, page, place)
        except (NoRow, IndexError, UnicodeDecodeError):
            yield None


def _children(page: bytes, number: int, span: Span) -> Iterator[tuple[int, Span]]:
    first, last = span
    for place in _cells(page, number, 12):
        key, _ = _varint(page, place + 4)
        yield int.from_bytes(page[place : place + 4], "big"), (first, key)
        first = key + 1
    head = _head(number)
    yield int.from_bytes(page[head + 8 : head + 12], "big"), (first, last)


def _head(number: int) -> int:
    return 100 if number == 1 else 0


def _kind(page: bytes, number: int) -> int:
    return page[_head(number)]


def _cells(page: bytes, number: int, size: int) -> Iterator[int]:
    head = _head(number)
    count = int.from_bytes(page[head + 3 : head + 5], "big")
    for place in range(head + size, head + size + 2 * count, 2):
        yield int.from_bytes(page[place : place + 2], "big")


def _row(page_of: PageOf, page: bytes, place: int) -> Row:
    size, place = _varint(page, place)
    rowid, place = _varint(page, place)
    if size <= _MOST:
        return rowid, _record(page[place : place + size])
    spare = _LEAST + (size - _LEAST) % (USABLE - 4)
    here = spare if spare <= _MOST else _LEAST
    payload = bytearray(page[place : place + here])
    following = int.from_bytes(page[place + here : place + here + 4], "big")
    while len(payload) < size:
        more = page_of(following) if following else None
        if more is None:
            raise NoRow("a page it goes on in is lost")
        payload += more[4 : 4 + min(USABLE - 4, size - len(payload))]
        following = int.from_bytes(more[:4], "big")
    return rowid, _record(bytes(payload))


def _record(payload: bytes) -> tuple[Value, ...]:
    end, place = _varint(payload, 0)
    kinds = []
    while place < end:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, end = _value(payload, end, kind)
        values.append(value)
    if end != len(payload):
        raise NoRow("it does not end where it says")
    return tuple(values)


def _value(payload: bytes, place: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, place
    if kind in (8, 9):
        return kind - 8, place
    if kind in _INTEGERS:
        end = place + _INTEGERS[kind]
        return int.from_bytes(payload[place:end], "big", signed=True), end
    if kind < 12:  # a real number, which no table here has, or nothing at all
        raise NoRow("no such kind")
    end = place + (kind - 12) // 2
    content = payload[place:end]
    return (content.decode() if kind % 2 else content), end


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for n in range(8):
        byte = data[place + n]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + n + 1
    value = value << 8 | data[place + 8]
    return value - (1 << 64 if value >= 1 << 63 else 0), place + 9
