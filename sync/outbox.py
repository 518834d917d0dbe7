"""The queue that never loses: a request is handed in whole or not at all.

Answers for: one transaction holds the sealed request, its receipt number, the
audit line and the paper to print; nothing leaves the queue without the
platform's verified word. Refuses: plaintext in the store, a body too large,
new requests when the disk is at its floor.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, cast

import msgspec

from sync import attachments, audit, numbers
from sync.alarms import raise_alarm
from sync.clock import THIS_BOOT, Clock, boot_seconds, moment, stamp
from sync.confirmed import BodyMalformed, BodyTooLarge, HandIn, HolderTag, frozen_of
from sync.doubt import Doubts, HandInUnknown
from sync.papers import intend
from sync.seal import Sealer
from sync.store import Row, Store, StoreError, StoreFull, Transaction, disk_named
from sync.tally import Counter, CounterDamaged, Tally
from sync.wire import FrozenRequest, Lane, NoticeState, body_hash, sealing_context

__all__ = ["BodyMalformed", "BodyTooLarge", "HandIn", "HandInUnknown", "HolderTag"]  # beside what is written here

State = Literal["waiting", "sending", "accepted", "rejected", "unknown"]


class QueueTooOld(StoreError):  # noqa: N818 names the state of the queue
    """The oldest request has waited longer than the settings allow; it is kept, and no new one is promised."""


class Receipt(msgspec.Struct, frozen=True):
    """What the citizen takes away: `number` in its written form, `job_id` of the paper, "" where there is none."""

    id: str
    number: str
    created: datetime
    job_id: str


class Entry(msgspec.Struct, frozen=True):
    """One request as lists show it; `receipt` is the written number, `notice` the platform's last code.

    `stage`, `due` and `reference` are the platform's last word on how it goes on, once it accepted the request.
    `assisted_by` is the short name of the officer who served, "" for none.
    """

    receipt: str
    id: str
    service: str
    lane: Lane
    state: State
    reason: str | None
    answered: bool
    created: datetime
    changed: datetime
    tries: int
    notice: str | None = None
    on_behalf: str = ""
    assisted_by: str = ""
    test: bool = False
    stage: NoticeState | None = None
    due: datetime | None = None
    reference: str = ""

    def __repr__(self) -> str:
        return f"Entry({self.receipt}, {self.state}, …)"


class QueueCounts(msgspec.Struct, frozen=True):
    """How many in each state; `oldest_seconds` is the age of the oldest not yet delivered, None when there is none."""

    waiting: int = 0
    sending: int = 0
    accepted: int = 0
    rejected: int = 0
    unknown: int = 0
    oldest_seconds: int | None = None

    @property
    def undelivered(self) -> int:
        return self.waiting + self.sending + self.unknown


@dataclass(frozen=True)
class Terms:
    """On what terms requests are taken: none after *max_offline* without any delivery.

    `counter` is the high-water mark. `tag_key` marks returning citizens. Where none is given one lies in the store: who
    opens that can try out every register number there is. `files` is how many bytes of attachments may wait together.
    """

    max_offline: timedelta | None = None
    counter: Counter | None = None
    tag_key: bytes | None = field(default=None, repr=False)
    files: int | None = None


OLDEST_OPEN = "oldest_open"
"""Where the store keeps the number below which all is settled, so that a start need not look for it."""

JUST_SAVED = "just_saved"
"""Noted in a store that was saved from damage, until its numbers were judged."""

_FIRST_OPEN = "SELECT min(seq) FROM outbox INDEXED BY outbox_due WHERE state <> 'accepted'"
_OLDEST = """SELECT seq, created FROM outbox WHERE seq >= ? AND state IN ('waiting', 'sending', 'unknown')
    ORDER BY seq LIMIT 1"""
_LAST_DELIVERED = "SELECT max(changed) FROM outbox INDEXED BY outbox_delivered WHERE state = 'accepted'"
_INSERT = (
    "INSERT INTO outbox (seq, id, number, catalogue, created, changed, service, lane, body_hash, sealed, size, holder,"
    " reply_key, on_behalf, assisted_by, test, monotonic_ms, boot, clock_state)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
)
_RECEIPT = """SELECT number, created, (SELECT job FROM papers WHERE outbox = outbox.id ORDER BY rowid LIMIT 1)
    FROM outbox WHERE id = ?"""
_ENTRY = """SELECT number, id, service, lane, state, reason, answered, created, changed, tries, notice, on_behalf,
    assisted_by, test, stage, due, reference FROM outbox"""


class Outbox:
    def __init__(
        self, store: Store, sealer: Sealer, kiosk_number: str, clock: Clock, terms: Terms | None = None
    ) -> None:
        self.store = store
        self._sealer = sealer
        self._kiosk = kiosk_number
        self._clock = clock
        self._terms = terms or Terms()
        self._tally = Tally(store.path, self._terms.counter)
        self.doubts = Doubts(store, clock)
        self._oldest_from: int | None = None
        self._tag_key = self._terms.tag_key or _load_or_make_tag_key(store)
        self.tail_lost = self._notice_a_lost_tail()

    def seal_with(self, sealer: Sealer) -> None:
        """Seal what comes from now on with *sealer*; what is sealed already opens with the key it was sealed for."""
        self._sealer = sealer

    def hand_in(self, request: HandIn) -> Receipt:
        """Keep *request* for good and return its receipt; after this nothing but the platform's word removes it.

        One that is kept already under its id keeps its number. Raises BodyTooLarge, BodyMalformed, QueueTooOld,
        StoreFull and other StoreErrors; then nothing was kept, and never will be. But HandInUnknown: nobody can say.
        """
        frozen = frozen_of(request)
        if receipt := self._find_after_doubts(request.id):
            return receipt
        if self.store.room_left() == 0:
            raise StoreFull("the disk is at its floor")
        if request.attachments and sum(map(len, request.attachments)) > self.room_for_files():
            raise StoreFull("no room for files now")
        receipt, sequence = self._kept(request, frozen)
        self._note_used(sequence)
        return receipt

    def room_for_files(self) -> int:
        """Return how many bytes of files a request may bring now: to be asked before anybody is asked for one.

        Raises StoreError. What is sealed stands in the log once more until that is folded in.
        """
        with self.store.reading() as view:
            waiting = attachments.held(view)
        room, quota = self.store.room_left() // 2, self._terms.files
        return max(0, room if quota is None else min(room, quota - waiting))

    def _kept(self, request: HandIn, frozen: FrozenRequest) -> tuple[Receipt, int]:
        made = None
        try:
            with self.store.transaction() as change:
                self._refuse_when_too_old(change)
                made = self._keep(change, request, frozen)
        except StoreError as error:
            if made is None or not error.in_doubt or not self._counts_all_the_same(request.id, *made):
                raise
        return made

    def _counts_all_the_same(self, item: bytes, receipt: Receipt, sequence: int) -> bool:
        """Say whether a request whose commit failed is kept; HandInUnknown, and its number is never given again."""
        try:
            return self.doubts.is_kept(item, sequence)
        except StoreError as error:
            self._note_used(sequence)
            raise HandInUnknown(receipt.number) from error

    def _find_after_doubts(self, item: bytes) -> Receipt | None:
        """Settle what is in doubt before anything new is taken, and return what is kept as *item*.

        HandInUnknown where it is in doubt itself, and stays so.
        """
        sequence = self.doubts.find(item)
        try:
            self.doubts.settle()
            return self._find_receipt(item)
        except StoreError as error:
            if sequence is None:
                raise
            self.doubts.note(item, sequence)
            raise HandInUnknown(str(numbers.number(self._kiosk, sequence))) from error

    def _note_used(self, sequence: int) -> None:
        with suppress(OSError, CounterDamaged):  # it is kept: a mark that cannot be set must not say otherwise
            self._tally.used(sequence)

    def _find_receipt(self, item: bytes) -> Receipt | None:
        with self.store.reading() as view:
            row = view.find(_RECEIPT, item)
        return Receipt(item.hex(), str(row[0]), moment(row[1]), row[2] or "") if row else None

    def holder_tag(self, regnum: str) -> HolderTag:
        """Return the tag of the citizen with *regnum* at this kiosk."""
        plain = "".join(regnum.split()).upper().encode()
        return HolderTag(hmac.new(self._tag_key, b"holder\0" + plain, hashlib.sha256).digest()[:16])

    def of_holder(self, tag: HolderTag) -> tuple[Entry, ...]:
        """Return the requests handed in by the holder of *tag*, newest first."""
        return self._entries("WHERE holder = ? ORDER BY seq DESC", tag.value)

    def entries(self) -> tuple[Entry, ...]:
        """Return every request kept, oldest first."""
        return self._entries("ORDER BY seq")

    def find_entry(self, receipt: str) -> Entry | None:
        """Return the request with the written number *receipt*, or None."""
        number = numbers.parse(receipt)
        if number is None:
            return None
        return next(iter(self._entries("WHERE seq = ? AND number = ?", number.sequence, str(number))), None)

    def counts(self) -> QueueCounts:
        """Return how many are in each state; the cost does not grow with them."""
        with self.store.reading() as view:
            states = {str(state): int(number) for state, number in view.rows("SELECT state, number FROM counts")}
            oldest = self._oldest(view)
        return QueueCounts(**states, oldest_seconds=None if oldest is None else max(0, int(oldest.total_seconds())))

    def is_too_old(self) -> timedelta | None:
        """Return how long the oldest undelivered request has waited, where the terms do not allow that; else None."""
        with self.store.reading() as view:
            return self._waited_too_long(view)

    def _refuse_when_too_old(self, view: Transaction) -> None:
        if self._waited_too_long(view):
            raise QueueTooOld("the oldest request has waited too long")

    def _waited_too_long(self, view: Transaction) -> timedelta | None:
        """Return the age of the oldest where it is beyond the terms and nothing was delivered since.

        One request that the platform stumbles over does not close a machine that delivers all the others.
        """
        bound = self._terms.max_offline
        oldest = None if bound is None else self._oldest(view)
        if oldest is None or bound is None or oldest <= bound:
            return None
        delivered = view.find(_LAST_DELIVERED)
        since = self._clock.now() - moment(delivered[0]) if delivered and delivered[0] else oldest
        return oldest if since > bound else None

    def _oldest(self, view: Transaction) -> timedelta | None:
        """Return how long the oldest undelivered request has waited, going on from where it was last time.

        What was settled stays settled, so the place only moves forward and old rows are passed once.
        """
        if self._oldest_from is None:
            hint = view.find_meta(OLDEST_OPEN)
            self._oldest_from = int(hint) if hint else first_open(view)
        row = view.find(_OLDEST, self._oldest_from)
        self._oldest_from = int(row[0]) if row else _last_sequence(view) + 1
        return self._clock.now() - moment(row[1]) if row else None

    def _keep(self, change: Transaction, request: HandIn, frozen: FrozenRequest) -> tuple[Receipt, int]:
        now, item = self._clock.now(), request.id
        job = secrets.token_hex(16) if request.paper else ""
        sequence = self._reserved(_last_sequence(change) + 1)
        number = str(numbers.number(self._kiosk, sequence))
        sealed = self._sealed(request, item, number)
        came = (int(frozen.test), int(boot_seconds() * 1000), THIS_BOOT, frozen.clock_state)
        change.execute(_INSERT, sequence, item, number, frozen.catalogue_version, stamp(now), *sealed, *came)
        attachments.keep(change, self._sealer, item, request.attachments)
        audit.append(change, "request.handed_in", request.actor, request.cause, at=stamp(now), subject=item)
        if request.assisted_by:
            audit.append(change, "request.assisted", "officer", request.cause, at=stamp(now), subject=item)
        if request.paper:
            intend(change, job, item, kind=request.paper, at=stamp(now))
        return Receipt(item.hex(), number, now, job), sequence

    def _sealed(self, request: HandIn, item: bytes, number: str) -> tuple[str | int | bytes | None, ...]:
        context = sealing_context(item, number, request.service, request.lane, request.reply_key)
        sealed = self._sealer.seal(request.body, context)
        holder = request.holder.value if request.holder else None
        return (
            request.service,
            request.lane,
            body_hash(sealed),
            sealed,
            len(sealed),
            holder,
            request.reply_key,
            request.on_behalf,
            request.assisted_by,
        )

    def _entries(self, where: str, *values: bytes | str | int) -> tuple[Entry, ...]:
        with self.store.reading() as view:
            return tuple(_entry(row) for row in view.rows(f"{_ENTRY} {where}", *values))

    def _reserved(self, sequence: int) -> int:
        with disk_named("the number could not be reserved"):
            return self._tally.reserve(sequence)

    def _notice_a_lost_tail(self) -> bool:
        """Tell whether numbers were given that the store no longer holds; then they are never given again."""
        with self.store.transaction() as change:
            fresh = change.find("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'") is None
            last = _last_sequence(change)
            with disk_named("the marks could not be mended"):
                verdict = self._tally.judge(last, fresh=fresh, saved=change.find_meta(JUST_SAVED) is not None)
            change.execute("DELETE FROM meta WHERE key = ?", JUST_SAVED)
            if fresh or verdict.floor != last:  # a start on a full disk writes nothing that it need not
                change.execute("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
                change.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)", verdict.floor)
            if verdict.damaged:
                raise_alarm(change, "marks_damaged", at=stamp(self._clock.now()))
            if verdict.behind:
                raise_alarm(change, "numbers_lost", at=stamp(self._clock.now()))
        return verdict.behind


def first_open(view: Transaction) -> int:
    """Return the lowest sequence that is not delivered, or the next one to be given."""
    first = view.find(_FIRST_OPEN)
    return int(first[0]) if first and first[0] is not None else _last_sequence(view) + 1


def _last_sequence(view: Transaction) -> int:
    row = view.find("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
    return int(row[0]) if row else 0


def _load_or_make_tag_key(store: Store) -> bytes:
    with store.transaction() as change:
        key = change.find_meta("tag_key")
        if key is None:
            key = secrets.token_bytes(32)
            change.set_meta("tag_key", key)
    return key


def _entry(row: Row) -> Entry:
    number, item, service, lane, state, reason, answered, created, changed, tries, *goes_on = row
    notice, on_behalf, officer, test, stage, due, reference = goes_on
    return Entry(
        receipt=number,
        id=bytes(item).hex(),
        service=service,
        lane=cast("Lane", lane),
        state=cast("State", state),
        reason=reason,
        answered=bool(answered),
        created=moment(created),
        changed=moment(changed),
        tries=tries,
        notice=notice,
        on_behalf=on_behalf,
        assisted_by=officer,
        test=bool(test),
        stage=cast("NoticeState | None", stage),
        due=moment(due) if due else None,
        reference=reference,
    )
