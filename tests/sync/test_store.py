"""The file opens with its key only, and a file that does not open is kept."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from sync.keyfile import KeyUntrusted, load_or_make_key
from sync.rescue.quarantine import open_or_quarantine
from sync.store import (
    Store,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreNewer,
    StoreRefused,
    Transaction,
)
from tests.sync.parts import KEY, START, Kiosk, hand_in

OTHER = bytes(32)


def test_what_was_committed_is_there_after_opening_again(kiosk: Kiosk) -> None:
    receipt = kiosk.outbox.hand_in(hand_in())
    kiosk.store.close()

    assert [entry.receipt for entry in kiosk.outbox.entries()] == [receipt.number]


def test_durability_is_wal_with_full_sync(kiosk: Kiosk) -> None:
    with kiosk.store.reading() as view:
        assert view.find("PRAGMA journal_mode") == ("wal",)
        assert view.find("PRAGMA synchronous") == (2,)


def test_nobody_else_can_read_the_files(kiosk: Kiosk) -> None:
    kiosk.outbox.hand_in(hand_in())
    modes = {path.name: path.stat().st_mode & 0o077 for path in kiosk.store.path.parent.iterdir()}

    assert set(modes.values()) == {0}, modes


def test_a_wrong_key_is_told_apart_from_a_damaged_file(kiosk: Kiosk) -> None:
    path = kiosk.store.path
    kiosk.store.close()

    with pytest.raises(StoreForeign) as wrong:
        Store.open(path, OTHER)
    path.write_bytes(os.urandom(8192))
    with pytest.raises(StoreForeign) as damaged:
        Store.open(path, KEY)

    assert (wrong.value.key_matches, damaged.value.key_matches) == (False, True)


def test_a_foreign_store_is_put_aside_whole_and_opens_again_with_its_key(kiosk: Kiosk, tmp_path: Path) -> None:
    receipt = kiosk.outbox.hand_in(hand_in())
    kiosk.store.close()

    opened = open_or_quarantine(kiosk.store.path, OTHER, START)
    opened.store.close()

    assert opened.quarantined == tmp_path / "kiosk.db.foreign-20261122T090000Z"
    old = Store.open(opened.quarantined, KEY)
    with old.reading() as view:
        assert view.rows("SELECT number FROM outbox") == [(receipt.number,)]
    old.close()


def test_two_foreign_stores_in_one_second_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.db"
    for content in (b"first" * 2000, b"second" * 2000):
        path.write_bytes(content)
        open_or_quarantine(path, KEY, START).store.close()
        path.unlink()

    kept = sorted(p.read_bytes()[:6] for p in tmp_path.iterdir() if re.fullmatch(r".*-2026\w+(-1)?", p.name))
    assert kept == [b"firstf", b"second"]


def test_a_good_store_is_not_put_aside(kiosk: Kiosk) -> None:
    kiosk.store.close()
    opened = open_or_quarantine(kiosk.store.path, KEY, START)
    opened.store.close()

    assert opened.quarantined is None


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused_before_sqlcipher_takes_it_for_a_passphrase(
    tmp_path: Path, length: int
) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Store.open(tmp_path / "kiosk.db", b"k" * length)


def test_a_newer_schema_is_refused_and_left_alone(kiosk: Kiosk) -> None:
    with kiosk.store.transaction() as change:
        change.execute("PRAGMA user_version = 99")
    kiosk.store.close()

    with pytest.raises(StoreNewer):
        Store.open(kiosk.store.path, KEY)


def test_an_error_undoes_the_transaction(kiosk: Kiosk) -> None:
    with pytest.raises(ZeroDivisionError), kiosk.store.transaction() as change:
        _half_a_deed(change)

    with kiosk.store.reading() as view:
        assert view.rows("SELECT * FROM meta WHERE key = 'half'") == []


def _half_a_deed(change: Transaction) -> None:
    change.set_meta("half", b"done")
    raise ZeroDivisionError


def test_a_full_disk_has_a_name_and_the_store_goes_on_when_there_is_room(kiosk: Kiosk) -> None:
    with kiosk.store.reading() as view:
        pages = view.find("PRAGMA page_count")
    assert pages is not None
    with kiosk.store.reading() as view:
        view.find(f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(StoreFull), kiosk.store.transaction() as change:
        change.set_meta("large", bytes(100_000))
    with kiosk.store.reading() as view:
        view.find("PRAGMA max_page_count = 1000000")

    assert kiosk.outbox.hand_in(hand_in()).number


def test_requests_are_refused_at_the_floor_of_the_disk(tmp_path: Path) -> None:
    kiosk = Kiosk(Store.open(tmp_path / "kiosk.db", KEY, floor=shutil.disk_usage(tmp_path).total))

    with pytest.raises(StoreFull):
        kiosk.outbox.hand_in(hand_in())
    assert kiosk.outbox.entries() == ()
    kiosk.store.close()


def test_a_damaged_page_has_a_name_and_the_connection_is_made_anew(kiosk: Kiosk) -> None:
    for _ in range(40):
        kiosk.outbox.hand_in(hand_in())
    assert kiosk.store.integrity_check().ok
    kiosk.store.close()
    _flip_a_byte(kiosk.store.path, page=_page_of(kiosk.store, "papers"))

    with pytest.raises(StoreDamaged), kiosk.store.reading() as view:
        view.rows("SELECT * FROM papers")

    assert not kiosk.store.integrity_check().ok
    with kiosk.store.transaction() as change:
        change.set_meta("still", b"writes")


def _page_of(store: Store, table: str) -> int:
    with store.reading() as view:
        row = view.find("SELECT rootpage FROM sqlite_master WHERE name = ?", table)
    store.close()
    assert row is not None
    return int(row[0])


def _flip_a_byte(path: Path, page: int) -> None:
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 + 2000] ^= 1
    path.write_bytes(content)


def test_two_processes_share_the_file_and_a_long_lock_has_a_name(kiosk: Kiosk) -> None:
    other = Store.open(kiosk.store.path, KEY)
    with kiosk.store.transaction() as change:
        change.set_meta("mine", b"1")
        with other.reading() as view:
            view.find("PRAGMA busy_timeout = 1")
        with pytest.raises(StoreBusy), other.transaction():
            pass
    with other.reading() as view:
        assert view.find_meta("mine") == b"1"
    other.close()


def test_a_rule_of_the_tables_has_a_name(kiosk: Kiosk) -> None:
    with pytest.raises(StoreRefused) as refused, kiosk.store.transaction() as change:
        change.execute("INSERT INTO replies (id, sealed, arrived) VALUES (x'00', x'00', '')")

    assert isinstance(refused.value, StoreError)


def test_the_key_file_is_made_once_and_for_this_user_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "store.key"
    key = load_or_make_key(path)

    assert load_or_make_key(path) == key
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "zz" * 32, "ab" * 31])
def test_a_key_file_that_holds_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "store.key"
    path.touch(0o600)
    path.write_text(content)

    with pytest.raises(KeyUntrusted):
        load_or_make_key(path)


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.key"
    load_or_make_key(path)
    path.chmod(0o644)

    with pytest.raises(KeyUntrusted):
        load_or_make_key(path)
