"""Each thread has its own way into the store: a slow reader holds up nobody, and damage to one costs only that one."""

from __future__ import annotations

import gc
import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sync.beside import KeyMark, key_id, key_marks, key_matches, mark_keys
from sync.store import Store, StoreBusy, StoreDamaged, StoreForeign
from tests.sync.parts import KEY, Kiosk, hand_in, open_kiosk

OTHER = bytes(reversed(range(32)))
SECONDS = 20


def in_thread(deed: Callable[[], object]) -> object:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(deed).result(SECONDS)


def rows(store: Store) -> int:
    with store.reading() as view:
        return int(view.rows("SELECT count(*) FROM outbox")[0][0])


def test_a_slow_reader_holds_up_no_writer(kiosk: Kiosk) -> None:
    reading, done = threading.Event(), threading.Event()

    def read_slowly() -> int:
        with kiosk.store.reading() as view:
            before = len(view.rows("SELECT id FROM outbox"))
            reading.set()
            assert done.wait(SECONDS)
            return len(view.rows("SELECT id FROM outbox")) - before

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(read_slowly)
        assert reading.wait(SECONDS)
        for _ in range(3):
            kiosk.outbox.hand_in(hand_in())
        done.set()
        assert slow.result(SECONDS) == 0, "its view stood still meanwhile"
    assert rows(kiosk.store) == 3


def test_a_thread_that_ends_takes_its_connection_with_it(kiosk: Kiosk) -> None:
    for _ in range(5):
        in_thread(lambda: rows(kiosk.store))
    gc.collect()

    assert len(kiosk.store._all) == 1


def test_a_store_closed_while_a_thread_writes_lets_it_end_and_opens_again(kiosk: Kiosk) -> None:
    writing, closed = threading.Event(), threading.Event()

    def write() -> None:
        with kiosk.store.transaction() as change:
            change.set_meta("half", b"1")
            writing.set()
            assert closed.wait(SECONDS)
            change.set_meta("whole", b"2")

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        assert writing.wait(SECONDS)
        kiosk.store.close()
        closed.set()
        writer.result(SECONDS)

    with kiosk.store.reading() as view:
        assert (view.find_meta("half"), view.find_meta("whole")) == (b"1", b"2")


def flip(path: Path, page: int) -> None:
    handle = os.open(path, os.O_RDWR)
    place = (page - 1) * 4096 + 2000
    os.pwrite(handle, bytes([os.pread(handle, 1, place)[0] ^ 1]), place)
    os.close(handle)


def test_a_connection_that_met_damage_is_made_anew_and_those_of_other_threads_live_on(kiosk: Kiosk) -> None:
    for _ in range(40):
        kiosk.outbox.hand_in(hand_in())
    kiosk.store.tidy()
    with kiosk.store.reading() as view:
        row = view.find("SELECT rootpage FROM sqlite_master WHERE name = 'papers'")
    assert row is not None
    damaged, seen = threading.Event(), threading.Event()

    def live_on() -> int:
        with kiosk.store.reading():
            mine = id(kiosk.store._mine.held)
        seen.set()
        assert damaged.wait(SECONDS)
        for _ in range(3):
            assert rows(kiosk.store) == 40
        return id(kiosk.store._mine.held) - mine

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(live_on)
        assert seen.wait(SECONDS)
        in_thread(lambda: flip(kiosk.store.path, row[0]))
        kiosk.store._mine.held.connection.execute("PRAGMA shrink_memory")
        first = kiosk.store._mine.held
        with pytest.raises(StoreDamaged), kiosk.store.reading() as view:
            view.rows("SELECT * FROM papers")
        damaged.set()
        assert other.result(SECONDS) == 0, "it went on with the connection it had"

    with kiosk.store.transaction() as change:
        change.set_meta("still", b"writes")
    assert kiosk.store._mine.held is not first


def test_a_file_put_aside_under_a_running_program_is_not_written_to(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.outbox.hand_in(hand_in())
    kiosk.store.tidy()
    kiosk.store.path.rename(tmp_path / "aside.db")

    with pytest.raises(StoreDamaged):
        rows(kiosk.store)
    assert not kiosk.store.path.exists(), "nothing was made in its place"
    shutil.copy(tmp_path / "aside.db", kiosk.store.path)
    assert rows(kiosk.store) == 1


@pytest.mark.parametrize("mask", [0o000, 0o077, 0o022])
def test_the_files_are_closed_to_others_whatever_the_umask_is(tmp_path: Path, mask: int) -> None:
    (tmp_path / "kiosk.db").touch(0o666)
    (tmp_path / "kiosk.db").chmod(0o666)
    before = os.umask(mask)
    try:
        kiosk = open_kiosk(tmp_path)
        kiosk.outbox.hand_in(hand_in())
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    kiosk.store.close()

    assert {"kiosk.db", "kiosk.db-wal", "kiosk.db-shm"} <= set(modes)
    assert set(modes.values()) == {0o600}, modes


def test_a_store_that_somebody_reads_on_and_on_is_not_judged(kiosk: Kiosk) -> None:
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with kiosk.store.reading() as view:
            view.rows("SELECT * FROM meta")
            reading.set()
            assert done.wait(SECONDS)

    kiosk.outbox.hand_in(hand_in())
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(read)
        assert reading.wait(SECONDS)
        kiosk.outbox.hand_in(hand_in())
        with pytest.raises(StoreBusy):
            kiosk.store.integrity_check()
        assert not kiosk.store.tidy()
        done.set()
        reader.result(SECONDS)
    assert kiosk.store.integrity_check().ok
    assert kiosk.store.tidy()


# --- the key -----------------------------------------------------------------


def test_the_mark_of_the_key_tells_its_id_and_nothing_of_it(kiosk: Kiosk) -> None:
    (mark,) = key_marks(kiosk.store.path)
    assert mark == KeyMark.of(KEY)
    assert mark.id == key_id(KEY) != key_id(OTHER)
    assert KEY.hex()[:8] not in (kiosk.store.path.parent / "kiosk.db.kcv").read_text()


@pytest.mark.parametrize("place", range(0, 50, 7))
def test_a_damaged_mark_is_no_word_about_the_key_and_is_written_again(kiosk: Kiosk, place: int) -> None:
    kiosk.store.close()
    mark = kiosk.store.path.with_name("kiosk.db.kcv")
    content = bytearray(mark.read_bytes())
    content[place] ^= 4
    mark.write_bytes(content)

    assert key_matches(kiosk.store.path, OTHER) is None
    Store.open(kiosk.store.path, KEY).close()
    assert key_matches(kiosk.store.path, KEY) is True


def test_requests_survive_a_new_key_and_the_old_one_opens_nothing(kiosk: Kiosk) -> None:
    receipt = kiosk.outbox.hand_in(hand_in()).number
    kiosk.store.rekey(OTHER)
    later = kiosk.outbox.hand_in(hand_in()).number
    kiosk.store.close()

    with pytest.raises(StoreForeign) as refused:
        Store.open(kiosk.store.path, KEY)
    store = Store.open(kiosk.store.path, OTHER)
    with store.reading() as view:
        assert [row[0] for row in view.rows("SELECT number FROM outbox")] == [receipt, later]
    store.close()

    assert refused.value.key_matches is False
    assert key_id(OTHER) in str(refused.value)


@pytest.mark.parametrize("moment", ["begun", "rekeyed"])
def test_power_that_goes_while_the_key_is_changed_leaves_a_store_for_one_of_the_two(
    kiosk: Kiosk, tmp_path: Path, moment: str
) -> None:
    receipt = kiosk.outbox.hand_in(hand_in()).number
    kept = tmp_path / "pulled"
    kept.mkdir()
    kiosk.store.tidy()
    connection = kiosk.store._mine.held.connection
    mark_keys(kiosk.store.path, KEY, OTHER)
    if moment == "rekeyed":
        connection.execute(f"PRAGMA rekey = \"x'{OTHER.hex()}'\"")
    for path in tmp_path.glob("kiosk.db*"):
        if not path.name.endswith("-shm"):
            shutil.copy(path, kept / path.name)

    opened = []
    for key in (KEY, OTHER):
        trial = tmp_path / key.hex()[:4]
        shutil.copytree(kept, trial)
        assert key_matches(trial / "kiosk.db", key)
        try:
            store = Store.open(trial / "kiosk.db", key)
        except StoreForeign:
            continue
        with store.reading() as view:
            assert view.rows("SELECT number FROM outbox") == [(receipt,)]
        assert store.integrity_check().ok
        store.close()
        opened.append(key)
    assert opened == ([KEY] if moment == "begun" else [OTHER])
