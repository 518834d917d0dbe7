"""Brings home the packs the platform has: files that are signed, versioned, and taken whole or not at all.

    News (signed) ──▶ newer than held? ──▶ parts ──▶ .HASH.half ──▶ unpacked, right hash ──▶ inbox/….pack
                            │ no             ▲ a delta that does not fit: whole │                  │
                            ╰▶ audit         ╰──────────────────────────────────╯      its owner, between visits

Answers for: a little at a time so that no request waits behind a pack, and
from where it broke off. Refuses what is older than what is held, and bytes
that are not the ones the platform signed for. It does not judge what is in a
pack: a catalogue has its publisher, a list its authority, and so on.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import msgspec

from config.whole_file import DRAFTS, write_whole
from sync.clock import Clock
from sync.link import Carrier, LinkError, LinkRefused
from sync.news.deltas import unpacked
from sync.news.holdings import Holdings
from sync.store import FLOOR
from sync.wire import EVERYBODY, PACK_LIMIT, PART_BYTES, Malformed, News, Pack, PackKind, PackPart, decode

AGAIN_SECONDS = 1200.0
STALE_SECONDS = 3600.0
NOT_THERE = 404

FindOld = Callable[[Pack], bytes | None]
"""The bytes of the file that a pack would replace, None where there is none worth a delta."""

_HEAD = 8
_NAME = re.compile(
    rf"({'|'.join(get_args(PackKind))})\.([A-Za-z0-9_-]{{1,80}})\.([0-9]{{1,63}})\.([0-9a-f]{{64}})\.pack", re.ASCII
)


@dataclass(frozen=True)
class Half:
    """A packed file that is not whole yet. A restart costs at most the part that was on its way.

    total, 8 bytes, big end first │ the parts so far, one behind the other
    """

    path: Path

    def next_part(self) -> int | None:
        """Return which part is wanted next, None when none is."""
        got, total = self._so_far()
        return None if got and got == total else got // PART_BYTES

    def add(self, part: PackPart) -> None:
        """Put *part* behind the others; Malformed when it is not the one wanted next, whole and of the same file."""
        wanted, (_, total) = self.next_part(), self._so_far()
        if part.part != wanted or len(part.content) != min(PART_BYTES, part.total - part.part * PART_BYTES):
            raise Malformed("another part")
        if wanted and part.total != total:
            self.drop()
            raise Malformed("another file")
        self._write(part)

    def content(self) -> bytes:
        return self.path.read_bytes()[_HEAD:]

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)

    def _so_far(self) -> tuple[int, int]:
        try:
            with self.path.open("rb") as file:
                head = file.read(_HEAD)
                got, total = os.fstat(file.fileno()).st_size - _HEAD, int.from_bytes(head, "big")
        except FileNotFoundError:
            return 0, 0
        return (got, total) if 0 < got <= total <= 2 * PACK_LIMIT else (0, 0)

    def _write(self, part: PackPart) -> None:
        place = part.part * PART_BYTES + _HEAD
        with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600), "r+b") as file:
            if part.part == 0:
                file.write(part.total.to_bytes(_HEAD, "big"))
            file.truncate(place)
            file.seek(place)
            file.write(part.content)
            file.flush()
            os.fsync(file.fileno())


@dataclass(frozen=True)
class Arrived:
    """A whole pack that waits for its owner."""

    pack: Pack
    path: Path

    def content(self) -> bytes | None:
        """Return what is in it, None when it is no longer what the platform signed for."""
        with suppress(OSError):
            content = self.path.read_bytes()
            if hashlib.sha256(content).digest() == self.pack.sha256:
                return content
        return None


class Inbox:
    """Where packs wait, whole and unread; `lists` is where their own owner looks for revocation lists."""

    def __init__(self, folder: Path, lists: Path, floor: int = FLOOR) -> None:
        self.folder, self.floor, self._lists = folder, floor, lists

    def half(self, stream: str) -> Half:
        self._make(self.folder)
        return Half(self.folder / f".{stream}.half")

    def has(self, pack: Pack) -> bool:
        return (self.folder / _file_name(pack)).exists()

    def put(self, pack: Pack, content: bytes) -> None:
        """Give *content* to the owner of *pack*; what waited there under the same name is over. OSError."""
        if pack.kind == "list":
            write_whole(self._lists / f"{pack.sha256.hex()}.crl", content)
            return
        write_whole(self.folder / _file_name(pack), content)
        for one in self.arrived():
            if (one.pack.kind, one.pack.name) == (pack.kind, pack.name) and one.pack != pack:
                one.path.unlink(missing_ok=True)

    def arrived(self) -> Iterator[Arrived]:
        """Yield what waits, by name."""
        for path in sorted(self.folder.glob("*.pack")):
            pack = _pack_of(path)
            if pack is not None:
                yield Arrived(pack, path)

    def clear(self, expected: set[str]) -> None:
        """Throw away the halves of what nobody wants any more, and what a power cut left of a file."""
        for half in self.folder.glob(".*.half"):
            if half.name[1 : 1 + 64] not in expected:
                half.unlink(missing_ok=True)
        for draft in (*self.folder.glob(DRAFTS), *self._lists.glob(DRAFTS)):
            with suppress(OSError):
                if time.time() - draft.stat().st_mtime > STALE_SECONDS:
                    draft.unlink()

    def check_room(self, pack: Pack) -> None:
        """Raise OSError where *pack* would take the room that requests need."""
        self._make(self.folder)
        if shutil.disk_usage(self.folder).free < self.floor + 2 * pack.size:
            raise OSError(errno.ENOSPC, "no room for a pack")

    def _make(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


@dataclass
class PackErrand:
    """One kiosk's errand; settings for another than *kiosk* are none of its business.

    `is_in_use` tells of a pack that it is what this kiosk was given at the start.
    """

    kiosk: str
    inbox: Inbox
    holdings: Holdings
    clock: Clock
    find_old: FindOld = lambda _: None
    is_in_use: Callable[[Pack], bool] = lambda _: False
    chance: random.Random = field(default_factory=random.SystemRandom)

    def __post_init__(self) -> None:
        self._wanted: list[Pack] = []
        self._misfits: set[bytes] = set()
        self._troubles: Counter[bytes] = Counter()
        self._at = ""
        self._next = self.clock.monotonic()

    def hear(self, news: News) -> None:
        """Take in what the platform has now."""
        self._at = news.at
        wanted = (pack for pack in news.packs if self.lacks(pack, news.at))
        self._wanted = sorted(wanted, key=lambda pack: (self._troubles[pack.sha256], pack.size))
        self.holdings.confirm(news.packs, news.at)
        self.inbox.clear({pack.sha256.hex() for pack in self._wanted})

    def lacks(self, pack: Pack, at: str) -> bool:
        """Say whether *pack*, named at *at*, is to be brought home."""
        if pack.kind == "settings" and pack.name not in (self.kiosk, EVERYBODY):
            return False
        old = self.find_old(pack)
        if self.is_in_use(pack) or (old is not None and hashlib.sha256(old).digest() == pack.sha256):
            self.holdings.recognise(pack, at)
            return False
        return self.holdings.judge(pack) == "new" and not self.inbox.has(pack)

    def is_due(self) -> bool:
        """Say whether there is something to fetch now."""
        return bool(self._wanted) and self.clock.monotonic() >= self._next

    def step(self, link: Carrier) -> bool:
        """Fetch one part; say whether a pack came home whole with it.

        Raises LinkError and Malformed, and OSError of the disk; the next step is a while away then.
        """
        try:
            return self._bring(link, self._wanted[0])
        except (LinkError, Malformed, OSError):
            self._troubles[self._wanted[0].sha256] += 1
            self._next = self.clock.monotonic() + AGAIN_SECONDS * self.chance.uniform(0.75, 1.25)
            raise

    def _bring(self, link: Carrier, pack: Pack) -> bool:
        old = None if pack.sha256 in self._misfits else self.find_old(pack)
        stream, road = _road(pack, old)
        self.inbox.check_room(pack)
        half = self.inbox.half(stream)
        wanted = half.next_part()
        if wanted is not None:
            try:
                half.add(decode(link.get(f"{road}?part={wanted}", {}), PackPart))
            except LinkRefused as refused:
                if old is None or refused.status != NOT_THERE:
                    raise
                self._misfits.add(pack.sha256)  # the platform does not know what we have
                return False
            if half.next_part() is not None:
                return False
        return self._whole(pack, half, old)

    def _whole(self, pack: Pack, half: Half, old: bytes | None) -> bool:
        """Hand over what came whole. What does not fit is thrown away; a delta that does not is tried whole."""
        try:
            content = unpacked(half.content(), pack.size, old)
            if hashlib.sha256(content).digest() != pack.sha256:
                raise Malformed("another file")
        except Malformed:
            half.drop()
            if old is None:
                raise
            self._misfits.add(pack.sha256)
            return False
        self.hand_over(pack, content, self._at)
        half.drop()
        self._wanted.remove(pack)
        return True

    def hand_over(self, pack: Pack, content: bytes, at: str) -> None:
        """Give the checked *content* of *pack*, named at *at*, to its owner; lists have one that asks for no leave."""
        self.inbox.put(pack, content)
        if pack.kind == "list":
            self.holdings.take(pack, at)
        else:
            self.holdings.expect(pack, at)


def _road(pack: Pack, old: bytes | None) -> tuple[str, str]:
    sha256 = pack.sha256.hex()
    if old is None:
        return sha256, f"/v1/packs/{sha256}"
    before = hashlib.sha256(old).hexdigest()
    return f"{sha256}.{before}", f"/v1/packs/{sha256}/from/{before}"


def _file_name(pack: Pack) -> str:
    return f"{pack.kind}.{pack.name}.{pack.version}.{pack.sha256.hex()}.pack"


def _pack_of(path: Path) -> Pack | None:
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    with suppress(OSError, msgspec.ValidationError):
        kind, name, version, sha256 = found.groups()
        values = {"kind": kind, "name": name, "version": version, "size": path.stat().st_size}
        return msgspec.convert({**values, "sha256": bytes.fromhex(sha256)}, Pack)
    return None
