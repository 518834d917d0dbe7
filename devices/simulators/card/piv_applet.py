"""A PIV application in a virtual card (NIST SP 800-73-4), written for its other side.

Knows SELECT, GET DATA, VERIFY, CHANGE REFERENCE DATA, GENERAL AUTHENTICATE and
GET RESPONSE, chained commands, a PIN with tries, four keys with the policies
that the standard gives them. OpenSC takes it for a PIV card.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from devices.card import tlv

AID = bytes.fromhex("A000000308000010000100")
OK, NOT_FOUND, NO_SUCH_INS, WRONG_DATA = 0x9000, 0x6A82, 0x6D00, 0x6A80
NOT_VERIFIED, BLOCKED, WRONG_LENGTH, NO_SUCH_REFERENCE = 0x6982, 0x6983, 0x6700, 0x6A88
LOG_IN, SIGNATURE, KEY_MANAGEMENT, CARD_AUTHENTICATION = 0x9A, 0x9C, 0x9D, 0x9E
_MANAGEMENT = 0x9B
_AUTHENTICATE = 0x87
_SHORT_ANSWER = 256
_PIN_REFERENCE = 0x80
_PIN_BYTES = 8
_CHALLENGE_BYTES = 8
# SP 800-78-5, table 8
_P256, _P384 = 0x11, 0x14
_RSA_BITS = {0x05: 3072, 0x06: 1024, 0x07: 2048}
_CURVES: Mapping[int, type[ec.EllipticCurve]] = {_P256: ec.SECP256R1, _P384: ec.SECP384R1}
_DIGESTS: Mapping[int, hashes.HashAlgorithm] = {32: hashes.SHA256(), 48: hashes.SHA384()}
# property template: application identifier, allocating authority (SP 800-73-4 part 2, table 3)
_TEMPLATE = tlv.encode(0x61, tlv.encode(0x4F, AID[5:]) + tlv.encode(0x79, tlv.encode(0x4F, AID[:5])))

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Reply = tuple[bytes, int]


@dataclass
class PivContent:
    """What is written on one card; `objects` by their tag, as GET DATA answers them.

    `key` is the one for log-in, slot 9A; `others` are by slot: 9C, 9D, 9E.
    """

    objects: dict[int, bytes] = field(repr=False)
    key: Key = field(repr=False)
    pin: str = field(repr=False)
    tries: int = 3
    others: Mapping[int, Key] = field(default_factory=dict, repr=False)


class PivApplet:
    """A card's memory; `tries_left` survives a reset, a verified PIN does not."""

    def __init__(self, content: PivContent) -> None:
        self.content = content
        self._pin = _padded(content.pin)
        self.tries_left = content.tries
        self._deeds: dict[int, Callable[[bytes, bytes], Reply]] = {
            0xA4: self._select,
            0xCB: self._get_data,
            0x20: self._verify,
            0x24: self._change_pin,
            _AUTHENTICATE: self._authenticate,
        }
        self.reset()

    def reset(self) -> None:
        self._selected = False
        self._verified = False
        self._just_verified = False
        self._chained = b""
        self._rest = b""

    @property
    def is_unlocked(self) -> bool:
        """Whether the card believes that its holder is there."""
        return self._verified

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
        if head[1] != _AUTHENTICATE:
            self._just_verified = False
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
        found = self.content.objects.get(tag)
        return (found, OK) if found is not None else (b"", NOT_FOUND)

    def _verify(self, head: bytes, body: bytes) -> Reply:
        if head[3] != _PIN_REFERENCE:
            return b"", NO_SUCH_REFERENCE
        if head[2] == 0xFF:
            self._verified = self._just_verified = False
            return b"", OK
        if body and self.tries_left:
            self._try_pin(body)
        if self._verified:
            return b"", OK
        return self._tries()

    def _try_pin(self, body: bytes) -> None:
        self._verified = self._just_verified = body == self._pin
        self.tries_left = self.content.tries if self._verified else self.tries_left - 1

    def _tries(self) -> Reply:
        return b"", 0x63C0 | self.tries_left if self.tries_left else BLOCKED

    def _change_pin(self, head: bytes, body: bytes) -> Reply:
        """Replace the PIN (SP 800-73-4 part 2, 3.2.2): a new one that none can be costs no try."""
        if head[3] != _PIN_REFERENCE:
            return b"", NO_SUCH_REFERENCE
        if len(body) != 2 * _PIN_BYTES:
            return b"", WRONG_LENGTH
        old, new = body[:_PIN_BYTES], body[_PIN_BYTES:]
        if not self.tries_left:
            return self._tries()
        if old == self._pin and not _is_pin(new):
            return b"", WRONG_DATA
        self._try_pin(old)
        if not self._verified:
            return self._tries()
        self._pin = new
        return b"", OK

    def _authenticate(self, head: bytes, body: bytes) -> Reply:
        """Sign, decipher or agree (3.2.4); with the management key only hand out a challenge, as it holds none."""
        try:
            asked = {one.tag: one.value for one in tlv.parse(tlv.get(body, 0x7C))}
            if head[3] == _MANAGEMENT and asked.get(0x81) == b"":
                return _template(0x81, secrets.token_bytes(_CHALLENGE_BYTES)), OK
            if not self._may_use(head[3]):
                return b"", NOT_VERIFIED
            return _template(0x82, self._used(head, asked)), OK
        except (tlv.TlvFault, ValueError):
            return b"", WRONG_DATA

    def _may_use(self, slot: int) -> bool:
        """Say whether the key of *slot* may be used now: 9C wants the PIN before each use, 9E never (part 1, 3.3)."""
        just_verified, self._just_verified = self._just_verified, False
        if slot == CARD_AUTHENTICATION:
            return True
        return just_verified if slot == SIGNATURE else self._verified

    def _used(self, head: bytes, asked: Mapping[int, bytes]) -> bytes:
        key = self.content.key if head[3] == LOG_IN else self.content.others.get(head[3])
        algorithm = head[2]
        if isinstance(key, rsa.RSAPrivateKey) and key.key_size == _RSA_BITS.get(algorithm):
            return _raised(key, asked.get(0x81, b""))
        curve = _CURVES.get(algorithm)
        if isinstance(key, ec.EllipticCurvePrivateKey) and curve is not None and isinstance(key.curve, curve):
            if 0x85 in asked:
                return key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(curve(), asked[0x85]))
            return _signed(key, asked.get(0x81, b""))
        raise ValueError("not this card's kind of key")


def _signed(key: ec.EllipticCurvePrivateKey, digest: bytes) -> bytes:
    """Sign a digest as long as the curve's numbers, which is what a card takes."""
    if len(digest) * 8 != key.key_size:
        raise ValueError("length of the digest")
    return key.sign(digest, ec.ECDSA(Prehashed(_DIGESTS[len(digest)])))


def _raised(key: rsa.RSAPrivateKey, block: bytes) -> bytes:
    """Raise *block* to the private exponent: signing and deciphering are the same to a card."""
    size = key.key_size // 8
    if len(block) != size:
        raise ValueError("length of the block")
    numbers = key.private_numbers()
    return pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(size, "big")


def _template(tag: int, value: bytes) -> bytes:
    return tlv.encode(0x7C, tlv.encode(tag, value))


def _padded(pin: str) -> bytes:
    return pin.encode().ljust(_PIN_BYTES, b"\xff")


def _is_pin(padded: bytes) -> bool:
    """Say whether it is six to eight digits, filled up (part 2, 2.4.3)."""
    digits = padded.rstrip(b"\xff")
    return len(digits) in range(6, 9) and digits.isdigit()


def _body(apdu: bytes) -> bytes:
    return apdu[5 : 5 + apdu[4]] if len(apdu) > 5 else b""


def _expected(apdu: bytes) -> int:
    """Return Le, how many bytes the reader expects at most; 0 and absent stand for 256."""
    after_body = 4 if len(apdu) <= 5 else 5 + apdu[4]
    return (apdu[after_body] if len(apdu) > after_body else 0) or _SHORT_ANSWER
