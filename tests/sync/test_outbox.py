"""A request is handed in whole or not at all, and nobody can read it here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sync.numbers import parse
from sync.outbox import BodyMalformed, BodyTooLarge, HolderTag, QueueCounts
from sync.papers import Papers
from sync.seal import Opener
from sync.store import Store, Transaction
from sync.wire import REQUEST_LIMIT, FrozenRequest, body_hash, decode, encode, sealing_context
from tests.sync.parts import KEY, REGNUM, START, HandClock, Kiosk, frozen, hand_in, open_kiosk

TABLES = ("outbox", "papers", "audit")


def counts(store: Store) -> tuple[int, ...]:
    with store.reading() as view:
        return tuple(view.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES)  # noqa: S608 names are ours


def test_one_hand_in_leaves_a_row_a_number_a_paper_and_an_audit_line(kiosk: Kiosk) -> None:
    receipt = kiosk.outbox.hand_in(hand_in())

    assert counts(kiosk.store) == (1, 1, 1)
    number = parse(receipt.number)
    assert number is not None
    assert number.kiosk == "017"
    paper = Papers(kiosk.store, kiosk.clock).find(receipt.job_id)
    assert paper is not None
    assert (paper.state, paper.number, paper.kind, paper.copy) == ("intended", receipt.number, "slip", 0)
    assert receipt.created == START


def test_the_platform_can_open_what_was_kept_and_only_beside_its_own_number(kiosk: Kiosk) -> None:
    receipt = kiosk.outbox.hand_in(hand_in(reply_key=bytes(32)))
    with kiosk.store.reading() as view:
        row = view.find("SELECT sealed, body_hash FROM outbox")
    assert row is not None
    sealed, kept_hash = row
    context = sealing_context(bytes.fromhex(receipt.id), receipt.number, "residence-reference", "queue", bytes(32))

    body = Opener([kiosk.platform]).open(sealed, context)

    assert decode(body, FrozenRequest).citizen.regnum == REGNUM  # type: ignore[union-attr]  # parts give a citizen
    assert kept_hash == body_hash(sealed)


class CrashError(Exception):
    pass


class FailingStore(Store):
    """Fails at the n-th statement of the next transaction."""

    fail_at = 0

    def _statements(self, connection: Any) -> Transaction:
        store = self

        class Counting(Transaction):
            def execute(self, sql: str, *values: Any) -> int:
                store.fail_at -= 1
                if store.fail_at == 0:
                    raise CrashError
                return super().execute(sql, *values)

        return Counting(connection)


def test_a_failure_at_any_statement_leaves_nothing(tmp_path: Path) -> None:
    store = FailingStore.open(tmp_path / "kiosk.db", KEY)
    kiosk = Kiosk(store)
    assert isinstance(store, FailingStore)
    failures = 0
    for statement in range(1, 20):
        store.fail_at = statement
        try:
            kiosk.outbox.hand_in(hand_in())
            break
        except CrashError:
            failures += 1
            assert counts(store) == (0, 0, 0)

    assert failures == 3
    assert counts(store) == (1, 1, 1)
    store.close()


_WRITER = """
import sys
from pathlib import Path
from tests.sync.parts import open_kiosk, hand_in
kiosk = open_kiosk(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    print(kiosk.outbox.hand_in(hand_in()).number, flush=True)
"""


def test_a_killed_kiosk_keeps_every_request_it_answered_for(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    for round_number in range(4):
        acknowledged += _write_until_killed(tmp_path, after=5 + 17 * round_number)

    kiosk = open_kiosk(tmp_path)
    kept = [entry.receipt for entry in kiosk.outbox.entries()]
    rows, papers, lines = counts(kiosk.store)
    intact = kiosk.store.integrity_check()
    kiosk.store.close()

    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept)) == rows == papers == lines
    assert intact.ok


def _write_until_killed(folder: Path, after: int) -> list[str]:
    command = [sys.executable, "-c", _WRITER, str(folder)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        numbers = [writer.stdout.readline().strip() for _ in range(after)]
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read().split("\n")[:-1]
    return numbers + rest


def test_nothing_of_the_person_is_in_any_file(kiosk: Kiosk, tmp_path: Path) -> None:
    tag = kiosk.outbox.holder_tag(REGNUM)
    kiosk.outbox.hand_in(hand_in(holder=tag))

    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert len(content) > 4096
    for secret in (REGNUM, "Сүрэн", "residence-reference", "017-00001"):
        assert secret.encode() not in content


def test_not_even_inside_the_store_is_the_person_readable(kiosk: Kiosk) -> None:
    kiosk.outbox.hand_in(hand_in(holder=kiosk.outbox.holder_tag(REGNUM)))
    with kiosk.store.reading() as view:
        tables = [row[0] for row in view.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        inside = repr([view.rows(f"SELECT * FROM {table}") for table in tables])  # noqa: S608 names are ours

    assert "017-00001" in inside
    assert REGNUM not in inside
    assert "Сүрэн" not in inside


def test_a_returning_citizen_finds_their_own_requests_only(kiosk: Kiosk) -> None:
    mine = kiosk.outbox.holder_tag(REGNUM)
    other = kiosk.outbox.holder_tag("УБ00112234")  # invented
    first = kiosk.outbox.hand_in(hand_in(holder=mine))
    kiosk.outbox.hand_in(hand_in(holder=other))
    second = kiosk.outbox.hand_in(hand_in(holder=mine))

    found = kiosk.outbox.of_holder(kiosk.outbox.holder_tag(" уб00112233 "))

    assert [entry.receipt for entry in found] == [second.number, first.number]
    assert REGNUM not in repr(mine)


def test_the_tag_of_a_citizen_differs_between_kiosks(kiosk: Kiosk, tmp_path: Path) -> None:
    elsewhere = open_kiosk(tmp_path / "elsewhere")
    tags: set[HolderTag] = {kiosk.outbox.holder_tag(REGNUM), elsewhere.outbox.holder_tag(REGNUM)}
    elsewhere.store.close()

    assert len(tags) == 2


def test_a_body_beyond_the_contract_is_refused_before_anything_is_kept(kiosk: Kiosk) -> None:
    with pytest.raises(BodyTooLarge):
        kiosk.outbox.hand_in(hand_in(body=b"x" * (REQUEST_LIMIT + 1)))

    assert counts(kiosk.store) == (0, 0, 0)


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", encode(frozen("another-service"))])
def test_a_body_the_platform_would_refuse_is_refused_at_the_door_and_never_quoted(kiosk: Kiosk, body: bytes) -> None:
    with pytest.raises(BodyMalformed) as refused:
        kiosk.outbox.hand_in(hand_in(body=body))

    assert counts(kiosk.store) == (0, 0, 0)
    assert "another" not in str(refused.value.__context__) + str(refused.value.__cause__)


def test_counts_tell_how_many_wait_and_how_long(kiosk: Kiosk) -> None:
    assert kiosk.outbox.counts() == QueueCounts()
    kiosk.outbox.hand_in(hand_in())
    kiosk.clock.forward(90)
    kiosk.outbox.hand_in(hand_in())

    assert kiosk.outbox.counts() == QueueCounts(waiting=2, oldest_seconds=90)


def test_a_new_store_does_not_give_numbers_already_in_citizens_hands(kiosk: Kiosk, tmp_path: Path) -> None:
    given = {kiosk.outbox.hand_in(hand_in()).number for _ in range(70)}
    kiosk.store.close()
    (tmp_path / "kiosk.db").rename(tmp_path / "lost.db")

    again = open_kiosk(tmp_path)
    number = again.outbox.hand_in(hand_in()).number
    again.store.close()

    assert again.outbox.tail_lost
    assert number not in given
    assert number > max(given)


def test_an_older_copy_of_the_store_is_noticed_and_gives_new_numbers(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.outbox.hand_in(hand_in())
    kiosk.store.close()
    old = (tmp_path / "kiosk.db").read_bytes()
    later = kiosk.outbox.hand_in(hand_in()).number
    kiosk.store.close()
    (tmp_path / "kiosk.db").write_bytes(old)

    again = open_kiosk(tmp_path)
    number = again.outbox.hand_in(hand_in()).number
    again.store.close()

    assert again.outbox.tail_lost
    assert number > later


def test_an_ordinary_restart_loses_no_number_and_raises_no_alarm(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.outbox.hand_in(hand_in())
    kiosk.store.close()

    again = open_kiosk(tmp_path)
    number = parse(again.outbox.hand_in(hand_in()).number)
    again.store.close()

    assert not again.outbox.tail_lost
    assert number is not None
    assert number.sequence == 2


@contextmanager
def threads(count: int, deed: Any) -> Iterator[None]:
    crowd = [threading.Thread(target=deed) for _ in range(count)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(30)
    yield


def test_threads_may_hand_in_at_once(kiosk: Kiosk) -> None:
    with threads(4, lambda: [kiosk.outbox.hand_in(hand_in()) for _ in range(10)]):
        assert counts(kiosk.store) == (40, 40, 40)


def test_the_clock_of_a_hand_in_is_the_injected_one() -> None:
    assert HandClock().now() == START
