"""The platform's secrets as files in one folder, and what it publishes of them.

    sign.key sign-2.key …   seal.key …   document.key …   hex, 0600; the highest number is the newest
    retired/                keys no longer published; what was sealed to one still opens
    public.json             what kiosks are given, with a version that grows

A new key is published first: answers are signed with the oldest key that is
still published, because a kiosk that was away for weeks knows no other.
Keys made here are marked as demonstration keys; a kiosk in service refuses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from config.whole_file import clear_drafts, sync_folder, write_whole
from sync.identity import REVOKED_LIMIT, PublicKeys, sign_as
from sync.keyfile import load_key, load_or_make_key
from sync.wire import Signed, decode, encode
from sync.wire.enrolment import KEYS_DOMAIN

Ring = Literal["sign", "seal", "document"]
"""What the platform has keys for."""

_PUBLIC, _RETIRED = "public.json", "retired"


@dataclass(frozen=True)
class PlatformSecrets:
    """What only the platform holds: it signs answers, opens requests with any of `seals`, signs documents."""

    sign: Ed25519PrivateKey
    seals: tuple[X25519PrivateKey, ...]
    document: Ed25519PrivateKey
    public: PublicKeys

    def signed_keys(self) -> Signed:
        """Return what is published, signed for those who know the key that answers are signed with."""
        return sign_as(self.sign, KEYS_DOMAIN, self.public)

    def __repr__(self) -> str:
        return "PlatformSecrets(…)"


def make_platform_keys(folder: Path) -> PlatformSecrets:
    """Load the keys in *folder*, making demonstration keys and `public.json` the first time; KeyFault."""
    with suppress(OSError):  # a folder that is only read keeps them
        clear_drafts(folder)
    signs, seals, documents = (_loaded(folder, ring) for ring in get_args(Ring))
    retired = _loaded(folder / _RETIRED, "seal", make=False)
    return PlatformSecrets(
        sign=Ed25519PrivateKey.from_private_bytes(signs[-1]),
        seals=tuple(X25519PrivateKey.from_private_bytes(raw) for raw in (*seals, *retired)),
        document=Ed25519PrivateKey.from_private_bytes(documents[0]),
        public=_published(folder) or _publish(folder, version=1, demo=True),
    )


def rotate(folder: Path, ring: Ring) -> PublicKeys:
    """Add a new key to *ring* and publish it beside the others; a running platform takes it at its next start."""
    paths = _paths(folder, ring)
    load_or_make_key(folder / f"{ring}-{_number(paths[0]) + 1}.key")
    return _renewed(folder)


def retire(folder: Path, ring: Ring) -> PublicKeys:
    """Publish the oldest key of *ring* no longer; ValueError when it is the only one.

    A kiosk that knows no newer one believes this platform no more, so this waits until every kiosk has the version
    before it.
    """
    paths = _paths(folder, ring)
    if len(paths) < 2:
        raise ValueError(f"{ring} has one key only: add a new one first")
    (folder / _RETIRED).mkdir(exist_ok=True, mode=0o700)
    paths[-1].rename(folder / _RETIRED / paths[-1].name)
    sync_folder(folder)
    return _renewed(folder)


def disown(folder: Path, publics: Iterable[bytes]) -> PublicKeys:
    """Publish that papers signed with the raw keys *publics* of kiosks count no more."""
    before = _published(folder)
    known = before.revoked if before else ()
    all_of_them = (*known, *(public for public in publics if public not in known))
    return _renewed(folder, all_of_them[-REVOKED_LIMIT:])


def _renewed(folder: Path, revoked: tuple[bytes, ...] | None = None) -> PublicKeys:
    before = _published(folder)
    if before is None:
        return _publish(folder, version=1, demo=True, revoked=revoked or ())
    kept = before.revoked if revoked is None else revoked
    return _publish(folder, version=before.version + 1, demo=before.demo, revoked=kept)


def _publish(folder: Path, *, version: int, demo: bool, revoked: tuple[bytes, ...] = ()) -> PublicKeys:
    signs, seals, documents = (_loaded(folder, ring) for ring in get_args(Ring))
    public = PublicKeys(
        version=version,
        verify=tuple(_ed25519(raw) for raw in signs),
        seal=tuple(X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw() for raw in seals),
        documents=tuple(_ed25519(raw) for raw in documents),
        demo=demo,
        revoked=revoked,
    )
    write_whole(folder / _PUBLIC, encode(public))
    return public


def _published(folder: Path) -> PublicKeys | None:
    path = folder / _PUBLIC
    return decode(path.read_bytes(), PublicKeys) if path.exists() else None


def _ed25519(raw: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()


def _loaded(folder: Path, ring: Ring, *, make: bool = True) -> list[bytes]:
    """Return the keys of *ring*, newest first."""
    if make:
        load_or_make_key(_paths(folder, ring)[-1])
    return [load_key(path) for path in _paths(folder, ring) if path.exists()]


def _paths(folder: Path, ring: Ring) -> list[Path]:
    """Return the files of *ring*, newest first; of an empty one, the file its first key will have."""
    names = re.compile(rf"{ring}(-[0-9]+)?\.key")
    found = [path for path in folder.glob(f"{ring}*.key") if names.fullmatch(path.name)]
    return sorted(found, key=_number, reverse=True) or [folder / f"{ring}.key"]


def _number(path: Path) -> int:
    _, _, number = path.stem.partition("-")
    return int(number or 1)
