"""Files on a stick: anybody may have written it, and it may be pulled out at any moment.

Answers for: a file that is written is there whole or not at all. Refuses to
follow a link in either direction, and to read what has no end.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from sync.wire import ANSWER_LIMIT, Malformed


def put_on_stick(path: Path, content: bytes) -> Path:
    """Write *content* as *path*, whole or not at all, and return it; OSError.

    Whatever lies under that name is replaced, never written through: a stick may hold links that lead into the machine.
    """
    draft = path.with_name(f".{secrets.token_hex(8)}.draft")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def read_from_stick(path: Path) -> bytes:
    """Return what is in the file *path*, a byte more than the longest at most; OSError, Malformed for no plain file."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise Malformed("no file")
    with path.open("rb") as file:
        return file.read(ANSWER_LIMIT + 1)
