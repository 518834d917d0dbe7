"""Memory that forgets: what is freed is overwritten at once, by the allocator itself.

Answers for the texts and pictures that nobody can overwrite by hand: Python's
and Qt's own copies of a name, the card's certificate on its way through the
libraries. The C library does it when it is told so before a process begins
(glibc manual, "Memory Allocation Tunables": `perturb`; without `tcache_count`
0 small blocks would escape), and Python hands it every block with
`PYTHONMALLOC=malloc`; a bundle reads no such variable and is built to
overwrite by itself (`kiosk.spec`). Refuses to promise it without glibc.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping, MutableMapping

TUNABLES = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"
_WANTED: Mapping[str, str] = {"GLIBC_TUNABLES": TUNABLES, "PYTHONMALLOC": "malloc"}


def begin_forgetful() -> None:
    """Begin this process anew with memory that forgets; return in the process that has it.

    What asked for it is taken out of the environment again, so that children are not slowed by it.
    """
    if platform.libc_ver()[0] == "glibc" and not _taken(os.environ):
        os.execve(sys.executable, _command(), {**os.environ, **_WANTED})  # noqa: S606 - this very program


def _taken(environment: MutableMapping[str, str]) -> bool:
    """Say whether this process began with what is wanted; if so, take it out of the *environment*."""
    if any(environment.get(name) != value for name, value in _WANTED.items()):
        return False
    for name in _WANTED:
        del environment[name]
    return True


def _command() -> list[str]:
    return [sys.executable, *sys.orig_argv[1:]]
