"""What goes wrong with a card while it is in the reader.

Commands are counted from 0 at insertion. What a card *is* (a copy, expired,
revoked, of a stranger, blocked) is written on it and no mishap.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from devices.simulators.card.link import atr_with_check

MishapKind = Literal[
    "pulled",
    "silent",
    "empty",
    "one_byte",
    "cut_short",
    "garbage",
    "too_long",
    "endless",
    "status",
    "wrong_pin",
    "blocked",
]
"""pulled: out of the reader. silent: no answer from then on. empty, one_byte: no status word, or half of one.
cut_short: half of the data. garbage: as many other bytes. too_long: 64 bytes more than there are. endless: "more is
there" from then on. status: the status word `sw` and nothing else. wrong_pin, blocked: 63C0 and 6983, whatever was
asked.
"""

MISHAPS: tuple[MishapKind, ...] = get_args(MishapKind)
ATR = atr_with_check(bytes.fromhex("3B8D80018031E073FE2100554B494F534B"))  # historical bytes: "KIOSK"
GARBAGE_ATR = bytes.fromhex("FFFFFFFFFFFF")
_SAID: Mapping[MishapKind, bytes] = {
    "empty": b"",
    "one_byte": b"\x90",
    "endless": bytes(255) + b"\x61\xff",
    "wrong_pin": b"\x63\xc0",
    "blocked": b"\x69\x83",
}
_LASTING: tuple[MishapKind, ...] = ("silent", "endless")


@dataclass(frozen=True)
class Mishap:
    """`kind` happens at command `at`, None never; every answer comes `delay` seconds late; the card presents `atr`."""

    at: int | None = None
    kind: MishapKind = "pulled"
    sw: int = 0x6F00
    delay: float = 0.0
    atr: bytes = ATR

    def strikes(self, command: int) -> bool:
        """Say whether command number *command* meets it."""
        if self.at is None:
            return False
        return command >= self.at if self.kind in _LASTING else command == self.at

    def spoilt(self, answer: bytes) -> bytes:
        """Return what the card says instead of *answer*, data and status word."""
        data, status = answer[:-2], answer[-2:]
        match self.kind:
            case "cut_short":
                return data[: len(data) // 2] + status
            case "garbage":
                return random.Random(len(data)).randbytes(len(data)) + status  # noqa: S311 - any bytes, the same each time
            case "too_long":
                return data + bytes(64) + status
            case "status":
                return self.sw.to_bytes(2, "big")
            case _:
                return _SAID.get(self.kind, answer)
