"""What happened at this kiosk within a span of time, as counts.

Refuses persons: no number of a request, no tag and no name leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sync.clock import stamp
from sync.outbox import State
from sync.papers import PaperState
from sync.store import Store
from sync.wire import NoticeState

_REQUESTS = """SELECT service, state, stage, answered, count(*) FROM outbox
    WHERE created >= ? AND created < ? AND NOT test GROUP BY service, state, stage, answered ORDER BY service"""
_PAPERS = """SELECT state, coalesce(reason, ''), count(*) FROM papers
    WHERE changed >= ? AND changed < ? GROUP BY 1, 2 ORDER BY 1, 2"""
_VISITS = """SELECT count(*) FROM audit
    WHERE at >= ? AND at < ? AND kind = 'visit.ended' AND actor IN ('citizen', 'kiosk')"""


@dataclass(frozen=True)
class Handed:
    """How many requests of one service stand the same way: our state, then the platform's stage and answer."""

    service: str
    state: State
    stage: NoticeState | None
    answered: bool
    count: int


@dataclass(frozen=True)
class Day:
    """Visits that ended, requests handed in, and papers by what is known of them and why."""

    visits: int = 0
    requests: tuple[Handed, ...] = ()
    papers: tuple[tuple[PaperState, str, int], ...] = ()


class DayBook:
    """Counts of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, since: datetime, until: datetime) -> Day:
        """Return what happened from *since* until just before *until*, in one steady view. Raises StoreError."""
        span = (stamp(since), stamp(until))
        with self._store.reading() as view:
            visits = view.find(_VISITS, *span)
            requests = tuple(_handed(row) for row in view.rows(_REQUESTS, *span))
            papers = tuple((cast("PaperState", state), str(why), int(n)) for state, why, n in view.rows(_PAPERS, *span))
        return Day(int(visits[0]) if visits else 0, requests, papers)


def _handed(row: tuple[str, str, str | None, int, int]) -> Handed:
    service, state, stage, answered, count = row
    return Handed(service, cast("State", state), cast("NoticeState | None", stage), bool(answered), int(count))
