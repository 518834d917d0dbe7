"""Pictures in the printer's flash (`GS ( L`): they stay when the power goes, and each writing is counted.

Written from the command references (Epson, Citizen CT-S280):

    fn 64 K C      37 72, 40 or 41 where more follow, up to 40 keys, 00; then wait for ACK, NAK or CAN
    fn 65 C L R    delete all
    fn 66 key      delete one
    fn 67 …        keep one; a key of two bytes from 20 to 7E
    fn 69 key 1 1  print one
"""

from __future__ import annotations

from collections.abc import Callable

LARGEST = 5 + 0xFFFF
"""Bytes of the longest command."""
ACK, NAK = b"\x06", b"\x15"
_AT_ONCE = 40
_HEAD = 11

Burn = Callable[[int, bytes], None]


class Flash:
    """What is kept, each as bytes a row and dots; *burn* puts one on paper."""

    def __init__(self, burn: Burn) -> None:
        self.pictures: dict[bytes, tuple[int, bytes]] = {}
        self.writes = 0
        self._burn = burn
        self._lists: list[bytes] = []

    @property
    def waits(self) -> bool:
        """Whether it has told keys and waits for a word on that."""
        return bool(self._lists)

    def obey(self, body: bytes) -> bytes | None:
        """Carry out a function, all behind the length; return its answer, None for what is no function."""
        function, rest = body[:2], body[2:]
        if function == b"0@" and rest == b"KC":
            self._lists = _lists(sorted(self.pictures))
            return self._lists[0]
        if function == b"0A" and rest == b"CLR":
            self._written({})
        elif function == b"0B" and len(rest) == 2:
            self._written({key: kept for key, kept in self.pictures.items() if key != rest})
        elif function == b"0C" and _is_picture(rest):
            across = (int.from_bytes(rest[4:6], "little") + 7) // 8
            self._written(self.pictures | {rest[1:3]: (across, rest[9:])})
        elif function == b"0E" and len(rest) == 4:
            if rest[:2] in self.pictures:
                self._burn(*self.pictures[rest[:2]])
        else:
            return None
        return b""

    def hear(self, word: bytes) -> bytes:
        """Take the word on the last list: once more, the next one, or enough."""
        if word == NAK:
            return self._lists[0]
        self._lists = self._lists[1:] if word == ACK else []
        return self._lists[0] if self._lists else b""

    def _written(self, pictures: dict[bytes, tuple[int, bytes]]) -> None:
        self.pictures = pictures
        self.writes += 1


def _is_picture(rest: bytes) -> bool:
    """`30 key 01 xL xH yL yH 31 dots`: one colour, as many dots as it says."""
    if len(rest) < _HEAD - 2 or rest[:1] != b"0" or rest[3:4] != b"\x01" or rest[8:9] != b"1":
        return False
    across, down = int.from_bytes(rest[4:6], "little"), int.from_bytes(rest[6:8], "little")
    named = all(0x20 <= byte <= 0x7E for byte in rest[1:3])
    return named and across > 0 and len(rest) == 9 + (across + 7) // 8 * down


def _lists(keys: list[bytes]) -> list[bytes]:
    parts = [keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE)] or [[]]
    heads = [b"\x37\x72\x41"] * (len(parts) - 1) + [b"\x37\x72\x40"]
    return [head + b"".join(part) + b"\x00" for head, part in zip(heads, parts, strict=True)]
