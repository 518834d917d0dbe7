"""The n-th call to the kernel fails, or is the last: nothing is promised that is not kept, and the kiosk goes on.

Every call that changes or opens a file of the store, on the whole way from an empty folder over requests, papers, a
batch and its answers to the next start: an I/O error, a full disk, or death. What the store cannot do it says by name;
the second try works. The control arm promises before its commit, and must be caught.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.campaigns import strace
from tests.campaigns.kindergarten import Ground, a_ground
from tests.campaigns.lives import IDENTITY, KIOSK
from tests.campaigns.nursery import Manner, wake
from tests.campaigns.power import Findings
from tests.campaigns.reckoning import tell, tries

pytestmark = pytest.mark.timeout(3600)
CALLS = ("openat", "pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "pread64")
FAULTS = ("error=EIO", "error=ENOSPC", "signal=KILL")
ATTACH_SECONDS = 20.0


@dataclass(frozen=True)
class Fault:
    """What happens to the *number*-th *call* to a file of the store; where it *lasts*, to every later one too."""

    call: str
    number: int
    what: str
    lasts: bool = False

    def __str__(self) -> str:
        return f"{self.call}:{self.what}:when={self.number}{'+' * self.lasts}"


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    if reason := strace.why_not():
        pytest.skip(reason)
    with a_ground(tmp_path_factory.mktemp("faults")) as ground:
        yield ground


@contextmanager
def watched(process: int, *words: str, out: Path) -> Iterator[None]:
    """Watch *process* until it ends."""
    command = [strace.TOOL, "-p", str(process), "-f", "-xx", "-s", "4096", "-e", "signal=none", "-o", str(out), *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tool:
        assert tool.stderr is not None
        said = tool.stderr.readline()
        if "attached" not in said:
            pytest.skip(f"strace cannot watch a running process here: {said.strip()}")
        yield
        tool.wait(ATTACH_SECONDS)


def lived(ground: Ground, folder: Path, manner: Manner, words: Sequence[str]) -> tuple[list[str], list[strace.Call]]:
    """Let a kiosk live in *folder*, watched by strace with *words*; return what it said and called."""
    process = ground.nursery.bear(ground.order(folder, manner))
    out = folder / "trace"
    with watched(process, "-e", f"trace={','.join(CALLS)}", *words, out=out):
        wake(process)
        said = list(ground.nursery.lines())
    with out.open("r", encoding="ascii") as lines:
        return said, list(strace.calls_in(lines))


@pytest.fixture(scope="module")
def names(ground: Ground) -> list[str]:
    """Return the names of the files that a life in peace opens beside its store, without the key it is given."""
    with ground.kiosk() as folder:
        said, calls = lived(ground, folder, "troubled", ())
        assert said[-1] == "done"
        root = str(folder / KIOSK)
        paths = {path for call in calls if call.name in {"openat", "rename", "unlink"} for path in call.paths}
        return sorted({path.removeprefix(root) for path in paths if path.startswith(root)} - {f"/{IDENTITY}"})


def only(folder: Path, names: Sequence[str]) -> list[str]:
    return [word for name in names for word in ("-P", f"{folder / KIOSK}{name}")]


@pytest.fixture(scope="module")
def faults(ground: Ground, names: list[str]) -> list[Fault]:
    """Return every fault that can be."""
    with ground.kiosk() as folder:
        _, calls = lived(ground, folder, "troubled", only(folder, names))
    often = Counter(call.name for call in calls)
    assert often["fsync"] + often["fdatasync"] > 10
    return [Fault(call, number + 1, what) for call in CALLS for number in range(often[call]) for what in FAULTS]


def suffered(ground: Ground, names: list[str], fault: Fault, manner: Manner = "troubled") -> list[str]:
    """Let a kiosk suffer *fault*; return what must not be."""
    before = ground.platform.kept()
    with ground.kiosk() as folder:
        said, _ = lived(ground, folder, manner, [*only(folder, names), "-e", f"inject={fault}"])
        findings = ground.judged(folder, said, kept_before=before)
    wrong = [f"{found}" for found in findings if found != Findings()]
    wrong += [line for line in said if line.startswith("crashed")]
    if said[-1:] != ["done"] and "KILL" not in fault.what:
        wrong.append(f"not done, but {said[-1:]}")
    return wrong


def chosen(faults: Sequence[Fault], number: int) -> list[Fault]:
    """Return *number* of *faults*, of every kind some."""
    kinds: dict[tuple[str, str], list[Fault]] = {}
    for fault in random.Random(20261122).sample(faults, len(faults)):
        kinds.setdefault((fault.call, fault.what), []).append(fault)
    turns = [fault for place in range(len(faults)) for kind in kinds.values() for fault in kind[place : place + 1]]
    return turns[:number]


def test_whatever_call_fails_nothing_promised_is_lost_and_the_kiosk_goes_on(
    ground: Ground, names: list[str], faults: list[Fault]
) -> None:
    tried = chosen(faults, tries(short=20, long=len(faults)))
    assert {str(fault): wrong for fault in tried if (wrong := suffered(ground, names, fault))} == {}
    tell(f"calls to the kernel that failed or were the last, of {len(faults)} on the way of a request", len(tried))


def test_a_kiosk_that_promises_before_its_commit_is_caught(
    ground: Ground, names: list[str], faults: list[Fault]
) -> None:
    deadly = [fault for fault in faults if re.match("fsync|fdatasync|pwrite64", fault.call) and "KILL" in fault.what]
    assert any(suffered(ground, names, fault, "troubled hasty") for fault in chosen(deadly, len(deadly)))
