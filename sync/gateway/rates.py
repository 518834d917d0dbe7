"""How often each caller may come: a bucket of tokens for everyone, filled at the rate of their role.

In the memory of one process: with several workers, each counts for itself.
Refuses to remember more callers than it has room for: the one who was longest
away is forgotten, and begins with a full bucket.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["kiosk", "agency", "operator", "anybody"]


@dataclass(frozen=True)
class Rate:
    """`burst` calls at once, then `per_second`."""

    burst: int
    per_second: float


RATES: Mapping[Kind, Rate] = {
    "kiosk": Rate(600, 10.0),
    "agency": Rate(600, 20.0),
    "operator": Rate(60, 2.0),
    "anybody": Rate(5000, 500.0),
}
"""A kiosk on the best of links makes some two calls a second; `anybody` is an address, with many kiosks behind it."""

BY_HAND: Mapping[Kind, Rate] = dict.fromkeys(RATES, Rate(1_000_000_000, 1.0))
"""What somebody carries here is a month of a kiosk in one go, and nobody waits behind it."""


@dataclass
class _Bucket:
    tokens: float
    at: float


@dataclass
class Rates:
    """Counts the calls of every caller; `now` is seconds that only grow."""

    rates: Mapping[Kind, Rate] = field(default_factory=lambda: RATES)
    now: Callable[[], float] = time.monotonic
    room: int = 20_000
    _buckets: OrderedDict[tuple[Kind, str], _Bucket] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, kind: Kind, caller: str) -> int | None:
        """Count one call; return None when it may go on, else after how many seconds to come again."""
        rate, now = self.rates[kind], self.now()
        with self._lock:
            bucket = self._buckets.pop((kind, caller), None) or _Bucket(float(rate.burst), now)
            filled = min(float(rate.burst), bucket.tokens + max(0.0, now - bucket.at) * rate.per_second)
            allowed = filled >= 1.0
            self._buckets[kind, caller] = _Bucket(filled - allowed, now)
            if len(self._buckets) > self.room:
                self._buckets.popitem(last=False)
        return None if allowed else max(1, math.ceil((1.0 - filled) / rate.per_second))
