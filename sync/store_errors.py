"""What the store says when it could not do what was asked. Refuses an error without a name.

StoreError
    StoreForeign   StoreNewer   StoreFull   StoreDamaged   StoreBusy   StoreRefused
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class StoreError(Exception):
    """The store could not do what was asked; nothing was half done.

    `in_doubt`: it was the commit itself that failed, and what stands in the log may count all the same (`sync.doubt`).
    """

    in_doubt = False


class StoreForeign(StoreError):  # noqa: N818 names the state of the store
    """Not a store of this key. `key_matches` False: another key; True: damaged; None: no mark tells."""

    def __init__(self, message: str, *, key_matches: bool | None = None) -> None:
        super().__init__(message)
        self.key_matches = key_matches


class StoreNewer(StoreError):  # noqa: N818 names the state of the store
    """The file was written by a newer version of this program."""


class StoreFull(StoreError):  # noqa: N818 names the state of the store
    """The disk has no room."""


class StoreDamaged(StoreError):  # noqa: N818 names the state of the store
    """A page failed its check, or the disk failed; the connection was dropped and is made anew."""


class StoreBusy(StoreError):  # noqa: N818 names the state of the store
    """The other process held the store too long."""


class StoreRefused(StoreError):  # noqa: N818 names the state of the store
    """A rule of the tables refused the change (a double id, a line of the audit trail)."""


@contextmanager
def disk_named(doing: str) -> Iterator[None]:
    """Give what the disk refuses its name, StoreFull or StoreDamaged, with *doing* as what was being done."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (StoreFull if full else StoreDamaged)(doing) from error
