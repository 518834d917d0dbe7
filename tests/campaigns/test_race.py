"""The same requests over many connections at once: every call gets every receipt.

The control arm is the obvious statement, an insert that does nothing when the
id is taken, joined to a look at what is kept: it must be caught.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from sync.gateway.ledger import Ledger, Page
from sync.gateway.writers import PostgresWriter
from tests.campaigns.reckoning import tell, tries
from tests.postgres import Cluster
from tests.sync.gateway.ledgers import RECEIVED, accepted, item

pytestmark = pytest.mark.timeout(600)
CALLERS, IDS = 4, 5
ROUNDS_OF_CONTROL = 400


class Race:
    """Some callers who begin each round together."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.missing = self.new = self.asked = 0
        self._together = threading.Barrier(CALLERS, timeout=60)
        self._counting = threading.Lock()

    def run(self, first: int, rounds: int) -> None:
        crowd = [threading.Thread(target=self._call, args=(first, rounds)) for _ in range(CALLERS)]
        for caller in crowd:
            caller.start()
        for caller in crowd:
            caller.join(300)

    def _call(self, first: int, rounds: int) -> None:
        for number in range(first, first + rounds):
            items = [accepted(item(number * IDS + place)) for place in range(IDS)]
            self._together.wait()
            try:
                with self.ledger.writing() as page:
                    kept = page.keep("017", items, RECEIVED)
            except KeyError:  # an id of which nothing came back
                kept = []
            with self._counting:
                self.asked += IDS
                self.missing += IDS - len(kept)
                self.new += sum(one.new for one in kept)


@contextmanager
def race(postgres: Cluster) -> Iterator[Race]:
    ledger = Ledger(postgres.emptied())
    try:
        yield Race(ledger)
    finally:
        ledger.close()


def test_every_duplicate_gets_its_receipt(postgres: Cluster) -> None:
    with race(postgres) as running:
        rounds = tries(short=40, long=400)
        running.run(0, rounds)

        assert running.missing == 0
        assert running.asked == CALLERS * IDS * rounds
        assert running.new == running.ledger.count() == IDS * rounds
        tell("concurrent duplicates", running.asked)


class ObviousWriter(PostgresWriter):
    keeping = text(
        """
        WITH given AS (
            SELECT * FROM unnest(CAST(:id AS bytea[]), CAST(:receipt AS text[]), CAST(:service AS text[]),
                                 CAST(:hash AS bytea[]), CAST(:state AS text[]), CAST(:created AS text[]))
            AS given(id, receipt, service, hash, state, created)
        ), line AS (
            INSERT INTO request (kiosk, id, receipt, service, agency, lane, catalogue, hash, state, created, received,
                                 month)
            SELECT :kiosk, id, receipt, service, '', 'queue', 1, hash, state, created, :received, :month
            FROM given ORDER BY id
            ON CONFLICT DO NOTHING RETURNING id
        )
        SELECT kept.id, false, kept.hash, kept.state, kept.reason, kept.received
        FROM given JOIN request AS kept ON kept.kiosk = :kiosk AND kept.id = given.id
        UNION ALL
        SELECT given.id, true, given.hash, given.state, NULL, :received FROM given JOIN line USING (id)
        """
    )


class ObviousPage(Page):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._writer = ObviousWriter()


def test_the_obvious_statement_is_caught(postgres: Cluster) -> None:
    with race(postgres) as running:
        running.ledger.page = ObviousPage
        for first in range(0, ROUNDS_OF_CONTROL, 20):
            running.run(first, 20)
            if running.missing:
                break
        assert running.missing > 0
