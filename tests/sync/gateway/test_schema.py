"""The steps that build the ledger go forward and back on each database, and end at what the program knows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from sync.gateway import schema
from sync.gateway.tables import BODY, TABLES
from tests.postgres import Cluster
from tests.sync.gateway.ledgers import DATABASES, new_url

REVISIONS = [step.revision for step in ScriptDirectory(str(schema.FOLDER)).walk_revisions()][::-1]


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    engine = schema.open_engine(new_url(request, tmp_path))
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if not name.startswith("body_")}


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Leave the partitions out: they are made as months come."""
    return kind != "table" or not (name or "").startswith("body_")


def test_the_steps_end_at_what_the_program_knows(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
        assert compare_metadata(context, TABLES) == []


def test_every_step_goes_forward_one_back_and_forward_again(engine: Engine) -> None:
    for revision in REVISIONS:
        before = tables(engine) - {"alembic_version"}
        schema.upgrade(engine, to=revision)
        after = tables(engine)
        schema.downgrade(engine)
        assert tables(engine) - {"alembic_version"} == before
        schema.upgrade(engine, to=revision)
        assert tables(engine) == after


def test_many_gateways_that_start_at_once_build_one_ledger(engine: Engine) -> None:
    failed: list[BaseException] = []

    def start() -> None:
        own = schema.open_engine(engine.url.render_as_string(hide_password=False))
        try:
            schema.upgrade(own)
            schema.open_months(own, date(2026, 11, 22), 3)
        except BaseException as error:
            failed.append(error)
        finally:
            own.dispose()

    crowd = [threading.Thread(target=start) for _ in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(60)

    assert failed == []
    assert set(TABLES.tables) <= tables(engine)


def test_many_gateways_that_open_a_new_file_at_once_all_get_in(tmp_path: Path) -> None:
    for number in range(40):
        engines = [schema.open_engine(f"sqlite:///{tmp_path}/{number}.db") for _ in range(8)]
        together = threading.Barrier(len(engines))

        def look(engine: Engine, together: threading.Barrier = together) -> str:
            together.wait()
            with engine.connect() as connection:
                return str(connection.execute(text("PRAGMA journal_mode")).scalar())

        with ThreadPoolExecutor(len(engines)) as crowd:
            assert set(crowd.map(look, engines)) == {"wal"}
        for engine in engines:
            engine.dispose()


def test_a_step_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("CREATE TABLE login (in_the_way INTEGER)"))

    with pytest.raises(Exception, match="login"):
        schema.upgrade(engine)

    assert tables(engine) == {"login"}


def test_a_database_of_a_newer_program_is_refused(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(schema.SchemaUnknown):
        schema.upgrade(engine)


def test_each_month_has_its_partition_and_the_unforeseen_one_too(postgres: Cluster) -> None:
    engine = schema.open_engine(postgres.new_database())
    schema.upgrade(engine)
    schema.open_months(engine, date(2026, 11, 22), 2)
    schema.open_months(engine, date(2026, 12, 1), 2)

    partitions = {name for name in inspect(engine).get_table_names() if name.startswith("body_")}
    engine.dispose()
    assert partitions == {"body_202611", "body_202612", "body_202701", "body_202702", "body_unforeseen"}


OF_ONE_MACHINE = {"outgoing"}
SPREAD_BY_SOMETHING_ELSE = {"login": ["challenge"], "agency_call": ["caller", "key"], "office": ["name"]}


def test_a_gateway_starts_again_when_it_ran_beyond_the_months_it_foresaw(postgres: Cluster) -> None:
    engine = schema.open_engine(postgres.new_database())
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(BODY.insert().values(month=202712, kiosk="017", id=bytes(16), sealed=b"sealed"))

    schema.open_months(engine, date(2027, 12, 5))

    assert {"body_unforeseen", "body_202801"} <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_no_key_reaches_over_kiosks_so_they_may_be_spread_over_machines() -> None:
    for name, table in TABLES.tables.items():
        keys = [[column.name for column in table.primary_key.columns]]
        keys += [[column.name for column in index.columns] for index in table.indexes if index.unique]
        if name in SPREAD_BY_SOMETHING_ELSE:
            assert keys == [SPREAD_BY_SOMETHING_ELSE[name]], name
        elif name not in OF_ONE_MACHINE:
            assert all("kiosk" in key for key in keys), name
        assert not table.foreign_keys, name
