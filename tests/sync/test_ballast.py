"""Room held for the day the disk is full: settling and clearing go on, new requests are refused until there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.ballast import Ballast, free_bytes
from sync.beside import is_ill
from sync.rescue.quarantine import open_or_quarantine
from sync.store import Store, StoreFull
from tests.sync.parts import KEY, START, Kiosk, hand_in

MIB = 1 << 20
FLOOR, BALLAST = 256 * 1024, MIB


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four mebibytes; skipped where this user may not mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = (shutil.which("mount") or "false", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", disk)
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no disk may be mounted here")
    yield disk
    subprocess.run((shutil.which("umount") or "umount", "--lazy", disk), check=True)


def fill(disk: Path) -> Path:
    """Take every free byte of *disk*, as another program would."""
    glutton = disk / "glutton"
    handle = os.open(glutton, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    block = bytes(64 * 1024)
    while block:
        try:
            os.write(handle, block)
        except OSError:
            block = block[: len(block) // 2]
    os.close(handle)
    return glutton


def settle(kiosk: Kiosk) -> int:
    """Settle and clear what waits, as the agent does: again, when the store said that it was full."""
    for tries in range(1, 5):
        try:
            with kiosk.store.transaction() as change:
                change.execute("UPDATE outbox SET state = 'accepted', sealed = NULL, answer = zeroblob(300)")
        except StoreFull:
            continue
        return tries
    raise AssertionError("the disk stayed full")


def test_on_a_full_disk_the_ballast_lets_requests_be_settled_and_is_taken_again_when_there_is_room(
    small_disk: Path,
) -> None:
    kiosk = Kiosk(Store.open(small_disk / "kiosk.db", KEY, FLOOR, ballast=BALLAST))
    store = kiosk.store
    assert store.ballast.is_held
    for _ in range(60):
        kiosk.outbox.hand_in(hand_in())
    glutton = fill(small_disk)

    assert store.room_left() == 0
    with pytest.raises(StoreFull):
        kiosk.outbox.hand_in(hand_in())
    assert store.ballast.is_held, "new requests do not cost the ballast"
    assert settle(kiosk) == 2, "once to learn that it is full, once with the ballast given up"
    assert not store.ballast.is_held
    assert kiosk.outbox.counts().accepted == 60
    assert not store.ballast.take_again(FLOOR), "not while the disk is full"
    assert store.room_left() == 0
    with pytest.raises(StoreFull):
        kiosk.outbox.hand_in(hand_in())

    glutton.unlink()
    assert store.ballast.take_again(FLOOR)
    assert store.room_left() > 0
    assert kiosk.outbox.hand_in(hand_in()).number
    assert store.integrity_check().ok
    store.close()


def test_without_a_ballast_a_full_disk_stays_full(small_disk: Path) -> None:
    kiosk = Kiosk(Store.open(small_disk / "kiosk.db", KEY, FLOOR))
    for _ in range(60):
        kiosk.outbox.hand_in(hand_in())
    kiosk.store.tidy()
    fill(small_disk)

    with pytest.raises(AssertionError, match="stayed full"):
        settle(kiosk)
    kiosk.store.close()


def test_a_file_with_holes_holds_no_room(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "kiosk.db", MIB)
    with ballast.path.open("wb") as file:
        file.truncate(MIB)

    assert not ballast.is_held
    assert ballast.owed() == MIB
    assert ballast.take_again(0)
    assert ballast.path.stat().st_blocks * 512 >= MIB


@pytest.mark.parametrize(("free", "held"), [(MIB + 99, False), (MIB + 100, True)])
def test_the_ballast_takes_nothing_of_what_the_floor_keeps_free(tmp_path: Path, free: int, *, held: bool) -> None:
    ballast = Ballast(tmp_path / "kiosk.db", MIB, lambda _: free)

    assert ballast.take_again(100) is held
    assert ballast.path.exists() is held
    assert not held or ballast.path.stat().st_mode & 0o777 == 0o600


def test_what_is_owed_to_the_ballast_is_no_room_for_requests(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kiosk.db", KEY, ballast=64 * MIB)
    store.ballast.give_up()
    before = free_bytes(tmp_path) - store.floor
    assert before - 64 * MIB - store.room_left() < 16 * MIB
    store.close()


def test_where_the_ballast_cannot_be_written_nothing_half_made_stays(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "kiosk.db", 1 << 60, lambda _: 1 << 62)

    assert not ballast.take_again(0)
    assert not ballast.path.exists()


def test_a_start_on_a_full_disk_gives_the_ballast_up_and_calls_nothing_damaged(small_disk: Path) -> None:
    """The power comes back, nothing is left beside the file, and the log's index finds no room."""
    kiosk = Kiosk(Store.open(small_disk / "kiosk.db", KEY, FLOOR, ballast=BALLAST))
    for _ in range(20):
        kiosk.outbox.hand_in(hand_in())
    kiosk.store.close()
    fill(small_disk)

    again = open_or_quarantine(small_disk / "kiosk.db", KEY, START, ballast=BALLAST)
    kiosk = Kiosk(again.store)

    assert (again.quarantined, is_ill(small_disk / "kiosk.db")) == (None, False)
    assert not again.store.ballast.is_held
    assert again.store.room_left() == 0
    assert kiosk.outbox.counts().waiting == 20
    assert settle(kiosk) == 1
    again.store.close()
