"""A disk that loses its power: what a process wrote, and every state in which a cut may leave it.

Reads a trace into steps (bytes written, sizes and names changed, files synced) and rebuilds a folder as it may be found
after a cut behind any of them. The rules, those of ext4 with its journal in order (decision 016):

- an fsync keeps all bytes written to its file, and all changes of names and sizes made before it, of any file;
- of later changes of names and sizes the first so many are kept, none out of turn;
- of later bytes anything may be kept: nothing, some writes, or some sectors of 512 bytes of some writes.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.campaigns.strace import Call

CALLS = (
    "openat", "close", "lseek", "write", "pwrite64", "pwritev", "writev", "ftruncate", "truncate", "fallocate", "fsync",
    "fdatasync", "sync_file_range", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "dup",
)  # fmt: skip
SECTOR = 512

Manner = Literal["dropped", "subset", "torn", "whole"]
"""What becomes of bytes not yet synced; `whole` is a machine that did not lose its power."""
MANNERS: tuple[Manner, ...] = ("dropped", "subset", "torn")


class NotModelled(Exception):  # noqa: N818 says what the call is
    """A call that this disk does not know: its states would not be those of a real one."""


@dataclass(frozen=True)
class Bytes:
    """Bytes written into a file, by number of the file."""

    file: int
    at: int
    content: bytes


@dataclass(frozen=True)
class Size:
    file: int
    size: int
    grows_only: bool = False


@dataclass(frozen=True)
class Name:
    """*path* now leads to *file*, or to nothing."""

    path: str
    file: int | None


@dataclass(frozen=True)
class Synced:
    """An fsync came back; of a folder when *file* is None."""

    file: int | None


@dataclass(frozen=True)
class Said:
    """The process said a line to the world; what it said before a cut was heard."""

    line: str


Step = Bytes | Size | Name | Synced | Said


@dataclass
class _Handle:
    file: int | None
    place: int = 0
    appends: bool = False


@dataclass
class Recorder:
    """Turns calls into steps for what lies beneath *root*; lines written to *ear* are what the process said.

    `after` tells for each step how many calls there were before it, so that two machines can be cut at one moment.
    """

    root: str
    ear: str
    steps: list[Step] = field(default_factory=list, repr=False)
    after: list[int] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self._numbers = itertools.count()
        self._names: dict[str, int] = {}
        self._sizes: dict[int, int] = {}
        self._open: dict[int, _Handle | str] = {}

    def take(self, calls: Iterable[Call]) -> tuple[Step, ...]:
        """Return the steps of all *calls*; NotModelled for one that this disk does not know."""
        for place, call in enumerate(calls):
            self._take(call)
            self.after += [place] * (len(self.steps) - len(self.after))
        return tuple(self.steps)

    def _take(self, call: Call) -> None:
        match call.name:
            case "openat":
                self._opened(call)
            case "close":
                self._open.pop(int(call.words[0]), None)
            case "unlink" | "unlinkat":
                self._named(call.paths[0], None)
            case "rename" | "renameat" | "renameat2":
                self._renamed(*call.paths)
            case "link" | "linkat":
                self._named(call.paths[1], self._names.get(call.paths[0]))
            case _:
                self._used(call)

    def _opened(self, call: Call) -> None:
        path, flags = call.paths[0], call.words[2]
        if path == self.ear:
            self._open[call.result] = self.ear
            return
        self._open.pop(call.result, None)
        if not self._is_ours(path):
            return
        if path in self._names and "O_TRUNC" in flags:
            self._resize(Size(self._names[path], 0))
        elif path not in self._names and "O_CREAT" in flags:
            self._names[path] = next(self._numbers)
            self._sizes[self._names[path]] = 0
            self.steps.append(Name(path, self._names[path]))
        self._open[call.result] = _Handle(self._names.get(path), appends="O_APPEND" in flags)

    def _named(self, path: str, file: int | None) -> None:
        if not self._is_ours(path):
            return
        self._names.pop(path, None)
        if file is not None:
            self._names[path] = file
        self.steps.append(Name(path, file))

    def _renamed(self, old: str, new: str) -> None:
        if self._is_ours(old):
            file = self._names[old]
            self._named(new, file)
            self._named(old, None)

    def _used(self, call: Call) -> None:
        handle = self._open.get(int(call.words[0]))
        if isinstance(handle, str):
            self.steps += [Said(line) for line in call.texts[0].decode().splitlines()]
        elif handle is not None:
            self._changed(call, handle)

    def _changed(self, call: Call, handle: _Handle) -> None:
        file = handle.file
        match call.name:
            case "fsync" | "fdatasync":
                self.steps.append(Synced(file))
            case "lseek":
                handle.place = call.result
            case "write" if file is not None:
                at = self._sizes[file] if handle.appends else handle.place
                self._write(file, at, call.texts[0][: call.result])
                handle.place = at + call.result
            case "pwrite64" if file is not None:
                self._write(file, int(call.words[3]), call.texts[0][: call.result])
            case "ftruncate" if file is not None:
                self._resize(Size(file, int(call.words[1])))
            case "fallocate" if file is not None and call.words[1] == "0":
                self._resize(Size(file, int(call.words[2]) + int(call.words[3]), grows_only=True))
            case _:
                raise NotModelled(f"{call.name} of a file that is kept")

    def _write(self, file: int, at: int, content: bytes) -> None:
        self._sizes[file] = max(self._sizes[file], at + len(content))
        self.steps.append(Bytes(file, at, content))

    def _resize(self, size: Size) -> None:
        if not size.grows_only or size.size > self._sizes[size.file]:
            self._sizes[size.file] = size.size
            self.steps.append(size)

    def _is_ours(self, path: str) -> bool:
        return path.startswith(self.root + "/") and not path.endswith("-shm")


@dataclass(frozen=True)
class Cut:
    """Behind how many steps the power goes, what becomes of bytes not synced, and the seed of that chance."""

    behind: int
    manner: Manner
    seed: int = 0


def rebuild(steps: Sequence[Step], cut: Cut, root: str, folder: Path) -> None:
    """Write into *folder* the files beneath *root* as *cut* leaves them."""
    files: dict[int, bytearray] = {}
    names: dict[str, int] = {}
    for step in _kept(steps[: cut.behind], cut):
        match step:
            case Bytes(file, at, content):
                held = files.setdefault(file, bytearray())
                held.extend(bytes(max(0, at - len(held))))
                held[at : at + len(content)] = content
            case Size(file, size):
                held = files.setdefault(file, bytearray())
                del held[size:]
                held.extend(bytes(size - len(held)))
            case Name(path, None):
                names.pop(path, None)
            case Name(path, int(file)):
                names[path] = file
    for path, file in names.items():
        place = folder / Path(path).relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.touch(0o600)
        place.write_bytes(files.get(file, b""))


def _kept(steps: Sequence[Step], cut: Cut) -> Iterable[Step]:
    """Yield what of *steps* is on the disk, in order."""
    if cut.manner == "whole":
        yield from steps
        return
    chance = random.Random(cut.seed)
    synced = {step.file: place for place, step in enumerate(steps) if isinstance(step, Synced)}
    journal = max(synced.values(), default=0)
    late = [place for place, step in enumerate(steps) if isinstance(step, Name | Size) and place > journal]
    if cut.manner != "dropped" and late:
        journal = chance.choice([journal, *late])
    for place, step in enumerate(steps):
        match step:
            case Bytes() if place > synced.get(step.file, -1):
                yield from _some(step, cut.manner, chance)
            case Name() | Size() if place > journal:
                continue
            case _:
                yield step


def _some(written: Bytes, manner: Manner, chance: random.Random) -> Iterable[Bytes]:
    if manner == "dropped" or chance.random() < 0.5:
        return
    if manner == "subset":
        yield written
        return
    end = written.at + len(written.content)
    edges = [written.at, *range(written.at // SECTOR * SECTOR + SECTOR, end, SECTOR), end]
    for start, stop in itertools.pairwise(edges):
        if chance.random() < 0.5:
            yield Bytes(written.file, start, written.content[start - written.at : stop - written.at])
