"""Whatever comes back instead of an answer: nothing crashes, nothing is believed, nothing grows, nothing lasts.

A request may be settled by garbage only where the platform's own words for it
still stand in it, letter by letter. The control arm is an agent that does not
look at signatures.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from sync.agent import Agent
from sync.identity import PlatformKeys
from sync.link import Carrier, Link, Timeouts
from sync.wire import Malformed, Signed, decode
from tests.campaigns.garbage import GarbagePlatform, GarbageServer, holds
from tests.campaigns.memory import peak_kib
from tests.campaigns.reckoning import tell, tries
from tests.sync.parts import hand_in
from tests.sync.platform import Deployed, Platform

pytestmark = pytest.mark.timeout(7200)
T = TypeVar("T")
WAITING = 4
LONGEST_TRY = 10.0
MOST_KIB = 96 * 1024


@dataclass
class Campaign:
    """One kiosk with a few requests waiting, and what came of trying to deliver them."""

    deployed: Deployed
    agent: Agent
    garbage: GarbagePlatform
    faults: list[str] = field(default_factory=list)
    settled: int = 0

    def run(self, number: int) -> None:
        begun = peak_kib(reset=True)
        for _ in range(number):
            self._try()
        grown = peak_kib() - begun
        if grown > MOST_KIB:
            self.faults.append(f"{grown} KiB more memory")

    def _try(self) -> None:
        while len(waiting := self._waiting()) < WAITING:
            self.deployed.hand_in(hand_in())
        begun = time.monotonic()
        self.garbage.begin_try()
        try:
            self.agent.once()
        except Exception as crash:
            self.faults.append(f"{type(crash).__name__}: {crash}")
        if time.monotonic() - begun > LONGEST_TRY:
            self.faults.append(f"{time.monotonic() - begun:.0f} s")
        self.deployed.clock.forward(1)
        for item in waiting - self._waiting():
            self.settled += 1
            if not self.garbage.really_said(item):
                self.faults.append("settled by nobody's word")

    def _waiting(self) -> set[bytes]:
        with self.deployed.store.reading() as view:
            sql = "SELECT id FROM outbox WHERE state <> 'accepted' AND state IN ('waiting', 'unknown', 'sending')"
            return {bytes(row[0]) for row in view.rows(sql)}


@contextmanager
def deployed(seed: int) -> Iterator[tuple[Deployed, random.Random]]:
    """Deploy a kiosk and a platform in memory: what a disk takes is measured elsewhere."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    (folder / "platform").mkdir()
    platform = Platform(folder / "platform")
    found = Deployed(folder / "kiosk", platform)
    try:
        yield found, random.Random(seed)
    finally:
        found.close()
        platform.close()
        shutil.rmtree(folder)


def new_agent(found: Deployed, road: Carrier, keys: PlatformKeys | None = None) -> Agent:
    return found.new_agent(link=road, keys=keys or found.platform.keys)


def test_no_garbage_settles_crashes_or_grows() -> None:
    number = tries(short=900, long=95_000)
    with deployed(seed := random.randrange(1 << 30)) as (found, chance):
        garbage = GarbagePlatform(found.road, chance)
        campaign = Campaign(found, new_agent(found, garbage), garbage)
        campaign.run(number)
        assert campaign.faults == [], f"seed {seed}"
        assert sum(garbage.happened.values()) >= number
        tell(f"Garbage platform: answers spoilt ({dict(garbage.happened)}; {campaign.settled} true words left)", number)


def test_no_garbage_over_a_socket_either() -> None:
    number = tries(short=80, long=5_000)
    with deployed(seed := random.randrange(1 << 30)) as (found, chance):
        garbage = GarbagePlatform(found.road, chance)

        with GarbageServer(garbage, found.road, chance) as server:
            link = Link(server.url, Timeouts(connect=1, read=0.2, total=0.4))
            campaign = Campaign(found, new_agent(found, link), garbage)
            campaign.run(number)
            link.close()
        assert campaign.faults == [], f"seed {seed}"
        tell(f"Garbage platform: calls over a socket ({dict(server.happened)})", number)


@pytest.mark.parametrize(("letters", "is_said"), [(b"AQI=", True), (b"AQJ=", True), (b"AQM=", False), (b"AQI", False)])
def test_what_the_platform_said_is_known_again_by_its_bytes(letters: bytes, is_said: bool) -> None:
    """The last letter has two bits that nothing is made of."""
    assert holds(b'HTTP/1.1 200 OK\r\n\r\n{"payload":"' + letters + b'"}', b"AQI=") is is_said


class GullibleKeys(PlatformKeys):
    """Takes every signature for the platform's."""

    def read(self, signed: Signed, domain: str, shape: type[T]) -> T | None:
        try:
            return decode(signed.payload, shape)
        except Malformed:
            return None


def test_an_agent_that_looks_at_no_signature_is_caught() -> None:
    with deployed(1) as (found, chance):
        true = found.platform.keys
        keys = GullibleKeys(true.published, true.documents)
        garbage = GarbagePlatform(found.road, chance)
        campaign = Campaign(found, new_agent(found, garbage, keys), garbage)
        for _ in range(500):
            campaign.run(1)
            if "settled by nobody's word" in campaign.faults:
                return
    pytest.fail("not caught")
