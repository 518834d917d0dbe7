"""How this machine becomes a kiosk of the platform, and how it changes its own key.

Answers for: the private key is made here and never leaves; the platform's
keys are believed because the code, which a person carried, names one of them;
a certificate is for this number and this key or it is none. An answer that
was lost costs nothing: the same machine asks again and gets the same one.
Refuses: to change the key in use before the platform has confirmed the next.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.whole_file import write_whole
from sync.clock import moment
from sync.identity import DeviceIdentity, KeysRefused, PlatformKeys, PublicKeys, accept_keys, verify
from sync.keys import DEVICE, KeyMissing, KeyProvider, KeyUntrusted, following
from sync.link import Carrier
from sync.wire import Malformed, Signed, decode, encode
from sync.wire.enrolment import (
    ALPHABET,
    CERTIFICATE_DOMAIN,
    ENROLMENT_DOMAIN,
    KEY_CHANGE_DOMAIN,
    KEYS_DOMAIN,
    MARK_LETTERS,
    SECRET_LETTERS,
    Enrolled,
    Enrolment,
    KeyChange,
    KioskCertificate,
    enrolment_message,
    key_change_message,
    platform_mark,
)

_HEADERS = {"Content-Type": "application/json"}
_LOOKALIKES = str.maketrans("OIL", "011")


class NotEnrolled(Exception):  # noqa: N818 says how the machine stands
    """The platform's answer does not make this machine the kiosk it should be; says why."""


@dataclass(frozen=True)
class Code:
    """A code as it was carried: what is told to the platform, and what names the platform."""

    secret: str
    mark: str

    @classmethod
    def parse(cls, text: str) -> Code:
        """Read *text* as a person types it: any case, any dashes, O for 0; ValueError when it is no code."""
        plain = "".join(text.upper().split()).replace("-", "").translate(_LOOKALIKES)
        if len(plain) != SECRET_LETTERS + MARK_LETTERS or set(plain) - set(ALPHABET):
            raise ValueError("a code has five groups of five letters and digits")
        return cls(plain[:SECRET_LETTERS], plain[SECRET_LETTERS:])

    def __repr__(self) -> str:
        return "Code(…)"


@dataclass(frozen=True)
class Membership:
    """What the platform has given: `certificate` as signed, what it says, and the platform's keys."""

    certificate: Signed
    says: KioskCertificate
    platform: PlatformKeys

    def keep(self, certificate: Path, platform_keys: Path) -> None:
        """Write both into their files, durable when this returns."""
        self.platform.save(platform_keys)
        write_whole(certificate, encode(self.certificate))


Keep = Callable[[Membership], object]
"""Keep what the platform gave, durable when it returns. It is called before the new key is in use.

Until then the same code, or the same change, can be asked for again with the same key; afterwards nobody could.
"""


def enrol(
    link: Carrier, code: Code, kiosk: str, keys: KeyProvider, *, demo: bool = False, keep: Keep = lambda _: None
) -> Membership:
    """Become *kiosk* with a key made at *keys*, which is in use when this returns; *keep* what the platform gave.

    Raises LinkError, KeyFault, and NotEnrolled for an answer that is not the platform's the code names.
    """
    name, private = _next_key(keys)
    public = private.public_key().public_bytes_raw()
    proof = DeviceIdentity(private).sign(ENROLMENT_DOMAIN, enrolment_message(kiosk, code.secret, public))
    asked = Enrolment(kiosk, code.secret, public, proof)
    answer = _enrolled(link.post("/v1/enrolment", encode(asked), _HEADERS))
    platform = _named_by(code, answer.keys, demo=demo)
    membership = _membership(answer, platform, kiosk, public)
    keep(membership)
    _put_in_use(keys, name)
    return membership


def change_key(
    link: Carrier, kiosk: str, keys: KeyProvider, platform: PlatformKeys, *, keep: Keep = lambda _: None
) -> Membership:
    """Replace this machine's key; until the platform has confirmed the next one the present one stays in use.

    Raises LinkError, KeyFault (a key that is only read cannot be replaced), NotEnrolled.
    """
    present = DeviceIdentity.of(keys)
    name, private = _next_key(keys)
    if name == DEVICE:
        raise KeyUntrusted("the key of this machine is only read: bring its successor as a credential")
    following_one = DeviceIdentity(private)
    message = key_change_message(kiosk, present.public, following_one.public)
    signatures = (one.sign(KEY_CHANGE_DOMAIN, message) for one in (present, following_one))
    asked = KeyChange(kiosk, present.public, following_one.public, *signatures)
    answer = _enrolled(link.post("/v1/enrolment/key", encode(asked), _HEADERS))
    membership = _membership(answer, _accepted(platform, answer.keys), kiosk, following_one.public)
    keep(membership)
    _put_in_use(keys, name)
    return membership


def find_certificate(path: Path, platform: PlatformKeys) -> KioskCertificate | None:
    """Return the certificate kept in *path*, None where there is none that the platform has signed."""
    try:
        signed = decode(path.read_bytes(), Signed)
    except (OSError, Malformed):
        return None
    return platform.read(signed, CERTIFICATE_DOMAIN, KioskCertificate)


def has_expired(certificate: KioskCertificate, now: datetime) -> bool:
    """Say whether *certificate* is past its last day: a reason to renew it, never one to stop."""
    return now >= moment(certificate.not_after)


def _next_key(keys: KeyProvider) -> tuple[str, Ed25519PrivateKey]:
    """Return the key that will be in use, made the first time; a place that is only read has it already."""
    try:
        return following(DEVICE), Ed25519PrivateKey.from_private_bytes(keys.load(following(DEVICE)))
    except KeyMissing:
        pass
    if keys.kind == "credential":
        return DEVICE, Ed25519PrivateKey.from_private_bytes(keys.load_or_make(DEVICE))
    raw = secrets.token_bytes(32)
    keys.replace(following(DEVICE), raw)
    return following(DEVICE), Ed25519PrivateKey.from_private_bytes(raw)


def _put_in_use(keys: KeyProvider, name: str) -> None:
    if name != DEVICE:
        keys.replace(DEVICE, keys.load(name))
        keys.remove(name)


def _enrolled(answer: bytes) -> Enrolled:
    try:
        return decode(answer, Enrolled)
    except Malformed as error:
        raise NotEnrolled("the answer is not of the contract") from error


def _named_by(code: Code, signed: Signed, *, demo: bool) -> PlatformKeys:
    """Return the platform's keys when the one that signed them is the one the code names."""
    try:
        keys = decode(signed.payload, PublicKeys)
    except Malformed as error:
        raise NotEnrolled("the platform's keys cannot be read") from error
    named = [key for key in keys.verify if platform_mark(key) == code.mark]
    if not any(verify(key, KEYS_DOMAIN, signed.payload, signed.signature) for key in named):
        raise NotEnrolled("who answered is not the platform that gave the code")
    if keys.demo and not demo:
        raise NotEnrolled("the platform is one of a demonstration")
    return _usable(keys)


def _usable(keys: PublicKeys) -> PlatformKeys:
    try:
        return PlatformKeys.of(keys)
    except KeysRefused as error:
        raise NotEnrolled(str(error)) from error


def _accepted(platform: PlatformKeys, signed: Signed) -> PlatformKeys:
    try:
        return accept_keys(platform, signed)
    except KeysRefused as error:
        raise NotEnrolled(str(error)) from error


def _membership(answer: Enrolled, platform: PlatformKeys, kiosk: str, public: bytes) -> Membership:
    says = platform.read(answer.certificate, CERTIFICATE_DOMAIN, KioskCertificate)
    if says is None:
        raise NotEnrolled("the certificate is not signed by the platform")
    if (says.kiosk, says.public) != (kiosk, public):
        raise NotEnrolled("the certificate is another kiosk's, or of another key")
    return Membership(answer.certificate, says, platform)
