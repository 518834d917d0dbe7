"""Opens the database and brings its tables up to what this program knows: one process at a time, whole or not at all.

Refuses a database that a newer program has built on: what it does not know, it
does not touch.
"""

from __future__ import annotations

import sqlite3
import time
from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

FOLDER = Path(__file__).parent / "migrations"
AHEAD = 12
"""Months that get their partition when a gateway starts."""

_PATIENCE = 10
"""Seconds that a connection waits for another one."""
_BETWEEN = 0.005
_ONE_AT_A_TIME = 0x6B696F736B  # any number will do, if everybody takes the same


class SchemaUnknown(Exception):  # noqa: N818 says what was found
    """The database was built by a program that is newer than this one."""


DATABASE_FAULTS = (SQLAlchemyError, SchemaUnknown)
"""What is said of a database that cannot be had, or not be used."""


def open_engine(url: str) -> Engine:
    """Return an engine for *url*, every commit of which is durable; on SQLite, `writing` transactions wait in line."""
    plain = create_engine(url)
    if plain.dialect.name != "sqlite":
        plain.dispose()
        return create_engine(url, isolation_level="READ COMMITTED", pool_size=8, max_overflow=8)
    event.listen(plain, "connect", _set_up_sqlite)
    event.listen(plain, "begin", _begin_sqlite)
    return plain


def for_reading(engine: Engine) -> Engine:
    """Return *engine* for single looks: on PostgreSQL each is one round trip, without a transaction around it."""
    return engine.execution_options(isolation_level="AUTOCOMMIT") if engine.dialect.name == "postgresql" else engine


def upgrade(engine: Engine, *, to: str = "head") -> None:
    """Take every step up to *to*, while no other process does; SchemaUnknown."""
    with engine.execution_options(writing=True).begin() as connection:
        wait_for_others(connection)
        try:
            command.upgrade(_config(connection), to)
        except CommandError as error:
            raise SchemaUnknown("the database is of a newer program") from error


def downgrade(engine: Engine, *, to: str = "-1") -> None:
    """Go back to revision *to*, or by one; what only the newer tables held is gone."""
    with engine.execution_options(writing=True).begin() as connection:
        wait_for_others(connection)
        command.downgrade(_config(connection), to)


def open_months(engine: Engine, today: date, ahead: int = AHEAD) -> None:
    """Make the partitions of this month and of those *ahead*; nothing to do where there are none."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        wait_for_others(connection)
        known = set(connection.execute(text("SELECT relname FROM pg_class WHERE relname LIKE 'body_2%'")).scalars())
        for month in months_from(today, ahead):
            if f"body_{month}" not in known and not _is_unforeseen(connection, month):
                bounds = f"FROM ({month}) TO ({month + 1})"
                connection.execute(text(f"CREATE TABLE body_{month} PARTITION OF body FOR VALUES {bounds}"))


def _is_unforeseen(connection: Connection, month: int) -> bool:
    """Say whether requests of *month* came before it had a partition: they stay where they are, and so do later ones.

    PostgreSQL makes no partition for what another one holds, and a gateway must start all the same.
    """
    query = text("SELECT 1 FROM body_unforeseen WHERE month = :month LIMIT 1")
    return connection.execute(query, {"month": month}).first() is not None


def months_from(today: date, ahead: int) -> list[int]:
    """Return the month of *today* and the next *ahead*, as numbers such as 202611."""
    first = today.year * 12 + today.month - 1
    return [(number // 12) * 100 + number % 12 + 1 for number in range(first, first + ahead + 1)]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def wait_for_others(connection: Connection) -> None:
    """Let one process at a time change tables, until its transaction ends."""
    # SQLite's own write lock is held already: see _begin_sqlite.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # else the driver commits before a change of tables
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
    _keep_a_log(connection)
    connection.execute("PRAGMA synchronous = FULL")


def _keep_a_log(connection: Any) -> None:
    """Write ahead into a log. SQLite waits for nobody while it changes to one, whatever its time-out: so we do."""
    last = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > last:
                raise
            time.sleep(_BETWEEN)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later is refused when another wrote in between: so it asks at once.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
