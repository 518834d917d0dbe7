"""Keeps the time of one call from outside: a read timeout never fires on bytes that drip.

Answers for: a call ends at its deadline, or earlier when its bytes come too
slowly to be worth the wait; what the kernel knew of it last (bytes moved,
bytes nobody acknowledged) is kept to tell why. Refuses to read what moves.
"""

from __future__ import annotations

import math
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple, Self

TICKS = 5
"""So many looks at a window of time; bytes in most of them are a drip, bytes in one are an answer being thought of."""

Cut = Literal["", "late", "slow"]

# linux/tcp.h, struct tcp_info: tcpi_unacked at 24, tcpi_last_ack_recv at 56 (milliseconds ago), tcpi_rtt at 68
# (microseconds), tcpi_bytes_acked at 120, tcpi_bytes_received at 128, tcpi_busy_time at 168 (microseconds)
_INFO = struct.Struct("=24xI28xI60xQQ")
_ROUND_TRIP = struct.Struct("=68xI")
_BUSY = struct.Struct("=168xQ")


class Flow(NamedTuple):
    """What the kernel counts of a TCP connection: bytes both ways, segments not acknowledged, seconds of silence."""

    moved: int = 0
    received: int = 0
    unacknowledged: int = 0
    silent: float = math.inf


@dataclass(frozen=True)
class Timeouts:
    """Seconds: short ones deliver more on a link that flaps.

    `total` ends every call. Where bytes come, but over `window` fewer than `least` a second, it ends then.
    """

    connect: float = 6.0
    read: float = 8.0
    total: float = 45.0
    window: float = 10.0
    least: float = 100.0


class Drip:
    """Tells a drip from a stream and from silence, given what has moved at each tick of a window."""

    def __init__(self, floor: float) -> None:
        self._floor = floor
        self._totals: deque[int] = deque(maxlen=TICKS + 1)

    def feed(self, moved: int) -> bool:
        """Take how many bytes have moved in all; say whether the last whole window was a drip."""
        self._totals.append(moved)
        if len(self._totals) <= TICKS:
            return False
        steps = [after - before for before, after in pairwise(self._totals)]
        return sum(step > 0 for step in steps) > TICKS // 2 and sum(steps) < self._floor


class Watch:
    """Watches one call; *sockets* are those it may use now."""

    def __init__(self, timeouts: Timeouts, sockets: Callable[[], Iterable[socket.socket]]) -> None:
        self.cut: Cut = ""
        self.flow = Flow()
        self._before = 0
        self._heard = time.monotonic()
        self._timeouts = timeouts
        self._sockets = sockets
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link-watch", daemon=True)

    def __enter__(self) -> Self:
        self._before = bytes_arrived(self._sockets())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._look()
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        end, tick = time.monotonic() + self._timeouts.total, self._timeouts.window / TICKS
        drip = Drip(self._timeouts.least * self._timeouts.window)
        while not self._over.wait(max(0.0, min(tick, end - time.monotonic()))):
            self._look()
            if time.monotonic() >= end:
                return self._end("late")
            if drip.feed(self.flow.moved):
                return self._end("slow")
        return None

    def arrived(self) -> int:
        """Return how many bytes the other end has acknowledged since the call began, shaking hands included."""
        return max(0, self.flow.moved - self.flow.received - self._before)

    def silent(self) -> float:
        """Return for how many seconds nothing of the other end has been heard, of those that the call took."""
        return time.monotonic() - self._heard

    def _look(self) -> None:
        now = _sum(self._sockets())
        self._heard = max(self._heard, time.monotonic() - now.silent)
        if now.moved >= self.flow.moved:  # a closed socket counts nothing any more
            self.flow = now

    def _end(self, why: Cut) -> None:
        self.cut = why
        for one in self._sockets():
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def bytes_arrived(sockets: Iterable[socket.socket]) -> int:
    """Return how many bytes the other ends of *sockets* have acknowledged."""
    return sum(flow.moved - flow.received for flow in map(_flow, sockets))


def seconds_busy(sockets: Iterable[socket.socket]) -> float:
    """Return for how many seconds *sockets* have had something on its way that was not acknowledged."""
    return sum(_number(one, _BUSY) for one in sockets) / 1e6


def round_trip(one: socket.socket) -> float:
    """Return the seconds of a round trip to the other end of *one*, as the kernel has it; 0 where it has none."""
    return _number(one, _ROUND_TRIP) / 1e6


def _number(one: socket.socket, place: struct.Struct) -> int:
    try:
        (number,) = place.unpack(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, place.size))
    except (OSError, struct.error):  # closed meanwhile
        return 0
    return int(number)


def _sum(sockets: Iterable[socket.socket]) -> Flow:
    flows = [_flow(one) for one in sockets]
    moved, received, unacknowledged, silent = zip(Flow(), *flows, strict=True)
    return Flow(sum(moved), sum(received), sum(unacknowledged), min(silent))


def _flow(one: socket.socket) -> Flow:
    try:
        unacknowledged, silent, acknowledged, received = _INFO.unpack(
            one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
        )
    except (OSError, struct.error):
        return Flow()
    return Flow(acknowledged + received, received, unacknowledged, silent / 1000)
