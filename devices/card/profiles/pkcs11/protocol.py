"""The wire between the kiosk and the process that holds a card's module.

Answers for what both sides may say, and for its bounds. Refuses to be another
version than its own. A PIN is bytes of a `bytearray` from the one end to the
other; whoever made a frame, or took it apart, wipes it.

    frame     4 bytes length, big endian, of what follows │ 1 byte kind │ body
    order     O open      version │ seconds (2 bytes) │ length (2 bytes), module's path │ reader's name
              F factor    nothing
              U unlock    00: the reader's own pad asks   or   01 │ PIN
              S sign      message
              C change    length of the old PIN (1 byte) │ old PIN │ new PIN
    answer    o opened    version │ certificate, DER
              f factor    tries left, FF where the token does not say │ 01: the reader has a pad
              r right     01: the key signs again without being asked for the PIN anew
              w wrong     tries left, as above
              s signed    signature
              x refused   1 byte why │ the module's word for it, ASCII

One answer to one order, in turn. The child says nothing unasked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from devices.card.profiles.card import CardFault

VERSION = 1
PAD_SECONDS = 60
"""How long a person may take at the reader's own pad."""

LONGEST_FRAME = 65_536
_HEAD = 5
_NOT_TOLD = 0xFF

Why = Literal["unknown", "odd", "not_offered", "gone", "module"]
_WHY: dict[int, Why] = {
    ord("u"): "unknown",
    ord("o"): "odd",
    ord("n"): "not_offered",
    ord("g"): "gone",
    ord("m"): "module",
}
_CODES = {why: code for code, why in _WHY.items()}
_WORD = re.compile(rb"[A-Za-z0-9_]{0,64}")
_NOT_OF_A_WORD = re.compile(r"[^A-Za-z0-9_]")


class ProtocolFault(Exception):  # noqa: N818 a fault of the other side
    """What came is no frame of this protocol."""


class TokenGone(CardFault):
    """The token was pulled, or its reader or the reader service went away; known inside the child only."""


class ModuleFault(CardFault):
    """The module does not load, or does not begin; known inside the child only."""


# --- orders ------------------------------------------------------------------


@dataclass(frozen=True)
class Open:
    module: Path
    reader: str
    seconds: int


@dataclass(frozen=True)
class AskFactor: ...


@dataclass(frozen=True)
class Unlock:
    """`pin` is None where the reader's own pad asks."""

    pin: bytearray | None = field(repr=False)


@dataclass(frozen=True)
class Sign:
    message: bytes = field(repr=False)


@dataclass(frozen=True)
class ChangePin:
    old: bytearray = field(repr=False)
    new: bytearray = field(repr=False)


Order = Open | AskFactor | Unlock | Sign | ChangePin


# --- answers -----------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    certificate: bytes = field(repr=False)


@dataclass(frozen=True)
class FactorIs:
    tries_left: int | None
    on_reader: bool


@dataclass(frozen=True)
class RightPin:
    signs_again: bool


@dataclass(frozen=True)
class WrongPin:
    tries_left: int | None


@dataclass(frozen=True)
class Signed:
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class Refused:
    why: Why
    word: str


Answer = Opened | FactorIs | RightPin | WrongPin | Signed | Refused


# --- frames ------------------------------------------------------------------


def frame_of(said: Order | Answer) -> bytearray:
    """Write *said* as one frame; the caller wipes what held a PIN."""
    frame = bytearray(_HEAD)
    frame[4] = _write(said, frame)
    frame[:4] = (len(frame) - 4).to_bytes(4, "big")
    return frame


def read_frame(read: Callable[[int], bytearray]) -> bytearray:
    """Return kind and body of the next frame; *read* gives exactly so many bytes, or raises.

    Raises:
        ProtocolFault: longer than anything this protocol says, or empty.
    """
    length = int.from_bytes(read(4), "big")
    if not 0 < length <= LONGEST_FRAME:
        raise ProtocolFault("length")
    return read(length)


def order(said: bytearray) -> Order:
    """Read an order out of kind and body; PINs are copies, *said* may be wiped.

    Raises:
        ProtocolFault: none of these, or of another version.
    """
    body = said[1:]
    match chr(said[0]):
        case "O":
            return _open(bytes(body))
        case "F":
            return AskFactor()
        case "U":
            return Unlock(said[2:] if body[:1] == b"\x01" else None)
        case "S":
            return Sign(bytes(body))
        case "C" if body and body[0] < len(body):
            return ChangePin(said[2 : 2 + body[0]], said[2 + body[0] :])
        case _:
            raise ProtocolFault("order")


def answer(said: bytes | bytearray) -> Answer:
    """Read an answer out of kind and body.

    Raises:
        ProtocolFault: none of these, or of another version.
    """
    body = bytes(said[1:])
    match chr(said[0]):
        case "o" if body[:1] == bytes([VERSION]):
            return Opened(body[1:])
        case "f" if len(body) == 2:
            return FactorIs(_tries(body[0]), bool(body[1]))
        case "r" if len(body) == 1:
            return RightPin(bool(body[0]))
        case "w" if len(body) == 1:
            return WrongPin(_tries(body[0]))
        case "s":
            return Signed(body)
        case "x" if body and body[0] in _WHY and _WORD.fullmatch(body[1:]):
            return Refused(_WHY[body[0]], body[1:].decode("ascii"))
        case _:
            raise ProtocolFault("answer")


def _write(said: Order | Answer, frame: bytearray) -> int:
    """Append the body of *said* to *frame*; return its kind. No PIN is ever in anything but *frame*."""
    match said:
        case Open(module, reader, seconds):
            path = str(module).encode()
            frame += bytes([VERSION]) + seconds.to_bytes(2, "big") + len(path).to_bytes(2, "big")
            frame += path + reader.encode()
            return ord("O")
        case AskFactor():
            return ord("F")
        case Unlock(pin):
            _write_secrets(frame, b"\x00" if pin is None else b"\x01", pin or b"")
            return ord("U")
        case Sign(message):
            frame += message
            return ord("S")
        case ChangePin(old, new):
            _write_secrets(frame, bytes([len(old)]), old, new)
            return ord("C")
        case _:
            return _write_answer(said, frame)


def _write_secrets(frame: bytearray, first: bytes, *secrets: bytes | bytearray) -> None:
    """Make room first: a bytearray that grows leaves what it held where it was."""
    at = len(frame)
    frame += first + bytes(sum(map(len, secrets)))
    at += len(first)
    for secret in secrets:
        frame[at : at + len(secret)] = secret
        at += len(secret)


def _write_answer(said: Answer, frame: bytearray) -> int:
    match said:
        case Opened(certificate):
            frame += bytes([VERSION]) + certificate
            return ord("o")
        case FactorIs(tries, on_reader):
            frame += bytes([_tries_byte(tries), on_reader])
            return ord("f")
        case RightPin(again):
            frame.append(again)
            return ord("r")
        case WrongPin(tries):
            frame.append(_tries_byte(tries))
            return ord("w")
        case Signed(signature):
            frame += signature
            return ord("s")
        case Refused(why, word):
            frame += bytes([_CODES[why]]) + _NOT_OF_A_WORD.sub("_", word)[:64].encode()
            return ord("x")


def _open(body: bytes) -> Open:
    if body[:1] != bytes([VERSION]):
        raise ProtocolFault("version")
    seconds, length = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    try:
        return Open(Path(body[5 : 5 + length].decode()), body[5 + length :].decode(), seconds)
    except UnicodeDecodeError as fault:
        raise ProtocolFault("open") from fault


def _tries(octet: int) -> int | None:
    return None if octet == _NOT_TOLD else octet


def _tries_byte(tries: int | None) -> int:
    return _NOT_TOLD if tries is None else min(tries, _NOT_TOLD - 1)
