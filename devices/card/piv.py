"""The PIV application of a card (NIST SP 800-73-4, part 2).

Answers for the dialogue: what is asked of the card and how its answers are
read. Refuses to judge: what is read here is unverified until `trust` has
judged the certificate and the card has signed a challenge. Only 63Cx and 6983
are ever a wrong PIN.

    PivFault
    ├── NotPiv      the card answers and has no such application, or no certificate for log-in
    └── OddAnswer   a status word or bytes the standard does not know
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from devices.card import tlv
from devices.card.apdu import OK, ApduFault, Channel, Command, send, send_secret
from devices.card.wipe import wiped

AID = bytes.fromhex("A00000030800001000")
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
_ALGORITHM_RSA_2048 = 0x07
_ALGORITHM_P256 = 0x11
_FORGET_PIN = 0xFF  # P1 of VERIFY: set the state back to not verified
_BLOCKED = 0x6983
_NOT_FOUND = (0x6A82, 0x6A88)
_NO_SUCH_APPLICATION = (*_NOT_FOUND, 0x6A81, 0x6A86, 0x6D00, 0x6E00)
_LONGEST_CERTIFICATE = 16_384
# DER of DigestInfo for SHA-256 (RFC 8017, 9.2, note 1)
_SHA256_INFO = bytes.fromhex("3031300D060960864801650304020105000420")


class PivFault(Exception):  # noqa: N818 a fault of the card, not a mistake of ours
    """The dialogue with the card cannot go on."""


class NotPiv(PivFault): ...


class OddAnswer(PivFault): ...


@dataclass(frozen=True)
class PinRight: ...


@dataclass(frozen=True)
class PinWrong:
    """`tries_left` is 0 when the PIN is blocked."""

    tries_left: int


class PivCard:
    """The selected PIV application of the card on *channel*."""

    def __init__(self, channel: Channel) -> None:
        """Select the application.

        Raises:
            NotPiv: the card has none.
        """
        self._channel = channel
        _, sw = send(channel, _SELECT, AID)
        if sw in _NO_SUCH_APPLICATION:
            raise NotPiv(f"{sw:04X}")
        _expect(sw)
        self._pin = self._pin_reference()

    def find_expiry(self) -> date | None:
        """Return the day after which the card itself is void (CHUID, tag 35), None where the card does not say."""
        chuid = self._find(_CHUID)
        day = tlv.find(chuid, 0x35) if chuid is not None else None
        if day is None:
            return None
        try:
            return datetime.strptime(day.decode("ascii"), "%Y%m%d").date()  # noqa: DTZ007 a day, not a moment
        except ValueError as fault:
            raise OddAnswer("expiry") from fault

    def certificate(self) -> bytes:
        """Return the DER of the certificate for card log-in, slot 9A.

        Raises:
            NotPiv: the slot is empty.
        """
        held = self._find(_CERTIFICATE_9A)
        der = tlv.find(held, 0x70) if held is not None else None
        if held is None or not der:
            raise NotPiv("no certificate")
        packed = (tlv.find(held, 0x71) or b"\0")[:1] == b"\x01"
        return _unpacked(der) if packed else der

    def tries_left(self) -> int:
        """Return how many wrong PINs the card would still take; asking costs none."""
        sw = self._ask_pin_state(0x00)
        if sw == OK:  # somebody's PIN is still counted as given: take it back, then ask
            self._ask_pin_state(_FORGET_PIN)
            sw = self._ask_pin_state(0x00)
        left = _find_tries(sw)
        if left is None:
            raise OddAnswer(f"{sw:04X}")
        return left

    def verify(self, pin: bytearray) -> PinRight | PinWrong:
        """Give the card *pin*, digits in ASCII; a PIN no card can have is wrong without costing a try."""
        if len(pin) not in PIN_PLACES or not pin.isdigit():
            return PinWrong(self.tries_left())
        with wiped(bytearray(b"\xff" * PIN_PLACES[-1])) as padded:
            padded[: len(pin)] = pin
            sw = send_secret(self._channel, Command(0x20, 0x00, self._pin), padded)
        if sw == OK:
            return PinRight()
        left = _find_tries(sw)
        if left is None:
            raise OddAnswer(f"{sw:04X}")
        return PinWrong(left)

    def sign(self, certificate: x509.Certificate, message: bytes) -> bytes:
        """Have the key of slot 9A sign *message* (SHA-256), as `certificate`'s kind of key does.

        Raises:
            OddAnswer: the card refused; or the key is neither P-256 nor RSA-2048.
        """
        algorithm, block = _to_sign(certificate, message)
        asked = tlv.encode(0x7C, tlv.encode(0x82, b"") + tlv.encode(0x81, block))
        data, sw = send(self._channel, Command(0x87, algorithm, _SLOT_9A), asked)
        _expect(sw)
        return _read(data, 0x7C, 0x82)

    def _ask_pin_state(self, p1: int) -> int:
        return self._channel.transmit(bytearray((0x00, 0x20, p1, self._pin)))[1]

    def _pin_reference(self) -> int:
        """Return which PIN the card uses first (discovery object, 5F2F); the application's where it does not say."""
        policy = tlv.find(self._find(_DISCOVERY) or b"", 0x5F2F) or b""
        return _GLOBAL_PIN if policy[1:2] == bytes([_GLOBAL_IS_PRIMARY]) else _APPLICATION_PIN

    def _find(self, tag: int) -> bytes | None:
        """Return the content of a data object, or None where the card has none."""
        asked = tlv.encode(0x5C, tag.to_bytes((tag.bit_length() + 7) // 8, "big"))
        data, sw = send(self._channel, _GET_DATA, asked)
        if sw in _NOT_FOUND:
            return None
        _expect(sw)
        return _read(data, _DISCOVERY if tag == _DISCOVERY else 0x53)


def _to_sign(certificate: x509.Certificate, message: bytes) -> tuple[int, bytes]:
    """Return the algorithm (SP 800-78-4, table 6-2) and the block that its command takes."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(message)
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return _ALGORITHM_P256, digest.finalize()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == 2048:
        info = _SHA256_INFO + digest.finalize()
        return _ALGORITHM_RSA_2048, b"\x00\x01" + b"\xff" * (256 - 3 - len(info)) + b"\x00" + info
    raise OddAnswer("a kind of key PIV does not log in with")


def _find_tries(sw: int) -> int | None:
    if sw == _BLOCKED:
        return 0
    return sw & 0x0F if sw & 0xFFF0 == 0x63C0 else None


def _expect(sw: int) -> None:
    if sw != OK:
        raise OddAnswer(f"{sw:04X}")


def _read(data: bytes, *path: int) -> bytes:
    return tlv.get(data, *path)


def _unpacked(data: bytes) -> bytes:
    """Undo the gzip of a certificate, with a limit to what it may become."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, _LONGEST_CERTIFICATE)
    except zlib.error as fault:
        raise OddAnswer("certificate") from fault


UNREADABLE = (PivFault, tlv.TlvFault, ApduFault)
"""Everything that an ill-made card can be told apart by."""
