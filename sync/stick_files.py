"""Files that came on a stick: anybody may have written it.

Refuses to follow a link, and to read what has no end. What is put on a stick
is written as every file of ours, whole or not at all: `config.whole_file`.
"""

from __future__ import annotations

import stat
from pathlib import Path

from sync.wire import ANSWER_LIMIT, Malformed


def read_from_stick(path: Path) -> bytes:
    """Return what is in the file *path*, a byte more than the longest at most.

    Raises Malformed for no plain file, and for one that a worn stick does not give back: it stands in no other's way.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Malformed("no file")
        with path.open("rb") as file:
            return file.read(ANSWER_LIMIT + 1)
    except OSError as error:
        raise Malformed("unreadable") from error
