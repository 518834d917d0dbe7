"""The tables go forward and one version back with rows inside, and no version misses what it knew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.schema import STEPS
from sync.store import Row, Store, StoreRefused, Transaction
from tests.sync.parts import KEY, hand_in, open_kiosk

Dump = dict[str, tuple[tuple[str, ...], list[Row]]]
"""For each table its columns and its rows."""

ITEM = bytes(range(16))
FILLED = {"TEXT": "'a text'", "INTEGER": "7", "BLOB": "x'0102'"}
GIVEN = {
    "outbox": {"id": "x'{n:032x}'", "body_hash": "zeroblob(32)", "lane": "'queue'", "state": "'{state}'", "seq": "{n}"},
    "papers": {"outbox": "(SELECT id FROM outbox WHERE seq = {n})", "job": "'{n}'", "state": "'intended'"},
    "audit": {"sequence": "{n}"},
    "meta": {"key": "'{n}'"},
    "replies": {"id": "x'{n:032x}'"},
    "link": {"only": "{n}"},
    "anchors": {"sequence": "{n}"},
}
STATES = ("waiting", "accepted", "rejected")


@contextmanager
def store_at(path: Path, version: int) -> Iterator[Store]:
    """Open the store at *path* with a program that knows *version* steps."""

    class Older(Store):
        steps = STEPS[:version]

    store = Older.open(path, KEY)
    yield store
    store.close()


def tables(view: Transaction) -> list[str]:
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'kept%' ORDER BY name"
    return [row[0] for row in view.rows(names)]


def dump(store: Store) -> Dump:
    with store.reading() as view:
        return {
            table: (
                tuple(row[1] for row in view.rows(f"PRAGMA table_info({table})")),
                sorted(view.rows(f"SELECT * FROM {table}")),  # noqa: S608 names are ours
            )
            for table in tables(view)
        }


def fill(store: Store) -> None:
    """Put three rows into every table that is written to, with something in every column."""
    with store.transaction() as change:
        for table, given in GIVEN.items():
            columns = [(row[1], row[2]) for row in change.rows(f"PRAGMA table_info({table})")]
            if not columns:  # not yet in this version
                continue
            for n, state in enumerate(STATES, start=1):
                values = (given.get(name, FILLED[kind]).format(n=n, state=state) for name, kind in columns)
                if table != "link" or n == 1:
                    change.execute(f"INSERT INTO {table} VALUES ({', '.join(values)})")  # noqa: S608 names are ours


def test_every_step_goes_forward_back_and_forward_with_rows_inside(tmp_path: Path) -> None:
    for version in range(2, len(STEPS) + 1):
        path = tmp_path / f"{version}.db"
        with store_at(path, version - 1) as older:
            fill(older)
            known = dump(older)
        with store_at(path, version) as newer:
            forward = dump(newer)
            assert newer.step_back() == version - 1
        with store_at(path, version - 1) as older:
            assert {table: dump(older)[table] for table in known} == known, version
        with store_at(path, version) as newer:
            assert dump(newer) == forward, version


def test_what_a_newer_version_wrote_is_known_to_the_older_one_as_far_as_it_knows(tmp_path: Path) -> None:
    for version in range(2, len(STEPS) + 1):
        path = tmp_path / f"{version}.db"
        with store_at(path, version) as newer:
            fill(newer)
            written = dump(newer)
            newer.step_back()
        with store_at(path, version - 1) as older:
            found = {table: kept for table, kept in dump(older).items() if table in written}
            for table, (columns, rows) in found.items():
                places = [written[table][0].index(column) for column in columns]
                assert rows == sorted(tuple(row[place] for place in places) for row in written[table][1])
        with store_at(path, version) as newer:
            assert dump(newer) == written, "what the older one did not know was put aside, and came home"


def test_a_step_that_would_lose_a_row_is_noticed(tmp_path: Path) -> None:
    with store_at(tmp_path / "kiosk.db", 1) as store:
        fill(store)
        known = dump(store)
        with store.transaction() as change:
            change.execute("DELETE FROM papers WHERE job = '2'")
        assert dump(store) != known


def test_before_the_first_version_there_is_nothing(tmp_path: Path) -> None:
    with store_at(tmp_path / "kiosk.db", 1) as store, pytest.raises(StoreRefused):
        store.step_back()


def test_a_step_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    class Broken(Store):
        steps = (*STEPS, STEPS[1]._replace(up=("CREATE TABLE half (a)", "no statement")))

    kiosk = open_kiosk(tmp_path)
    kiosk.outbox.hand_in(hand_in())
    before = dump(kiosk.store)
    kiosk.store.close()
    with pytest.raises(Exception, match="syntax"):
        Broken.open(tmp_path / "kiosk.db", KEY)

    with store_at(tmp_path / "kiosk.db", len(STEPS)) as store:
        assert dump(store) == before


def test_the_counts_follow_every_change_of_a_state(tmp_path: Path) -> None:
    with store_at(tmp_path / "kiosk.db", len(STEPS)) as store:
        fill(store)
        with store.transaction() as change:
            change.execute("UPDATE outbox SET state = 'sending' WHERE state = 'waiting'")
            change.execute("DELETE FROM papers")
            change.execute("DELETE FROM outbox WHERE state = 'accepted'")
        with store.reading() as view:
            counted = view.rows("SELECT state, number FROM counts WHERE number > 0 ORDER BY state")
            assert counted == view.rows("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state")
