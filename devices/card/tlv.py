"""BER-TLV as cards write it (ISO/IEC 7816-4, 5.2.2).

Answers for reading bytes that came from anybody's card: what is malformed is
a `TlvFault`, never another exception. Refuses indefinite lengths, tags of
more than three bytes and lengths of more than three: no card object has them.
"""

from __future__ import annotations

from dataclasses import dataclass

_MANY_LENGTH_BYTES = 0x80
_LONGEST_TAG = 3
_LONGEST_LENGTH = 3


class TlvFault(Exception):  # noqa: N818 a fault of the card, not a mistake of ours
    """The bytes are not BER-TLV, or lack a tag that must be there."""


@dataclass(frozen=True)
class Tlv:
    tag: int
    value: bytes


def parse(data: bytes) -> tuple[Tlv, ...]:
    """Read the objects that *data* is made of, in order.

    Raises:
        TlvFault: cut short, or with a tag or a length that no card uses.
    """
    found: list[Tlv] = []
    at = 0
    while at < len(data):
        tag, at = _tag(data, at)
        length, at = _length(data, at)
        found.append(Tlv(tag, _slice(data, at, length)))
        at += length
    return tuple(found)


def find(data: bytes, tag: int) -> bytes | None:
    """Return the value of the first object with *tag*, or None."""
    return next((one.value for one in parse(data) if one.tag == tag), None)


def get(data: bytes, *path: int) -> bytes:
    """Return the value at the end of a *path* of nested tags.

    Raises:
        TlvFault: malformed, or a tag of the path is missing.
    """
    for tag in path:
        value = find(data, tag)
        if value is None:
            raise TlvFault(f"no tag {tag:X}")
        data = value
    return data


def encode(tag: int, value: bytes) -> bytes:
    """Write one object with the shortest length."""
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big") + _length_bytes(len(value)) + value


def _length_bytes(length: int) -> bytes:
    if length < _MANY_LENGTH_BYTES:
        return bytes([length])
    size = (length.bit_length() + 7) // 8
    if size > _LONGEST_LENGTH:
        raise TlvFault("too long to write")
    return bytes([_MANY_LENGTH_BYTES | size]) + length.to_bytes(size, "big")


def _tag(data: bytes, at: int) -> tuple[int, int]:
    size = 1
    if data[at] & 0x1F == 0x1F:
        size = 2
        while size <= _LONGEST_TAG and _slice(data, at + size - 1, 1)[0] & 0x80:
            size += 1
    if size > _LONGEST_TAG:
        raise TlvFault("a tag of more than three bytes")
    return int.from_bytes(_slice(data, at, size), "big"), at + size


def _length(data: bytes, at: int) -> tuple[int, int]:
    first = _slice(data, at, 1)[0]
    if first < _MANY_LENGTH_BYTES:
        return first, at + 1
    size = first & 0x7F
    if not 0 < size <= _LONGEST_LENGTH:
        raise TlvFault("a length no card uses")
    return int.from_bytes(_slice(data, at + 1, size), "big"), at + 1 + size


def _slice(data: bytes, at: int, length: int) -> bytes:
    if at + length > len(data):
        raise TlvFault("cut short")
    return data[at : at + length]
