"""What a printer says about itself, from the bytes it sends.

Pure: bytes in, values out. Several kinds of answer share one line and are told
apart by their fixed bits (Epson TM command reference):

    0xx1xx10                    answer to DLE EOT n (which n is known to who asked)
    0xx1xx00 0xx0xxxx ×2 0xx0xxxx   automatic status, 4 bytes (GS a)
    10 0F pp uu rr ff           full status (DLE EOT 20, Custom): paper, user, recoverable, unrecoverable
    37 22 id id id id 00        everything before this process id was worked on (GS ( H)
    37 25 00                    the buffer was cleared (DLE DC4 8)
    37 72 40|41 keys 00         which pictures are in flash, 41 where more follow (GS ( L function 64)
    5F text 00                  maker, model (GS I)
    0xx0xxxx                    answer to GS r 1
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Paper = Literal["in", "low", "out"]
Error = Literal["cutter", "recoverable", "fatal"]
Trouble = Literal["paper_out", "cover_open", "not_reachable", "not_responding", "faulty"]
"""Why no paper can be promised; the last three are the line cut, silence on it, and a broken part."""


@dataclass(frozen=True)
class PrinterState:
    """A printer that answers: *online* is what it says itself, whatever the other parts are."""

    paper: Paper = "in"
    cover_open: bool = False
    error: Error | None = None
    online: bool = True

    @property
    def trouble(self) -> Trouble | None:
        """Why this printer cannot print now; an open cover comes first, for it also hides the paper."""
        if self.cover_open:
            return "cover_open"
        if self.paper == "out":
            return "paper_out"
        if self.error:
            return "faulty"
        return None if self.online else "not_responding"


@dataclass(frozen=True)
class RealTime:
    """One byte that answers `DLE EOT n`."""

    byte: int


@dataclass(frozen=True)
class Automatic:
    """A status the printer sent by itself."""

    state: PrinterState


@dataclass(frozen=True)
class FullStatus:
    """What a printer with jaws says: as any other, and whether it holds a paper out (*ticket*)."""

    state: PrinterState
    ticket: bool


@dataclass(frozen=True)
class Echoed:
    id4: bytes


@dataclass(frozen=True)
class Cleared:
    """The printer threw away what was waiting in it."""


@dataclass(frozen=True)
class Kept:
    """Keys of pictures in flash, two bytes each; whether there are *more*."""

    keys: frozenset[bytes]
    more: bool


@dataclass(frozen=True)
class Named:
    text: str


@dataclass(frozen=True)
class PaperSensor:
    """The answer to `GS r 1`."""

    byte: int


@dataclass(frozen=True)
class Garbled:
    """A byte that belongs to no answer."""

    byte: int


Answer = RealTime | Automatic | FullStatus | Echoed | Cleared | Kept | Named | PaperSensor | Garbled


def realtime_state(answers: tuple[int, int, int, int]) -> PrinterState:
    """Return what the answers to `DLE EOT` 1, 2, 3 and 4 say together."""
    printer, offline, error, paper = answers
    return PrinterState(
        paper="out" if paper & 0x60 or offline & 0x20 else "low" if paper & 0x0C else "in",
        cover_open=bool(offline & 0x04),
        error=_error(error) or ("recoverable" if offline & 0x40 else None),
        online=not printer & 0x08,
    )


def automatic_state(asb: bytes | bytearray) -> PrinterState:
    """Return what the four bytes of an automatic status say."""
    printer, error, paper, _ = asb
    return PrinterState(
        paper="out" if paper & 0x0C else "low" if paper & 0x03 else "in",
        cover_open=bool(printer & 0x20),
        error=_error(error),
        online=not printer & 0x08,
    )


def full_status(six: bytes | bytearray) -> FullStatus:
    """Return what the six bytes say that answer `DLE EOT 20` (Custom KPM and VKP80 command manuals).

    A virtual end (`40` of the paper byte) is what the printer has counted, so it is low paper and not the end of it.
    """
    paper, user, recoverable, unrecoverable = six[2:6]
    error: Error | None = "fatal" if unrecoverable & 0x4C else "cutter" if unrecoverable & 0x01 else None
    state = PrinterState(
        paper="out" if paper & 0x01 else "low" if paper & 0x44 else "in",
        cover_open=bool(user & 0x03),
        error=error or ("recoverable" if recoverable & 0x49 else None),
    )
    return FullStatus(state, ticket=bool(paper & 0x20))


def find_paper_left(said: bytes) -> int | None:
    """Return the cm of paper that *said*, the answer to `GS E1`, tells of (`510cm`); None while it is not whole.

    It is text without a head, so it can be told from other answers only by who has just asked.
    """
    found = re.search(rb"(?<!\d)(\d{1,6})cm", said)
    return int(found[1]) if found else None


def _error(byte: int) -> Error | None:
    if byte & 0x20:
        return "fatal"
    if byte & 0x08:
        return "cutter"
    return "recoverable" if byte & 0x40 else None


def is_realtime(byte: int) -> bool:
    return byte & 0x93 == 0x12


def _is_automatic(asb: bytes | bytearray) -> bool:
    return asb[0] & 0x93 == 0x10 and not any(byte & 0x90 for byte in asb[1:])


@dataclass
class Decoder:
    """Takes answers out of a stream, however it was cut into pieces."""

    _waiting: bytearray = field(default_factory=bytearray, repr=False)

    def feed(self, data: bytes) -> Iterator[Answer]:
        """Yield the answers that are whole now; what is not stays for the next call."""
        self._waiting += data
        while self._waiting:
            found = _first_answer(self._waiting)
            if found is None:
                return
            answer, length = found
            del self._waiting[:length]
            yield answer


def _first_answer(data: bytearray) -> tuple[Answer, int] | None:
    """Return the answer *data* begins with and its length, None while it is not whole."""
    first = data[0]
    if first == 0x37:
        return _headed(data)
    if first == 0x5F:
        return _named(data)
    if data[:2] == b"\x10\x0f":  # no automatic status begins so: three of these bits are never set in its second byte
        return (full_status(data[:6]), 6) if len(data) >= 6 else None
    if is_realtime(first):
        return RealTime(first), 1
    if first & 0x93 == 0x10:
        if len(data) < 4 and not any(byte & 0x90 for byte in data[1:]):
            return None
        return (Automatic(automatic_state(data[:4])), 4) if _is_automatic(data[:4]) else (Garbled(first), 1)
    return (PaperSensor(first), 1) if not first & 0x90 else (Garbled(first), 1)


def _headed(data: bytearray) -> tuple[Answer, int] | None:
    if len(data) < 3:
        return None
    if data[1] == 0x25 and data[2] == 0:
        return Cleared(), 3
    if data[1] == 0x72:
        return _kept(data)
    if data[1] != 0x22:
        return Garbled(data[0]), 1
    if len(data) < 7:
        return None
    return (Echoed(bytes(data[2:6])), 7) if data[6] == 0 else (Garbled(data[0]), 1)


def _kept(data: bytearray, longest: int = 84) -> tuple[Answer, int] | None:
    end = data.find(0, 2)
    if end < 0:
        return None if len(data) < longest else (Garbled(data[0]), 1)
    if data[2] not in {0x40, 0x41} or end % 2 == 0:
        return Garbled(data[0]), 1
    keys = frozenset(bytes(data[start : start + 2]) for start in range(3, end, 2))
    return Kept(keys, data[2] == 0x41), end + 1


def _named(data: bytearray, longest: int = 80) -> tuple[Answer, int] | None:
    end = data.find(0)
    if end < 0:
        return None if len(data) <= longest else (Garbled(data[0]), 1)
    return Named(data[1:end].decode("ascii", "replace")), end + 1
