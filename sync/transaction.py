"""Statements on the store within one transaction or one steady view, without the library they go through."""

from __future__ import annotations

from typing import Any

Value = str | int | bytes | None
Row = tuple[Any, ...]


class Transaction:
    """Statements that all happen or none."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, sql: str, *values: Value) -> int:
        """Run *sql* and return how many rows it changed."""
        return int(self._connection.execute(sql, values).rowcount)

    def find(self, sql: str, *values: Value) -> Row | None:
        """Return the first row of *sql*, or None."""
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def rows(self, sql: str, *values: Value) -> list[Row]:
        rows: list[Row] = self._connection.execute(sql, values).fetchall()
        return rows

    def find_meta(self, key: str) -> bytes | None:
        row = self.find("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else bytes(row[0])

    def set_meta(self, key: str, value: bytes) -> None:
        sql = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self.execute(sql, key, value)
