"""What a citizen is told after a commit that failed is true, and one confirmation is one request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from sync.audit import AuditTrail
from sync.numbers import parse
from sync.outbox import HandInUnknown
from sync.store import Store, StoreBusy, StoreDamaged, StoreFull, Transaction
from tests.sync.parts import KEY, Kiosk, hand_in, open_kiosk

ONE, OTHER = b"1" * 16, b"2" * 16


class DoubtfulStore(Store):
    """Says of the next `failures` commits that they failed; the first of them counts all the same where `counts`.

    It cannot be read the next `unread` times.
    """

    failures = 0
    counts = False
    unread = 0

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        failed = StoreDamaged("disk I/O error")
        failed.in_doubt = True
        with super().transaction() as change:
            yield change
            if self.failures and not self.counts:
                self.failures -= 1
                raise failed
        if self.failures:
            self.failures, self.counts = self.failures - 1, False
            raise failed

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        if self.unread:
            self.unread -= 1
            raise StoreBusy("locked")
        with super().reading() as view:
            yield view


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DoubtfulStore]:
    with closing(DoubtfulStore.open(tmp_path / "kiosk.db", KEY)) as store:
        assert isinstance(store, DoubtfulStore)
        yield store


@pytest.fixture
def kiosk(store: DoubtfulStore) -> Kiosk:
    return Kiosk(store)


def settled(kiosk: Kiosk) -> list[tuple[str, bytes]]:
    lines = AuditTrail(kiosk.store, kiosk.clock).lines()
    return [(line.cause, line.subject) for line in lines if line.kind == "request.doubt_settled"]


def test_the_same_confirmation_is_one_request_with_one_number_and_one_paper(kiosk: Kiosk) -> None:
    first = kiosk.outbox.hand_in(hand_in(id=ONE))
    kiosk.clock.forward(5)

    assert kiosk.outbox.hand_in(hand_in(id=ONE)) == first
    assert len(kiosk.outbox.entries()) == 1
    assert kiosk.outbox.hand_in(hand_in(id=OTHER)).number != first.number


def test_a_commit_that_failed_and_counts_is_told_as_kept(kiosk: Kiosk, store: DoubtfulStore) -> None:
    store.failures, store.counts = 1, True

    receipt = kiosk.outbox.hand_in(hand_in(id=ONE))

    assert [(entry.receipt, entry.id) for entry in kiosk.outbox.entries()] == [(receipt.number, ONE.hex())]
    assert settled(kiosk) == [("kept", ONE)]
    assert kiosk.outbox.hand_in(hand_in(id=ONE)) == receipt


def test_a_commit_that_failed_and_does_not_count_is_told_as_not_kept_and_its_number_is_used_up(
    kiosk: Kiosk, store: DoubtfulStore
) -> None:
    store.failures = 1
    with pytest.raises(StoreDamaged, match="disk"):
        kiosk.outbox.hand_in(hand_in(id=ONE))
    assert kiosk.outbox.entries() == ()
    assert settled(kiosk) == [("not_kept", ONE)]

    receipt = kiosk.outbox.hand_in(hand_in(id=ONE))

    assert [entry.id for entry in kiosk.outbox.entries()] == [ONE.hex()]
    number = parse(receipt.number)
    assert number is not None
    assert number.sequence == 2
    assert not open_again(kiosk).outbox.tail_lost


@pytest.mark.parametrize("counts", [True, False])
def test_while_nobody_can_say_the_number_is_told_and_nothing_new_is_taken(
    kiosk: Kiosk, store: DoubtfulStore, counts: bool
) -> None:
    store.failures, store.counts = 3, counts
    with pytest.raises(HandInUnknown) as unknown:
        kiosk.outbox.hand_in(hand_in(id=ONE))
    assert unknown.value.number in str(unknown.value)
    with pytest.raises(StoreDamaged):
        kiosk.outbox.hand_in(hand_in(id=OTHER))

    receipt = kiosk.outbox.hand_in(hand_in(id=ONE))

    assert (receipt.number == unknown.value.number) is counts
    assert [entry.id for entry in kiosk.outbox.entries()] == [ONE.hex()]
    assert kiosk.outbox.hand_in(hand_in(id=OTHER)).number not in {receipt.number, unknown.value.number}


def test_who_tries_again_while_nobody_can_say_is_never_told_that_nothing_is_kept(
    kiosk: Kiosk, store: DoubtfulStore
) -> None:
    store.failures, store.counts = 3, True
    with pytest.raises(HandInUnknown) as unknown:
        kiosk.outbox.hand_in(hand_in(id=ONE))

    with pytest.raises(HandInUnknown) as again:
        kiosk.outbox.hand_in(hand_in(id=ONE))

    assert again.value.number == unknown.value.number
    assert kiosk.outbox.hand_in(hand_in(id=ONE)).number == unknown.value.number


def test_a_request_that_is_found_to_be_kept_and_cannot_be_read_stays_in_doubt(
    kiosk: Kiosk, store: DoubtfulStore
) -> None:
    store.failures, store.counts = 2, True
    with pytest.raises(HandInUnknown) as unknown:
        kiosk.outbox.hand_in(hand_in(id=ONE))

    for _ in range(2):
        store.unread = 1
        with pytest.raises(HandInUnknown) as again:
            kiosk.outbox.hand_in(hand_in(id=ONE))
        assert again.value.number == unknown.value.number

    assert kiosk.outbox.hand_in(hand_in(id=ONE)).number == unknown.value.number


def test_a_number_that_was_told_in_doubt_is_given_to_nobody_after_a_start_that_does_not_find_it(
    kiosk: Kiosk, store: DoubtfulStore
) -> None:
    kiosk.outbox.hand_in(hand_in())
    store.failures = 2
    with pytest.raises(HandInUnknown) as unknown:
        kiosk.outbox.hand_in(hand_in(id=ONE))

    again = open_again(kiosk)

    assert again.outbox.tail_lost
    assert again.outbox.hand_in(hand_in(id=OTHER)).number != unknown.value.number


def test_what_may_not_have_reached_the_disk_is_not_told_as_kept_while_somebody_reads(
    kiosk: Kiosk, store: DoubtfulStore, tmp_path: Path
) -> None:
    store.failures, store.counts = 1, True
    with closing(Store(tmp_path / "kiosk.db", KEY)) as reader, reader.reading() as view:
        view.find("SELECT count(*) FROM outbox")
        with pytest.raises(HandInUnknown) as unknown:
            kiosk.outbox.hand_in(hand_in(id=ONE))
        assert isinstance(unknown.value.__cause__, StoreBusy)

    assert kiosk.outbox.hand_in(hand_in(id=ONE)).number == unknown.value.number


def test_what_failed_before_its_commit_leaves_no_doubt(tmp_path: Path) -> None:
    kiosk = open_kiosk(tmp_path)
    with closing(kiosk.store), pytest.raises(StoreFull) as full, kiosk.store.transaction():
        raise StoreFull("no room")

    assert not full.value.in_doubt


def open_again(kiosk: Kiosk) -> Kiosk:
    return Kiosk(kiosk.store, kiosk.clock, kiosk.platform)
