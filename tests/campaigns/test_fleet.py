"""All kiosks come back in one moment: each is served, and hardly any work is done twice.

The control arm is a platform that lets everybody in, with kiosks that come
again as soon as they have given up: the same campaign must catch it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.gateway.ledger import Ledger
from sync.identity import PlatformKeys
from tests.campaigns.fleet import ITEMS, Herd, Workers, make_kiosks, workers
from tests.campaigns.reckoning import TOLD, tries
from tests.postgres import cluster, why_not

pytestmark = pytest.mark.timeout(3600)
LONG = os.environ.get("CAMPAIGN") == "long"
KIOSKS = tries(short=100, long=5_000)
BACKLOG, PATIENCE = (5.0, 14.0) if LONG else (0.25, 2.5)
MOST_WORK = 1.1 if LONG else 1.5  # a hundred calls are few, and a loaded machine stands still for longer than they wait
CONTROL_KIOSKS = tries(short=100, long=1_000)


@dataclass
class Scene:
    running: Workers
    ledger: Ledger
    keys: PlatformKeys
    numbers: list[str]
    folder: Path

    def herd(self, first: int, number: int, **how: object) -> Herd:
        kiosks = make_kiosks(self.folder, self.numbers[first : first + number])
        return Herd(kiosks, self.keys, **how)  # type: ignore[arg-type]  # the tests' own


@contextmanager
def scene(folder: Path, backlog_seconds: float) -> Iterator[Scene]:
    missing = why_not()
    if missing:
        pytest.skip(missing)
    numbers = [f"{place:03d}" for place in range(2 * max(KIOSKS, CONTROL_KIOSKS))]
    make_kiosks(folder, [])
    with cluster(durable=True) as postgres:
        url = postgres.new_database()
        ledger = Ledger(url)
        with workers(folder, url, number=2, backlog_seconds=backlog_seconds) as running:
            keys = PlatformKeys.load(folder / "public.json", demo=True)
            yield Scene(running, ledger, keys, numbers, folder)
        ledger.close()


def orderly(stage: Scene, first: int, number: int) -> tuple[float, float]:
    """Return the processor time of a batch when kiosks come one after another, and how long it took in all."""
    kiosks = [stage.herd(first + place, 1, patience=60.0) for place in range(number)]
    before, took = stage.running.seconds(), 0.0
    for one in kiosks:
        one.run(stage.running)
        took += one.kiosks[0].served_after or 0.0
    return (stage.running.seconds() - before) / number, took / number


def stretched(patience: float, each: float, took: float) -> float:
    """Return *patience* for a machine that has others to serve: everything is slower by so much."""
    return patience * max(1.0, took / (2 * each))


def test_a_fleet_that_comes_back_at_once_is_served_with_hardly_any_work_done_twice(tmp_path: Path) -> None:
    with scene(tmp_path, BACKLOG) as stage:
        each, took = orderly(stage, KIOSKS, min(200, KIOSKS // 10))
        herd = stage.herd(0, KIOSKS, patience=stretched(PATIENCE, each, took))
        worked, seconds, kept = stage.running.worked(), stage.running.seconds(), stage.ledger.count()

        took = herd.run(stage.running)

        worked, seconds = stage.running.worked() - worked, stage.running.seconds() - seconds
        last = max(kiosk.served_after or 0.0 for kiosk in herd.kiosks)
        TOLD.append(
            f"{KIOSKS} kiosks at once: drained in {took:.1f} s, last after {last:.1f} s, batches worked on "
            f"{worked / KIOSKS:.3f} x, processor time {seconds / KIOSKS / each:.2f} x of one after another "
            f"({each * 1000:.1f} ms), {herd.refused} told to come later, {herd.gave_up} gave up after "
            f"{herd.patience:.1f} s"
        )
        assert herd.unserved() == 0
        assert stage.ledger.count() - kept == ITEMS * KIOSKS
        assert worked <= MOST_WORK * KIOSKS


def test_a_platform_that_lets_everybody_in_is_caught(tmp_path: Path) -> None:
    with scene(tmp_path, 1e9) as stage:
        for round_, patience in enumerate(
            (1.0, 0.5, 0.25, 2.0, 0.12)
        ):  # which one is too short is the machine's affair
            first = round_ % 2 * CONTROL_KIOSKS
            herd = stage.herd(first, CONTROL_KIOSKS, patience=patience, naive=True, longest=30 * patience)
            before = stage.running.worked()
            herd.most_work = before + 2 * CONTROL_KIOSKS
            herd.run(stage.running)
            worked = stage.running.worked() - before
            if worked > MOST_WORK * CONTROL_KIOSKS:
                break
        assert worked > MOST_WORK * CONTROL_KIOSKS
