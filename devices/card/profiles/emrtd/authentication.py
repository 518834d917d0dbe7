"""Whether the chip is the one its issuer made, and not a copy of its files (ICAO 9303-11, 6.1 and 6.2).

Answers for active authentication (a signature that can be shown to others) and
for chip authentication, version 1 on elliptic curves (which proves itself only
to us). Takes data groups 14 and 15 that were checked against the security
object, and no others.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from devices.card import tlv
from devices.card.apdu import OK
from devices.card.profiles.card import Forged, OddAnswer
from devices.card.profiles.emrtd.asn1 import (
    PublicKey,
    SecurityInfo,
    curve_of,
    integer,
    oid,
    oid_content,
    public_key,
    security_infos,
)
from devices.card.profiles.emrtd.keys import AES128, AES192, AES256, DES3, Suite, session_keys
from devices.card.profiles.emrtd.messaging import BrokenMessaging, InTheClear, SecureChannel

NONCE = 8
_ACTIVE = "2.23.136.1.1.5"
_CHIP_KEY = "0.4.0.127.0.7.2.2.1.2"  # id-PK-ECDH
_CHIP = "0.4.0.127.0.7.2.2.3.2."  # id-CA-ECDH
_SUITES = {"1": DES3, "2": AES128, "3": AES192, "4": AES256}
_PLAIN_ECDSA = "0.4.0.127.0.7.1.1.4.1."  # BSI TR-03111, 5.2.1.1
_ECDSA_HASHES: dict[str, hashes.HashAlgorithm] = {
    "2": hashes.SHA224(),
    "3": hashes.SHA256(),
    "4": hashes.SHA384(),
    "5": hashes.SHA512(),
}
# trailer of ISO/IEC 9796-2 scheme 1 and ISO/IEC 10118-3; SHA-1 is believed here: the nonce is ours and fresh
_TRAILERS = {
    b"\xbc": "sha1",
    b"\x33\xcc": "sha1",
    b"\x38\xcc": "sha224",
    b"\x34\xcc": "sha256",
    b"\x36\xcc": "sha384",
    b"\x35\xcc": "sha512",
}
_PARTIAL_RECOVERY = 0x6A
_NOT_OUR_KEYS = (0x6987, 0x6988)  # secure messaging objects missing, or wrong (ISO/IEC 7816-4, 5.6)
_SELECT_GROUP_14 = bytes.fromhex("00A4020C02010E")

ChooseKey = Callable[[ec.EllipticCurve], ec.EllipticCurvePrivateKey]


@dataclass(frozen=True)
class ChipKey:
    """The key of chip authentication and how it is used; `protocol` is None where the document does not say (3DES)."""

    key: ec.EllipticCurvePublicKey
    suite: Suite
    protocol: str | None
    reference: bytes | None


def answer_actively(channel: SecureChannel, group15: bytes, group14: bytes | None, nonce: bytes) -> bytes:
    """Have the chip sign *nonce*, eight bytes; return the signature.

    Raises:
        Forged: it is not of the key in data group 15.
        OddAnswer: the chip refuses, or the key is of no kind we know.
    """
    key = public_key(tlv.get(group15, 0x6F))
    command = bytearray((0x00, 0x88, 0x00, 0x00, NONCE)) + nonce + b"\x00"
    if isinstance(key, rsa.RSAPublicKey) and key.key_size // 8 > channel.room:
        command = bytearray((0x00, 0x88, 0x00, 0x00, 0x00, 0x00, NONCE)) + nonce + bytes(2)
    signature, sw = channel.transmit(command)
    if sw != OK:
        raise OddAnswer(f"{sw:04X}")
    if not is_answered(key, group14, nonce, signature):
        raise Forged("active authentication")
    return signature


def is_answered(key: PublicKey, group14: bytes | None, nonce: bytes, signature: bytes) -> bool:
    """Say whether *signature* is of *nonce* by *key*: ISO/IEC 9796-2 scheme 1 for RSA, plain r │ s for ECDSA."""
    if isinstance(key, rsa.RSAPublicKey):
        return _is_recovered(key, nonce, signature)
    size = (key.curve.key_size + 7) // 8
    if len(signature) != 2 * size:
        return False
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    try:
        key.verify(encode_dss_signature(r, s), nonce, ec.ECDSA(_ecdsa_hash(key, group14)))
    except InvalidSignature:
        return False
    return True


def nonce_of(message: bytes) -> bytes:
    """Return what the chip signs for *message*: the first eight bytes of its SHA-256; a longer nonce does not exist."""
    return hashlib.sha256(message).digest()[:NONCE]


def find_chip_key(group14: bytes) -> ChipKey | None:
    """Return the key for chip authentication in data group 14, None where there is none on a curve.

    Raises:
        OddAnswer: malformed.
    """
    infos = security_infos(tlv.get(group14, 0x6E))
    found = [key for info in infos if info.protocol == _CHIP_KEY and (key := _chip_key(info, infos)) is not None]
    return max(found, key=lambda one: (one.suite.block, one.suite.key_size), default=None)


def answer_with_chip_key(
    channel: SecureChannel, chip: ChipKey, choose: ChooseKey = ec.generate_private_key
) -> SecureChannel:
    """Agree on new session keys with the chip's own key; return the channel they open.

    The chip has proved itself once it has answered under the new keys, which is asked here.

    Raises:
        Forged: it cannot: the key in data group 14 is not the chip's.
        OddAnswer: the chip refuses, or says that something else is the matter.
    """
    curve = curve_of(chip.key)
    ours = choose(chip.key.curve)
    numbers = ours.public_key().public_numbers()
    _announce(channel, chip, curve.encode((numbers.x, numbers.y)))
    renewed = SecureChannel(channel.below, session_keys(chip.suite, ours.exchange(ec.ECDH(), chip.key)))
    try:
        _, sw = renewed.transmit(bytearray(_SELECT_GROUP_14))
    except InTheClear as fault:
        if fault.sw in _NOT_OUR_KEYS:
            raise Forged("chip authentication") from fault
        raise
    except BrokenMessaging as fault:
        raise Forged("chip authentication") from fault
    if sw != OK:
        raise OddAnswer(f"{sw:04X}")
    return renewed


def _announce(channel: SecureChannel, chip: ChipKey, point: bytes) -> None:
    """Send our point: MSE:Set AT and GENERAL AUTHENTICATE, or MSE:Set KAT for 3DES (6.2.4)."""
    reference = tlv.encode(0x84, chip.reference) if chip.reference is not None else b""
    if chip.protocol is not None:
        body = tlv.encode(0x80, oid_content(chip.protocol)) + reference
        _, sw = channel.transmit(bytearray((0x00, 0x22, 0x41, 0xA4, len(body))) + body)
        if sw == OK:
            body = tlv.encode(0x7C, tlv.encode(0x80, point))
            _, sw = channel.transmit(bytearray((0x00, 0x86, 0x00, 0x00, len(body))) + body + b"\x00")
            _expect(sw)
            return
        if not chip.suite.is_des:
            raise OddAnswer(f"{sw:04X}")
    body = tlv.encode(0x91, point) + reference
    _, sw = channel.transmit(bytearray((0x00, 0x22, 0x41, 0xA6, len(body))) + body)
    _expect(sw)


def _chip_key(info: SecurityInfo, infos: tuple[SecurityInfo, ...]) -> ChipKey | None:
    """Join a key with the protocol that names it, or names none (9.2.6 and 9.2.7)."""
    key = public_key(info.required)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise OddAnswer("public key")
    reference = None if info.optional is None else _unsigned(integer(info.optional))
    protocols = [one for one in infos if one.protocol.startswith(_CHIP)]
    if not protocols:
        return ChipKey(key, DES3, None, reference)
    for one in sorted(protocols, key=lambda one: one.protocol, reverse=True):
        named = None if one.optional is None else _unsigned(integer(one.optional))
        suite = _SUITES.get(one.protocol.removeprefix(_CHIP))
        if suite is not None and named == reference:
            return ChipKey(key, suite, one.protocol, reference)
    return None


def _is_recovered(key: rsa.RSAPublicKey, nonce: bytes, signature: bytes) -> bool:
    """Recover M1 and its digest from *signature* and compare (ISO/IEC 9796-2, 8; 9303-11, 6.1)."""
    figures = key.public_numbers()
    value = int.from_bytes(signature, "big")
    if value >= figures.n or len(signature) != (key.key_size + 7) // 8:
        return False
    opened = pow(value, figures.e, figures.n)
    if opened & 0x0F != 0x0C:  # the smaller of the two roots was sent
        opened = figures.n - opened
    block = opened.to_bytes((key.key_size + 7) // 8, "big")
    for trailer, name in _TRAILERS.items():
        digest = hashlib.new(name, usedforsecurity=False)
        end = len(block) - len(trailer) - digest.digest_size
        if block[0] == _PARTIAL_RECOVERY and block.endswith(trailer) and end > 1:
            digest.update(block[1:end] + nonce)
            return hmac.compare_digest(digest.digest(), block[end : end + digest.digest_size])
    return False


def _ecdsa_hash(key: ec.EllipticCurvePublicKey, group14: bytes | None) -> hashes.HashAlgorithm:
    """Return the digest that data group 14 names (9.2.8), else the one as long as the curve."""
    infos = () if group14 is None else security_infos(tlv.get(group14, 0x6E))
    for info in infos:
        if info.protocol == _ACTIVE and info.optional is not None:
            found = _ECDSA_HASHES.get(oid(info.optional).removeprefix(_PLAIN_ECDSA))
            if found is None:
                raise OddAnswer("signature algorithm")
            return found
    return next((one for one in _ECDSA_HASHES.values() if one.digest_size * 8 >= key.curve.key_size), hashes.SHA512())


def _unsigned(value: int) -> bytes:
    if value < 0:
        raise OddAnswer("key reference")
    return value.to_bytes((value.bit_length() + 7) // 8 or 1, "big")


def _expect(sw: int) -> None:
    if sw != OK:
        raise OddAnswer(f"{sw:04X}")
