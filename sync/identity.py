"""Who speaks: the kiosk's own key, and the platform's public keys it was given.

Answers for: a signature made for one purpose verifies for no other. Refuses:
keys marked as demonstration keys, unless the caller says this is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from msgspec import Meta, Struct

from config.whole_file import write_whole
from sync.keyfile import load_or_make_key
from sync.keys import DEVICE, KeyProvider
from sync.seal import key_id
from sync.wire import Count, Digest, Malformed, Shape, Signed, decode, encode
from sync.wire.enrolment import KEYS_DOMAIN

T = TypeVar("T")

REVOKED_LIMIT = 4096
"""So many keys of kiosks are named as revoked, the newest; more would make a file that nobody reads."""


class KeysRefused(Exception):  # noqa: N818 says what was done with the file
    """The platform's keys cannot be used; says why."""


class PublicKeys(Shape, frozen=True):
    """The file the platform publishes: raw keys in base64, newest first, several while one replaces another.

    `version` grows with each change. `revoked` are raw keys of kiosks whose papers count no more.
    """

    version: Count
    verify: Annotated[tuple[Digest, ...], Meta(min_length=1, max_length=8)]
    seal: Annotated[tuple[Digest, ...], Meta(min_length=1, max_length=8)]
    documents: Annotated[tuple[Digest, ...], Meta(min_length=1, max_length=16)]
    demo: bool = False
    revoked: Annotated[tuple[Digest, ...], Meta(max_length=REVOKED_LIMIT)] = ()


@dataclass(frozen=True)
class DeviceIdentity:
    """The kiosk's Ed25519 key."""

    _private: Ed25519PrivateKey

    @classmethod
    def of(cls, keys: KeyProvider) -> DeviceIdentity:
        """Take this machine's key from *keys*, which makes it the first time; KeyFault."""
        return cls(Ed25519PrivateKey.from_private_bytes(keys.load_or_make(DEVICE)))

    @classmethod
    def load_or_make(cls, path: Path) -> DeviceIdentity:
        """Load the key in *path* (0600), or make it the first time; KeyUntrusted when it cannot be trusted."""
        return cls(Ed25519PrivateKey.from_private_bytes(load_or_make_key(path)))

    @property
    def public(self) -> bytes:
        """The raw 32-byte public key, to be enrolled at the platform."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, domain: str, message: bytes) -> bytes:
        """Return the 64-byte signature over *message* for the purpose *domain*."""
        return self._private.sign(framed(domain, message))

    def sign_base(self, base: bytes) -> bytes:
        """Return the signature over the RFC 9421 signature *base* of a call (`signing.sign_call`)."""
        return self._private.sign(base)

    def sign_cose(self, structure: bytes) -> bytes:
        """Return the signature over the Sig_structure of a COSE_Sign1 (RFC 9052, 4.4)."""
        return self._private.sign(structure)


@dataclass(frozen=True)
class PlatformKeys:
    """The platform as this kiosk knows it: `published` says it whole.

    A word of the platform verifies under any of `verify`; requests are sealed to `seal`, the newest; `documents`
    verifies the papers it issues, by key id.
    """

    published: PublicKeys
    documents: dict[bytes, Ed25519PublicKey]

    @property
    def verify(self) -> tuple[bytes, ...]:
        return self.published.verify

    @property
    def seal(self) -> bytes:
        return self.published.seal[0]

    @property
    def version(self) -> int:
        return self.published.version

    @property
    def demo(self) -> bool:
        return self.published.demo

    @classmethod
    def load(cls, path: Path, *, demo: bool = False) -> PlatformKeys:
        """Load the public keys in the JSON file *path*; KeysRefused when missing, wrong, or demo keys unasked for."""
        try:
            keys = decode(path.read_bytes(), PublicKeys)
        except (OSError, Malformed) as error:
            raise KeysRefused(f"{path.name} holds no platform keys") from error
        if keys.demo and not demo:
            raise KeysRefused(f"{path.name} holds demonstration keys")
        return cls.of(keys)

    @classmethod
    def of(cls, keys: PublicKeys) -> PlatformKeys:
        try:
            for raw in keys.seal:
                X25519PublicKey.from_public_bytes(raw)
            documents = {key_id(raw): Ed25519PublicKey.from_public_bytes(raw) for raw in keys.documents}
        except ValueError as error:
            raise KeysRefused("not a public key") from error
        return cls(keys, documents)

    def save(self, path: Path) -> None:
        """Put these keys in the place of those in the file *path*, durable when this returns."""
        write_whole(path, encode(self.published))

    def read(self, signed: Signed, domain: str, shape: type[T]) -> T | None:
        """Return the *shape* the platform signed for *domain*, or None: unsigned words are no words."""
        if not any(verify(key, domain, signed.payload, signed.signature) for key in self.verify):
            return None
        try:
            return decode(signed.payload, shape)
        except Malformed:
            return None


def accept_keys(current: PlatformKeys, signed: Signed) -> PlatformKeys:
    """Return the platform's keys after *signed*, a `PublicKeys` signed by a key that *current* verifies with.

    The same version again changes nothing. Raises KeysRefused for what is not the platform's, older, or of a
    demonstration where *current* is not (or the other way round).
    """
    keys = current.read(signed, KEYS_DOMAIN, PublicKeys)
    if keys is None:
        raise KeysRefused("not signed by a key of the platform that is known here")
    if keys.demo != current.demo:
        raise KeysRefused("demonstration keys and keys in service do not replace each other")
    if keys.version < current.version:
        raise KeysRefused(f"version {keys.version} is older than {current.version}, which is in use")
    return current if keys.version == current.version else PlatformKeys.of(keys)


def sign_as(private: Ed25519PrivateKey, domain: str, message: Struct) -> Signed:
    """Return *message* encoded and signed for *domain*."""
    payload = encode(message)
    return Signed(payload, private.sign(framed(domain, payload)))


def verify(public: bytes, domain: str, message: bytes, signature: bytes) -> bool:
    """Tell whether *signature* is that of the raw *public* key over *message* for *domain*."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, framed(domain, message))
    except (InvalidSignature, ValueError):
        return False
    return True


def framed(domain: str, message: bytes) -> bytes:
    """Return what is signed when *message* is signed for the purpose *domain*."""
    return b"emn-kiosk/1/" + domain.encode() + b"\0" + message
