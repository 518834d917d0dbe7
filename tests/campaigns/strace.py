"""What a process asked of the kernel, read from strace; and whether this machine lets us look at all.

1234 openat(AT_FDCWD, "\\x2f…", O_RDWR|O_CREAT, 0600) = 5
1234 fsync(5 <unfinished ...>
1234 <... fsync resumed>) = 0
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LONGEST_WRITE = 200_000
TOOL = "strace"

_LINE = re.compile(r"(\d+) +(.*)")
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>")
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


class TraceError(Exception):
    """The trace does not say all: what was written was longer than it shows."""


@dataclass(frozen=True)
class Call:
    """One call that came back: its words between the brackets, the bytes it was given, and its result."""

    name: str
    words: tuple[str, ...]
    texts: tuple[bytes, ...]
    result: int

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(text.decode() for text in self.texts)


@cache
def why_not() -> str | None:
    """Return why processes cannot be watched here, or None where they can."""
    if shutil.which(TOOL) is None:
        return "strace is not installed"
    tried = subprocess.run([TOOL, "-f", "-o", "/dev/null", "true"], capture_output=True, check=False, timeout=30)
    return None if tried.returncode == 0 else "ptrace is not permitted here: strace cannot watch a process"


def watching(calls: Sequence[str], out: Path) -> tuple[str, ...]:
    """Return the words that go before a command so that its *calls* are written to *out*."""
    shown = ("-f", "--seccomp-bpf", "-xx", "-s", str(LONGEST_WRITE), "-e", "signal=none")
    return (TOOL, *shown, "-e", f"trace={','.join(calls)}", "-o", str(out))


def calls_in(lines: Iterable[str]) -> Iterator[Call]:
    """Yield the calls in the order in which they came back; those that failed or never came back are left out."""
    begun: dict[str, str] = {}
    for line in lines:
        found = _LINE.fullmatch(line.rstrip("\n"))
        if found is None:
            continue
        process, said = found.groups()
        if said.endswith("<unfinished ...>"):
            begun[process] = said.removesuffix("<unfinished ...>").rstrip()
            continue
        if resumed := _RESUMED.match(said):
            said = begun.pop(process, "") + said[resumed.end() :]
        if call := _find_call(said):
            yield call


def _find_call(said: str) -> Call | None:
    found = _CALL.match(said)
    if found is None or int(found[3]) < 0:
        return None
    texts = _TEXT.findall(found[2])
    if any(cut for _, cut in texts):
        raise TraceError(f"{found[1]} of more than {LONGEST_WRITE} bytes")
    words = tuple(_TEXT.sub("", found[2]).split(", "))
    return Call(found[1], words, tuple(bytes.fromhex(text.replace("\\x", "")) for text, _ in texts), int(found[3]))
