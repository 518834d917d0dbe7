"""What leaves the queue and what may change it: only the platform's verified word.

Answers for: an item is settled once, by a signed answer that names its id and
its hash; a second, contradicting word is an alarm, not a change; an item the
platform asked for again is not sent before its time; one that went out and was
not answered is asked about before it goes again. Refuses: everything
unsigned, unknown, or about other content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from sync import attachments, audit
from sync.alarms import raise_alarm
from sync.clock import Clock, stamp
from sync.livekeys import Voice
from sync.news import unread
from sync.news.unread import CURSOR
from sync.pace import LONGEST_PAUSE
from sync.store import Row, Store, Transaction
from sync.wire import (
    ANSWER_DOMAIN,
    ITEMS_LIMIT,
    REPLY_DOMAIN,
    TIME_DOMAIN,
    Answer,
    AuditHead,
    Item,
    Notice,
    PlatformTime,
    Reply,
    Signed,
    encode,
)

Outcome = Literal["accepted", "rejected", "conflict", "later", "known", "alarm", "unasked", "unverified"]

Part = Literal["all", "now", "requests"]
"""Which of the items: those a citizen waits for, or the others with those that failed often."""

_FRAME = 40  # bytes of an item on the wire beyond its seal, about: measured 24 in a large batch, 50 in a small one
_SMALLEST = 300  # bytes of the smallest sealed item, about
DOUBT_BYTES = 20  # of a question on the wire, about
_COLUMNS = (
    "SELECT id, number, service, lane, catalogue, created, sealed, reply_key, (SELECT group_concat(one) FROM"
    " (SELECT hex(id) AS one FROM attachments WHERE item = outbox.id ORDER BY place))"
)
_IS_WHOLE = " AND NOT EXISTS (SELECT 1 FROM attachments WHERE item = outbox.id AND whole = 0)"
_ITEM = f"{_COLUMNS} FROM outbox"
_UNDELIVERED = (
    f"{_ITEM} WHERE state IN ('waiting', 'sending', 'unknown') AND seq > ?{{}} ORDER BY seq LIMIT {ITEMS_LIMIT}"
)
_TURN = "CASE WHEN state = 'rejected' THEN 'zz' WHEN tries < 5 THEN lane ELSE 'z' END"
_OPEN = "FROM outbox INDEXED BY outbox_due WHERE state <> 'accepted' AND state IN ('waiting', 'unknown')"
_ANY_OPEN = "FROM outbox INDEXED BY outbox_due WHERE state <> 'accepted' AND state IN ('waiting', 'sending', 'unknown')"
_WAITING = f"SELECT number, state, tries, id, 1{_IS_WHOLE} {_ANY_OPEN} ORDER BY seq LIMIT ?"
_OF_LANE: dict[Part, str] = {"all": "", "now": f" AND {_TURN} <= 'now'", "requests": f" AND {_TURN} > 'now'"}
_SOMETHING = {part: f"SELECT id {_OPEN}{where}{_IS_WHOLE} LIMIT ?" for part, where in _OF_LANE.items()}
_RECOVER = (
    "UPDATE outbox SET state = 'unknown', tries = tries + 1, changed = ?"
    " WHERE state = 'sending' AND state <> 'accepted'"  # said twice: only so is the small index used
)
_IN_DOUBT = f"state = 'unknown' AND {_TURN} = 'queue'"  # what a citizen waits for, or failed often, goes at once
_DUE_ITEMS = {
    part: f"{_COLUMNS} {_OPEN}{where} AND NOT ({_IN_DOUBT}){_IS_WHOLE} ORDER BY {_TURN}, tries, seq LIMIT ?"
    for part, where in _OF_LANE.items()
}
_DOUBTS = f"SELECT id {_OPEN} AND {_IN_DOUBT} AND tries > 0 ORDER BY tries, seq LIMIT ?"
_MISSING = "UPDATE outbox SET state = 'waiting', changed = ? WHERE id = ? AND state = 'sending'"
_LATER = (
    "UPDATE outbox SET state = 'waiting', tries = tries + 1, changed = ?"
    " WHERE id = ? AND state IN ('waiting', 'sending', 'unknown')"
)
_NOTED = (
    "UPDATE outbox SET stage = ?, notice = ?, due = ?, reference = ?, answered = max(answered, ?), changed = ?"
    " WHERE id = ?"
)
_FINAL = ("accepted", "rejected")
CLOSED = ("resolved", "rejected")
_KEPT = frozenset({"accepted", "duplicate"})
_SOONEST = 5.0  # a platform that always says "at once" would get the same item without end
_SOON = 60.0  # where the platform asks for an item again and does not say when


class Waiting(NamedTuple):
    """An item the platform's word has not settled; `put_off` when it asked for it again later.

    `is_whole` when all that belongs to it is at the platform: before, it does not go.
    """

    receipt: str
    state: str
    tries: int
    put_off: bool
    is_whole: bool


class Dispatch:
    """The agent's side of the outbox; the platform's *keys* stand at its door."""

    def __init__(self, store: Store, keys: Voice, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._later: dict[bytes, float] = {}

    def recover(self) -> int:
        """At start: nobody knows what became of what was being sent when the agent stopped; return how many."""
        with self._store.transaction() as change:
            unread.ask_again(change)
            return change.execute(_RECOVER, self._now())

    def take(self, budget: int, part: Part = "all") -> tuple[Item, ...]:
        """Return what to send next of *part*, about *budget* bytes and at least one item, now marked `sending`."""
        later, most = self._not_yet(), min(ITEMS_LIMIT, budget // _SMALLEST + 1)
        with self._store.transaction() as change:
            rows = change.rows(_DUE_ITEMS[part], most + len(later))
            due = [item for item in map(_item, rows) if item.id not in later]
            items = tuple(_within(budget, due[:most]))
            for item in items:
                self._move(change, item.id, "sending")
        return items

    def take_doubts(self, budget: int) -> tuple[bytes, ...]:
        """Return which items to ask about, in about *budget* bytes and at least one, now marked `sending`.

        They went out, and their answer was lost. Who was asked about in vain five times goes whole again.
        """
        most = max(1, min(ITEMS_LIMIT, budget // DOUBT_BYTES))
        with self._store.transaction() as change:
            doubts = tuple(bytes(item) for (item,) in change.rows(_DOUBTS, most))
            for item in doubts:
                self._move(change, item, "sending")
        return doubts

    def undelivered(self, budget: int, *, files: bool = True) -> Iterator[tuple[Item, ...]]:
        """Yield everything not yet settled, oldest first, in groups of about *budget* bytes; nothing is marked.

        Without *files*, only what has all its attachments at the platform.
        """
        last, query = 0, _UNDELIVERED.format("" if files else _IS_WHOLE)
        while True:
            with self._store.reading() as view:
                items = tuple(_within(budget, map(_item, view.rows(query, last))))
                if not items:
                    return
                last = view.rows("SELECT seq FROM outbox WHERE id = ?", items[-1].id)[0][0]
            yield items

    def unsent_chunks(self) -> Iterator[tuple[bytes, int, int, int, bytes]]:
        """Yield attachment, offset, length, size and seal of every chunk that waits; hold it no longer than needed."""
        with self._store.reading() as view:
            yield from attachments.unsent(view)

    def give_back(self, ids: Iterable[bytes], state: Literal["waiting", "unknown"], *, counted: bool = True) -> None:
        """Put items still `sending` back: `waiting` when they surely did not arrive, else `unknown`."""
        sql = "UPDATE outbox SET state = ?, tries = tries + ?, changed = ? WHERE id = ? AND state = 'sending'"
        with self._store.transaction() as change:
            for item in ids:
                if change.execute(sql, state, int(counted), self._now(), item) and state == "unknown":
                    audit.append(change, "request.sent", "kiosk", "no_answer", at=self._now(), subject=item)

    def doubt_again(self, ids: Iterable[bytes], *, counted: bool = True) -> None:
        """Put back what was asked about and is still `sending`."""
        sql = "UPDATE outbox SET state = 'unknown', tries = tries + ?, changed = ? WHERE id = ? AND state = 'sending'"
        with self._store.transaction() as change:
            for item in ids:
                change.execute(sql, int(counted), self._now(), item)

    def miss(self, ids: Iterable[bytes]) -> int:
        """Let those of *ids* that were asked about and not answered go up again: they never came; return how many."""
        with self._store.transaction() as change:
            return sum(change.execute(_MISSING, self._now(), item) for item in ids)

    def settle(self, signed: Signed) -> Outcome:
        """Take the platform's word on one item."""
        return self.settle_all([signed])[0]

    def settle_all(self, words: Iterable[Signed]) -> list[Outcome]:
        """Take the platform's *words* on items, each by itself, and keep them together: one flush for all."""
        heard = [(signed, self._keys.read(signed, ANSWER_DOMAIN, Answer)) for signed in words]
        with self._store.transaction() as change:
            return [self._settle(change, signed, answer) for signed, answer in heard]

    def _settle(self, change: Transaction, signed: Signed, answer: Answer | None) -> Outcome:
        if answer is None:
            return "unverified"
        row = change.find("SELECT state, body_hash, reason FROM outbox WHERE id = ?", answer.id)
        if row is None:
            return "unasked"
        if alarm := _contradiction(row, answer):
            audit.append(change, alarm, "platform", "", at=self._now(), subject=answer.id)
            return "alarm"
        if row[0] in _FINAL:
            return "known"
        if answer.state == "retry":
            return self._put_off(change, answer)
        return self._close(change, answer, signed)

    def take_notices(self, notices: Iterable[Notice], passed_over: Iterable[int] = ()) -> int:
        """Take verified *notices*, in their order, together; return how many are new.

        Those *passed_over*, which could not be read, are new as well: `unread` remembers the first of them.
        """
        taken = 0
        with self._store.transaction() as change:
            cursor = _cursor(change)
            missed = [sequence for sequence in passed_over if sequence > cursor]
            unread.note(change, missed, at=self._now())
            for notice in notices:
                if notice.sequence > cursor:
                    self._take_notice(change, notice)
                    cursor, taken = notice.sequence, taken + 1
            if taken or missed:
                change.set_meta(CURSOR, str(max([cursor, *missed])).encode())
        return taken + len(missed)

    def _take_notice(self, change: Transaction, notice: Notice) -> None:
        values = (notice.state, notice.code, notice.due, notice.reference)
        if change.execute(_NOTED, *values, int(notice.state in CLOSED), self._now(), notice.id):
            kind = f"notice.{notice.state}"
            audit.append(change, kind, "platform", notice.code, at=self._now(), subject=notice.id)

    def notices_cursor(self) -> int:
        with self._store.reading() as view:
            return _cursor(view)

    def keep_reply(self, signed: Signed) -> bool:
        """Keep a sealed document for the visit that asked for it; tell whether it is the platform's and ours."""
        reply = self._keys.read(signed, REPLY_DOMAIN, Reply)
        if reply is None:
            return False
        with self._store.transaction() as change:
            known = change.execute("UPDATE outbox SET answered = 1 WHERE id = ?", reply.id)
            if known:
                sql = "INSERT OR REPLACE INTO replies (id, sealed, arrived) VALUES (?, ?, ?)"
                change.execute(sql, reply.id, reply.sealed, self._now())
        return bool(known)

    def waiting(self) -> int:
        """Return how many requests the platform has not settled yet."""
        with self._store.reading() as view:
            row = view.find("SELECT sum(number) FROM counts WHERE state IN ('waiting', 'sending', 'unknown')")
        return int(row[0] or 0) if row else 0

    def something_waits(self, part: Part = "all") -> bool:
        """Tell whether an item of *part* could be sent now."""
        later = self._not_yet()
        with self._store.reading() as view:
            return any(bytes(item) not in later for (item,) in view.rows(_SOMETHING[part], len(later) + 1))

    def undelivered_now(self, most: int = 100) -> tuple[int, tuple[Waiting, ...]]:
        """Return how many items are not settled, and the first of them."""
        later = self._not_yet()
        with self._store.reading() as view:
            (count,) = view.rows(f"SELECT count(*) {_ANY_OPEN}")[0]
            rows = view.rows(_WAITING, most)
        found = (
            Waiting(number, state, tries, bytes(item) in later, bool(whole))
            for number, state, tries, item, whole in rows
        )
        return count, tuple(found)

    def next_due(self) -> float | None:
        """Return in how many seconds the first item that was put off may go again, None when there is none."""
        later = self._not_yet()
        return min(later.values()) - self._clock.monotonic() if later else None

    def next_batch(self) -> int:
        """Return the sequence of the next batch."""
        with self._store.transaction() as change:
            sequence = int(change.find_meta("batches") or b"0") + 1
            change.set_meta("batches", str(sequence).encode())
        return sequence

    def audit_head(self) -> AuditHead | None:
        """Return the head of the audit trail, as it goes with a batch."""
        with self._store.reading() as view:
            return audit.find_head(view)

    def keep_anchor(self, signed: Signed) -> None:
        """Keep the platform's signed time when it repeats a head of this trail: from then on its tail cannot go.

        A head that this trail does not have was signed for a trail that went on another way: that is an alarm.
        """
        time = self._keys.read(signed, TIME_DOMAIN, PlatformTime)
        if time is None or time.audit is None:
            return
        with self._store.transaction() as change:
            line = next(iter(audit.lines_between(change, time.audit.sequence, time.audit.sequence)), None)
            if line is not None and line.hash == time.audit.hash:
                audit.keep_anchor(change, time.audit, encode(signed))
            else:
                audit.append(change, "audit.other_head", "platform", "", at=self._now())

    def _close(self, change: Transaction, answer: Answer, signed: Signed) -> Outcome:
        accepted = answer.state in _KEPT
        state, reason = ("accepted", None) if accepted else ("rejected", answer.reason or answer.state)
        change.execute(
            "UPDATE outbox SET state = ?, reason = ?, answer = ?, tries = tries + 1, changed = ?,"
            " sealed = CASE WHEN ? THEN NULL ELSE sealed END WHERE id = ?",
            state, reason, encode(signed), self._now(), int(accepted), answer.id,
        )  # fmt: skip
        audit.append(change, f"request.{answer.state}", "platform", reason or "", at=self._now(), subject=answer.id)
        attachments.let_go(change, answer.id)
        if answer.state == "conflict":
            raise_alarm(change, "conflict", at=self._now())
        if accepted:
            return "accepted"
        return "conflict" if answer.state == "conflict" else "rejected"

    def _put_off(self, change: Transaction, answer: Answer) -> Outcome:
        """Keep the item back in this process only: after a start it is tried once more, which harms nobody."""
        change.execute(_LATER, self._now(), answer.id)
        pause = _SOON if answer.retry_after is None else min(max(answer.retry_after, _SOONEST), LONGEST_PAUSE)
        self._later[answer.id] = self._clock.monotonic() + pause
        return "later"

    def _not_yet(self) -> dict[bytes, float]:
        now = self._clock.monotonic()
        self._later = {item: due for item, due in self._later.items() if due > now}
        return self._later

    def _move(self, change: Transaction, item: bytes, state: str) -> None:
        change.execute("UPDATE outbox SET state = ?, changed = ? WHERE id = ?", state, self._now(), item)

    def _now(self) -> str:
        return stamp(self._clock.now())


def _contradiction(row: Row, answer: Answer) -> str | None:
    state, kept_hash, _ = row
    if bytes(kept_hash) != answer.body_hash:
        return "answer.other_content"
    if answer.state == "retry":
        return None
    said = "accepted" if answer.state in _KEPT else "rejected"
    return "answer.contradicts" if state in _FINAL and state != said else None


def _within(budget: int, items: Iterable[Item]) -> Iterable[Item]:
    spent = 0
    for item in items:
        spent += len(item.sealed) + _FRAME
        if spent > budget and spent > len(item.sealed) + _FRAME:
            return
        yield item


def _cursor(view: Transaction) -> int:
    return int(view.find_meta(CURSOR) or b"0")


def _item(row: Row) -> Item:
    item, number, service, lane, catalogue, created, sealed, reply_key, attached = row
    return Item(
        id=bytes(item),
        receipt=number,
        service=service,
        lane=lane,
        catalogue_version=catalogue,
        created=created,
        sealed=bytes(sealed),
        reply_key=None if reply_key is None else bytes(reply_key),
        attachments=tuple(bytes.fromhex(one) for one in attached.split(",")) if attached else (),
    )
