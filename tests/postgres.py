"""A PostgreSQL of the tests' own: in a temporary folder, on a socket in it, gone when the tests are."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
_USER = "postgres"
_READY_SECONDS = 30


def why_not() -> str:
    """Return why PostgreSQL cannot be started here, "" when it can."""
    if not (PROGRAMS / "initdb").exists():
        return "PostgreSQL 15 is not installed"
    if os.geteuid() == 0 and _USER not in {entry.pw_name for entry in pwd.getpwall()}:
        return "PostgreSQL refuses to run as root, and there is no user postgres"
    return ""


class Cluster:
    """A running server; `durable` flushes every commit, as in service."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder = folder
        self._numbers = itertools.count()
        self._ready = threading.Event()
        self._kept: str | None = None
        _as_postgres("initdb", "-D", str(folder / "data"), "--no-sync", "-A", "trust", "-U", _USER, "-E", "UTF8")
        self._server = subprocess.Popen(
            [
                *_dropped("postgres"),
                "-D",
                str(folder / "data"),
                "-k",
                str(folder),
                *_SETTINGS,
                *([] if durable else _HASTY),
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._ready.wait(_READY_SECONDS):
            self.stop()
            raise RuntimeError("PostgreSQL did not start")

    def new_database(self) -> str:
        """Make an empty database and return its URL."""
        name = f"test{next(self._numbers)}"
        with psycopg.connect(self.connection("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")  # type: ignore[call-overload]  # our own name
        return f"postgresql+psycopg://{_USER}@/{name}?host={self.folder}"

    def emptied(self) -> str:
        """Return the URL of one database that keeps its tables from test to test, without a line in them."""
        if self._kept is None:
            self._kept = self.new_database()
        with psycopg.connect(self.connection(database_of(self._kept)), autocommit=True) as connection:
            connection.execute(_EMPTY)
        return self._kept

    def connection(self, database: str) -> str:
        """Return how the driver itself connects to *database*."""
        return f"host={self.folder} user={_USER} dbname={database}"

    def processes(self) -> list[int]:
        """Return the server and its children."""
        children = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children").read_text()
        return [self._server.pid, *map(int, children.split())]

    def stop(self) -> None:
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(10)
        self._reader.join(10)
        if self._server.stderr:
            self._server.stderr.close()

    def _read(self) -> None:
        for line in self._server.stderr or ():
            if "ready to accept connections" in line:
                self._ready.set()


_EMPTY = """
DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' AND tablename NOT LIKE 'body\\_%'
    LOOP EXECUTE 'TRUNCATE ' || quote_ident(one) || ' RESTART IDENTITY'; END LOOP;
END $$
"""
_SETTINGS = (
    *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0777", "-c", "max_connections=100"),
    *("-c", "shared_buffers=64MB", "-c", "max_wal_size=2GB"),
)


_HASTY = ("-c", "fsync=off", "-c", "full_page_writes=off")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Run a server while the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if os.geteuid() == 0:
        shutil.chown(folder, _USER, _USER)
    try:
        running = Cluster(folder, durable=durable)
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database_of(url: str) -> str:
    """Return the name of the database in *url*."""
    return url.split("@/")[1].split("?", maxsplit=1)[0]


def _dropped(program: str) -> list[str]:
    """Return how *program* is started: never as root, and never outliving the tests."""
    dies_with_us = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        dies_with_us += ["--reuid", _USER, "--regid", _USER, "--clear-groups"]
    return [*dies_with_us, str(PROGRAMS / program)]


def _as_postgres(program: str, *arguments: str) -> None:
    subprocess.run([*_dropped(program), *arguments], check=True, capture_output=True, cwd="/")
