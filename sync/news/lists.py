"""Revocation lists that somebody carries: files of the card authorities on a stick, put where the kiosk looks.

Over the link they come as packs. Refuses to judge one: the kiosk asks for the
signature of its authority.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from config.whole_file import write_whole

LISTS_LIMIT = 64
LIST_LIMIT = 8 * 1024 * 1024


def take_lists_from_stick(stick: Path, inbox: Path) -> int:
    """Copy the lists that lie on a stick into *inbox*, unread, and return how many; OSError.

    No more than a platform offers, and nothing that leads elsewhere or has no end: anybody may have written the stick.
    """
    paths = [path for path in sorted(stick.glob("*.crl")) if _is_small_file(path)][:LISTS_LIMIT]
    inbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in paths:
        content = path.read_bytes()
        name = hashlib.sha256(content).hexdigest()
        write_whole(inbox / f"{name}.crl", content)
    return len(paths)


def _is_small_file(path: Path) -> bool:
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_size <= LIST_LIMIT
