"""The ciphers of secure messaging and how their keys come out of a shared secret (ICAO 9303-11, 9.7 and 9.8).

Answers for four suites: two-key 3DES with the retail MAC, and AES with CMAC.
Refuses to know what is enciphered. Parity bits of DES keys are left as they
fall: no cipher looks at them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

MAC_SIZE = 8
_FOR_ENCRYPTION, _FOR_MAC, _FOR_PASSWORD = 1, 2, 3  # the counter of 9.7.1
_LONGEST_OF_SHA1 = 16


@dataclass(frozen=True)
class Suite:
    """A cipher with its MAC; sizes in bytes."""

    name: str
    key_size: int
    block: int

    @property
    def is_des(self) -> bool:
        return self.block == 8


DES3 = Suite("3DES", 16, 8)
AES128 = Suite("AES-128", 16, 16)
AES192 = Suite("AES-192", 24, 16)
AES256 = Suite("AES-256", 32, 16)


@dataclass(frozen=True, repr=False)
class SessionKeys:
    suite: Suite
    encryption: bytes
    mac: bytes


def session_keys(suite: Suite, secret: bytes) -> SessionKeys:
    """Return the two keys that follow from a shared *secret* (9.7.1)."""
    return SessionKeys(suite, _derived(suite, secret, _FOR_ENCRYPTION), _derived(suite, secret, _FOR_MAC))


def password_key(suite: Suite, password: bytes | bytearray) -> bytes:
    """Return the key that PACE enciphers its nonce with (9.7.3)."""
    return _derived(suite, password, _FOR_PASSWORD)


def encrypt(suite: Suite, key: bytes, data: bytes, iv: bytes | None = None) -> bytes:
    """Encipher whole blocks in CBC; the first vector is zero unless given."""
    encryptor = Cipher(_cipher(suite, key), modes.CBC(iv or bytes(suite.block))).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def decrypt(suite: Suite, key: bytes, data: bytes, iv: bytes | None = None) -> bytes:
    decryptor = Cipher(_cipher(suite, key), modes.CBC(iv or bytes(suite.block))).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def mac(suite: Suite, key: bytes, data: bytes) -> bytes:
    """Return the MAC of *data*, eight bytes.

    For 3DES *data* is whole blocks (ISO/IEC 9797-1 algorithm 3): single DES under
    the first half of the key, the last block under both halves.
    """
    if not suite.is_des:
        cmac = CMAC(algorithms.AES(key))
        cmac.update(data)
        return cmac.finalize()[:MAC_SIZE]
    chained = Cipher(TripleDES(key[:8] * 3), modes.CBC(bytes(8))).encryptor()
    before = (bytes(8) + chained.update(data[:-8]))[-8:]
    return encrypt(suite, key, data[-8:], before)


def padded(suite: Suite, data: bytes) -> bytes:
    """Fill *data* up to whole blocks with 80 00 … (ISO/IEC 9797-1 method 2)."""
    return data + b"\x80" + bytes(-(len(data) + 1) % suite.block)


def find_unpadded(data: bytes) -> bytes | None:
    """Take the filling off; None where there is none."""
    bare = data.rstrip(b"\x00")
    return bare[:-1] if bare.endswith(b"\x80") else None


def _derived(suite: Suite, secret: bytes | bytearray, counter: int) -> bytes:
    digest = hashlib.sha1 if suite.key_size <= _LONGEST_OF_SHA1 else hashlib.sha256
    whole = digest(usedforsecurity=False)  # 9.7.1 names SHA-1 for keys of 128 bits
    whole.update(secret)
    whole.update(counter.to_bytes(4, "big"))
    return whole.digest()[: suite.key_size]


def _cipher(suite: Suite, key: bytes) -> BlockCipherAlgorithm:
    return TripleDES(key + key[:8]) if suite.is_des else algorithms.AES(key)
