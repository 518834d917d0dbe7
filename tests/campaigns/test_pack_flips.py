"""Bits flip in packs that wait and in what was taken of them: the last good one is in use, or none, never another.

The control arm takes packs without their hash and catalogues without their signature, and must be caught.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import structlog

from config.catalogue import Catalogue
from config.publication import CONTENT
from tests.campaigns.packs import INSTALLED, WAITING, Ground, campaign, judge, spoil
from tests.campaigns.reckoning import tell, tries
from tests.kiosk.test_pack_care import Site

pytestmark = pytest.mark.timeout(7200)
MEMORY = Path("/dev/shm")


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with tempfile.TemporaryDirectory(prefix="kiosk-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        site = Site(Path(folder))
        with structlog.testing.capture_logs():
            yield Ground(site)
        site.store.close()


def test_whatever_flips_only_what_somebody_published_is_ever_in_use(ground: Ground) -> None:
    number = tries(short=160, long=10_000)
    counted = campaign(ground, number)
    sys.stderr.write(f"packs: {sorted(counted.items())}\n")

    assert [key for key in counted if key[1] == "WRONG"] == []
    assert counted[WAITING, "refused"] == counted[INSTALLED, "refused"] == 0, "the last good one stays"
    assert counted[WAITING, "new"] == 0, "what lost a bit is not taken"
    tell("bit flips in packs", number)


def test_an_unspoilt_kiosk_takes_what_waits(ground: Ground) -> None:
    ground.put_back()
    care = ground.site.new_care()
    care.take_in()
    assert judge(ground, care.renew() or care.stock) == "new"


def test_a_kiosk_that_asks_for_no_signature_uses_something_else_and_is_caught(ground: Ground) -> None:
    chance = random.Random(3)
    for _ in range(2000):
        ground.put_back()
        path = max(ground.site.state.catalogue.glob(f"v*/{CONTENT}"))
        spoil(path, chance)
        try:
            believed = msgspec.json.decode(path.read_bytes(), type=Catalogue)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if believed != ground.right[2]:
            return
    pytest.fail("two thousand flips were all noticed without a signature: the campaign would not notice one")
