"""The files of a document's chip (ICAO 9303-10): selected, read to their own end, and no further.

Answers for an answer that is bounded in size and in the number of commands,
whatever the chip says of itself. EF.COM is not read: nobody signed it, the
security object says which data groups there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from devices.card import tlv
from devices.card.apdu import OK, Channel, whole_answer
from devices.card.profiles.card import OddAnswer

AID = bytes.fromhex("A0000002471001")
CARD_ACCESS, SECURITY_OBJECT = 0x011C, 0x011D
FACE = 2
_MASTER_FILE = 0x3F00
_NOT_FOUND = (0x6A82, 0x6A83, 0x6A88)
_CUT_SHORT = 0x6282  # "end of file reached before reading Le bytes": the data are good
_HEAD = 4
_PART = 0xDF  # whole blocks of either cipher, and with its envelope still a short answer
_LONGEST = 0x7FFF  # what an offset of READ BINARY can reach

Kind = Literal["jpeg", "jpeg2000"]
_PICTURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x00\x00\x00\x0cjP  ", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
)
# ISO/IEC 19794-5, 5.1: facial record header, facial information, feature points of 8, image information
_RECORD_HEADER, _FACIAL_INFORMATION, _FEATURE_POINT, _IMAGE_INFORMATION = 14, 20, 8, 12


@dataclass(frozen=True)
class Face:
    """The portrait, as the chip holds it."""

    kind: Kind
    picture: bytes = field(repr=False)


def data_group(number: int) -> int:
    """Return the file of data group *number* (9303-10, table 34)."""
    return 0x0100 + number


def select_application(channel: Channel) -> int:
    """Select the travel document's application; return the status word."""
    return channel.transmit(bytearray((0x00, 0xA4, 0x04, 0x0C, len(AID))) + AID)[1]


def select_master_file(channel: Channel) -> None:
    """Go back to where PACE is done; a chip that is there already may refuse."""
    channel.transmit(bytearray((0x00, 0xA4, 0x00, 0x0C, 2)) + _MASTER_FILE.to_bytes(2, "big"))


def find_file(channel: Channel, file: int, longest: int = _LONGEST) -> bytes | None:
    """Return the whole of an elementary file, None where the chip has none.

    Raises:
        OddAnswer: longer than *longest*, or not the one object that such a file is.
    """
    _, sw = channel.transmit(bytearray((0x00, 0xA4, 0x02, 0x0C, 2)) + file.to_bytes(2, "big"))
    if sw in _NOT_FOUND:
        return None
    if sw != OK:
        raise OddAnswer(f"{sw:04X}")
    content = bytearray(_part(channel, 0, _HEAD))
    size = _size(bytes(content))
    if size > min(longest, _LONGEST):
        raise OddAnswer("a file without end")
    for _ in range(2 * (size // _PART + 1)):
        if len(content) >= size:
            break
        content += _part(channel, len(content), min(_PART, size - len(content)))
    if len(content) != size:
        raise OddAnswer("a file in crumbs")
    return bytes(content)


def face_of(group: bytes) -> Face | None:
    """Return the first portrait in DG2, None where it is kept in another format.

    Raises:
        TlvFault: malformed.
    """
    template = tlv.get(group, 0x75, 0x7F61, 0x7F60)
    record = tlv.find(template, 0x5F2E) or tlv.find(template, 0x7F2E) or b""
    if record[:8] != b"FAC\x00010\x00":
        return None
    facial = record[_RECORD_HEADER:]
    points = int.from_bytes(facial[4:6], "big")
    begin = _FACIAL_INFORMATION + points * _FEATURE_POINT + _IMAGE_INFORMATION
    picture = facial[begin : int.from_bytes(facial[:4], "big")]
    return next((Face(kind, picture) for magic, kind in _PICTURES if picture.startswith(magic)), None)


def _part(channel: Channel, offset: int, size: int) -> bytes:
    command = bytearray((0x00, 0xB0, offset >> 8, offset & 0xFF, size))
    data, sw = whole_answer(channel, *channel.transmit(command))
    if sw not in (OK, _CUT_SHORT) or not 0 < len(data) <= size:
        raise OddAnswer(f"{sw:04X}")
    return data


def _size(head: bytes) -> int:
    """Return how long the object is that begins with *head*, tag and length included."""
    if len(head) < _HEAD or head[0] & 0x1F == 0x1F:
        raise OddAnswer("not an object")
    if head[1] < 0x80:
        return 2 + head[1]
    extra = head[1] - 0x80
    if extra not in (1, 2):
        raise OddAnswer("not an object")
    return 2 + extra + int.from_bytes(head[2 : 2 + extra], "big")
