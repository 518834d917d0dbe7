"""The revocation lists this platform hands on: files that the card authorities publish, put in `folder/lists`.

Refuses to judge them: a kiosk believes a list for its authority's signature,
and the platform only for saying which there are. A file that is no list is
passed over, and so is one that is older than another of the same authority.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sync.wire import Pack

LISTS_LIMIT = 64
LIST_LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True)
class Offered:
    """A pack with its bytes."""

    pack: Pack
    content: bytes


class ListStand:
    """What lies in *folder* now; each file is read again only when it has changed."""

    def __init__(self, folder: Path, *, largest: int = LIST_LIMIT) -> None:
        self.folder, self._largest = folder, largest
        self._seen: dict[Path, tuple[tuple[int, int], Offered | None]] = {}

    def offered(self) -> tuple[Offered, ...]:
        """Return the newest list of each authority."""
        paths = sorted(self.folder.glob("*.crl"))[:LISTS_LIMIT]
        self._seen = {path: self._looked_at(path) for path in paths}
        return newest(one for _, one in self._seen.values() if one is not None)

    def _looked_at(self, path: Path) -> tuple[tuple[int, int], Offered | None]:
        try:
            seen = path.stat()
            known, stamp = self._seen.get(path), (seen.st_mtime_ns, seen.st_size)
            return known if known and known[0] == stamp else (stamp, self._read(path))
        except OSError:
            return (0, 0), None

    def _read(self, path: Path) -> Offered | None:
        raw = path.read_bytes()
        try:
            is_pem = raw.lstrip().startswith(b"-----BEGIN")
            found = x509.load_pem_x509_crl(raw) if is_pem else x509.load_der_x509_crl(raw)
            content, name, version = found.public_bytes(Encoding.DER), _name(found), _version(found)
        except (ValueError, TypeError, x509.DuplicateExtension):
            return None
        if len(content) > self._largest:
            return None
        return Offered(Pack("list", name, version, hashlib.sha256(content).digest(), len(content)), content)


def newest(offered: Iterable[Offered]) -> tuple[Offered, ...]:
    """Return of each kind and name the one with the highest version."""
    found: dict[tuple[str, str], Offered] = {}
    for one in offered:
        here = found.setdefault((one.pack.kind, one.pack.name), one)
        if int(one.pack.version) > int(here.pack.version):
            found[one.pack.kind, one.pack.name] = one
    return tuple(found.values())


def _name(found: x509.CertificateRevocationList) -> str:
    """Return what tells authorities apart: the name, and the key where the list says which."""
    try:
        key = found.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier or b""
    except x509.ExtensionNotFound:
        key = b""
    return hashlib.sha256(found.issuer.public_bytes() + key).hexdigest()


def _version(found: x509.CertificateRevocationList) -> str:
    """Return the list's number and then its date, as a kiosk orders lists too."""
    try:
        number = found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        number = 0
    return f"{number}{found.last_update_utc:%Y%m%d%H%M%S}"
