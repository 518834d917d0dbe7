"""One page of the encrypted file, opened and sealed without the database: what a salvage needs when nothing opens.

Answers for: a page is given only when its HMAC is right for its key, its file
and its number. Refuses everything else with None; it never repairs.

    page       ciphertext (4016) | IV (16) | HMAC-SHA512 (64)
    page 1     salt (16) | ciphertext (4000) | IV | HMAC; its plain text begins with "SQLite format 3"
    HMAC       over ciphertext | IV | page number (4, little endian)

Source: the SQLCipher 4 design (zetetic.net/sqlcipher/design) and its `codec_hmac`, `sqlcipher_page_cipher`.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
SALT = 16
_IV, _HMAC = 16, 64
_MAGIC = b"SQLite format 3\0"
_MASK = 0x3A


class PageCipher:
    """Opens and seals the pages of the one file that has this *salt*, with the raw 32-byte *key*."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self.salt = salt
        self._key = key
        masked = bytes(byte ^ _MASK for byte in salt)
        self._hmac_key = hashlib.pbkdf2_hmac("sha512", key, masked, 2, 32)

    def open(self, number: int, page: bytes) -> bytes | None:
        """Return page *number* in plain, 4096 bytes with its tail empty; None when its HMAC is wrong."""
        head = SALT if number == 1 else 0
        content, tag = page[head : PAGE - _HMAC], page[PAGE - _HMAC : PAGE]
        if len(page) != PAGE or not hmac.compare_digest(tag, self._tag(number, content)):
            return None
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(content[-_IV:])).decryptor()
        plain = decryptor.update(content[:-_IV]) + decryptor.finalize()
        return (_MAGIC + plain if number == 1 else plain).ljust(PAGE, b"\0")

    def seal(self, number: int, plain: bytes) -> bytes:
        """Return page *number* as it stands in the file; the tail of *plain* is left out."""
        head = SALT if number == 1 else 0
        iv = os.urandom(_IV)
        encryptor = Cipher(algorithms.AES(self._key), modes.CBC(iv)).encryptor()
        content = encryptor.update(plain[head : PAGE - _IV - _HMAC]) + encryptor.finalize() + iv
        return self.salt[:head] + content + self._tag(number, content)

    def _tag(self, number: int, content: bytes) -> bytes:
        return hmac.digest(self._hmac_key, content + number.to_bytes(4, "little"), "sha512")
