"""The errand for revocation lists: asks the platform which there are, and brings home those that are not here.

    index (signed, our nonce) ──▶ not held? ──▶ parts ──▶ inbox/.HASH.half ──▶ whole, right hash ──▶ inbox/HASH.crl

Answers for: about once a day, a little at a time so that no request waits
behind a list, and from where it broke off. Refuses: an index that the platform
did not sign now, and bytes that are not the ones it named. It does not judge a
list: the kiosk asks for the signature of the authority.
"""

from __future__ import annotations

import hashlib
import os
import random
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sync.clock import Clock
from sync.identity import PlatformKeys
from sync.keyfile import sync_folder
from sync.link import Carrier, LinkError
from sync.wire import (
    LIST_LIMIT,
    LISTS_DOMAIN,
    LISTS_LIMIT,
    PART_BYTES,
    ListEntry,
    ListIndex,
    ListPart,
    Malformed,
    Signed,
    decode,
)

EVERY_SECONDS = 24 * 3600.0
AGAIN_SECONDS = 3600.0


@dataclass
class ListErrand:
    """One kiosk's errand: `shelf` is where the lists that are held lie, by any name; `inbox` where new ones go."""

    link: Carrier
    keys: PlatformKeys
    shelf: Path
    inbox: Path
    clock: Clock
    chance: random.Random = field(default_factory=random.SystemRandom)

    def __post_init__(self) -> None:
        self._next = self.clock.monotonic()
        self._wanted: list[ListEntry] | None = None
        self._brought: set[bytes] = set()

    def is_due(self) -> bool:
        """Say whether there is something to fetch or to ask."""
        return self.clock.monotonic() >= self._next

    def step(self) -> bool:
        """Ask for the index, or for one part; say whether a list came home whole with it.

        Raises LinkError and Malformed, and OSError of the disk; the next step is an hour away then.
        """
        try:
            if self._wanted is None:
                self._wanted = list(self._lacking())
            whole = bool(self._wanted) and self._bring(self._wanted)
        except (LinkError, Malformed, OSError):
            self._rest(AGAIN_SECONDS)
            raise
        if not self._wanted:
            self._rest(EVERY_SECONDS)
        return whole

    def _rest(self, seconds: float) -> None:
        self._wanted = None
        self._next = self.clock.monotonic() + seconds * self.chance.uniform(0.75, 1.25)

    def _lacking(self) -> Iterator[ListEntry]:
        nonce = secrets.token_bytes(16)
        signed = decode(self.link.get(f"/v1/lists?nonce={nonce.hex()}", {}), Signed)
        index = self.keys.read(signed, LISTS_DOMAIN, ListIndex)
        if index is None or index.nonce != nonce:
            raise Malformed("unsigned")
        held = self._held() | self._brought
        self._clear({_half(entry) for entry in index.lists})
        return (entry for entry in index.lists if entry.sha256 not in held)

    def _held(self) -> set[bytes]:
        paths = (path for folder in (self.shelf, self.inbox) for path in folder.glob("*.crl"))
        return {digest for path in paths if (digest := _digest(path))}

    def _clear(self, expected: set[str]) -> None:
        for half in self.inbox.glob(".*.half"):
            if half.name not in expected:
                half.unlink(missing_ok=True)

    def _bring(self, wanted: list[ListEntry]) -> bool:
        """Fetch the next part of the first of *wanted*, and take it off when it is over, well or not."""
        entry = wanted[0]
        self.inbox.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = self.inbox / _half(entry)
        here = _size(half) // PART_BYTES * PART_BYTES
        if here < entry.size:
            path = f"/v1/lists/{entry.sha256.hex()}?part={here // PART_BYTES}"
            _write_at(half, here, decode(self.link.get(path, {}), ListPart).content)
        if _size(half) < min(entry.size, here + PART_BYTES):
            half.unlink(missing_ok=True)
            raise Malformed("short part")
        if _size(half) < entry.size:
            return False
        wanted.pop(0)
        self._brought.add(entry.sha256)  # what the kiosk does not keep is not fetched again today
        return self._keep(half, entry)

    def _keep(self, half: Path, entry: ListEntry) -> bool:
        if _digest(half) != entry.sha256:
            half.unlink(missing_ok=True)
            return False
        half.replace(self.inbox / f"{entry.sha256.hex()}.crl")
        sync_folder(self.inbox)
        return True


def take_from_stick(stick: Path, inbox: Path) -> int:
    """Copy the lists that lie on a stick into *inbox*, unread, and return how many; OSError.

    No more than a platform offers, and nothing that leads elsewhere or has no end: anybody may have written the stick.
    """
    paths = [path for path in sorted(stick.glob("*.crl")) if _is_small_file(path)][:LISTS_LIMIT]
    inbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in paths:
        content = path.read_bytes()
        name = hashlib.sha256(content).hexdigest()
        half = inbox / f".{name}.half"
        _write_at(half, 0, content)
        half.replace(inbox / f"{name}.crl")
    sync_folder(inbox)
    return len(paths)


def _is_small_file(path: Path) -> bool:
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_size <= LIST_LIMIT


def _half(entry: ListEntry) -> str:
    return f".{entry.sha256.hex()}.half"


def _digest(path: Path) -> bytes | None:
    with suppress(OSError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
    return None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _write_at(path: Path, place: int, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        file.truncate(place)
        file.seek(place)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
