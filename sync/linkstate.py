"""How the link is, as the agent last saw it, for the screen in the other process."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from sync.clock import THIS_BOOT, Clock, moment, stamp
from sync.store import Store

LinkWord = Literal["up", "down", "refused", "garbage"]


class LinkState(msgspec.Struct, frozen=True):
    """`checked` is when the agent last tried; an old one means that no agent runs. `trouble` is for technicians.

    `boot` is the start of the machine in which the last answer came: before, its clock was perhaps another.
    """

    state: LinkWord
    trouble: str | None
    checked: datetime
    last_answer: datetime | None
    platform_time: str | None
    boot: str


class Told(NamedTuple):
    """The platform's signed time, and what this machine's clock showed as it came: a round may go on long after."""

    platform: str
    machine: str


def note_link(
    store: Store,
    clock: Clock,
    word: LinkWord,
    trouble: str | None,
    told: Told | None,
    *,
    boot: str = THIS_BOOT,
) -> None:
    """Keep what one try found; the last signed platform time, and when it came, stay when this one brought none."""
    now = stamp(clock.now())
    values = (word, trouble, now, told and told.machine, told and told.platform, boot)
    with store.transaction() as change:
        change.execute(
            "INSERT INTO link (only, state, trouble, checked, answered, platform_time, boot)"
            " VALUES (1, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (only) DO UPDATE SET state = excluded.state, trouble = excluded.trouble,"
            " checked = excluded.checked, answered = coalesce(excluded.answered, answered),"
            " platform_time = coalesce(excluded.platform_time, platform_time),"
            " boot = CASE WHEN excluded.answered IS NULL THEN boot ELSE excluded.boot END",
            *values,
        )


def link_state(store: Store) -> LinkState | None:
    """Return what the agent last saw, or None before its first try."""
    with store.reading() as view:
        row = view.find("SELECT state, trouble, checked, answered, platform_time, boot FROM link")
    if row is None:
        return None
    state, trouble, checked, answered, platform_time, boot = row
    return LinkState(state, trouble, moment(checked), moment(answered) if answered else None, platform_time, boot)
