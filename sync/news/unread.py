"""Notices that this program could not read: passed over now, asked for again by a program that knows other words."""

from __future__ import annotations

from collections.abc import Sequence

from sync import audit
from sync.news.heard import WORDS
from sync.transaction import Transaction

CURSOR = "notices_cursor"
"""Where the store keeps the number of the newest notice that was taken, or passed over."""

_UNREAD = "notices_unread"


def note(change: Transaction, missed: Sequence[int], *, at: str) -> None:
    """Remember the first of the notices that were passed over, with the words that were known then."""
    if not missed:
        return
    if change.find_meta(_UNREAD) is None:
        change.set_meta(_UNREAD, f"{min(missed)} {WORDS}".encode())
    audit.append(change, "notice.not_understood", "platform", "", at=at)


def ask_again(change: Transaction) -> None:
    """Go back behind the first notice that was passed over, where this program knows other words; all follow again."""
    kept, cursor = change.find_meta(_UNREAD), int(change.find_meta(CURSOR) or b"0")
    if kept is None:
        return
    first, words = kept.decode().split()
    if words != WORDS:
        change.set_meta(CURSOR, str(min(cursor, int(first) - 1)).encode())
        change.execute("DELETE FROM meta WHERE key = ?", _UNREAD)
