"""A queue of ours that holds very many requests, made in less time than they would take to hand in."""

from __future__ import annotations

from pathlib import Path

from sync.seal import Sealer
from sync.store import Transaction
from tests.bench.peers import Ours

AT_ONCE = 20_000
_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)"


def a_depth(number: int) -> str:
    return f"{number:,}"


def filled(folder: Path, sealer: Sealer, depth: int) -> Ours:
    """Return a queue in *folder* with *depth* requests waiting: one handed in, the rest its copies with papers."""
    queue = Ours(folder, sealer)
    queue.put()
    done = 1
    while done < depth:
        number = min(AT_ONCE, depth - done)
        with queue.store.transaction() as change:
            _copy(change, done, number)
        done += number
    assert queue.outbox.counts().waiting == depth
    return queue


def settled(queue: Ours, claimed: object) -> None:
    """Take what was *claimed* out of the queue as a verified answer would."""
    with queue.store.transaction() as change:
        for item in claimed if isinstance(claimed, tuple) else ():
            change.execute("UPDATE outbox SET state = 'accepted', sealed = NULL WHERE id = ?", item)


def _copy(change: Transaction, last: int, number: int) -> None:
    rest = ", ".join(_columns(change, "outbox") - {"seq", "id", "number"})
    change.execute(
        f"{_NUMBERS} INSERT INTO outbox (seq, id, number, {rest})"  # noqa: S608 our own columns
        f" SELECT ?1 + i, randomblob(16), printf('copy %d', ?1 + i), {rest} FROM n, outbox WHERE seq = 1",
        last,
        number,
    )
    rest = ", ".join(_columns(change, "papers") - {"job", "outbox", "number"})
    copied = ", ".join(f"p.{name}" for name in rest.split(", "))
    change.execute(
        f"INSERT INTO papers (job, outbox, number, {rest}) SELECT lower(hex(randomblob(16))), o.id, o.number, {copied}"  # noqa: S608
        " FROM outbox o, papers p WHERE o.seq > ? AND p.rowid = 1",
        last,
    )


def _columns(change: Transaction, table: str) -> set[str]:
    return {str(row[1]) for row in change.rows(f"PRAGMA table_info({table})")}
