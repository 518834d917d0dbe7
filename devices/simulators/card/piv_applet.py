"""A PIV application in a virtual card (NIST SP 800-73-4), written for its other side.

Knows SELECT, GET DATA, VERIFY, GENERAL AUTHENTICATE and GET RESPONSE, chained
commands, a PIN with tries. OpenSC takes it for a PIV card.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from devices.card import tlv

AID = bytes.fromhex("A000000308000010000100")
OK, NOT_FOUND, NO_SUCH_INS, WRONG_DATA = 0x9000, 0x6A82, 0x6D00, 0x6A80
NOT_VERIFIED, BLOCKED, WRONG_LENGTH = 0x6982, 0x6983, 0x6700
_SHORT_ANSWER = 256
_PIN_REFERENCE = 0x80
# property template: application identifier, allocating authority (SP 800-73-4 part 2, table 3)
_TEMPLATE = tlv.encode(0x61, tlv.encode(0x4F, AID[5:]) + tlv.encode(0x79, tlv.encode(0x4F, AID[:5])))

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Reply = tuple[bytes, int]


@dataclass
class PivContent:
    """What is written on one card; `objects` by their tag, as GET DATA answers them."""

    objects: dict[int, bytes] = field(repr=False)
    key: Key = field(repr=False)
    pin: str = field(repr=False)
    tries: int = 3


class PivApplet:
    """A card's memory; `tries_left` survives a reset, a verified PIN does not."""

    def __init__(self, content: PivContent) -> None:
        self._content = content
        self.tries_left = content.tries
        self._deeds: dict[int, Callable[[bytes, bytes], Reply]] = {
            0xA4: self._select,
            0xCB: self._get_data,
            0x20: self._verify,
            0x87: self._authenticate,
        }
        self.reset()

    def reset(self) -> None:
        self._selected = False
        self._verified = False
        self._chained = b""
        self._rest = b""

    def answer(self, apdu: bytes) -> bytes:
        """Return the response APDU to a command APDU."""
        if len(apdu) < 4:
            return WRONG_LENGTH.to_bytes(2, "big")
        if apdu[1] == 0xC0:
            return self._in_parts(self._rest, OK, apdu)
        head, body = apdu[:4], _body(apdu)
        if head[0] & 0x10:
            self._chained += body
            return OK.to_bytes(2, "big")
        body, self._chained = self._chained + body, b""
        deed = self._deeds.get(head[1])
        if deed is None or not (self._selected or head[1] == 0xA4):
            return NO_SUCH_INS.to_bytes(2, "big")
        return self._in_parts(*deed(head, body), apdu)

    def _in_parts(self, data: bytes, sw: int, apdu: bytes) -> bytes:
        size = _expected(apdu)
        part, self._rest = data[:size], data[size:]
        if self._rest:
            sw = 0x6100 | min(len(self._rest), 0xFF)
        return part + sw.to_bytes(2, "big")

    def _select(self, head: bytes, body: bytes) -> Reply:
        self._selected = head[2] == 0x04 and len(body) >= 9 and AID.startswith(body)
        return (_TEMPLATE, OK) if self._selected else (b"", NOT_FOUND)

    def _get_data(self, head: bytes, body: bytes) -> Reply:
        try:
            tag = int.from_bytes(tlv.get(body, 0x5C), "big")
        except tlv.TlvFault:
            return b"", WRONG_DATA
        found = self._content.objects.get(tag)
        return (found, OK) if found is not None else (b"", NOT_FOUND)

    def _verify(self, head: bytes, body: bytes) -> Reply:
        if head[3] != _PIN_REFERENCE:
            return b"", 0x6A88
        if head[2] == 0xFF:
            self._verified = False
            return b"", OK
        if body and self.tries_left:
            self._try_pin(body)
        if self._verified:
            return b"", OK
        return b"", 0x63C0 | self.tries_left if self.tries_left else BLOCKED

    def _try_pin(self, body: bytes) -> None:
        self._verified = body == self._content.pin.encode().ljust(8, b"\xff")
        self.tries_left = self._content.tries if self._verified else self.tries_left - 1

    def _authenticate(self, head: bytes, body: bytes) -> Reply:
        if not self._verified:
            return b"", NOT_VERIFIED
        try:
            block = tlv.get(body, 0x7C, 0x81)
            signature = self._signed(head[2], block)
        except (tlv.TlvFault, ValueError):
            return b"", WRONG_DATA
        return tlv.encode(0x7C, tlv.encode(0x82, signature)), OK

    def _signed(self, algorithm: int, block: bytes) -> bytes:
        key = self._content.key
        if algorithm == 0x11 and isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(block, ec.ECDSA(Prehashed(hashes.SHA256())))
        if algorithm == 0x07 and isinstance(key, rsa.RSAPrivateKey):
            numbers = key.private_numbers()
            size = key.key_size // 8
            return pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(size, "big")
        raise ValueError("not this card's kind of key")


def _body(apdu: bytes) -> bytes:
    return apdu[5 : 5 + apdu[4]] if len(apdu) > 5 else b""


def _expected(apdu: bytes) -> int:
    """Return Le, how many bytes the reader expects at most; 0 and absent stand for 256."""
    after_body = 4 if len(apdu) <= 5 else 5 + apdu[4]
    return (apdu[after_body] if len(apdu) > after_body else 0) or _SHORT_ANSWER
