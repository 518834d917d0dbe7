"""Commands and answers of ISO/IEC 7816-4 over anything that can transmit.

Answers for chaining long commands and fetching long answers. Refuses to know
what a command means, and an answer without end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from devices.card.wipe import wiped

OK = 0x9000
_WRONG_LE = 0x6C  # ISO/IEC 7816-4, 5.6: the second byte says the right one
_CHAINED = 0x10
_LONGEST_BODY = 255
_LONGEST_ANSWER = 0x8000
_MOST_PARTS = 256


class ApduFault(Exception):  # noqa: N818 a fault of the card, not a mistake of ours
    """The card answers in a way that ISO/IEC 7816-4 does not know."""


class Channel(Protocol):
    """A card, as narrow as its wire."""

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        """Send a command; return the data and the status word."""


@dataclass(frozen=True)
class Command:
    """INS, P1 and P2; `le` where an answer with data is expected."""

    ins: int
    p1: int
    p2: int
    le: bool = True


def send(channel: Channel, command: Command, body: bytes = b"") -> tuple[bytes, int]:
    """Send *command* with *body* of any length; return the whole answer and the last status word.

    Raises:
        ApduFault: an answer of more than 32 KiB.
    """
    while len(body) > _LONGEST_BODY:
        part, body = body[:_LONGEST_BODY], body[_LONGEST_BODY:]
        data, sw = channel.transmit(_coded(command, part, cla=_CHAINED, le=False))
        if sw != OK:
            return data, sw
    apdu = _coded(command, body, cla=0, le=command.le)
    data, sw = channel.transmit(apdu)
    if sw >> 8 == _WRONG_LE and command.le:
        apdu[-1] = sw & 0xFF
        data, sw = channel.transmit(apdu)
    return whole_answer(channel, data, sw)


def send_secret(channel: Channel, command: Command, secret: bytearray) -> int:
    """Send *command* with a short *secret* that stays nowhere; return the status word."""
    with wiped(bytearray((0, command.ins, command.p1, command.p2, len(secret)))) as apdu:
        apdu.extend(secret)
        return channel.transmit(apdu)[1]


def _coded(command: Command, body: bytes, *, cla: int, le: bool) -> bytearray:
    apdu = bytearray((cla, command.ins, command.p1, command.p2))
    if body:
        apdu.append(len(body))
        apdu.extend(body)
    if le:
        apdu.append(0)
    return apdu


def whole_answer(channel: Channel, data: bytes, sw: int) -> tuple[bytes, int]:
    """Fetch the rest while the card says 61xx: more is there.

    Raises:
        ApduFault: an answer of more than 32 KiB, a rest of nothing, or one in crumbs.
    """
    whole, parts = bytearray(data), 0
    while sw >> 8 == 0x61:
        data, sw = channel.transmit(bytearray((0, 0xC0, 0, 0, sw & 0xFF)))
        whole.extend(data)
        parts += 1
        if not data or len(whole) > _LONGEST_ANSWER or parts > _MOST_PARTS:
            raise ApduFault("an answer without end")
    return bytes(whole), sw
