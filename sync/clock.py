"""Time as this room sees it: an injected wall clock and a clock that never jumps.

The wall clock of a kiosk may be wrong by years; nothing here decides by it
what is delivered, only what is written down beside it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the wall time, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow while this process lives."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Hours(Protocol):
    """Who keeps the time by the platform's word."""

    def hear_platform(self, signed: datetime, machine: datetime) -> None:
        """Take the platform's signed time, and what the machine's clock showed as it came."""
        ...


def stamp(moment: datetime) -> str:
    """Return *moment* as ISO 8601 UTC with microseconds; such texts sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Return the aware time that `stamp` wrote; ValueError when it is not one."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError("a time without a zone")
    try:
        return parsed.astimezone(UTC)
    except OverflowError as fault:
        raise ValueError("a time beyond the calendar") from fault


def boot_seconds() -> float:
    """Return seconds since the machine started, that go on through sleep, and that nobody can set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def boot_id() -> str:
    """Return which start of the machine this is, "unknown" where it does not say."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return "unknown"


THIS_BOOT = boot_id()
