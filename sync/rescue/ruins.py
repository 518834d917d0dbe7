"""A damaged store as it lies there: its pages under its log, and the tables in them. Nothing is written.

Answers for: only pages whose HMAC is right are read; of the log, what SQLite
would take: up to the first frame that does not check. Where the first page is
lost, the map beside the file tells where each table begins.

    kiosk.db.map   one line of JSON: salt, and for each table its root page and columns; one line of HMAC
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from config.whole_file import write_whole
from sync.beside import beside
from sync.rescue import btree
from sync.rescue.pages import PAGE, SALT, PageCipher

_WAL_HEAD, _FRAME_HEAD = 32, 24
_PAGES_AT = 28  # "size of the database file in pages" (SQLite file format, 1.3)
_NO_COLUMNS = ("UNIQUE", "CHECK", "FOREIGN", "PRIMARY", "CONSTRAINT")


class Table(msgspec.Struct, frozen=True):
    """Where a table begins and what is in it; `alias` is the column that is the number of the row."""

    root: int
    columns: tuple[str, ...]
    alias: str = ""


class StoreMap(msgspec.Struct, frozen=True):
    """Where everything in one file begins."""

    salt: bytes
    tables: dict[str, Table]


class Frame(NamedTuple):
    number: int
    place: int


class Ruins:
    """The file at *path* and its log, opened page by page with *key*; of a *torn* log also what is behind the tear."""

    def __init__(self, path: Path, key: bytes, *, torn: bool = False) -> None:
        self._path, self.torn = path, torn
        self.map = load_map(path, key)
        with path.open("rb") as file:
            salt = file.read(SALT)
        self._salt_is_lost = self.map is not None and self.map.salt != salt
        self._cipher = PageCipher(key, self.map.salt if self.map else salt)
        self.in_log = self._frames(beside(path, "-wal"))
        self.page_count = max(-(-path.stat().st_size // PAGE), *self.in_log, self._promised(), 0)

    def page(self, number: int) -> bytes | None:
        """Return page *number* in plain as a reader of the store would see it; None when it does not check."""
        place = self.in_log.get(number)
        path, offset = (beside(self._path, "-wal"), place) if place else (self._path, (number - 1) * PAGE)
        with path.open("rb") as file:
            file.seek(offset)
            return self._cipher.open(number, file.read(PAGE))

    def _promised(self) -> int:
        """Return of how many pages the first one speaks: a file whose end is cut off has fewer."""
        first = self.page(1)
        return int.from_bytes(first[_PAGES_AT : _PAGES_AT + 4], "big") if first else 0

    def knows_the_key(self) -> bool:
        """Say whether any page opens: then the key is right."""
        return any(self.page(number) is not None for number in range(1, self.page_count + 1))

    def damaged(self) -> tuple[int, ...]:
        """Return the numbers of the pages that do not check."""
        lost = (number for number in range(1, self.page_count + 1) if self.page(number) is None)
        return (1, *lost) if self._salt_is_lost else tuple(lost)

    def tables(self) -> dict[str, Table]:
        """Return every table whose beginning is known: by the schema inside where it is whole, and else by the map."""
        schema = btree.walk(self.page, 1)
        inside = self._schema(schema.leaves)
        return inside | self.map.tables if schema.missing and self.map else inside

    def _schema(self, leaves: Iterable[int]) -> dict[str, Table]:
        tables = {}
        for leaf in leaves:
            for row in btree.rows_of(self.page, leaf):
                match row:
                    case (_, ("table", str(name), _, int(root), str(sql))) if "WITHOUT ROWID" not in sql:
                        columns = _columns(sql)
                        alias = next((c for c in columns if f"{c} INTEGER PRIMARY KEY" in sql), "")
                        tables[name] = Table(root, columns, alias)
        return tables

    def _frames(self, log: Path) -> dict[int, int]:
        """Return where in the log the newest committed version of each page is."""
        try:
            content = log.read_bytes()
        except FileNotFoundError:
            return {}
        committed: dict[int, int] = {}
        pending: dict[int, int] = {}
        salts = b"" if self.torn else content[16:24]
        for place in range(_WAL_HEAD, len(content) - _FRAME_HEAD - PAGE + 1, _FRAME_HEAD + PAGE):
            head, page = content[place : place + _FRAME_HEAD], place + _FRAME_HEAD
            number, size = int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")
            whole = self._cipher.open(number, content[page : page + PAGE]) is not None
            salts = salts or (head[8:16] if whole else b"")
            if whole and head[8:16] == salts:
                pending[number] = page
                if size:
                    committed |= pending
                    pending = {}
            elif not self.torn:
                break
        return committed | pending if self.torn else committed  # a torn log may have lost the mark of a commit


def keep_map(path: Path, key: bytes, tables: dict[str, Table]) -> None:
    """Keep beside the file at *path* where its *tables* begin."""
    with path.open("rb") as file:
        line = msgspec.json.encode(StoreMap(file.read(SALT), tables))
    content = line + b"\n" + _seal(key, line)
    if not beside(path, ".map").exists() or beside(path, ".map").read_bytes() != content:
        write_whole(beside(path, ".map"), content)


def load_map(path: Path, key: bytes) -> StoreMap | None:
    """Return what was kept beside the file at *path*; None when it is not there or was not kept with *key*."""
    try:
        line, _, seal = beside(path, ".map").read_bytes().partition(b"\n")
        genuine = hmac.compare_digest(seal, _seal(key, line))
        return msgspec.json.decode(line, type=StoreMap) if genuine else None
    except (OSError, msgspec.MsgspecError):
        return None


def _columns(sql: str) -> tuple[str, ...]:
    """Return the names of the columns in a CREATE TABLE of ours: each definition begins with its name."""
    inside, depth, words = sql[sql.index("(") + 1 : sql.rindex(")")], 0, [""]
    for letter in inside:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            words.append("")
        else:
            words[-1] += letter
    names = (word.split()[0] for word in words if word.strip())
    return tuple(name for name in names if name.upper() not in _NO_COLUMNS)


def _seal(key: bytes, line: bytes) -> bytes:
    return hmac.new(key, b"e-mongolia kiosk: map\0" + line, hashlib.sha256).hexdigest().encode()
