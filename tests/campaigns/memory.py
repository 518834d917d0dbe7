"""The memory of a process: how much it is, and what of it holds a word."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from io import FileIO
from pathlib import Path

CHUNK = 1 << 24
FORMS = ("utf-8", "utf-16-le")
"""As they travel; as Qt and Python hold Cyrillic."""


def places_of(process: int, words: Mapping[str, str], forms: Sequence[str] = FORMS) -> list[str]:
    """Return what of *words* (by kind) is in writable memory of *process*: kind, region, form and how often."""
    needles = {(kind, form): word.encode(form) for kind, word in words.items() for form in forms}
    return [
        f"{kind} in {place} ({form}, {content.count(needle)})"
        for place, content in _regions(process)
        for (kind, form), needle in needles.items()
        if needle in content
    ]


def resident_kib(process: int | str = "self") -> int:
    """Return the resident memory of *process*, in KiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def peak_kib(*, reset: bool = False) -> int:
    """Return the most memory this process ever had, in KiB; with *reset*, what it has now is the most from now on."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")  # proc(5): the peak resident set size
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def children_of(process: int) -> list[int]:
    """Return the processes that *process* started, from whichever thread, and that still live."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that ended meanwhile
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _regions(process: int) -> Iterator[tuple[str, bytes]]:
    with Path(f"/proc/{process}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            place, rights, *rest = line.split()
            start, end = (int(side, 16) for side in place.split("-"))
            if "w" in rights:
                yield (rest[-1] if len(rest) > 3 else "anonymous"), _read(memory, start, end)


def _read(memory: FileIO, start: int, end: int) -> bytes:
    memory.seek(start)
    parts: list[bytes] = []
    with contextlib.suppress(OSError):  # a region may have no pages behind it
        while left := end - start - sum(map(len, parts)):
            parts.append(memory.read(min(CHUNK, left)) or _none_left())
    return b"".join(parts)


def _none_left() -> bytes:
    raise OSError
