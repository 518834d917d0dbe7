"""A reader with keys of its own: the PIN goes from its pad to the card, and never through this machine.

Answers for the blocks of PC/SC part 10 (v2.02.09), byte by byte, and for what
the reader says afterwards. Refuses to know a card: which command takes the
PIN, and where in it, comes from the card's profile. Tested with blocks laid
out in the standard and a control function of our own; no reader with a pad
was at hand.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from devices.card.profiles.card import CardFault

Control = Callable[[int, bytes], bytes]
"""SCardControl: a control code and what goes with it, to what comes back."""

GET_FEATURES = 0x42000000 + 3400
"""CM_IOCTL_GET_FEATURE_REQUEST of part 10, 2.2, as pcsc-lite codes it."""
VERIFY_PIN_DIRECT = 0x06

FIRST_KEY_SECONDS, LAST_KEY_SECONDS = 30, 60
"""How long the reader waits for the first key, and from then on for the last one."""

_ASCII_FROM_THE_LEFT = 0x82  # in bytes, first digit at offset 0, left justified, ASCII
_NO_LENGTH_IN_COMMAND = 0x00
_WHEN_KEY_PRESSED = 0x02
_ENTER_AND_CONFIRM = 0x03  # bConfirmPIN: the new one twice, and the old one first
_ENGLISH = 0x0409
_NO_PROLOGUE = bytes(3)  # T=0 and T=1 by the reader itself
_ENDINGS: dict[int, Literal["time_out", "cancelled", "mismatch", "length"]] = {
    0x6400: "time_out",
    0x6401: "cancelled",
    0x6402: "mismatch",
    0x6403: "length",
}


class PadClosed(CardFault):
    """The pad ended without giving the card a PIN; no try was used. `why` is the reader's own word for it."""

    def __init__(self, why: Literal["time_out", "cancelled", "mismatch", "length"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class PinBlock:
    """A command that takes a PIN: its four bytes of head, the body as long as it will be, and how many digits fit.

    `body` holds the padding; the reader writes the digits over it from the left.
    """

    head: bytes
    body: bytes
    places: range


def verify_structure(block: PinBlock) -> bytes:
    """Return PIN_VERIFY_STRUCTURE (part 10, 2.5.2), little-endian as the standard wants it on a PC.

    0  bTimerOut          5  wPINMaxExtraDigit (max, min)    11  bMsgIndex
    1  bTimerOut2         7  bEntryValidationCondition       12  bTeoPrologue[3]
    2  bmFormatString     8  bNumberMessage                  15  ulDataLength
    3  bmPINBlockString   9  wLangId                         19  abData
    4  bmPINLengthFormat
    """
    command = _command(block)
    return (
        _beginning(len(block.body))
        + struct.pack("<HBBHB", _digits(block.places), _WHEN_KEY_PRESSED, 1, _ENGLISH, 0)
        + _NO_PROLOGUE
        + struct.pack("<I", len(command))
        + command
    )


def modify_structure(block: PinBlock) -> bytes:
    """Return PIN_MODIFY_STRUCTURE (part 10, 2.5.3) for a body of the old PIN and the new one, each half of it.

    0  bTimerOut          6  bInsertionOffsetNew             12  wLangId
    1  bTimerOut2         7  wPINMaxExtraDigit (max, min)    14  bMsgIndex1, 2, 3
    2  bmFormatString     9  bConfirmPIN                     17  bTeoPrologue[3]
    3  bmPINBlockString  10  bEntryValidationCondition       20  ulDataLength
    4  bmPINLengthFormat 11  bNumberMessage                  24  abData
    5  bInsertionOffsetOld
    """
    command, half = _command(block), len(block.body) // 2
    return (
        _beginning(half)
        + struct.pack("<BBHB", 0, half, _digits(block.places), _ENTER_AND_CONFIRM)
        + struct.pack("<BBH3B", _WHEN_KEY_PRESSED, 3, _ENGLISH, 0, 1, 2)
        + _NO_PROLOGUE
        + struct.pack("<I", len(command))
        + command
    )


def _beginning(pin_bytes: int) -> bytes:
    """Return what both structures begin with: the time-outs, and how the digits lie in *pin_bytes*."""
    return bytes((FIRST_KEY_SECONDS, LAST_KEY_SECONDS, _ASCII_FROM_THE_LEFT, pin_bytes, _NO_LENGTH_IN_COMMAND))


def _command(block: PinBlock) -> bytes:
    return block.head + bytes([len(block.body)]) + block.body


def _digits(places: range) -> int:
    """Return wPINMaxExtraDigit: the fewest digits in the high byte, the most in the low one."""
    return places[0] << 8 | places[-1]


class ReaderPad:
    """The keys of a reader, reached by the control code that it names itself."""

    def __init__(self, control: Control, verify: int) -> None:
        self._control = control
        self._verify = verify

    def verify(self, block: PinBlock) -> int:
        """Have the reader ask for the PIN and give it to the card; return the card's status word.

        Blocks until the person is done, or the reader's own time-outs are over.

        Raises:
            PadClosed: the card was given nothing.
            devices.card.pcsc.PcscFault: of any kind.
        """
        answer = self._control(self._verify, verify_structure(block))
        sw = int.from_bytes(answer[-2:], "big") if len(answer) >= 2 else 0
        if sw in _ENDINGS:
            raise PadClosed(_ENDINGS[sw])
        return sw


@runtime_checkable
class PadChannel(Protocol):
    """A card whose reader may have keys."""

    def find_pad(self) -> ReaderPad | None: ...


def find_pad(channel: object) -> ReaderPad | None:
    """Return the keys of the reader that *channel* goes through, None where it has none."""
    return channel.find_pad() if isinstance(channel, PadChannel) else None


def pad_in(told: bytes, control: Control) -> ReaderPad | None:
    """Return the pad of a reader that answered *told* to GET_FEATURES; None without VERIFY_PIN_DIRECT."""
    verify = features(told).get(VERIFY_PIN_DIRECT)
    return None if verify is None else ReaderPad(control, verify)


def features(told: bytes) -> Mapping[int, int]:
    """Return the control code of each feature in *told*: tag, length 4, code, most significant byte first.

    A list that is not made so holds nothing: nobody is asked for a PIN on keys that may not be there.
    """
    if len(told) % 6:
        return {}
    parts = [struct.unpack_from(">BBI", told, place) for place in range(0, len(told), 6)]
    return {tag: code for tag, _, code in parts} if all(length == 4 for _, length, _ in parts) else {}
