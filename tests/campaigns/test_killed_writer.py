"""A kiosk that hands in, prints, sends and settles is killed again and again: what it said is kept, once, unchanged.

Each is killed at any moment of a short life and starts again on what it left, ten times; then all of it is delivered.
Contents are compared by their hashes, in the store and at the platform. The control arm promises before its commit, and
must lose something.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from tests.campaigns.kindergarten import Ground, a_ground
from tests.campaigns.nursery import Manner, wake
from tests.campaigns.power import Findings, Heard, deliver, judge
from tests.campaigns.reckoning import tell, tries

pytestmark = pytest.mark.timeout(3600)
LONGEST_LIFE = 0.3
SHORT_LIFE = 0.01
"""For the control arm: about as long as a commit takes, so that death often comes between the word and it."""
LIVES = 10
MOST = 300


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with a_ground(tmp_path_factory.mktemp("killed")) as ground:
        yield ground


def said_before_death(ground: Ground, folder: Path, chance: random.Random, manner: Manner = "steady") -> list[str]:
    """Let a kiosk live a while from its first word, kill it, and return what it said."""
    process = ground.nursery.bear(ground.order(folder, manner, chance.getrandbits(32)))
    wake(process)
    ground.nursery.first_word()
    longest = LONGEST_LIFE if manner == "steady" else SHORT_LIFE
    death = Timer(chance.uniform(0, longest), os.kill, (process, signal.SIGKILL))
    death.start()
    said = list(ground.nursery.lines())
    death.join()
    assert [line for line in said if line.startswith("crashed")] == []
    return said


def one_kiosk(ground: Ground, chance: random.Random) -> int:
    """Let one kiosk die `LIVES` times; return how many requests it promised."""
    before, said = ground.platform.kept(), list[str]()
    with ground.kiosk() as folder:
        for _ in range(LIVES):
            said += said_before_death(ground, folder, chance)
            assert judge(folder, Heard.of(said), ground.sealer) == Findings()
        assert deliver(folder, Heard.of(said), ground.platform, kept_before=before) == Findings()
    return len(Heard.of(said).kept)


def test_what_a_killed_kiosk_said_is_kept_exactly_once(ground: Ground) -> None:
    chance = random.Random(20261122)
    kiosks = tries(short=1, long=200)
    promised = sum(one_kiosk(ground, chance) for _ in range(kiosks))
    assert promised > kiosks
    tell("requests promised by a kiosk that was then killed", promised)
    tell("kills of a kiosk at work", kiosks * LIVES)


def test_a_kiosk_that_promises_before_its_commit_is_caught(ground: Ground) -> None:
    chance = random.Random(20261122)
    with ground.kiosk() as folder:
        said: list[str] = []
        for _ in range(MOST):
            said += said_before_death(ground, folder, chance, "hasty")
            if judge(folder, Heard.of(said), ground.sealer).lost:
                return
    pytest.fail(f"{MOST} hasty kiosks lost nothing: the campaign would not notice")
