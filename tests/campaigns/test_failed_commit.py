"""The disk fails while a request is committed, and the power goes as soon as the citizen was told what became of it.

"Kept": the next start has it, once. "Not kept": it has not, and never will. The same confirmation tried again is one
request. The control arm believes SQLite where it says that a commit failed, and must be caught.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.cabinet import Cabinet
from sync.outbox import Entry
from sync.store import Store
from tests.campaigns import strace
from tests.campaigns.doubts import CONFIRMATION
from tests.campaigns.kindergarten import Ground, a_ground
from tests.campaigns.lives import KIOSK, STORE
from tests.campaigns.nursery import Manner
from tests.campaigns.reckoning import tell, tries
from tests.campaigns.test_syscall_faults import Fault, chosen, lived, only
from tests.sync.parts import KEY, HandClock

pytestmark = pytest.mark.timeout(3600)
CALLS = ("fsync", "fdatasync", "pwrite64", "ftruncate")
FAULTS = ("error=EIO", "error=ENOSPC")
FILES = [f"/{STORE}", f"/{STORE}-wal", f"/{STORE}-shm"]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    if reason := strace.why_not():
        pytest.skip(reason)
    with a_ground(tmp_path_factory.mktemp("commits")) as ground:
        yield ground


@pytest.fixture(scope="module")
def faults(ground: Ground) -> list[Fault]:
    """Return every fault that can be met between the opening of a store and the answer to its first citizen."""
    with ground.kiosk() as folder:
        said, calls = lived(ground, folder, "doubtful", only(folder, FILES))
    assert said[-1].startswith("kept")
    often = Counter(call.name for call in calls)
    places = [(call, number + 1) for call in CALLS for number in range(often[call])]
    return [Fault(*place, what, lasts) for place in places for what in FAULTS for lasts in (False, True)]


def found(folder: Path, ground: Ground) -> list[Entry]:
    """Return what the next start finds; it opens what lies there, and every check of it passes."""
    with closing(Store.open(folder / KIOSK / STORE, KEY)) as store:
        cabinet = Cabinet.of(store, ground.sealer, "017", HandClock())
        assert cabinet.trail.verify().ok
        entries = list(cabinet.outbox.entries())
        assert store.integrity_check().ok
    return entries


def wrong(ground: Ground, fault: Fault, manner: Manner) -> str:
    """Let a kiosk suffer *fault* and return what was told and found where both do not agree."""
    with ground.kiosk() as folder:
        said, _ = lived(ground, folder, manner, [*only(folder, FILES), "-e", f"inject={fault}"])
        entries = found(folder, ground)
    last = said[-1].split() if said else []
    match last:
        case ["kept", number, item, _, _]:
            well = [(entry.receipt, entry.id) for entry in entries] == [(number, item)]
        case ["refused", _] | ["crashed", "StoreDamaged" | "StoreFull", *_]:
            well = entries == []
        case ["unknown", item, number]:
            well = [(entry.receipt, entry.id) for entry in entries] in ([], [(number, item)])
        case _:
            well = False
    assert all(entry.id == CONFIRMATION.hex() for entry in entries)
    return "" if well else f"{said} but {len(entries)} found"


@pytest.mark.parametrize("manner", ["doubtful", "doubtful again"])
def test_what_a_citizen_was_told_of_a_commit_that_failed_is_what_the_next_start_finds(
    ground: Ground, faults: list[Fault], manner: Manner
) -> None:
    tried = chosen(faults, tries(short=12, long=len(faults)))
    assert {str(fault): why for fault in tried if (why := wrong(ground, fault, manner))} == {}
    tell(f"calls that failed while a request was committed, {manner}, of {len(faults)}", len(tried))


def test_a_kiosk_that_takes_a_failed_commit_for_none_is_caught(ground: Ground, faults: list[Fault]) -> None:
    syncs = [fault for fault in faults if fault.call in {"fsync", "fdatasync"} and not fault.lasts]
    assert any(wrong(ground, fault, "doubtful trusting") for fault in reversed(syncs))
