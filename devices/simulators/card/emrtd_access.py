"""A chip's side of basic access control, PACE and secure messaging (ICAO 9303-11), for virtual documents.

Written for its own side, step by step: it shares ciphers and curves with the
terminal, and no protocol step.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from devices.card import tlv
from devices.card.profiles.emrtd.curves import STANDARDISED, NotOnCurve, Point
from devices.card.profiles.emrtd.keys import (
    AES128,
    AES192,
    AES256,
    DES3,
    SessionKeys,
    Suite,
    decrypt,
    encrypt,
    find_unpadded,
    mac,
    padded,
    password_key,
    session_keys,
)

OK, WRONG, SM_MISSING, SM_WRONG, WRONG_DATA, NO_CONDITIONS = 0x9000, 0x6300, 0x6987, 0x6988, 0x6A80, 0x6985
NO_SUCH_REFERENCE = 0x6A88
SUITES: dict[int, Suite] = {1: DES3, 2: AES128, 3: AES192, 4: AES256}
PACE_OID = bytes.fromhex("04007F000702020402")  # id-PACE-ECDH-GM; the suite's number follows

Reply = tuple[bytes, int]


@dataclass(frozen=True)
class PaceWay:
    """Which suite (1 to 4) and which curve (its number in table 6) a chip offers."""

    suite: int = 2
    curve: int = 13

    @property
    def oid(self) -> bytes:
        return PACE_OID + bytes([self.suite])


@dataclass(frozen=True)
class PlainCommand:
    """A command as the chip understands it; `expected` says how long an answer the terminal takes."""

    header: bytes
    body: bytes
    expected: int

    @classmethod
    def of(cls, apdu: bytes) -> PlainCommand:
        header, rest = apdu[:4], apdu[4:]
        if not rest:
            return cls(header, b"", 0)
        if len(rest) == 1:
            return cls(header, b"", rest[0] or 256)
        if rest[0] == 0 and len(rest) >= 3:
            size = int.from_bytes(rest[1:3], "big")
            if len(rest) == 3:
                return cls(header, b"", size or 65536)
            after = rest[3 + size :]
            return cls(header, rest[3 : 3 + size], (int.from_bytes(after, "big") or 65536) if after else 0)
        after = rest[1 + rest[0] :]
        return cls(header, rest[1 : 1 + rest[0]], (after[0] or 256) if after else 0)


class ChipSession:
    """The chip's end of secure messaging."""

    def __init__(self, keys: SessionKeys, counter: int) -> None:
        self._keys = keys
        self._suite = keys.suite
        self._counter = counter

    def open(self, command: PlainCommand) -> PlainCommand | None:
        """Return the command inside, None when it is not sealed with our keys."""
        self._counter += 1
        try:
            objects = {one.tag: one.value for one in tlv.parse(command.body)}
        except tlv.TlvFault:
            return None
        covered = b"".join(tlv.encode(tag, value) for tag, value in objects.items() if tag != 0x8E)
        sealed = padded(self._suite, command.header) + covered if covered else command.header
        if objects.get(0x8E) != self._mac(sealed):
            return None
        header = bytes([command.header[0] & ~0x0C]) + command.header[1:]
        expected = objects.get(0x97)
        size = 0 if expected is None else int.from_bytes(expected, "big") or (65536 if len(expected) > 1 else 256)
        return PlainCommand(header, self._bare(objects.get(0x87)), size)

    def seal(self, data: bytes, sw: int) -> bytes:
        self._counter += 1
        body = b""
        if data:
            hidden = encrypt(self._suite, self._keys.encryption, padded(self._suite, data), self._vector())
            body = tlv.encode(0x87, b"\x01" + hidden)
        body += tlv.encode(0x99, sw.to_bytes(2, "big"))
        return body + tlv.encode(0x8E, self._mac(body))

    def _bare(self, hidden: bytes | None) -> bytes:
        if not hidden:
            return b""
        return find_unpadded(decrypt(self._suite, self._keys.encryption, hidden[1:], self._vector())) or b""

    def _mac(self, data: bytes) -> bytes:
        return mac(self._suite, self._keys.mac, padded(self._suite, self._count_bytes() + data))

    def _vector(self) -> bytes:
        if self._suite is DES3:
            return bytes(8)
        return encrypt(self._suite, self._keys.encryption, self._count_bytes())

    def _count_bytes(self) -> bytes:
        return self._counter.to_bytes(self._suite.block, "big")


class BacChip:
    """Basic access control; `printed` is number, birth and expiry with their check digits."""

    def __init__(self, printed: bytes) -> None:
        digest = hashlib.sha1(printed, usedforsecurity=False).digest()
        self._keys = session_keys(DES3, digest[:16])
        self._nonce = b""

    def challenge(self) -> bytes:
        self._nonce = os.urandom(8)
        return self._nonce

    def authenticate(self, body: bytes) -> tuple[Reply, ChipSession | None]:
        """Answer EXTERNAL AUTHENTICATE; the session is there when the terminal knows what is printed."""
        nonce, self._nonce = self._nonce, b""
        hidden, sealed = body[:32], body[32:]
        if not nonce or len(body) != 40 or mac(DES3, self._keys.mac, padded(DES3, hidden)) != sealed:
            return (b"", WRONG), None
        plain = decrypt(DES3, self._keys.encryption, hidden)
        theirs, echoed, their_half = plain[:8], plain[8:16], plain[16:]
        if echoed != nonce:
            return (b"", WRONG), None
        half = os.urandom(16)
        answer = encrypt(DES3, self._keys.encryption, nonce + theirs + half)
        answer += mac(DES3, self._keys.mac, padded(DES3, answer))
        seed = (int.from_bytes(half, "big") ^ int.from_bytes(their_half, "big")).to_bytes(16, "big")
        session = ChipSession(session_keys(DES3, seed), int.from_bytes(nonce[4:] + theirs[4:], "big"))
        return (answer, OK), session


@dataclass
class PaceChip:
    """PACE with generic mapping: what came in decides which of the four steps is next."""

    way: PaceWay
    printed: bytes = field(repr=False)
    can: str = field(repr=False)

    def __post_init__(self) -> None:
        self._steps: list[Callable[[bytes], Reply]] = []
        self._session: ChipSession | None = None
        self._password = b""

    def begin(self, body: bytes) -> int:
        """Answer MSE:Set AT."""
        asked = {one.tag: one.value for one in tlv.parse(body)}
        if asked.get(0x80) != self.way.oid:
            return WRONG_DATA
        passwords = {b"\x01": hashlib.sha1(self.printed, usedforsecurity=False).digest()}
        if self.can:
            passwords[b"\x02"] = self.can.encode()
        password = passwords.get(asked.get(0x83, b""))
        if password is None:
            return NO_SUCH_REFERENCE
        self._password = password
        self._steps = [self._nonce, self._map, self._agree, self._confirm]
        return OK

    def step(self, body: bytes) -> tuple[Reply, ChipSession | None]:
        """Answer GENERAL AUTHENTICATE; the session is there after the last step."""
        self._session = None
        if not self._steps:
            return (b"", NO_CONDITIONS), None
        try:
            reply = self._steps.pop(0)(tlv.get(body, 0x7C))
        except (tlv.TlvFault, NotOnCurve):
            self._steps = []
            return (b"", WRONG_DATA), None
        return reply, self._session

    def _nonce(self, _: bytes) -> Reply:
        self._secret = os.urandom(16)
        suite = SUITES[self.way.suite]
        hidden = encrypt(suite, password_key(suite, self._password), self._secret)
        return tlv.encode(0x7C, tlv.encode(0x80, hidden)), OK

    def _map(self, body: bytes) -> Reply:
        curve = STANDARDISED[self.way.curve]
        key = curve.choose_key()
        common = curve.multiply(key, curve.decode(tlv.get(body, 0x81)))
        base = curve.multiply(int.from_bytes(self._secret, "big"), curve.generator)
        self._generator: Point = curve.add(common, base)
        public = curve.encode(curve.multiply(key, curve.generator))
        return tlv.encode(0x7C, tlv.encode(0x82, public)), OK

    def _agree(self, body: bytes) -> Reply:
        curve = STANDARDISED[self.way.curve]
        self._theirs = tlv.get(body, 0x83)
        key = curve.choose_key()
        self._ours = curve.encode(curve.multiply(key, self._generator))
        shared = curve.encode(curve.multiply(key, curve.decode(self._theirs)))[1 : 1 + curve.size]
        self._keys = session_keys(SUITES[self.way.suite], shared)
        return tlv.encode(0x7C, tlv.encode(0x84, self._ours)), OK

    def _confirm(self, body: bytes) -> Reply:
        if tlv.get(body, 0x85) != self._token(self._ours):
            return b"", WRONG
        self._session = ChipSession(self._keys, 0)
        return tlv.encode(0x7C, tlv.encode(0x86, self._token(self._theirs))), OK

    def _token(self, point: bytes) -> bytes:
        suite = SUITES[self.way.suite]
        data = tlv.encode(0x7F49, tlv.encode(0x06, self.way.oid) + tlv.encode(0x86, point))
        return mac(suite, self._keys.mac, padded(suite, data) if suite is DES3 else data)
