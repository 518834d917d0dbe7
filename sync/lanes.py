"""Whose turn it is on the link: small things before large ones, and nobody waits for ever.

    lane         what moves in one turn                                  weight
    time         one signed hour, when the clock cannot be believed      first
    now          what a citizen waits for in front of the machine        first
    requests     batches, each as large as the link carries in seconds   16
    notices      one question for everything new                         2
    catalogue    one part of a pack (32 KiB)                             2
    attachments  sealed chunks (12 KiB), as many as a batch is large     4
    logs         one call with lines of the audit trail (16 KiB)         1

The agent learns the hour before any turn, where certificates cannot be
judged without it. It has something for `logs` only where it has asked for the
news, and seldom (`sync.logs`).

Answers for two laws: a lane that has something moves within a bounded number
of turns, whatever the others have and however often the link breaks; and
between any two turns `now` is asked first, so that it waits for one turn and
no more. Refuses to know what is carried.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

LaneName = Literal["time", "now", "requests", "notices", "catalogue", "attachments", "logs"]

URGENT: tuple[LaneName, ...] = ("time", "now")
WEIGHTS: dict[LaneName, int] = {"requests": 16, "notices": 2, "catalogue": 2, "attachments": 4, "logs": 1}

MOST_URGENT = 4
"""So many urgent turns in a row; then one of the others, if any has something."""

BOUND = (MOST_URGENT + 1) * (sum(WEIGHTS.values()) + len(WEIGHTS))
"""No lane that has something waits for more turns than this."""


TURN_SECONDS = 30.0
"""So long a turn of many batches goes on where another lane has something: the batch it began is its last."""


class Turns:
    """Smooth weighted turns: a lane gathers credit while it waits, and who has most moves.

    What broke off is remembered: the next turn goes on where the credit stands, not at the first lane again.
    After a round in which everybody moved, all begin anew.
    """

    def __init__(self) -> None:
        self._credit: dict[LaneName, int] = dict.fromkeys(WEIGHTS, 0)
        self._urgent = 0

    def next(self, ready: Collection[LaneName]) -> LaneName:
        """Return which of the lanes in *ready* moves now; ValueError when there is none."""
        urgent = [lane for lane in URGENT if lane in ready]
        others = [lane for lane in WEIGHTS if lane in ready]
        if urgent and (self._urgent < MOST_URGENT or not others):
            self._urgent += 1
            return urgent[0]
        self._urgent = 0
        return self._weighted(others)

    def begin_anew(self) -> None:
        """Forget the credit: everybody has moved."""
        self._credit = dict.fromkeys(WEIGHTS, 0)

    def _weighted(self, others: list[LaneName]) -> LaneName:
        for lane in others:
            self._credit[lane] += WEIGHTS[lane]
        chosen = max(others, key=lambda lane: self._credit[lane])
        self._credit[chosen] -= sum(WEIGHTS[lane] for lane in others)
        return chosen
