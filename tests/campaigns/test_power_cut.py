"""The power goes while a kiosk hands in, prints, sends and settles: what it said is kept, once, and all of it opens.

The life is recorded call by call and the disk rebuilt as a cut at any moment may leave it (`disk.py`, decision 016).
The control arms: a store that does not wait for the disk, the same without its tally of numbers, and a disk that lies
about its syncs; each must be caught.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.seal import Sealer
from tests.campaigns import disk, strace
from tests.campaigns.lives import KIOSK, PLATFORM, STORE
from tests.campaigns.power import Findings, Recording, cuts, judge, judge_delivery, record
from tests.campaigns.reckoning import tell, tries

pytestmark = pytest.mark.timeout(3600)
SEED = 20261122
MOST = 2_000
DELIVERED = 10
"""Every so manieth state also delivers what it holds."""


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recording]:
    if reason := strace.why_not():
        pytest.skip(reason)
    return record(tmp_path_factory.mktemp("power"), tries(short=40, long=150))


@pytest.fixture(scope="module")
def sealer() -> Sealer:
    return Sealer(X25519PrivateKey.generate().public_key().public_bytes_raw())


@contextmanager
def a_disk() -> Iterator[Path]:
    """Give a folder in memory where there is one: what is synced there costs nothing."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="cut-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def after(recording: Recording, cut: disk.Cut, sealer: Sealer, steps: Sequence[disk.Step] | None = None) -> Findings:
    with a_disk() as folder:
        return judge(folder, recording.rebuild(cut, folder, steps), sealer)


def delivered_after(recording: Recording, cut: disk.Cut) -> Findings:
    with a_disk() as folder:
        heard = recording.rebuild(cut, folder)
        recording.rebuild_platform(cut, folder)
        return judge_delivery(folder, heard)


def until_caught(look: Callable[[disk.Cut], bool], recording: Recording) -> None:
    assert any(look(cut) for cut in cuts(recording, MOST, SEED)), "the campaign would not notice"


def test_what_was_recorded_is_what_is_on_the_disk(lives: dict[str, Recording]) -> None:
    for life in lives.values():
        for recorder, name in ((life.kiosk, KIOSK), (life.platform, PLATFORM)):
            with a_disk() as folder:
                disk.rebuild(recorder.steps, disk.Cut(len(recorder.steps), "whole"), recorder.root, folder)
                assert files(folder) == files(life.folder / name)


def files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_no_power_cut_loses_or_doubles_what_was_said(lives: dict[str, Recording], sealer: Sealer) -> None:
    number = tries(short=200, long=10_000)
    for turn, cut in zip(count(), cuts(lives["firm"], number, SEED)):
        assert after(lives["firm"], cut, sealer) == Findings(), cut
        if turn % DELIVERED == 0:
            assert delivered_after(lives["firm"], cut) == Findings(), cut
    tell("states a power cut may leave (dropped, subset, torn)", number)


def test_a_store_that_does_not_wait_for_the_disk_is_caught(lives: dict[str, Recording], sealer: Sealer) -> None:
    until_caught(lambda cut: bool(after(lives["careless"], cut, sealer).lost), lives["careless"])
    until_caught(lambda cut: bool(after(lives["careless"], cut, sealer).papers), lives["careless"])


def test_a_number_given_twice_for_want_of_a_tally_is_caught(lives: dict[str, Recording], sealer: Sealer) -> None:
    def doubles(cut: disk.Cut) -> bool:
        with a_disk() as folder:
            heard = lives["careless"].rebuild(cut, folder)
            (folder / KIOSK / f"{STORE}.numbers").unlink(missing_ok=True)
            return bool(judge(folder, heard, sealer).doubled)

    until_caught(doubles, lives["careless"])


def test_a_disk_that_lies_about_its_syncs_is_caught(lives: dict[str, Recording], sealer: Sealer) -> None:
    life = lives["firm"]
    lied = [disk.Said("") if isinstance(step, disk.Synced) else step for step in life.kiosk.steps]
    until_caught(lambda cut: bool(after(life, cut, sealer, lied).corrupt), life)
