"""A damaged store gives every row that can be read to a new one, as it was, and says what is lost."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from pathlib import Path

import pytest
from msgspec import structs

from sync.alarms import alarms
from sync.audit import AuditHead, AuditTrail, keep_anchor
from sync.beside import beside, is_ill
from sync.clock import stamp
from sync.numbers import parse
from sync.outbox import HandIn, Outbox
from sync.rescue.btree import walk
from sync.rescue.pages import PAGE, PageCipher
from sync.rescue.quarantine import Opened, open_or_quarantine, open_where_it_lies
from sync.rescue.ruins import Ruins, load_map
from sync.rescue.salvage import bring_back
from sync.store import Row, Store, StoreDamaged, StoreFull
from sync.tally import FileCounter
from sync.wire import Attachment, encode
from tests.sync.parts import KEY, START, HandClock, Kiosk, frozen, hand_in, open_kiosk

COUNT = 60


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with many requests, one of them large, some delivered, and its log folded in."""
    folder = tmp_path_factory.mktemp("original")
    kiosk = open_kiosk(folder)
    for n in range(COUNT):
        long = encode(frozen(note="a long story " * 900)) if n == 7 else encode(frozen())
        kiosk.outbox.hand_in(hand_in(body=long))
    with kiosk.store.transaction() as change:
        change.execute("UPDATE outbox SET state = 'accepted', sealed = NULL WHERE seq <= 3")
        change.set_meta("batches", b"12")
    kiosk.store.tidy()
    kiosk.store.close()
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    return tmp_path


def damage(folder: Path, *pages: int, byte: int = 2000) -> None:
    handle = os.open(folder / "kiosk.db", os.O_RDWR)
    for page in pages:
        place = (page - 1) * PAGE + byte
        os.pwrite(handle, bytes([os.pread(handle, 1, place)[0] ^ 0x20]), place)
    os.close(handle)


def see_ill(folder: Path) -> None:
    """Let the kiosk run into the damage, as a look at the store does."""
    store = Store(folder / "kiosk.db", KEY)
    assert not store.integrity_check().ok
    store.close()
    assert is_ill(folder / "kiosk.db")


def reopened(folder: Path) -> Opened:
    return open_or_quarantine(folder / "kiosk.db", KEY, START)


def outbox_of(store: Store) -> dict[int, Row]:
    with store.reading() as view:
        return {row[0]: row for row in view.rows("SELECT * FROM outbox")}


def before(folder: Path) -> dict[int, Row]:
    store = Store(folder / "kiosk.db", KEY)
    rows = outbox_of(store)
    store.close()
    return rows


def root_of(folder: Path, table: str) -> int:
    known = load_map(folder / "kiosk.db", KEY)
    assert known is not None
    return known.tables[table].root


def leaf_of(folder: Path, table: str, place: int) -> int:
    return walk(Ruins(folder / "kiosk.db", KEY).page, root_of(folder, table)).leaves[place]


def test_a_page_is_opened_as_the_database_opens_it_and_not_after_a_flipped_bit(original: Path) -> None:
    content = (original / "kiosk.db").read_bytes()
    cipher = PageCipher(KEY, content[:16])
    for number in range(1, len(content) // PAGE + 1):
        page = content[(number - 1) * PAGE : number * PAGE]
        plain = cipher.open(number, page)
        assert plain is not None
        assert cipher.open(number, cipher.seal(number, plain)) == plain
        assert cipher.open(number + 1, page) is None
        bad = bytearray(page)
        bad[random.Random(number).randrange(16, PAGE)] ^= 1
        assert cipher.open(number, bytes(bad)) is None


def test_one_lost_leaf_costs_its_rows_and_all_others_come_over_as_they_were(original: Path, folder: Path) -> None:
    known = before(original)
    damage(folder, leaf_of(folder, "outbox", 3))
    see_ill(folder)

    opened = reopened(folder)
    saved = outbox_of(opened.store)

    assert opened.saved is not None
    assert opened.quarantined == folder / "kiosk.db.damaged-20261122T090000Z"
    assert 0 < len(known) - len(saved) <= 12
    assert all(known[seq] == row for seq, row in saved.items())
    told = opened.saved.table("outbox")
    assert (told.read, told.lost) == (len(saved), len(known) - len(saved))
    with opened.store.reading() as view:
        assert alarms(view) == ("salvaged",)
        assert view.find_meta("batches") == b"12"
        papers = {row[0] for row in view.rows("SELECT outbox FROM papers")}
        assert papers == {row[1] for row in saved.values()}
    assert opened.store.integrity_check().ok
    opened.store.close()


@pytest.mark.parametrize("byte", [3, 17, 900, 4090])
def test_with_the_first_page_lost_every_row_comes_over(original: Path, folder: Path, byte: int) -> None:
    known = before(original)
    damage(folder, 1, byte=byte)

    opened = reopened(folder)

    assert opened.saved is not None
    assert opened.saved.lost == 0
    assert outbox_of(opened.store) == known
    opened.store.close()


@pytest.mark.parametrize("table", ["outbox", "papers", "audit"])
def test_with_the_root_of_a_table_lost_its_leaves_are_found_all_the_same(
    original: Path, folder: Path, table: str
) -> None:
    known = before(original)
    damage(folder, root_of(folder, table))
    see_ill(folder)

    opened = reopened(folder)

    assert outbox_of(opened.store) == known
    trail = AuditTrail(opened.store, HandClock()).verify()
    assert (trail.ok, trail.lost) == (True, 0)
    opened.store.close()


def test_what_the_log_held_comes_over_too(original: Path, folder: Path) -> None:
    kiosk = open_kiosk(folder)
    later = kiosk.outbox.hand_in(hand_in()).number
    copy = folder / "copy"
    copy.mkdir()
    for path in folder.glob("kiosk.db*"):
        shutil.copy(path, copy / path.name)
    kiosk.store.close()
    damage(copy, 1, byte=5)

    opened = reopened(copy)

    numbers = [row[2] for row in outbox_of(opened.store).values()]
    assert len(numbers) == COUNT + 1
    assert later in numbers
    opened.store.close()


def test_lost_lines_of_the_trail_are_declared_and_the_chain_goes_on(original: Path, folder: Path) -> None:
    damage(folder, leaf_of(folder, "audit", 1))
    see_ill(folder)

    opened = reopened(folder)
    trail = AuditTrail(opened.store, HandClock())
    check = trail.verify()

    assert check.ok
    assert check.lost > 0
    assert [line.kind for line in trail.lines(2)] == ["store.lines_lost", "store.salvaged"]
    trail.append("kiosk.started", "kiosk")
    assert trail.verify().ok
    with opened.store.transaction() as change:
        change.execute("DROP TRIGGER audit_is_not_deleted")
        change.execute("DELETE FROM audit WHERE sequence = (SELECT min(sequence) + 1 FROM audit)")
    assert not trail.verify().ok, "what no line declares is still seen"
    opened.store.close()


def test_a_lost_end_of_the_trail_that_the_platform_has_seen_is_declared(original: Path, folder: Path) -> None:
    store = Store.open(folder / "kiosk.db", KEY)
    trail = AuditTrail(store, HandClock())
    head = trail.head()
    assert head is not None
    with store.transaction() as change:
        keep_anchor(change, AuditHead(head.sequence, head.hash), b"signed")
    store.tidy()
    store.close()
    damage(folder, leaf_of(folder, "audit", -1))
    see_ill(folder)

    opened = reopened(folder)
    check = AuditTrail(opened.store, HandClock()).verify()
    assert check.ok
    assert check.lost > 0
    opened.store.close()


def test_numbers_lost_with_the_newest_rows_are_not_given_again(original: Path, folder: Path) -> None:
    damage(folder, leaf_of(folder, "outbox", -1))
    see_ill(folder)

    opened = reopened(folder)
    outbox = Outbox(opened.store, Kiosk(opened.store).sealer(), "017", HandClock())
    number = outbox.hand_in(hand_in()).number

    with opened.store.reading() as view:
        assert set(alarms(view)) == {"numbers_lost", "salvaged"}
    assert int(number.split("-")[1]) > COUNT
    opened.store.close()


def test_a_store_that_was_ill_and_is_whole_is_left_alone(folder: Path) -> None:
    (folder / "kiosk.db.ill").touch()

    opened = reopened(folder)

    assert opened.quarantined is None
    assert not is_ill(folder / "kiosk.db")
    opened.store.close()


@pytest.mark.parametrize(
    ("left", "of_rows"),
    [(-PAGE, True), (30 * PAGE + 7, True), (PAGE, False), (100, False)],
    ids=["all but a page", "some and a torn page", "the first page", "no page"],
)
def test_of_a_store_whose_end_is_cut_off_what_is_left_comes_over(
    original: Path, folder: Path, left: int, *, of_rows: bool
) -> None:
    known = before(original)
    left = left if left > 0 else (folder / "kiosk.db").stat().st_size + left
    os.truncate(folder / "kiosk.db", left)

    opened = reopened(folder)

    found = outbox_of(opened.store)
    assert opened.quarantined is not None
    assert opened.quarantined.stat().st_size == left
    assert found.items() <= known.items()
    assert bool(found) is of_rows
    number = Kiosk(opened.store).outbox.hand_in(hand_in()).number
    assert int(number.split("-")[1]) > COUNT
    opened.store.close()


def test_a_store_that_is_nothing_but_damage_is_kept_and_the_alarm_says_so(folder: Path) -> None:
    (folder / "kiosk.db").write_bytes(os.urandom(40 * PAGE))

    opened = reopened(folder)

    assert opened.saved is not None
    assert opened.saved.read == 0
    assert opened.quarantined is not None
    assert opened.quarantined.stat().st_size == 40 * PAGE
    opened.store.close()


def test_power_that_goes_before_the_saved_file_is_in_place_loses_nothing(original: Path, folder: Path) -> None:
    known = before(original)
    damage(folder, 1)
    copy = folder / "copy"
    shutil.copytree(original, copy)
    opened = reopened(folder)
    opened.store.close()
    shutil.copy(folder / "kiosk.db", copy / "kiosk.db.saved")  # saved, and not yet in place
    (copy / "kiosk.db").unlink()  # and the ruins put aside

    again = reopened(copy)

    assert outbox_of(again.store) == known
    assert not (copy / "kiosk.db.saved").exists()
    again.store.close()


def test_where_saving_fails_everything_is_as_it_was(folder: Path) -> None:
    damage(folder, 1)
    content = (folder / "kiosk.db").read_bytes()
    (folder / "kiosk.db.saving").mkdir()  # nothing can be made there

    with pytest.raises((StoreDamaged, StoreFull, OSError)):
        reopened(folder)

    assert (folder / "kiosk.db").read_bytes() == content
    assert list(folder.glob("*.damaged-*")) == []


def test_a_technician_brings_requests_back_from_a_file_beside_what_is_there(original: Path, tmp_path: Path) -> None:
    known = before(original)
    here = tmp_path / "here"
    here.mkdir()
    shutil.copy(original / "kiosk.db.numbers", here / "kiosk.db.numbers")
    kiosk = open_kiosk(here)
    mine = kiosk.outbox.hand_in(hand_in()).number

    for read in (COUNT, 0):
        verdict = bring_back(original / "kiosk.db", KEY, kiosk.store, at=stamp(START))
        assert (verdict.table("outbox").read, verdict.lost) == (read, 0)

    rows = outbox_of(kiosk.store)
    assert {seq: row for seq, row in rows.items() if row[2] != mine} == known
    assert AuditTrail(kiosk.store, HandClock()).verify().ok
    kiosk.store.close()


def test_a_number_that_is_taken_by_another_request_is_a_loss_that_is_said(original: Path, tmp_path: Path) -> None:
    kiosk = open_kiosk(tmp_path)
    kiosk.outbox.hand_in(hand_in())

    verdict = bring_back(original / "kiosk.db", KEY, kiosk.store, at=stamp(START))

    assert (verdict.table("outbox").read, verdict.table("outbox").lost) == (COUNT - 1, 1)
    kiosk.store.close()


def test_a_saved_store_goes_on_behind_numbers_whose_mark_never_reached_the_disk(folder: Path) -> None:
    """The power goes: the last leaf is spoilt, and the mark, which nobody waits for, is an old one."""
    FileCounter(folder / "kiosk.db.used", durable=False).mend(40)
    store = Store(folder / "kiosk.db", KEY)
    with store.reading() as view:
        root = int(view.rows("SELECT rootpage FROM sqlite_master WHERE name = 'outbox'")[0][0])
    store.close()
    damage(folder, walk(Ruins(folder / "kiosk.db", KEY).page, root).leaves[-1])
    see_ill(folder)

    opened = reopened(folder)

    assert max(outbox_of(opened.store)) < COUNT
    kiosk = Kiosk(opened.store)
    assert parse(kiosk.outbox.hand_in(hand_in()).number).sequence > COUNT  # type: ignore[union-attr]  # it is one
    behind = parse(Kiosk(opened.store).outbox.hand_in(hand_in()).number)
    assert behind is not None
    assert behind.sequence == max(outbox_of(opened.store)), "only once"
    assert behind.sequence < COUNT + 80
    opened.store.close()


def torn(folder: Path, frame: int) -> tuple[Path, list[str]]:
    """Copy a running kiosk with twelve requests in its log, and damage one *frame* of it; return the numbers given."""
    kiosk = open_kiosk(folder / "live")
    kiosk.outbox.hand_in(hand_in())
    kiosk.store.tidy()
    numbers = [kiosk.outbox.hand_in(hand_in()).number for _ in range(12)]
    shutil.copytree(folder / "live", folder / "torn", ignore=shutil.ignore_patterns("*-shm"))
    kiosk.store.close()
    log = folder / "torn" / "kiosk.db-wal"
    content = bytearray(log.read_bytes())
    frames = (len(content) - 32) // (PAGE + 24)
    content[32 + (frame % frames) * (PAGE + 24) + 1000] ^= 1
    log.write_bytes(content)
    return folder / "torn", numbers


@pytest.mark.parametrize("frame", [0, 20, 40])
def test_requests_behind_a_tear_in_the_log_are_found(tmp_path: Path, frame: int) -> None:
    folder, numbers = torn(tmp_path, frame)
    content = (folder / "kiosk.db-wal").read_bytes()

    opened = reopened(folder)

    assert opened.quarantined == folder / "kiosk.db.torn-20261122T090000Z"
    assert (folder / "kiosk.db.torn-20261122T090000Z-wal").read_bytes() == content
    assert [row[2] for row in outbox_of(opened.store).values()][1:] == numbers
    outbox = Kiosk(opened.store).outbox
    assert not outbox.tail_lost
    with opened.store.reading() as view:
        assert alarms(view) == ("salvaged",)
        assert view.rows("SELECT count(*) FROM papers") == [(len(numbers) + 1,)]
    assert AuditTrail(opened.store, HandClock()).verify().ok
    assert opened.store.integrity_check().ok
    opened.store.close()


def test_whoever_opens_a_torn_log_first_saves_what_is_behind_the_tear(tmp_path: Path) -> None:
    """After a power cut both programs start at once, and the agent is the quicker one."""
    folder, numbers = torn(tmp_path, 8)

    agent = open_where_it_lies(folder / "kiosk.db", KEY, START)
    screen = reopened(folder)

    assert agent.saved is not None
    assert screen.quarantined is None
    assert [row[2] for row in outbox_of(screen.store).values()][1:] == numbers
    assert not Kiosk(screen.store).outbox.tail_lost
    assert len(list(folder.glob("*.torn-*Z"))) == 1
    for opened in (agent, screen):
        opened.store.close()


def test_a_store_whose_putting_aside_was_cut_off_keeps_its_log(tmp_path: Path) -> None:
    """The power goes when the log has its new name and the file has not."""
    kiosk = open_kiosk(tmp_path / "live")
    numbers = [kiosk.outbox.hand_in(hand_in()).number for _ in range(3)]
    shutil.copytree(tmp_path / "live", tmp_path / "foreign", ignore=shutil.ignore_patterns("*-shm"))
    kiosk.store.close()
    path = tmp_path / "foreign" / "kiosk.db"
    beside(path, "-wal").rename(path.with_name("kiosk.db.foreign-20261121T080000Z-wal"))

    opened = open_or_quarantine(path, bytes(32), START)
    opened.store.close()

    assert opened.quarantined is not None
    back = Store.open(opened.quarantined, KEY)
    assert [row[2] for row in outbox_of(back).values()] == numbers
    back.close()


def test_a_tear_at_the_very_end_of_the_log_is_a_loss_that_is_said(tmp_path: Path) -> None:
    folder, numbers = torn(tmp_path, -1)

    opened = reopened(folder)
    outbox = Kiosk(opened.store).outbox

    kept = [row[2] for row in outbox_of(opened.store).values()][1:]
    assert kept == numbers[: len(kept)]
    assert outbox.tail_lost == (len(kept) < len(numbers))
    assert outbox.hand_in(hand_in()).number > max(numbers)
    opened.store.close()


def test_a_mark_that_the_disk_does_not_give_keeps_nobody_from_the_store(folder: Path) -> None:
    (folder / "kiosk.db.used").unlink()
    (folder / "kiosk.db.used").mkdir()

    opened = open_where_it_lies(folder / "kiosk.db", KEY, START)

    assert len(outbox_of(opened.store)) == COUNT
    opened.store.close()


def test_behind_a_log_that_was_cut_there_is_nothing_to_find(tmp_path: Path) -> None:
    folder, _ = torn(tmp_path, -1)
    log = folder / "kiosk.db-wal"
    log.write_bytes(log.read_bytes()[: 32 + 7])

    opened = reopened(folder)

    assert opened.quarantined is None
    assert list(folder.glob("*.torn-*")) == []
    assert Kiosk(opened.store).outbox.tail_lost
    opened.store.close()


def attached(content: bytes) -> HandIn:
    named = (Attachment(name="a", kind="image/png", size=len(content), sha256=hashlib.sha256(content).digest()),)
    return hand_in(body=encode(structs.replace(frozen(), attachments=named)), attachments=(content,))


def files_of(store: Store) -> tuple[list[Row], list[Row]]:
    with store.reading() as view:
        tables = ("attachments", "chunks")
        return tuple(sorted(view.rows(f"SELECT * FROM {table}")) for table in tables)  # type: ignore[return-value]  # noqa: S608 names are ours


def test_the_files_of_a_request_come_over_with_it(tmp_path: Path) -> None:
    kiosk = open_kiosk(tmp_path)
    for n in range(3):
        kiosk.outbox.hand_in(attached(bytes([n]) * 40_000))
    kiosk.store.tidy()
    known = files_of(kiosk.store)
    kiosk.store.close()
    damage(tmp_path, root_of(tmp_path, "chunks"))
    see_ill(tmp_path)

    opened = reopened(tmp_path)

    assert len(known[1]) >= 9
    assert files_of(opened.store) == known
    opened.store.close()


def test_a_request_behind_a_tear_brings_its_files(tmp_path: Path) -> None:
    kiosk = open_kiosk(tmp_path / "live")
    kiosk.outbox.hand_in(hand_in())
    kiosk.store.tidy()
    for n in range(3):
        kiosk.outbox.hand_in(attached(bytes([n]) * 40_000))
    known = files_of(kiosk.store)
    shutil.copytree(tmp_path / "live", tmp_path / "torn", ignore=shutil.ignore_patterns("*-shm"))
    kiosk.store.close()
    log = tmp_path / "torn" / "kiosk.db-wal"
    content = bytearray(log.read_bytes())
    content[32 + 500] ^= 1
    log.write_bytes(content)

    opened = reopened(tmp_path / "torn")

    assert len(outbox_of(opened.store)) == 4
    assert files_of(opened.store) == known
    opened.store.close()
