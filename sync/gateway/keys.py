"""The platform's secrets, and the kiosks it has enrolled, as files in one folder.

    sign.key seal.key document.key   hex, 0600      public.json   what kiosks are given
    kiosks/017.key                   public key of kiosk 017, hex

Keys made here are marked as demonstration keys; a kiosk in service refuses them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.identity import PublicKeys
from sync.keyfile import load_or_make_key
from sync.wire import encode


@dataclass(frozen=True)
class PlatformSecrets:
    """What only the platform holds: it signs answers, opens requests, signs documents."""

    sign: Ed25519PrivateKey
    seal: X25519PrivateKey
    document: Ed25519PrivateKey

    def public(self, *, demo: bool) -> PublicKeys:
        return PublicKeys(
            verify=(self.sign.public_key().public_bytes_raw(),),
            seal=self.seal.public_key().public_bytes_raw(),
            documents=(self.document.public_key().public_bytes_raw(),),
            demo=demo,
        )

    def __repr__(self) -> str:
        return "PlatformSecrets(…)"


def make_platform_keys(folder: Path) -> PlatformSecrets:
    """Load the keys in *folder*, making demonstration keys and `public.json` the first time; KeyFault."""
    secrets = PlatformSecrets(
        sign=Ed25519PrivateKey.from_private_bytes(load_or_make_key(folder / "sign.key")),
        seal=X25519PrivateKey.from_private_bytes(load_or_make_key(folder / "seal.key")),
        document=Ed25519PrivateKey.from_private_bytes(load_or_make_key(folder / "document.key")),
    )
    public = folder / "public.json"
    if not public.exists():
        public.write_bytes(encode(secrets.public(demo=True)))
    return secrets


def enrol(folder: Path, kiosk: str, public: bytes) -> Path:
    """Let the kiosk with the three-digit number *kiosk* and the raw *public* key speak; ValueError for neither."""
    if not re.fullmatch(r"[0-9]{3}", kiosk) or len(public) != 32:
        raise ValueError("a kiosk has three digits and a key of 32 bytes")
    path = folder / "kiosks" / f"{kiosk}.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(public.hex(), "ascii")
    return path


def find_kiosk_key(folder: Path, kiosk: str) -> bytes | None:
    """Return the raw public key of an enrolled kiosk, or None."""
    if not re.fullmatch(r"[0-9]{3}", kiosk):
        return None
    try:
        key = bytes.fromhex((folder / "kiosks" / f"{kiosk}.key").read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return None
    return key if len(key) == 32 else None
