"""Taking a batch in, beside the least that keeping the same rows can cost: a raw COPY, and one INSERT of many rows.

All on one PostgreSQL that flushes every commit, over one connection each, by
turns. What the gateway does beside: check the caller's signature, unpack, open
each seal, check each form against its schema, sign each answer.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import structlog
from psycopg import sql

from sync.gateway.ledger import Judgement, Ledger
from sync.gateway.platform import Gateway
from sync.parcel import Parcel
from sync.signing import Call
from sync.wire import Item
from tests.bench.figures import Figure, beside_peer, median
from tests.campaigns.fleet import pack
from tests.postgres import Cluster, cluster, database_of, why_not
from tests.sync.gateway.ledgers import RECEIVED, accepted
from tests.sync.platform import Platform

BATCH = 20
WARM_UP = 5
_TABLE = """
CREATE TABLE raw (kiosk text, id bytea, receipt text, service text, agency text, lane text, catalogue bigint,
    hash bytea, state text, created text, received text, month integer, sealed bytea, PRIMARY KEY (kiosk, id))
"""


@dataclass
class Bench:
    gateway: Gateway
    ledger: Ledger
    raw: psycopg.Connection[tuple[object, ...]]
    packed: Iterator[tuple[Parcel, tuple[Item, ...]]]

    def take_in(self) -> tuple[float, float]:
        """Return milliseconds, and those of the processor, for a whole batch taken in by the gateway."""
        parcel, _ = next(self.packed)
        processor = time.process_time()
        took = _ms(lambda: self.gateway.receive(Call("POST", "/v1/batches", parcel.content, "zstd"), parcel.headers))
        return took, (time.process_time() - processor) * 1000

    def keep(self, items: tuple[Item, ...]) -> float:
        judged = [accepted(item) for item in items]
        return _ms(lambda: self._keep(judged))

    def copy(self, items: tuple[Item, ...]) -> float:
        return _ms(lambda: self._copy([_row(item) for item in items]))

    def insert(self, items: tuple[Item, ...]) -> float:
        return _ms(lambda: self._insert([_row(item) for item in items]))

    def _keep(self, judged: list[Judgement]) -> None:
        with self.ledger.writing() as page:
            page.keep("018", judged, RECEIVED)

    def _copy(self, rows: list[tuple[object, ...]]) -> None:
        with self.raw.cursor() as cursor, cursor.copy("COPY raw FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self.raw.commit()

    def _insert(self, rows: list[tuple[object, ...]]) -> None:
        line = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(rows[0])))
        statement = sql.SQL("INSERT INTO raw VALUES {}").format(sql.SQL(", ").join([line] * len(rows)))
        self.raw.execute(statement, [value for row in rows for value in row])
        self.raw.commit()


def measure(*, rounds: int) -> Iterable[Figure]:
    """Take in, keep, copy and insert batches of `BATCH` by turns, *rounds* times after `WARM_UP` unmeasured ones."""
    with cluster(durable=True) as postgres, _bench(postgres) as bench:
        whole, processor, kept, copied, inserted = [], [], [], [], []
        for _ in range(WARM_UP + rounds):
            took, seconds = bench.take_in()
            whole.append(took)
            processor.append(seconds)
            kept.append(bench.keep(next(bench.packed)[1]))
            copied.append(bench.copy(next(bench.packed)[1]))
            inserted.append(bench.insert(next(bench.packed)[1]))
    whole, processor, kept, copied, inserted = (
        values[WARM_UP:] for values in (whole, processor, kept, copied, inserted)
    )
    yield from beside_peer(f"keeping {BATCH} requests", kept, copied, "COPY of the same rows")
    yield from beside_peer(f"keeping {BATCH} requests", kept, inserted, "one INSERT of the same rows")
    yield from beside_peer(f"taking in {BATCH} requests", whole, inserted, "one INSERT of the same rows")
    each = (1000 * BATCH / median(times) for times in (processor, copied))
    yield Figure("requests a second and core", *each, "/s", "a single COPY after another", rounds)


def is_possible() -> bool:
    return not why_not()


@contextmanager
def _bench(postgres: Cluster) -> Iterator[Bench]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="intake") as folder:
        platform = Platform(Path(folder))
        url = postgres.new_database()
        gateway = Gateway(replace(platform.settings(), database=url, enrolments=url))
        raw = psycopg.connect(postgres.connection(database_of(url)))
        raw.execute(_TABLE)
        raw.commit()
        try:
            yield Bench(gateway, gateway.ledger, raw, pack(gateway.enrolments, platform.keys, BATCH))
        finally:
            raw.close()
            gateway.close()
            platform.close()
            structlog.reset_defaults()


def _row(item: Item) -> tuple[object, ...]:
    plain = (item.receipt, item.service, "agency", item.lane, 1, bytes(32), "accepted", item.created, RECEIVED, 202611)
    return ("018", item.id, *plain, item.sealed)


def _ms(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000
