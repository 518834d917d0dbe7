"""Which receipt numbers may have been given out, kept outside the encrypted store.

A store that was lost, put aside or damaged must not give the same number to a
second citizen. Numbers are reserved in blocks with one fsync per block; the
last one used is noted after each commit without waiting, so that a store
whose newest rows vanished is noticed.

    file    reserved up to, 8 bytes | last used, 8 bytes
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from sync.keyfile import sync_folder

_BLOCK = 64
_PAIR = struct.Struct(">QQ")


class Tally:
    """The numbers of one kiosk; calls of `reserve` happen inside the store's write lock."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def reserve(self, sequence: int) -> int:
        """Return *sequence* once it is durable that it may have been given."""
        reserved, used = self._read()
        if sequence > reserved:
            self._replace(sequence + _BLOCK - 1, used)
        return sequence

    def used(self, sequence: int) -> None:
        """Note that *sequence* was given in a committed transaction."""
        handle = os.open(self._path, os.O_WRONLY)
        try:
            os.pwrite(handle, struct.pack(">Q", sequence), 8)
        finally:
            os.close(handle)

    def floor(self, *, fresh: bool) -> int:
        """Return the highest number that may be in a citizen's hand: all reserved ones when the store is *fresh*."""
        reserved, used = self._read()
        return reserved if fresh else used

    def _read(self) -> tuple[int, int]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return 0, 0
        if len(content) != _PAIR.size:
            return 0, 0
        reserved, used = _PAIR.unpack(content)
        return reserved, used

    def _replace(self, reserved: int, used: int) -> None:
        draft = self._path.with_name(self._path.name + ".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, _PAIR.pack(reserved, used))
            os.fsync(handle)
        finally:
            os.close(handle)
        draft.rename(self._path)
        sync_folder(self._path.parent)
