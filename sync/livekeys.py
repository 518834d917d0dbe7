"""The platform's keys in a process that runs for weeks: read anew when the other process has accepted newer ones.

Refuses to be without keys: where the new ones cannot be read, those it had go on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar

from sync.identity import KeysRefused, PlatformKeys
from sync.wire import Signed

T = TypeVar("T")


class Voice(Protocol):
    """The platform, as whoever only listens to it needs it: `PlatformKeys`, or keys that are renewed."""

    def read(self, signed: Signed, domain: str, shape: type[T]) -> T | None:
        """Return the *shape* the platform signed for *domain*, or None."""
        ...


class LiveKeys:
    """What *find* gives, asked again whenever the file *watched* has changed. Raises KeysRefused at the start only."""

    def __init__(self, find: Callable[[], PlatformKeys], watched: Path) -> None:
        self._find, self._watched = find, watched
        self._stamp = _stamp(watched)
        self._keys = find()

    @property
    def version(self) -> int:
        return self._now().version

    @property
    def seal(self) -> bytes:
        """The raw key that requests are sealed to now."""
        return self._now().seal

    def read(self, signed: Signed, domain: str, shape: type[T]) -> T | None:
        """Return the *shape* the platform signed for *domain*, or None: unsigned words are no words."""
        return self._now().read(signed, domain, shape)

    def _now(self) -> PlatformKeys:
        stamp = _stamp(self._watched)
        if stamp != self._stamp:
            self._stamp = stamp
            with suppress(KeysRefused):
                self._keys = self._find()
        return self._keys


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
