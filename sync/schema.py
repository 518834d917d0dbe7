"""The tables of the store, as numbered steps that each run once in one transaction.

A step that was shipped is never edited; a change is a new step.
"""

from __future__ import annotations

_FIRST = (
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
    """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END""",
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

# For whom somebody acted, as lists and papers tell it: a child's number without its birth date.
_ON_BEHALF = ("ALTER TABLE outbox ADD COLUMN on_behalf TEXT NOT NULL DEFAULT ''",)

# The short name of the officer who served: a second paper says what the first one said.
_ASSISTED_BY = ("ALTER TABLE outbox ADD COLUMN assisted_by TEXT NOT NULL DEFAULT ''",)

# In which start of the machine the platform's time came: only in that one do its clocks tell how long ago.
_TOLD_IN = ("ALTER TABLE link ADD COLUMN boot TEXT NOT NULL DEFAULT ''",)

# Which request a line of the trail is about (no index: only evidence looks for it, and each one costs a page a line),
# and the heads of the trail that the platform signed.
_SUBJECT = (
    "ALTER TABLE audit ADD COLUMN subject BLOB NOT NULL DEFAULT x''",
    "CREATE TABLE anchors (sequence INTEGER PRIMARY KEY, hash BLOB NOT NULL, signed BLOB NOT NULL) STRICT",
)

# A technician's request: it goes the same way and has no effect.
_TEST = ("ALTER TABLE outbox ADD COLUMN test INTEGER NOT NULL DEFAULT 0",)

STEPS: tuple[tuple[str, ...], ...] = (_FIRST, _ON_BEHALF, _ASSISTED_BY, _TOLD_IN, _SUBJECT, _TEST)
