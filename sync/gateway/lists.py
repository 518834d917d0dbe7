"""The revocation lists this platform hands on: files that the card authorities publish, put in `folder/lists`.

Refuses to judge them: a kiosk believes a list for its authority's signature,
and the platform only for saying which there are. A file that is no list is
passed over.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sync.wire import LIST_LIMIT, LISTS_LIMIT, PART_BYTES, ListEntry


@dataclass(frozen=True)
class _Offered:
    entry: ListEntry
    content: bytes


class ListStand:
    """What lies in *folder* now; each file is read again only when it has changed."""

    def __init__(self, folder: Path, *, largest: int = LIST_LIMIT) -> None:
        self._folder, self._largest = folder, largest
        self._seen: dict[Path, tuple[tuple[int, int], _Offered | None]] = {}

    def entries(self) -> tuple[ListEntry, ...]:
        """Return which lists there are."""
        return tuple(one.entry for one in self._offered())

    def find_part(self, sha256: bytes, part: int) -> bytes | None:
        """Return the bytes of one part, None where there is no such list or part."""
        found = next((one.content for one in self._offered() if one.entry.sha256 == sha256), b"")
        return found[part * PART_BYTES : (part + 1) * PART_BYTES] or None

    def _offered(self) -> list[_Offered]:
        paths = sorted(self._folder.glob("*.crl"))[:LISTS_LIMIT]
        self._seen = {path: self._looked_at(path) for path in paths}
        return [one for _, one in self._seen.values() if one is not None]

    def _looked_at(self, path: Path) -> tuple[tuple[int, int], _Offered | None]:
        try:
            seen = path.stat()
            known, stamp = self._seen.get(path), (seen.st_mtime_ns, seen.st_size)
            return known if known and known[0] == stamp else (stamp, self._read(path))
        except OSError:
            return (0, 0), None

    def _read(self, path: Path) -> _Offered | None:
        raw = path.read_bytes()
        try:
            is_pem = raw.lstrip().startswith(b"-----BEGIN")
            found = x509.load_pem_x509_crl(raw) if is_pem else x509.load_der_x509_crl(raw)
            content, number = found.public_bytes(Encoding.DER), _number(found)
            issuer = hashlib.sha256(found.issuer.public_bytes()).digest()
        except (ValueError, TypeError, x509.DuplicateExtension):
            return None
        if len(content) > self._largest:
            return None
        return _Offered(ListEntry(issuer, number, hashlib.sha256(content).digest(), len(content)), content)


def _number(found: x509.CertificateRevocationList) -> str | None:
    try:
        return str(found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    except x509.ExtensionNotFound:
        return None
