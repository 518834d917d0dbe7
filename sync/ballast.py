"""A file that holds room on the disk until the store needs it: without it a full disk could not even be cleared.

Answers for: what is settled and cleared still finds room when the disk is
full, and the room is taken again when there is some. Refuses to be counted as
room for new requests, and to take what the floor keeps free.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sync.beside import beside

Free = Callable[[Path], int]
"""The free bytes of the disk a folder lies on."""


def free_bytes(folder: Path) -> int:
    """Return what this user may still write on the disk of *folder*."""
    return shutil.disk_usage(folder).free


class Ballast:
    """`size` bytes held beside the store at *store*; 0 holds none. Both processes may give it up."""

    def __init__(self, store: Path, size: int, free: Free = free_bytes) -> None:
        self.path = beside(store, ".ballast")
        self.size = size
        self._free = free

    @property
    def is_held(self) -> bool:
        return self._held() >= self.size

    def owed(self) -> int:
        """Return the bytes still to be taken again before there is room for anything new."""
        return max(0, self.size - self._held())

    def give_up(self) -> bool:
        """Make room; tell whether there was any to make."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True

    def take_again(self, floor: int) -> bool:
        """Hold the room again where the disk has it beyond *floor* bytes; tell whether it is held now."""
        if self.is_held:
            return True
        try:
            if self._free(self.path.parent) < self.owed() + floor:
                return False
            self._fill()
        except OSError:
            self.give_up()
        return self.is_held

    def _held(self) -> int:
        try:
            kept = self.path.stat()
        except OSError:
            return 0
        return min(kept.st_size, kept.st_blocks * 512)  # a file with holes holds no room

    def _fill(self) -> None:
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(handle, 0, self.size)
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)
