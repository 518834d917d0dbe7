"""Whether the chip of a document answered a challenge: active authentication (ICAO 9303-11, 6.1).

Answers for signatures that travelled with a log-in. A chip signs eight bytes
and no more, so it is given the first eight of the SHA-256 of the message.
What a chip proved to the kiosk's reader alone (chip authentication, 6.2)
cannot be shown to anybody, and is not judged here.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from asn1crypto import core
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sync.gateway.logins.authorities import MALFORMED
from sync.gateway.logins.country_keys import read_key
from sync.gateway.logins.travel_documents import unwrapped

_NONCE = 8
_ACTIVE = "2.23.136.1.1.5"
_PLAIN_ECDSA = "0.4.0.127.0.7.1.1.4.1."  # BSI TR-03111, 5.2.1.1
_ECDSA_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "2": hashes.SHA224(),
    "3": hashes.SHA256(),
    "4": hashes.SHA384(),
    "5": hashes.SHA512(),
}
# last bytes of ISO/IEC 9796-2 scheme 1 (ISO/IEC 10118-3); SHA-1 is enough for what was chosen by nobody but the kiosk
_TRAILERS = (
    (b"\xbc", "sha1"),
    (b"\x33\xcc", "sha1"),
    (b"\x38\xcc", "sha224"),
    (b"\x34\xcc", "sha256"),
    (b"\x36\xcc", "sha384"),
    (b"\x35\xcc", "sha512"),
)
_PARTIAL_RECOVERY = 0x6A


class _Info(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields = [  # noqa: RUF012 the library's way
        ("protocol", core.ObjectIdentifier),
        ("required", core.Any),
        ("optional", core.Any, {"optional": True}),
    ]


class _Infos(core.SetOf):  # type: ignore[misc]  # the library has no types
    _child_spec = _Info


def has_answered(active_key: bytes, chip_keys: bytes | None, message: bytes, signature: bytes) -> bool:
    """Say whether the chip whose groups 15 and 14 these are signed the nonce of *message*."""
    nonce = hashlib.sha256(message).digest()[:_NONCE]
    try:
        key = read_key(unwrapped(active_key, 0x6F))
        if isinstance(key, rsa.RSAPublicKey):
            return _is_recovered(key, nonce, signature)
        return isinstance(key, ec.EllipticCurvePublicKey) and _is_plain(key, chip_keys, nonce, signature)
    except (*MALFORMED, KeyError, IndexError):
        return False


def has_chip_key(chip_keys: bytes) -> bool:
    """Say whether group 14 holds a key for chip authentication: a document without any key may be a copy."""
    try:
        return any(one["protocol"].dotted.startswith("0.4.0.127.0.7.2.2.1.") for one in _infos(chip_keys))
    except (*MALFORMED, KeyError, IndexError):
        return False


def _infos(chip_keys: bytes) -> core.SetOf:
    return _Infos.load(unwrapped(chip_keys, 0x6E), strict=True)


def _is_plain(key: ec.EllipticCurvePublicKey, chip_keys: bytes | None, nonce: bytes, signature: bytes) -> bool:
    """Verify r │ s, each as long as the curve."""
    size = (key.key_size + 7) // 8
    if len(signature) != 2 * size:
        return False
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    try:
        key.verify(encode_dss_signature(r, s), nonce, ec.ECDSA(_hash(key, chip_keys)))
    except InvalidSignature:
        return False
    return True


def _hash(key: ec.EllipticCurvePublicKey, chip_keys: bytes | None) -> hashes.HashAlgorithm:
    """Return the hash that group 14 names (9303-11, 9.2.8), else the first that is as long as the curve."""
    for info in _infos(chip_keys) if chip_keys is not None else ():
        if info["protocol"].dotted == _ACTIVE and not isinstance(info["optional"], core.Void):
            named = core.ObjectIdentifier.load(info["optional"].dump(), strict=True).dotted
            return _ECDSA_HASHES[named.removeprefix(_PLAIN_ECDSA)]
    fitting = (one for one in _ECDSA_HASHES.values() if one.digest_size * 8 >= key.key_size)
    return next(fitting, hashes.SHA512())


def _is_recovered(key: rsa.RSAPublicKey, nonce: bytes, signature: bytes) -> bool:
    """Recover the chip's part and the hash from *signature*, and compare (ISO/IEC 9796-2, 8).

    6A │ M1 │ hash(M1 │ nonce) │ trailer
    """
    numbers, value = key.public_numbers(), int.from_bytes(signature, "big")
    if value >= numbers.n or len(signature) != (key.key_size + 7) // 8:
        return False
    opened = pow(value, numbers.e, numbers.n)
    if opened & 0x0F != 0x0C:  # of two roots the smaller may have been sent
        opened = numbers.n - opened
    block = opened.to_bytes(len(signature), "big")
    trailer, name = next((one for one in _TRAILERS if block.endswith(one[0])), (b"", "sha256"))
    digest = hashlib.new(name, usedforsecurity=False)
    end = len(block) - len(trailer) - digest.digest_size
    if not trailer or block[0] != _PARTIAL_RECOVERY or end <= 1:
        return False
    digest.update(block[1:end] + nonce)
    return hmac.compare_digest(digest.digest(), block[end : end + digest.digest_size])
