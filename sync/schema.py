"""The tables of the store, as numbered steps that each run once in one transaction, and back again.

A step that was shipped is never edited; a change is a new step. `down` takes
nothing from the version before: what that one knew is there as it was.
"""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """One version of the tables: how to come to it, and how to go back to the one before (nothing before the first)."""

    up: tuple[str, ...]
    down: tuple[str, ...] = ()


def _column(table: str, key: str, declared: str, *, before: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> Step:
    """Return the step that adds a column; going back puts what is in it aside, and coming again brings it home."""
    name = declared.split(maxsplit=1)[0]
    kept = f"kept_{table}_{name}"
    back = f"(SELECT value FROM {kept} WHERE {kept}.key = {table}.{key})"  # noqa: S608 names are ours
    return Step(
        (
            f"CREATE TABLE IF NOT EXISTS {kept} (key PRIMARY KEY, value)",
            f"ALTER TABLE {table} ADD COLUMN {declared}",
            *before,
            f"UPDATE {table} SET {name} = {back} WHERE {key} IN (SELECT key FROM {kept})",  # noqa: S608 names are ours
            f"DROP TABLE {kept}",
            *after,
        ),
        (
            f"CREATE TABLE {kept} (key PRIMARY KEY, value)",
            f"INSERT INTO {kept} SELECT {key}, {name} FROM {table}",  # noqa: S608 names are ours
            f"ALTER TABLE {table} DROP COLUMN {name}",
        ),
    )


_AUDIT_IS_NOT_CHANGED = """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END"""

_FIRST = Step(
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
        # `seq` is the sequence of the receipt number; AUTOINCREMENT remembers the last one for us.
        # Each index costs one more encrypted page per request, so there are few.
        """CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        number TEXT NOT NULL,
        service TEXT NOT NULL,
        lane TEXT NOT NULL CHECK (lane IN ('now', 'queue')),
        catalogue INTEGER NOT NULL,
        created TEXT NOT NULL,
        body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
        sealed BLOB,
        size INTEGER NOT NULL,
        holder BLOB,
        reply_key BLOB,
        state TEXT NOT NULL DEFAULT 'waiting'
            CHECK (state IN ('waiting', 'sending', 'accepted', 'rejected', 'unknown')),
        reason TEXT,
        answered INTEGER NOT NULL DEFAULT 0,
        notice TEXT,
        answer BLOB,
        changed TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
        # Lane `now` first, then `queue`; what failed often goes behind both and stands in nobody's way.
        # The last two columns let the counts be read from here as well.
        """CREATE INDEX outbox_due ON outbox (
        CASE WHEN state = 'rejected' THEN 'zz' WHEN tries < 5 THEN lane ELSE 'z' END, tries, seq, state, created
    ) WHERE state <> 'accepted'""",
        "CREATE INDEX outbox_holder ON outbox (holder) WHERE holder IS NOT NULL",
        """CREATE TABLE papers (
        job TEXT PRIMARY KEY,
        outbox BLOB NOT NULL REFERENCES outbox (id),
        number TEXT NOT NULL,
        kind TEXT NOT NULL,
        copy INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'intended',
        reason TEXT,
        created TEXT NOT NULL,
        changed TEXT NOT NULL
    ) STRICT""",
        "CREATE INDEX papers_outbox ON papers (outbox)",
        """CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        actor TEXT NOT NULL,
        cause TEXT NOT NULL,
        previous BLOB NOT NULL,
        hash BLOB NOT NULL
    ) STRICT""",
        _AUDIT_IS_NOT_CHANGED,
        """CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END""",
        """CREATE TABLE replies (
        id BLOB PRIMARY KEY CHECK (length(id) = 16),
        sealed BLOB NOT NULL,
        arrived TEXT NOT NULL
    ) STRICT""",
        """CREATE TABLE link (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        state TEXT NOT NULL,
        trouble TEXT,
        checked TEXT NOT NULL,
        answered TEXT,
        platform_time TEXT
    ) STRICT""",
    )
)

# For whom somebody acted, as lists and papers tell it: a child's number without its birth date.
_ON_BEHALF = _column("outbox", "seq", "on_behalf TEXT NOT NULL DEFAULT ''")

# The short name of the officer who served: a second paper says what the first one said.
_ASSISTED_BY = _column("outbox", "seq", "assisted_by TEXT NOT NULL DEFAULT ''")

# In which start of the machine the platform's time came: only in that one do its clocks tell how long ago.
_TOLD_IN = _column("link", "only", "boot TEXT NOT NULL DEFAULT ''")

# Which request a line of the trail is about (no index: only evidence looks for it, and each one costs a page a line),
# and the heads of the trail that the platform signed, which the version before does not touch.
_SUBJECT = _column(
    "audit",
    "sequence",
    "subject BLOB NOT NULL DEFAULT x''",
    before=("DROP TRIGGER audit_is_not_changed",),
    after=(
        _AUDIT_IS_NOT_CHANGED,
        """CREATE TABLE IF NOT EXISTS anchors (
            sequence INTEGER PRIMARY KEY, hash BLOB NOT NULL, signed BLOB NOT NULL) STRICT""",
    ),
)

# A technician's request: it goes the same way and has no effect.
_TEST = _column("outbox", "seq", "test INTEGER NOT NULL DEFAULT 0")

# How many requests are in each state, kept as they change: a screen must not count a hundred thousand rows.
# What was delivered, by when, and the papers that are being sent are found without reading the others.
_COUNTS = Step(
    (
        "CREATE TABLE counts (state TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "INSERT INTO counts SELECT state, count(*) FROM outbox GROUP BY state",
        """CREATE TRIGGER outbox_counts_one_more AFTER INSERT ON outbox BEGIN
            INSERT INTO counts VALUES (new.state, 1) ON CONFLICT DO UPDATE SET number = number + 1; END""",
        """CREATE TRIGGER outbox_counts_another AFTER UPDATE OF state ON outbox WHEN old.state <> new.state BEGIN
            UPDATE counts SET number = number - 1 WHERE state = old.state;
            INSERT INTO counts VALUES (new.state, 1) ON CONFLICT DO UPDATE SET number = number + 1; END""",
        """CREATE TRIGGER outbox_counts_one_less AFTER DELETE ON outbox BEGIN
            UPDATE counts SET number = number - 1 WHERE state = old.state; END""",
        "CREATE INDEX outbox_delivered ON outbox (changed) WHERE state = 'accepted'",
        "CREATE INDEX papers_being_sent ON papers (job) WHERE state = 'sent'",
    ),
    (
        "DROP INDEX papers_being_sent",
        "DROP INDEX outbox_delivered",
        "DROP TRIGGER outbox_counts_one_less",
        "DROP TRIGGER outbox_counts_another",
        "DROP TRIGGER outbox_counts_one_more",
        "DROP TABLE counts",
    ),
)

# How an accepted request goes on: the platform's stage, the agency's last day, its number of what it decided.
_STAGE = _column("outbox", "seq", "stage TEXT")
_DUE = _column("outbox", "seq", "due TEXT")
_NUMBERED = _column("outbox", "seq", "reference TEXT NOT NULL DEFAULT ''")
# What belongs to a request and travels apart, in sealed chunks. `held` is how far the platform signed that it has it.
# The version before leaves these tables alone, and the platform takes no such request without them.
_ATTACHMENTS = Step(
    (
        """CREATE TABLE IF NOT EXISTS attachments (
            id BLOB PRIMARY KEY CHECK (length(id) = 16),
            item BLOB NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            size INTEGER NOT NULL,
            held INTEGER NOT NULL DEFAULT 0,
            whole INTEGER NOT NULL DEFAULT 0,
            UNIQUE (item, place)
        ) STRICT""",
        "CREATE INDEX IF NOT EXISTS attachments_waiting ON attachments (item, place) WHERE whole = 0",
        """CREATE TABLE IF NOT EXISTS chunks (
            attachment BLOB NOT NULL REFERENCES attachments (id) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            length INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (attachment, place)
        ) STRICT""",
    )
)

# When a request came by our own seconds, in which start of the machine, and whether its clock could be believed.
_MONOTONIC = _column("outbox", "seq", "monotonic_ms INTEGER NOT NULL DEFAULT 0")
_BOOT = _column("outbox", "seq", "boot TEXT NOT NULL DEFAULT ''")
_CLOCK_STATE = _column("outbox", "seq", "clock_state TEXT NOT NULL DEFAULT ''")

STEPS: tuple[Step, ...] = (
    _FIRST,
    _ON_BEHALF,
    _ASSISTED_BY,
    _TOLD_IN,
    _SUBJECT,
    _TEST,
    _COUNTS,
    _STAGE,
    _DUE,
    _NUMBERED,
    _ATTACHMENTS,
    _MONOTONIC,
    _BOOT,
    _CLOCK_STATE,
)
