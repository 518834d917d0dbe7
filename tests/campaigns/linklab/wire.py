"""One direction of a link: when a packet gets to the other end, if it does. Looks at no clock."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from typing import Literal

from tests.campaigns.linklab.profile import Profile

Way = Literal["up", "down"]
_TCP, _IHL, _PROTOCOL = 6, 0x0F, 9


class Direction:
    """What is under way in one direction of *link*, which began at *begin* (seconds)."""

    def __init__(self, link: Profile, way: Way, begin: float) -> None:
        self._link, self._way, self._begin = link, way, begin
        self._rate = link.rate_up if way == "up" else link.rate_down
        self._loss = link.loss_up if way == "up" else link.loss_down
        self._chance = random.Random(f"{link.seed} {way}")
        self._busy_until = begin
        self._under_way: list[tuple[float, int, bytes]] = []
        self._order = 0
        self.counts: Counter[str] = Counter()

    def send(self, packet: bytes, now: float) -> bool:
        """Take *packet* at the time *now*: it will arrive, or it is counted as lost and why; tell whether it left."""
        self.counts["packets"] += 1
        self.counts["bytes"] += len(packet)
        why = self._stopped(packet, now)
        if why:
            self.counts[why] += 1
            return False
        self._busy_until = max(now, self._busy_until) + (len(packet) * 8 / self._rate if self._rate else 0)
        if self._chance.random() < self._loss:
            self.counts["lost"] += 1  # on its way: it took its time on the link
            return True
        for _ in range(1 + (self._chance.random() < self._link.duplicate)):
            late = (self._link.rtt_ms / 2 + self._chance.uniform(0, self._link.jitter_ms)) / 1000
            self._order += 1
            heapq.heappush(self._under_way, (self._busy_until + late, self._order, packet))
        return True

    def due(self) -> float | None:
        """Return when the next packet arrives, None when none is under way."""
        return self._under_way[0][0] if self._under_way else None

    def arrived(self, now: float) -> list[bytes]:
        """Return what has arrived by *now*, in the order it did."""
        packets: list[bytes] = []
        while self._under_way and self._under_way[0][0] <= now:
            packets.append(heapq.heappop(self._under_way)[2])
        return packets

    def is_up(self, now: float) -> bool:
        if self._link.flap is None:
            return True
        up, down = self._link.flap
        return (now - self._begin) % (up + down) < up

    def _stopped(self, packet: bytes, now: float) -> str:
        if not self.is_up(now):
            return "down"
        if self._link.mtu_hole and len(packet) > self._link.mtu_hole:
            return "too_large"
        if self._link.black_hole and self._way == "down" and _tcp_data(packet):
            return "black_hole"
        backlog = (self._busy_until - now) * self._rate / 8
        return "queue_full" if self._rate and backlog + len(packet) > self._link.queue_bytes else ""


def _tcp_data(packet: bytes) -> int:
    """Return how many bytes the TCP segment in the IPv4 *packet* carries (RFC 791, RFC 9293)."""
    head = (packet[0] & _IHL) * 4
    if packet[0] >> 4 != 4 or packet[_PROTOCOL] != _TCP or len(packet) < head + 20:
        return 0
    return max(0, int.from_bytes(packet[2:4], "big") - head - (packet[head + 12] >> 4) * 4)
