"""What the platform has for kiosks: packs as files in its folder, and the signed news of them.

    folder/packs/catalogue/catalogue/7.pack      the newest is offered, those before it serve for deltas
    folder/packs/settings/all/3.pack             everybody's, where a kiosk has none of its own
    folder/lists/*.crl                           the lists of the card authorities

Refuses to look into a pack: a kiosk asks for the signatures of its owner.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, get_args

import structlog

from config.catalogue import Catalogue
from config.catalogue_pack import catalogue_in
from config.renewal import Values
from config.whole_file import FOR_ALL, write_whole
from sync.gateway.keys import PlatformSecrets, make_platform_keys
from sync.gateway.lists import ListStand, Offered, newest
from sync.identity import PlatformKeys, sign_as
from sync.news.deltas import packed
from sync.wire import (
    EVERYBODY,
    PACK_LIMIT,
    PART_BYTES,
    SETTINGS_DOMAIN,
    Pack,
    PackKind,
    PackPart,
    SettingsPack,
    Signed,
    decode,
    encode,
)

_log = structlog.get_logger(__name__)
KEPT = 8
"""So many versions of a pack lie there: a kiosk that comes from further back gets the whole file."""

FRESH_SECONDS = 10.0
"""What is put there by hand, not by `offer`, is seen after so long at the latest."""

_PLACE = re.compile(r"(?P<name>[A-Za-z0-9_-]{1,80})/(?P<version>[0-9]{1,63})\.pack", re.ASCII)


def offer(folder: Path, kind: PackKind, name: str, version: int, content: bytes) -> Path:
    """Put *content* where kiosks get it, as *version* of the pack *name*, and return its file; OSError.

    Raises ValueError for an empty or endless one, and for other content under a version that was offered already.
    """
    if not 0 < len(content) <= PACK_LIMIT:
        raise ValueError("a pack holds something, and no more than can be carried")
    path = folder / "packs" / kind / name / f"{version}.pack"
    if path.exists():
        if path.read_bytes() != content:
            raise ValueError(f"version {version} of {kind} {name} was offered already, with other content")
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content, mode=FOR_ALL)  # whoever offers is often not the user that serves
    for old in sorted(path.parent.glob("*.pack"), key=lambda one: int(one.stem))[:-KEPT]:
        old.unlink()
    now = time.time_ns()
    os.utime(folder / "packs", ns=(now, now))  # whoever offers packs, in whatever process, looks again
    return path


def offer_settings(folder: Path, keys: PlatformSecrets, values: Values, kiosk: str | None = None) -> int:
    """Sign *values* as the next settings for *kiosk*, or for everybody, offer them, and return their version."""
    name = kiosk or EVERYBODY
    version = newest_version(folder, "settings", name) + 1
    pack = SettingsPack(kiosk, str(version), {section: dict(given) for section, given in values.items()})
    offer(folder, "settings", name, version, encode(sign_as(keys.sign, SETTINGS_DOMAIN, pack)))
    return version


def offer_keys(folder: Path) -> None:
    """Let every kiosk bring the platform's keys as they are published now."""
    keys = make_platform_keys(folder)
    offer(folder, "keys", "platform", keys.public.version, encode(keys.signed_keys()))


def resign_settings(folder: Path, keys: PlatformSecrets) -> int:
    """Offer anew, under the key that signs now, the settings that a retired one had signed; return how many.

    A kiosk reads its settings at every start, and would go back to those of its site.
    """
    voice, count = PlatformKeys.of(keys.public), 0
    for place in sorted((folder / "packs" / "settings").glob("*")):
        content = (place / f"{newest_version(folder, 'settings', place.name)}.pack").read_bytes()
        signed = decode(content, Signed)
        if voice.read(signed, SETTINGS_DOMAIN, SettingsPack) is None:
            said = decode(signed.payload, SettingsPack)
            offer_settings(folder, keys, said.values, said.kiosk)
            count += 1
    return count


def newest_version(folder: Path, kind: PackKind, name: str) -> int:
    """Return the highest version offered of the pack *name*, 0 when there is none."""
    return max((int(path.stem) for path in (folder / "packs" / kind / name).glob("*.pack")), default=0)


def find_catalogue(folder: Path, version: int) -> Catalogue | None:
    """Return the catalogue that was offered as *version*, None when it is no longer kept."""
    path = folder / "packs" / "catalogue" / "catalogue" / f"{version}.pack"
    try:
        return catalogue_in(path.read_bytes())
    except OSError:
        return None


class _Stand(NamedTuple):
    """What was found when both folders had these times."""

    stamps: tuple[int, int]
    looked: float
    offered: tuple[Offered, ...]


class PackStand:
    """What lies in *folder*: looked at again when something was offered, and after `FRESH_SECONDS` in any case.

    Each file is read again only when it has changed. *now* is seconds that only grow.
    """

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder / "packs"
        self._lists = ListStand(folder / "lists")
        self._seen: dict[Path, tuple[tuple[int, int], Offered]] = {}
        self._now = now
        self._stand: _Stand | None = None

    def packs(self, kiosk: str | None) -> tuple[Pack, ...]:
        """Return what there is for *kiosk*, for everybody when None: the newest of each, settings of its own first."""
        offered = newest(self._lying())
        own = any((one.pack.kind, one.pack.name) == ("settings", kiosk) for one in offered)
        wanted = kiosk if own else EVERYBODY
        return tuple(one.pack for one in offered if one.pack.kind != "settings" or one.pack.name == wanted)

    def find(self, sha256: bytes) -> bytes | None:
        """Return the file with that hash, of any version; None where there is none."""
        found = self._found(sha256)
        return None if found is None else found.content

    def find_part(self, sha256: bytes, part: int, old: bytes | None = None) -> PackPart | None:
        """Return a part of the packed file, or of what changed since the file *old*; None where there is no such."""
        found, before = self._found(sha256), self._found(old) if old else None
        if found is None or (old and (before is None or _stream_of(before) != _stream_of(found))):
            return None  # packing takes long, and anybody may ask: only versions of one pack go with each other
        stream = _stream(found.content, before.content if before else None)
        piece = stream[part * PART_BYTES : (part + 1) * PART_BYTES]
        return PackPart(part, len(stream), piece) if piece else None

    def _found(self, sha256: bytes) -> Offered | None:
        return next((one for one in self._lying() if one.pack.sha256 == sha256), None)

    def _lying(self) -> tuple[Offered, ...]:
        """Return every version of everything; thousands of kiosks ask, and nothing has changed."""
        stamps = _changed(self._folder), _changed(self._lists.folder)
        stand = self._stand
        if stand is None or stand.stamps != stamps or self._now() - stand.looked >= FRESH_SECONDS:
            stand = self._stand = _Stand(stamps, self._now(), (*self._all(), *self._lists.offered()))
        return stand.offered

    def _all(self) -> Iterator[Offered]:
        self._seen = {path: seen for path, seen in self._seen.items() if path.exists()}
        for kind in get_args(PackKind):
            for path in sorted((self._folder / kind).glob("*/*.pack")):
                place = _PLACE.fullmatch(path.relative_to(self._folder / kind).as_posix())
                if place:
                    yield from self._looked_at(path, kind, place["name"], place["version"])

    def _looked_at(self, path: Path, kind: PackKind, name: str, version: str) -> Iterator[Offered]:
        try:
            seen = path.stat()
            stamp, known = (seen.st_mtime_ns, seen.st_size), self._seen.get(path)
            if known is None or known[0] != stamp:
                content = path.read_bytes()
                pack = Pack(kind, name, version, hashlib.sha256(content).digest(), len(content))
                known = self._seen[path] = (stamp, Offered(pack, content))
        except OSError as error:
            _log.warning("pack_not_read", kind=kind, version=version, error=error.strerror)
            return
        if known[1].content:
            yield known[1]


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _stream_of(one: Offered) -> tuple[PackKind, str]:
    return one.pack.kind, one.pack.name


@lru_cache(maxsize=32)
def _stream(content: bytes, old: bytes | None) -> bytes:
    return packed(content, old)
