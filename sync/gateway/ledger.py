"""What the platform keeps: every request of a kiosk once, by its id, for ever.

SQLite by default, PostgreSQL by its URL; any number of processes may share a
database. What is written in one `writing` block is durable when it ends, or
not there at all: the request, what its agency is told, and the notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, select

from sync.gateway import outgoing, schema
from sync.gateway.inserting import insert_into
from sync.gateway.outgoing import OutgoingRow
from sync.gateway.tables import BODY, HEAD, LOGIN, NOTICE, REQUEST, month_of
from sync.gateway.writers import Line, NoteLine, writer_for
from sync.wire import AuditHead, Item, Lane, Notice, NoticeState, body_hash


class Judgement(NamedTuple):
    """What was found about an item, to be kept with it; an accepted one goes to its `agency`, unless that is ""."""

    item: Item
    state: str
    reason: str | None
    agency: str


class Kept(NamedTuple):
    """What stands under an id; `new` when this call put it there."""

    new: bool
    hash: bytes
    state: str
    reason: str | None
    received: str


class Note(NamedTuple):
    """How a request goes on."""

    id: bytes
    state: NoticeState
    code: str
    due: str | None = None
    reference: str = ""


class Body(NamedTuple):
    """A sealed request and all that its seal is bound to."""

    id: bytes
    receipt: str
    service: str
    lane: Lane
    sealed: bytes
    reply_key: bytes | None
    received: str


class Ledger:
    def __init__(self, url: str) -> None:
        """Open the ledger at *url* and bring its tables up to date; schema.SchemaUnknown."""
        self._engine = schema.open_engine(url)
        schema.upgrade(self._engine)
        schema.open_months(self._engine, datetime.now(UTC).date())
        self._reading = schema.for_reading(self._engine)
        self.page: type[Page] = Page

    @property
    def engine(self) -> Engine:
        """The engine, for what is kept beside the ledger in the same database."""
        return self._engine

    @contextmanager
    def writing(self) -> Iterator[Page]:
        """Give a page whose lines are durable together when the block ends."""
        with self._engine.execution_options(writing=True).begin() as connection:
            yield self.page(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._reading.connect() as connection:
            yield connection

    def notices(self, kiosk: str, since: int, limit: int = 200) -> tuple[Notice, ...]:
        """Return the next notices of *kiosk* after number *since*; none that is written later gets a lower number."""
        columns = (NOTICE.c[name] for name in Notice.__struct_fields__)
        query = select(*columns).where(NOTICE.c.kiosk == kiosk, NOTICE.c.sequence > since)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(NOTICE.c.sequence).limit(limit)).all()
        return tuple(Notice(*row) for row in rows)

    def outgoing(self, after: int, limit: int = 200, agency: str | None = None) -> tuple[OutgoingRow, ...]:
        """Return the next accepted requests after position *after*, of all agencies or one, in order of commit."""
        with self.reading() as connection:
            waiting = outgoing.something_waits(connection)
        if waiting:
            with self.writing() as page:
                outgoing.give_positions(page.connection)
        with self.reading() as connection:
            return outgoing.read_outgoing(connection, after, limit, agency)

    def last_position(self) -> int:
        """Return the highest position that a request has been given."""
        with self.reading() as connection:
            return outgoing.find_last(connection)

    def published(self) -> int:
        """Return up to which position requests are known to have been passed on."""
        with self.reading() as connection:
            return outgoing.find_published(connection)

    def mark_published(self, position: int) -> None:
        """Note that everything up to *position* has been passed on; never goes back."""
        with self.writing() as page:
            outgoing.set_published(page.connection, position)

    def find_body(self, kiosk: str, item: bytes) -> Body | None:
        """Return the sealed request of *kiosk* with id *item*, None when it was never kept or has been laid away."""
        columns = (REQUEST.c.id, REQUEST.c.receipt, REQUEST.c.service, REQUEST.c.lane)
        joined = (REQUEST.c.month == BODY.c.month) & (REQUEST.c.kiosk == BODY.c.kiosk) & (REQUEST.c.id == BODY.c.id)
        query = select(*columns, BODY.c.sealed, BODY.c.reply_key, REQUEST.c.received).join(BODY, joined)
        with self.reading() as connection:
            row = connection.execute(query.where(REQUEST.c.kiosk == kiosk, REQUEST.c.id == item)).one_or_none()
        return None if row is None else Body(*row)

    def count(self) -> int:
        """Return how many requests are kept."""
        with self.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(REQUEST)).scalar_one())

    def audit_heads(self, kiosk: str) -> tuple[AuditHead, ...]:
        query = select(HEAD.c.sequence, HEAD.c.hash).where(HEAD.c.kiosk == kiosk).order_by(HEAD.c.sequence)
        with self.reading() as connection:
            return tuple(AuditHead(sequence, bytes(head)) for sequence, head in connection.execute(query).all())

    def close(self) -> None:
        self._engine.dispose()


class Page:
    """Writes within one transaction; batches in order of key, so that two of them wait and never cross."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._writer = writer_for(connection)

    def keep(self, kiosk: str, judgements: Sequence[Judgement], received: str) -> list[Kept]:
        """Keep each item whose id is not taken; return what stands under each id, in the order given.

        Of two items with one id the first is kept.
        """
        lines: dict[bytes, Line] = {}
        for judgement in judgements:
            lines.setdefault(judgement.item.id, _line(judgement))
        if not lines:
            return []
        ordered = [lines[one] for one in sorted(lines)]
        found = self._writer.keep(self.connection, kiosk, received, month_of(received), ordered)
        standing = {one.id: one for one in found}
        kept = []
        for judgement in judgements:
            one = standing[judgement.item.id]
            first = lines.pop(judgement.item.id, None) is not None
            kept.append(Kept(one.new and first, one.hash, one.state, one.reason, one.received))
        return kept

    def find(self, kiosk: str, item: bytes) -> Kept | None:
        return self.find_all(kiosk, [item]).get(item)

    def find_all(self, kiosk: str, items: Sequence[bytes]) -> dict[bytes, Kept]:
        """Return what stands under those of *items* that *kiosk* ever sent, by id."""
        if not items:
            return {}
        columns = (REQUEST.c.id, REQUEST.c.hash, REQUEST.c.state, REQUEST.c.reason, REQUEST.c.received)
        query = select(*columns).where(REQUEST.c.kiosk == kiosk, REQUEST.c.id.in_(items))
        rows = self.connection.execute(query)
        return {bytes(item): Kept(False, bytes(content), *standing) for item, content, *standing in rows}

    def notify(self, kiosk: str, notes: Sequence[Note], at: str) -> int:
        """Append *notes* to what *kiosk* will be told; return the number of the first, 0 for none."""
        return self._writer.notify(self.connection, kiosk, at, [NoteLine(*note) for note in notes]) if notes else 0

    def claim_logins(self, kiosk: str, claims: Sequence[tuple[bytes, bytes]], at: str) -> set[tuple[bytes, bytes]]:
        """Keep which log-in each challenge belongs to: pairs of challenge and digest.

        Returns those that hold: a challenge that belongs to another log-in, or
        to another kiosk, is not among them. The look is a statement of its own:
        joined to the insert, PostgreSQL shows it no concurrent one.
        """
        if not claims:
            return set()
        self._writer.claim(self.connection, kiosk, at, sorted(claims, key=lambda claim: claim[0]))
        query = select(LOGIN.c.challenge, LOGIN.c.digest).where(LOGIN.c.kiosk == kiosk)
        rows = self.connection.execute(query.where(LOGIN.c.challenge.in_({claim[0] for claim in claims})))
        return {(bytes(challenge), bytes(digest)) for challenge, digest in rows} & set(claims)

    def note_audit_head(self, kiosk: str, head: AuditHead, at: str) -> None:
        values = {"kiosk": kiosk, "sequence": head.sequence, "hash": head.hash, "received": at}
        self.connection.execute(insert_into(self.connection, HEAD).values(values).on_conflict_do_nothing())


def _line(judgement: Judgement) -> Line:
    item = judgement.item
    return Line(
        id=item.id,
        receipt=item.receipt,
        service=item.service,
        agency=judgement.agency,
        lane=item.lane,
        catalogue=item.catalogue_version,
        hash=body_hash(item.sealed),
        state=judgement.state,
        reason=judgement.reason,
        created=item.created,
        sealed=item.sealed,
        reply_key=item.reply_key,
    )
