"""The PIV application of a card (NIST SP 800-73-4, part 2).

Answers for the dialogue: what is asked of the card and how its answers are
read. Refuses to judge: what is read here is unverified until `trust` has
judged the certificate and the card has signed a challenge. Only 63Cx and 6983
are ever a wrong PIN.
"""

from __future__ import annotations

import zlib
from datetime import date, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from devices.card import tlv
from devices.card.apdu import OK, Channel, Command, send, send_secret
from devices.card.paths import MALFORMED
from devices.card.pinpad import PinBlock, find_pad
from devices.card.profiles.card import (
    Credential,
    Forged,
    NotOffered,
    OddAnswer,
    PinNeeded,
    ProfileName,
    Right,
    UnknownCard,
    Wrong,
)
from devices.card.proof import has_signed, hash_of
from devices.card.wipe import wiped

AID = bytes.fromhex("A00000030800001000")
WHOLE_AID = AID + bytes.fromhex("0100")
"""With its version: some cards do not take the shorter one that SP 800-73-4 part 1, 2.2 allows."""

PIN_PLACES = range(6, 9)  # SP 800-73-4 part 2, 2.4.3: six to eight digits

_SELECT = Command(0xA4, 0x04, 0x00)
_GET_DATA = Command(0xCB, 0x3F, 0xFF)
_CHUID = 0x5FC102
_DISCOVERY = 0x7E
_CERTIFICATE_9A = 0x5FC105
_SLOT_9A = 0x9A
_APPLICATION_PIN = 0x80
_GLOBAL_PIN = 0x00
_GLOBAL_IS_PRIMARY = 0x20
_FORGET_PIN = 0xFF  # P1 of VERIFY: set the state back to not verified
_BLOCKED = 0x6983
_NOT_FOUND = (0x6A82, 0x6A88)
_NO_SUCH_APPLICATION = (*_NOT_FOUND, 0x6A81, 0x6A86, 0x6D00, 0x6E00)
_DOES_NOT_SAY = (0x6300, 0x6700, 0x6A80, 0x6B00, 0x6982)  # cards that want a PIN before they say how many tries
_OPTIONAL = (_CHUID, _DISCOVERY)
_DOES_NOT_HAVE = (*_NOT_FOUND, 0x6A80, 0x6A81, 0x6A86, 0x6B00, 0x6D00, 0x6982, 0x6985)
_NOT_TAKEN = (*_NOT_FOUND, 0x6A80, 0x6A81, 0x6D00, 0x6985)
_LONGEST_CERTIFICATE = 16_384
_PRIVATE_KEYS = {"rsa2048": 0x07, "rsa3072": 0x05, "secp256r1": 0x11, "secp384r1": 0x14}  # SP 800-78-5, table 6-2
# DER of DigestInfo for SHA-256 (RFC 8017, 9.2, note 1)
_SHA256_INFO = bytes.fromhex("3031300D060960864801650304020105000420")


class PivCard:
    """The selected PIV application of the card on *channel*, in the shape of `devices.card.profiles.card.Card`."""

    profile: ProfileName = "piv"
    signs_requests = True
    """SP 800-73-4 part 1, 3.1.3: key 9A wants the PIN once in the life of the connection."""

    def __init__(self, channel: Channel) -> None:
        """Select the application.

        Raises:
            UnknownCard: the card has none.
        """
        self._channel = channel
        _, sw = send(channel, _SELECT, AID)
        if sw in _NOT_FOUND:
            _, sw = send(channel, _SELECT, WHOLE_AID)
        if sw in _NO_SUCH_APPLICATION:
            raise UnknownCard(f"{sw:04X}")
        _expect(sw)
        self._pin = self._pin_reference()
        self._pad = find_pad(channel)
        self._der: bytes | None = None

    def factor(self) -> PinNeeded:
        """Return how many wrong PINs the card would still take; asking costs none."""
        sw = self._ask_pin_state(0x00)
        if sw == OK:  # somebody's PIN is still counted as given: take it back, then ask
            self._ask_pin_state(_FORGET_PIN)
            sw = self._ask_pin_state(0x00)
        left = _find_tries(sw)
        if left is None and sw not in _DOES_NOT_SAY:
            raise OddAnswer(f"{sw:04X}")
        return PinNeeded(left, PIN_PLACES, on_reader=self._pad is not None)

    def credential(self) -> Credential:
        """Return the certificate for card log-in, slot 9A, and the card's own last day where it says one.

        Raises:
            UnknownCard: the slot is empty.
        """
        self._der = self._read_certificate()
        return Credential(self._der, valid_until=self._find_expiry())

    def unlock(self, secret: bytearray | None) -> Right | Wrong:
        """Give the card *secret*, digits in ASCII; a PIN no card can have is wrong without costing a try.

        Raises:
            PadClosed: the reader's own pad was to ask, and gave the card nothing.
        """
        if secret is None:
            return self._unlock_by_pad()
        if not _can_be_a_pin(secret):
            return Wrong(self.factor().tries_left)
        with wiped(_padded(secret)) as padded:
            sw = send_secret(self._channel, Command(0x20, 0x00, self._pin), padded)
        return _verdict(sw)

    def _unlock_by_pad(self) -> Right | Wrong:
        if self._pad is None:
            raise NotOffered("no pad")
        padding = b"\xff" * PIN_PLACES[-1]
        return _verdict(self._pad.verify(PinBlock(bytes((0x00, 0x20, 0x00, self._pin)), padding, PIN_PLACES)))

    def change_pin(self, old: bytearray, new: bytearray) -> Right | Wrong:
        """Replace the PIN (SP 800-73-4 part 2, 3.2.2)."""
        if not _can_be_a_pin(new):
            raise NotOffered("new PIN")
        if not _can_be_a_pin(old):
            return Wrong(self.factor().tries_left)
        with wiped(_padded(old)) as first, wiped(_padded(new)) as second, wiped(bytearray(16)) as both:
            both[:8], both[8:] = first, second
            sw = send_secret(self._channel, Command(0x24, 0x00, self._pin), both)
        if sw in _NOT_TAKEN:
            raise NotOffered(f"{sw:04X}")
        return _verdict(sw)

    def prove(self, message: bytes) -> bytes:
        """Have the key of slot 9A sign *message*, with the hash that goes with it."""
        certificate = self._certificate()
        algorithm, block = _to_sign(certificate, message)
        asked = tlv.encode(0x7C, tlv.encode(0x82, b"") + tlv.encode(0x81, block))
        data, sw = send(self._channel, Command(0x87, algorithm, _SLOT_9A), asked)
        _expect(sw)
        signature = tlv.get(data, 0x7C, 0x82)
        if not has_signed(certificate, message, signature):
            raise Forged("signature")
        return signature

    def _certificate(self) -> x509.Certificate:
        if self._der is None:
            self._der = self._read_certificate()
        try:
            certificate = x509.load_der_x509_certificate(self._der)
            certificate.public_key()
        except MALFORMED as fault:
            raise OddAnswer("certificate") from fault
        return certificate

    def _read_certificate(self) -> bytes:
        held = self._find(_CERTIFICATE_9A)
        der = tlv.find(held, 0x70) if held is not None else None
        if held is None or not der:
            raise UnknownCard("no certificate")
        packed = (tlv.find(held, 0x71) or b"\0")[:1] == b"\x01"
        return _unpacked(der) if packed else der

    def _find_expiry(self) -> date | None:
        """Return the day after which the card itself is void (CHUID, tag 35), None where it does not say."""
        chuid = self._find(_CHUID)
        day = tlv.find(chuid, 0x35) if chuid is not None else None
        if day is None:
            return None
        try:
            return datetime.strptime(day.decode("ascii"), "%Y%m%d").date()  # noqa: DTZ007 a day, not a moment
        except ValueError as fault:
            raise OddAnswer("expiry") from fault

    def _ask_pin_state(self, p1: int) -> int:
        return self._channel.transmit(bytearray((0x00, 0x20, p1, self._pin)))[1]

    def _pin_reference(self) -> int:
        """Return which PIN the card uses first (discovery object, 5F2F); the application's where it does not say."""
        policy = tlv.find(self._find(_DISCOVERY) or b"", 0x5F2F) or b""
        return _GLOBAL_PIN if policy[1:2] == bytes([_GLOBAL_IS_PRIMARY]) else _APPLICATION_PIN

    def _find(self, tag: int) -> bytes | None:
        """Return the content of a data object, or None where the card has none; older cards say so in many ways."""
        asked = tlv.encode(0x5C, tag.to_bytes((tag.bit_length() + 7) // 8, "big"))
        data, sw = send(self._channel, _GET_DATA, asked)
        if sw in (_DOES_NOT_HAVE if tag in _OPTIONAL else _NOT_FOUND):
            return None
        _expect(sw)
        return tlv.get(data, _DISCOVERY if tag == _DISCOVERY else 0x53)


def _can_be_a_pin(digits: bytearray) -> bool:
    return len(digits) in PIN_PLACES and digits.isdigit()


def _padded(digits: bytearray) -> bytearray:
    padded = bytearray(b"\xff" * PIN_PLACES[-1])
    padded[: len(digits)] = digits
    return padded


def _to_sign(certificate: x509.Certificate, message: bytes) -> tuple[int, bytes]:
    """Return the algorithm and the block that its command takes."""
    key = certificate.public_key()
    digest = hashes.Hash(hash_of(key))
    digest.update(message)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _PRIVATE_KEYS:
        return _PRIVATE_KEYS[key.curve.name], digest.finalize()
    if isinstance(key, rsa.RSAPublicKey) and f"rsa{key.key_size}" in _PRIVATE_KEYS:
        info = _SHA256_INFO + digest.finalize()
        padding = b"\xff" * (key.key_size // 8 - 3 - len(info))
        return _PRIVATE_KEYS[f"rsa{key.key_size}"], b"\x00\x01" + padding + b"\x00" + info
    raise OddAnswer("a kind of key PIV does not log in with")


def _verdict(sw: int) -> Right | Wrong:
    if sw == OK:
        return Right()
    left = _find_tries(sw)
    if left is None:
        raise OddAnswer(f"{sw:04X}")
    return Wrong(left)


def _find_tries(sw: int) -> int | None:
    if sw == _BLOCKED:
        return 0
    return sw & 0x0F if sw & 0xFFF0 == 0x63C0 else None


def _expect(sw: int) -> None:
    if sw != OK:
        raise OddAnswer(f"{sw:04X}")


def _unpacked(data: bytes) -> bytes:
    """Undo the gzip of a certificate, with a limit to what it may become."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, _LONGEST_CERTIFICATE)
    except zlib.error as fault:
        raise OddAnswer("certificate") from fault
