"""Which receipt numbers may have been given out, kept outside the encrypted store.

A store that was lost, put aside, rolled back or damaged must not give the
same number to a second citizen. Numbers are reserved in blocks with one flush
to disk per block; the last one used is noted after each commit without
waiting, so that a store whose newest rows vanished is noticed.

    kiosk.db.numbers   the highest number that may have been given, durable before it is
    kiosk.db.used      the high-water mark: the highest number that was; a TPM counter may stand in its place

A mark is written twice, in two sectors, each with a check; damage to one is
mended, damage to both is said and never taken for zero.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple, Protocol

from config.whole_file import write_whole
from sync.beside import beside
from sync.store import StoreDamaged

_BLOCK = 64
_SECTOR = 512
_VALUE, _CHECK = 8, 8


class CounterDamaged(StoreDamaged):
    """Neither copy of a mark checks: nobody knows which numbers were given."""


class Counter(Protocol):
    """What only grows and is kept where a copy of the store cannot bring back an old value."""

    def read(self) -> int:
        """Return the highest value it was raised to, 0 at first; OSError or CounterDamaged where it cannot tell."""
        ...

    def raise_to(self, value: int) -> None:
        """Be *value* from now on, or stay where it is higher already; OSError where it cannot."""
        ...


class FileCounter:
    """A mark in a file: value 8 | check 8, at the beginning of two sectors. *durable* waits for the disk."""

    def __init__(self, path: Path, *, durable: bool) -> None:
        self._path = path
        self._durable = durable

    def read(self) -> int:
        """Return the value; 0 where there is no file. Raises CounterDamaged."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return 0
        values = [value for place in (0, _SECTOR) if (value := self._value(content[place:])) is not None]
        if not values:
            raise CounterDamaged(f"{self._path.name} does not check")
        return max(values)

    def raise_to(self, value: int) -> None:
        """Write *value* into one sector and then the other: power that goes in between spoils one at most."""
        if not self._path.exists():
            self.mend(0)
        if value <= self.read():
            return
        handle = os.open(self._path, os.O_WRONLY)
        try:
            for place in (0, _SECTOR):
                os.pwrite(handle, self._slot(value), place)
                if self._durable:
                    os.fsync(handle)
        finally:
            os.close(handle)

    def mend(self, value: int) -> None:
        """Begin anew with *value*, whatever is there."""
        write_whole(self._path, self._slot(value).ljust(_SECTOR, b"\0") + self._slot(value))

    def _slot(self, value: int) -> bytes:
        plain = value.to_bytes(_VALUE, "big")
        return plain + hashlib.sha256(self._path.suffix.encode() + plain).digest()[:_CHECK]

    def _value(self, slot: bytes) -> int | None:
        value = int.from_bytes(slot[:_VALUE], "big")
        return value if slot[: _VALUE + _CHECK] == self._slot(value) else None


class Verdict(NamedTuple):
    """What the marks say of a store: `floor` is the highest number that may be in a citizen's hand."""

    floor: int
    behind: bool
    damaged: bool


class Tally:
    """The numbers of one kiosk; calls of `reserve` happen inside the store's write lock."""

    def __init__(self, store: Path, used: Counter | None = None) -> None:
        self._reserved = FileCounter(beside(store, ".numbers"), durable=True)
        self._used_file = FileCounter(beside(store, ".used"), durable=False)
        self._used = used or self._used_file

    def reserve(self, sequence: int) -> int:
        """Return *sequence* once it is durable that it may have been given. Raises OSError, CounterDamaged."""
        if sequence > self._reserved.read():
            self._reserved.raise_to(sequence + _BLOCK - 1)
        return sequence

    def used(self, sequence: int) -> None:
        """Note that *sequence* was given in a committed transaction. Raises OSError, CounterDamaged."""
        self._used.raise_to(sequence)

    def judge(self, last: int, *, fresh: bool, saved: bool = False) -> Verdict:
        """Judge a store whose last number is *last*; one that is *fresh* had given none itself.

        One that was *saved* from damage may lack its newest, and the mark of those may not have reached the disk: it
        goes on behind every number that was reserved.

        Raises CounterDamaged where neither the store nor a mark tells which numbers were given.
        """
        reserved, used = _told(self._reserved), _told(self._used)
        if fresh and reserved is None and used is None:
            raise CounterDamaged("no mark checks and the store is new")
        damaged = reserved is None or used is None
        mark = max(reserved, used or 0) if fresh and reserved is not None else used
        behind = mark is not None and last < mark
        floor = max(last, used or 0, reserved or 0)
        floor += _BLOCK if reserved is None else 0
        if damaged:
            self._mend(floor)
        return Verdict(floor if behind or damaged or saved else last, behind, damaged)

    def _mend(self, floor: int) -> None:
        for mark in (self._reserved, self._used_file):
            if _told(mark) is None:
                mark.mend(floor)


def _told(counter: Counter) -> int | None:
    try:
        return counter.read()
    except (OSError, CounterDamaged):
        return None
