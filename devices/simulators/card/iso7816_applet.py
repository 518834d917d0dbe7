"""A plain card of ISO/IEC 7816-4: files in directories, a PIN with tries, and nothing that it signs with.

Knows SELECT by identifier, by path and by name, READ BINARY by offset and by
short identifier, VERIFY, GET CHALLENGE and GET RESPONSE. Without files it is a
card of some other kind: it answers, and knows no application.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from devices.card import tlv
from devices.simulators.card.emrtd_access import PlainCommand

OK, END_OF_FILE, WRONG_LENGTH, NOT_VERIFIED, BLOCKED, NO_FILE_CHOSEN = 0x9000, 0x6282, 0x6700, 0x6982, 0x6983, 0x6986
WRONG_DATA, NOT_FOUND, WRONG_REFERENCE, NO_SUCH_REFERENCE = 0x6A80, 0x6A82, 0x6A86, 0x6A88
WRONG_OFFSET, NO_SUCH_INS, NO_SUCH_CLASS = 0x6B00, 0x6D00, 0x6E00
MASTER_FILE = 0x3F00
PIN_REFERENCE = 0x01
_SHORT_ANSWER = 256
_CHALLENGE_BYTES = 8
_SHORTEST_NAME = 5
# file descriptor byte (7.4.5): a directory, and an elementary file without structure
_DIRECTORY, _TRANSPARENT = b"\x38", b"\x01"
_OPERATIONAL = tlv.encode(0x8A, b"\x05")

Path = tuple[int, ...]
Reply = tuple[bytes, int]


@dataclass(frozen=True)
class Iso7816Content:
    """What is on one card: files by their path, which begins at the master file, and `names` of directories.

    The files of `guarded` are read with the PIN only; a card without a PIN is one with "".
    """

    files: Mapping[Path, bytes] = field(default_factory=dict, repr=False)
    names: Mapping[Path, bytes] = field(default_factory=dict)
    guarded: frozenset[Path] = frozenset()
    pin: str = field(default="", repr=False)
    tries: int = 3

    @property
    def directories(self) -> frozenset[Path]:
        """Return every directory, the master file first of all; a name makes one of its path."""
        above = {path[:depth] for path in self.files for depth in range(1, len(path))}
        named = {path[:depth] for path in self.names for depth in range(1, len(path) + 1)}
        return frozenset({(MASTER_FILE,)} | above | named)


class Iso7816Applet:
    """A card's memory and its dialogue; `tries_left` survives a reset, a verified PIN and a chosen file do not."""

    def __init__(self, content: Iso7816Content = Iso7816Content()) -> None:
        self.content = content
        self.tries_left = content.tries
        self._directories = content.directories
        self._deeds: dict[int, Callable[[PlainCommand], Reply]] = {
            0xA4: self._select,
            0xB0: self._read,
            0x20: self._verify,
            0x84: self._challenge,
        }
        self.reset()

    def reset(self) -> None:
        self._directory: Path = (MASTER_FILE,)
        self._file: Path | None = None
        self._verified = False
        self._rest = b""

    def answer(self, apdu: bytes) -> bytes:
        """Return the response APDU to a command APDU."""
        if len(apdu) < 4:
            return WRONG_LENGTH.to_bytes(2, "big")
        command = PlainCommand.of(apdu)
        if command.header[0]:
            return NO_SUCH_CLASS.to_bytes(2, "big")
        if command.header[1] == 0xC0:
            return self._in_parts(self._rest, OK, command.expected)
        deed = self._deeds.get(command.header[1])
        return self._in_parts(*(deed(command) if deed is not None else (b"", NO_SUCH_INS)), command.expected)

    def _in_parts(self, data: bytes, sw: int, expected: int) -> bytes:
        size = expected or _SHORT_ANSWER
        part, self._rest = data[:size], data[size:]
        if self._rest:
            sw = 0x6100 | min(len(self._rest), 0xFF)
        return part + sw.to_bytes(2, "big")

    # --- files -----------------------------------------------------------------

    def _select(self, command: PlainCommand) -> Reply:
        """Choose a file (11.2.2): P1 says how it is named, P2 whether its control parameters are wanted."""
        way, body = command.header[2], command.body
        if way != 0x04 and len(body) % 2:
            return b"", WRONG_DATA
        match way:
            case 0x00:
                found = self._by_identifier(_path(body))
            case 0x01 | 0x02:
                found = self._below(self._directory, _path(body))
            case 0x03:
                found = self._directory[:-1] or None
            case 0x04:
                found = self._by_name(body)
            case 0x08:
                found = self._below((MASTER_FILE,), _path(body))
            case 0x09:
                found = self._below(self._directory, _path(body))
            case _:
                return b"", WRONG_REFERENCE
        return self._chosen(found, wanted=command.header[3] & 0x0C != 0x0C)

    def _chosen(self, path: Path | None, *, wanted: bool) -> Reply:
        """Make *path* the file that is chosen; one that is not there changes nothing."""
        if path is None:
            return b"", NOT_FOUND
        is_directory = path in self._directories
        self._directory = path if is_directory else path[:-1]
        self._file = None if is_directory else path
        return self._parameters(path) if wanted else b"", OK

    def _by_identifier(self, path: Path) -> Path | None:
        """Find below the directory, beside it, itself or the one above, in the order of 11.2.2."""
        if path in ((), (MASTER_FILE,)):
            return (MASTER_FILE,)
        here = self._directory
        if len(path) == 1 and path[0] == here[-1]:
            return here
        if len(path) == 1 and len(here) > 1 and path[0] == here[-2]:
            return here[:-1]
        return self._below(here, path) or self._below(here[:-1], path)

    def _below(self, directory: Path, path: Path) -> Path | None:
        """Return the file at *path* from *directory*, None where there is none."""
        whole = directory + path
        return whole if path and (whole in self.content.files or whole in self._directories) else None

    def _by_name(self, name: bytes) -> Path | None:
        """Return the first directory whose name begins with *name* (8.2.1.2)."""
        if len(name) < _SHORTEST_NAME:
            return None
        return next((path for path, whole in self.content.names.items() if whole.startswith(name)), None)

    def _parameters(self, path: Path) -> bytes:
        """Return the file control parameters (table 10)."""
        identifier = tlv.encode(0x83, path[-1].to_bytes(2, "big"))
        if path in self._directories:
            name = self.content.names.get(path)
            named = tlv.encode(0x84, name) if name else b""
            return tlv.encode(0x62, tlv.encode(0x82, _DIRECTORY) + identifier + named + _OPERATIONAL)
        size = tlv.encode(0x80, len(self.content.files[path]).to_bytes(2, "big"))
        return tlv.encode(0x62, size + tlv.encode(0x82, _TRANSPARENT) + identifier + _OPERATIONAL)

    def _read(self, command: PlainCommand) -> Reply:
        """Answer READ BINARY (11.3.3): an offset of 15 bits, or a short identifier (0: the chosen file) and 8 bits."""
        first, second = command.header[2:4]
        offset = second if first & 0x80 else first << 8 | second
        short = first & 0x1F if first & 0x80 else 0
        if short:
            self._file = self._by_short_identifier(short)
            if self._file is None:
                return b"", NOT_FOUND
        if self._file is None:
            return b"", NO_FILE_CHOSEN
        if self._file in self.content.guarded and not self._verified:
            return b"", NOT_VERIFIED
        return _part(self.content.files[self._file], offset, command.expected)

    def _by_short_identifier(self, short: int) -> Path | None:
        """Find the file of the directory whose identifier ends in these five bits (7.4.2, tag 88 absent)."""
        here = (path for path in sorted(self.content.files) if path[:-1] == self._directory)
        return next((path for path in here if path[-1] & 0x1F == short), None)

    # --- PIN -------------------------------------------------------------------

    def _verify(self, command: PlainCommand) -> Reply:
        if command.header[3] != PIN_REFERENCE or not self.content.pin:
            return b"", NO_SUCH_REFERENCE
        if command.body and self.tries_left:
            self._verified = command.body.rstrip(b"\xff") == self.content.pin.encode("ascii")
            self.tries_left = self.content.tries if self._verified else self.tries_left - 1
        if self._verified and self.tries_left:
            return b"", OK
        return b"", 0x63C0 | self.tries_left if self.tries_left else BLOCKED

    def _challenge(self, command: PlainCommand) -> Reply:
        wanted = command.expected
        return secrets.token_bytes(wanted if 0 < wanted < _SHORT_ANSWER else _CHALLENGE_BYTES), OK


def _path(body: bytes) -> Path:
    return tuple(int.from_bytes(body[at : at + 2], "big") for at in range(0, len(body), 2))


def _part(data: bytes, offset: int, expected: int) -> Reply:
    """Return what is asked for; a file that ends before says so, but not to one who asked for all there is."""
    if offset > len(data):
        return b"", WRONG_OFFSET
    size = expected or _SHORT_ANSWER
    part = data[offset : offset + size]
    return part, END_OF_FILE if len(part) < size and size != _SHORT_ANSWER else OK
