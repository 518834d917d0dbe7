"""A travel document in a virtual card (ICAO 9303-10 and 9303-11), written for its other side.

Knows SELECT, READ BINARY, basic access control, PACE, secure messaging, active
and chip authentication, extended lengths and GET RESPONSE. Nothing but
EF.CardAccess is read before somebody knew what is printed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from devices.card import tlv
from devices.card.profiles.emrtd.keys import session_keys
from devices.simulators.card.emrtd_access import (
    OK,
    SM_WRONG,
    SUITES,
    WRONG_DATA,
    BacChip,
    ChipSession,
    PaceChip,
    PaceWay,
    PlainCommand,
    Reply,
)

AID = bytes.fromhex("A0000002471001")
CARD_ACCESS = 0x011C
CHIP_OID = bytes.fromhex("04007F000702020302")  # id-CA-ECDH; the suite's number follows
NOT_FOUND, NO_SUCH_INS, NOT_ALLOWED, WRONG_OFFSET, WRONG_LENGTH = 0x6A82, 0x6D00, 0x6982, 0x6B00, 0x6700
_DES = 1
_SHA256_TRAILER = b"\x34\xcc"

ActiveKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass
class EmrtdContent:
    """What is in one chip: files by identifier, what opens it, and the keys that prove it is no copy."""

    files: dict[int, bytes] = field(repr=False)
    printed: bytes = field(repr=False)
    can: str = field(default="", repr=False)
    pace: PaceWay | None = None
    active_key: ActiveKey | None = field(default=None, repr=False)
    chip_key: ec.EllipticCurvePrivateKey | None = field(default=None, repr=False)


class EmrtdApplet:
    """A chip's memory and its dialogue; nothing of the dialogue survives a reset."""

    def __init__(self, content: EmrtdContent) -> None:
        self.content = content
        self._deeds: dict[int, Callable[[PlainCommand], Reply]] = {
            0xA4: self._select,
            0xB0: self._read,
            0x84: self._challenge,
            0x82: self._authenticate,
            0x22: self._prepare,
            0x86: self._agree,
            0x88: self._sign,
        }
        self.reset()

    def reset(self) -> None:
        self._application = False
        self._file: bytes | None = None
        self._session: ChipSession | None = None
        self._next: ChipSession | None = None
        self._rest = b""
        self._bac = BacChip(self.content.printed)
        self._pace = PaceChip(self.content.pace, self.content.printed, self.content.can) if self.content.pace else None
        self._suite = _DES

    def answer(self, apdu: bytes) -> bytes:
        """Return the response APDU to a command APDU."""
        if len(apdu) < 4:
            return WRONG_LENGTH.to_bytes(2, "big")
        command = PlainCommand.of(apdu)
        if command.header[1] == 0xC0:
            return self._in_parts(self._rest, OK, command.expected)
        sealed = command.header[0] & 0x0C == 0x0C
        if not sealed:
            self._session = None  # a command in the clear ends the session (9303-11, 9.8.4)
            return self._in_parts(*self._obey(command), command.expected)
        opened = None if self._session is None else self._session.open(command)
        if opened is None or self._session is None:
            self._session = None
            return SM_WRONG.to_bytes(2, "big")
        data, sw = self._obey(opened)
        return self._in_parts(self._sealed(data, sw), OK, command.expected)

    def _sealed(self, data: bytes, sw: int) -> bytes:
        """Seal with the session of the command; the next one begins afterwards."""
        session = self._session
        if self._next is not None:
            self._session, self._next = self._next, None
        return session.seal(data, sw) if session is not None else b""

    def _obey(self, command: PlainCommand) -> Reply:
        deed = self._deeds.get(command.header[1])
        return deed(command) if deed is not None else (b"", NO_SUCH_INS)

    def _in_parts(self, data: bytes, sw: int, expected: int) -> bytes:
        """Answer as much as the terminal takes; 61xx says that there is more."""
        most = expected or 256
        part, self._rest = data[:most], data[most:]
        if self._rest:
            sw = 0x6100 | (len(self._rest) if len(self._rest) < 256 else 0)
        return part + sw.to_bytes(2, "big")

    def _select(self, command: PlainCommand) -> Reply:
        if command.header[2] == 0x04:
            return self._select_application(command.body)
        file = int.from_bytes(command.body, "big")
        if file == 0x3F00:
            self._application = False
            return b"", OK
        if file != CARD_ACCESS and self._session is None:
            return b"", NOT_ALLOWED
        here = file != CARD_ACCESS if self._application else file == CARD_ACCESS
        self._file = self.content.files.get(file) if here else None
        return b"", OK if self._file is not None else NOT_FOUND

    def _select_application(self, name: bytes) -> Reply:
        if name != AID:
            return b"", NOT_FOUND
        self._application, self._file = True, None
        return b"", OK

    def _read(self, command: PlainCommand) -> Reply:
        if self._file is None:
            return b"", NOT_ALLOWED
        offset = int.from_bytes(command.header[2:4], "big")
        if offset > len(self._file):
            return b"", WRONG_OFFSET
        return self._file[offset : offset + command.expected], OK

    def _challenge(self, _: PlainCommand) -> Reply:
        return (self._bac.challenge(), OK) if self._application else (b"", NOT_ALLOWED)

    def _authenticate(self, command: PlainCommand) -> Reply:
        reply, self._session = self._bac.authenticate(command.body)
        return reply

    def _prepare(self, command: PlainCommand) -> Reply:
        """Answer MANAGE SECURITY ENVIRONMENT for PACE, and for chip authentication in its two ways."""
        try:
            match command.header[2:4]:
                case b"\xc1\xa4" if self._pace is not None:
                    return b"", self._pace.begin(command.body)
                case b"\x41\xa4" if self.content.chip_key is not None and self._session is not None:
                    protocol = tlv.get(command.body, 0x80)
                    self._suite = protocol[-1]
                    return b"", OK if protocol[:-1] == CHIP_OID and self._suite in SUITES else WRONG_DATA
                case b"\x41\xa6" if self.content.chip_key is not None and self._session is not None:
                    return self._restart(tlv.get(command.body, 0x91), _DES, b"")
        except tlv.TlvFault:
            return b"", WRONG_DATA
        return b"", WRONG_DATA

    def _agree(self, command: PlainCommand) -> Reply:
        """Answer GENERAL AUTHENTICATE: a step of PACE, or chip authentication once a session is open."""
        if self._session is not None and self.content.chip_key is not None:
            try:
                return self._restart(tlv.get(command.body, 0x7C, 0x80), self._suite, b"\x7c\x00")
            except tlv.TlvFault:
                return b"", WRONG_DATA
        if self._pace is None:
            return b"", WRONG_DATA
        reply, self._session = self._pace.step(command.body)
        return reply

    def _restart(self, point: bytes, suite: int, answer: bytes) -> Reply:
        key = self.content.chip_key
        if key is None:
            return b"", WRONG_DATA
        try:
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(key.curve, point)
        except ValueError:
            return b"", WRONG_DATA
        self._next = ChipSession(session_keys(SUITES[suite], key.exchange(ec.ECDH(), theirs)), 0)
        return answer, OK

    def _sign(self, command: PlainCommand) -> Reply:
        key = self.content.active_key
        if self._session is None or key is None or len(command.body) != 8:
            return b"", NOT_ALLOWED
        return (
            _recoverable(key, command.body) if isinstance(key, rsa.RSAPrivateKey) else _plain(key, command.body)
        ), OK


def _plain(key: ec.EllipticCurvePrivateKey, nonce: bytes) -> bytes:
    """Sign as BSI TR-03111 writes it: r and s side by side."""
    size = (key.curve.key_size + 7) // 8
    r, s = decode_dss_signature(key.sign(nonce, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _recoverable(key: rsa.RSAPrivateKey, nonce: bytes) -> bytes:
    """Sign by ISO/IEC 9796-2 scheme 1 with SHA-256: 6A │ M1 │ digest │ 34 CC."""
    numbers, size = key.private_numbers(), key.key_size // 8
    filling = os.urandom(size - 1 - 32 - 2)
    block = b"\x6a" + filling + hashlib.sha256(filling + nonce).digest() + _SHA256_TRAILER
    signed = _raised(int.from_bytes(block, "big"), numbers)
    return min(signed, numbers.public_numbers.n - signed).to_bytes(size, "big")


def _raised(value: int, key: rsa.RSAPrivateNumbers) -> int:
    """Do RSA's private operation by the Chinese remainder theorem (RFC 8017, 5.1.2)."""
    first, second = pow(value, key.dmp1, key.p), pow(value, key.dmq1, key.q)
    return second + key.q * ((first - second) * key.iqmp % key.p)
